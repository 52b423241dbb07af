"""What people type to find tickets and conversations: a ticket's number, or words of whom it is about and of
what was said."""

from collections.abc import Callable

from sqlalchemy import Select, or_, select
from sqlalchemy.sql.elements import ColumnElement

from bot.web.console.desk.folded import contains
from escalation.crm.models import Contact

Condition = ColumnElement[bool]

_PERSON = (Contact.key, Contact.name, Contact.company, Contact.email)


def is_number(search: str) -> bool:
    """Whether it means one ticket and nothing else: "#3318"."""
    return bool(_digits(search)) and search.startswith("#")


def says(
    search: str, of_ticket: Callable[[int], Condition], mentions: Callable[[str], Condition]
) -> Condition:
    """By a ticket's number where it is one, else by the words."""
    if digits := _digits(search):
        number = of_ticket(int(digits))
        return number if search.startswith("#") else or_(number, mentions(search))
    return mentions(search)


def people(search: str) -> Select[str]:
    """Keys of the customers that it names."""
    return select(Contact.key).where(names_person(search))


def names_person(search: str) -> Condition:
    """Of customers whose name, company, address or key has it."""
    return or_(*(contains(column, search) for column in _PERSON))


def _digits(search: str) -> str:
    digits = search.removeprefix("#")
    return digits if digits.isdecimal() and len(digits) < 10 else ""
