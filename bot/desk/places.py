"""Where the customers of a ticket are: the conversations in which its trouble was told, and by whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from bot.mail.addresses import EMAIL
from bot.models import Conversation, MailThread
from bot.persistence.tenancy import TenantSession
from escalation.duplicates.incidents import whom_to_tell
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.models import Ticket

CONVERSATIONS = 10


def conversations_of(session: TenantSession, *tickets: Ticket) -> Sequence[Conversation]:
    """Where the tickets were opened, and where the same trouble was told again; the latest first."""
    latest = select(Conversation).where(told_in(*tickets)).order_by(Conversation.updated_at.desc())
    return session.scalars(latest.limit(CONVERSATIONS)).all()


def told_in(*tickets: Ticket) -> ColumnElement[bool]:
    """That a conversation is one of theirs."""
    opened = [ticket.conversation_id for ticket in tickets if ticket.conversation_id]
    labels = [ticket_label(ticket) for ticket in tickets]
    return or_(Conversation.id.in_(opened), Conversation.ticket_id.in_(labels))


def find_place(session: TenantSession, ticket: Ticket) -> str | None:
    """The conversation in which the ticket's customer reads the answers: their latest, also where it is of a
    ticket of theirs that was merged into it. None where there is none."""
    told = places_of(session, whom_to_tell(session, ticket))
    return next((place for one, place in told if one is ticket), None)


def places_of(session: TenantSession, tickets: Sequence[Ticket]) -> list[tuple[Ticket, str]]:
    """The conversation in which the customer of each reads the answers, the latest of theirs in any of the
    tickets; whoever has several, for the first."""
    found = customers_in(session, told_in(*tickets))
    latest: dict[str, tuple[Ticket, str]] = {}
    for ticket in tickets:
        here = {ticket.contact_key, found.get(ticket.conversation_id or "")}
        place = next((one for one, customer in found.items() if customer in here), None)
        if place is not None:
            latest.setdefault(found[place], (ticket, place))
    return list(latest.values())


def customers_in(session: TenantSession, wanted: ColumnElement[bool]) -> dict[str, str]:
    """Whose each such conversation is, the latest first: the customer by their key, by the address that they
    write mails from, or as a visitor; where nothing is known, by the conversation itself. By mail nobody
    reads anything while the desk has no address to write from."""
    who = func.coalesce(
        Conversation.contact_key, MailThread.address, Conversation.visitor_id, Conversation.id
    )
    asked = (
        select(Conversation.id, who.label("who"))
        .outerjoin(MailThread, MailThread.conversation_id == Conversation.id)
        .where(wanted, or_(Conversation.channel != EMAIL, Conversation.mailed_seq.is_not(None)))
        .order_by(Conversation.updated_at.desc(), Conversation.id)
    )
    return {row.id: row.who for row in session.execute(asked)}


def is_read(conversation: Mapping[str, Any]) -> bool:
    """Whether its customer reads what is said there, as `customers_in` asks the database."""
    return conversation["channel"] != EMAIL or conversation["mailed_seq"] is not None
