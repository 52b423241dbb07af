"""The ticket list: one page of a view, searched, narrowed and in order, and how many each view holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, bindparam, cast, func, literal, or_, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from bot.mail.addresses import people_of
from bot.persistence.tenancy import TenantSession
from bot.web.console.desk.asking import NOBODY, WAITS, Asked, cursor_of, read_cursor
from bot.web.console.desk.folded import contains
from bot.web.console.desk.searching import is_number, people, says
from bot.web.console.desk.staff import Staff
from bot.web.console.desk.views import OF_OPEN, View, Viewer, among_open, holds
from escalation.crm.models import Contact
from escalation.sla.lateness import has_missed, is_due_soon
from escalation.ticketing.lifecycle import OPEN, OURS
from escalation.ticketing.models import AT, Ticket, TicketMessage

PAGE = 50
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Where tickets without a deadline stand."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `name` is None for a visitor."""

    ticket: Ticket
    name: str | None
    company: str | None
    agent: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """`next` is the cursor of the page after this one, "" where it is the last. `everywhere` is how many
    tickets of all views a search finds, where that is more than the one asked for has."""

    rows: tuple[Row, ...]
    next: str
    counts: Mapping[View, int]
    everywhere: int | None = None


def list_tickets(session: TenantSession, asked: Asked, viewer: Viewer, staff: Staff) -> Listing:
    order, descends = _order(asked.order)
    narrowed = [
        *_filters(asked, viewer.now),
        *([says(asked.search, _of_number, _mentions)] if asked.search else []),
    ]
    # Whoever names a ticket means that one, whatever has become of it.
    view = View.all if is_number(asked.search) else asked.chosen
    query = select(Ticket).where(holds(view, viewer), *narrowed)
    begin = _after(asked, order)
    if begin is not None:
        place = tuple_(*order)
        query = query.where(place < begin if descends else place > begin)
    found = session.scalars(
        query.order_by(*(one.desc() if descends else one for one in order)).limit(PAGE + 1)
    ).all()
    shown = found[:PAGE]
    return Listing(
        _rows(session, shown, staff),
        _cursor(shown[-1], asked.order) if len(found) > PAGE else "",
        count_views(session, viewer),
        _everywhere(session, narrowed, len(found))
        if asked.search and view != View.all and not asked.after and len(found) <= PAGE
        else None,
    )


def _everywhere(session: TenantSession, narrowed: Sequence[ColumnElement[bool]], here: int) -> int | None:
    count = session.scalar(select(func.count(Ticket.number)).where(*narrowed)) or 0
    return count if count > here else None


def count_views(session: TenantSession, viewer: Viewer) -> Mapping[View, int]:
    """Of all but `all`. One look at the open tickets counts their views, another the solved ones."""
    columns = [func.count().filter(among_open(view, viewer)) for view in OF_OPEN]
    here = (Ticket.merged_into.is_(None), Ticket.status.in_(OPEN))
    counts = session.execute(select(*columns).select_from(Ticket).where(*here)).one()
    resolved = session.scalar(select(func.count(Ticket.number)).where(holds(View.resolved, viewer))) or 0
    return dict(zip(OF_OPEN, counts, strict=True)) | {View.resolved: resolved}


def _filters(asked: Asked, now: datetime) -> list[ColumnElement[bool]]:
    return [_narrows(name, value, now) for name, value in asked.filters.items()]


def _narrows(name: str, value: str, now: datetime) -> ColumnElement[bool]:
    match name, value:
        case "tag", _:
            # As the column holds it: a list in JSON, whatever the database.
            return cast(Ticket.tags, String).contains(json.dumps(value), autoescape=True)
        case "sla", "soon":
            return is_due_soon(now)
        case "sla", _:
            return has_missed(now)
        case "status", _ if value == WAITS:
            return Ticket.status.in_(OURS)
    column = getattr(Ticket, "agent_id" if name == "agent" else name)
    condition: ColumnElement[bool] = column.is_(None) if value == NOBODY else column == value
    return condition


def _of_number(number: int) -> ColumnElement[bool]:
    return Ticket.number == number


def _mentions(search: str) -> ColumnElement[bool]:
    # All threads in one pass: going to each ticket's own takes three times as long.
    said = select(TicketMessage.ticket_id).where(contains(TicketMessage.text, search))
    return or_(contains(Ticket.subject, search), Ticket.contact_key.in_(people(search)), Ticket.id.in_(said))


_DUE = func.coalesce(Ticket.due_at, bindparam("never", NEVER, type_=AT, unique=True))


def _order(sort: str) -> tuple[tuple[Any, ...], bool]:
    """The columns, the number last so that no two are alike, and whether they go down."""
    match sort:
        case "updated":
            return (Ticket.updated_at, Ticket.number), True
        case "priority":
            return (Ticket.priority, _DUE, Ticket.number), False
        case "age":
            return (Ticket.number,), False
    return (_DUE, Ticket.number), False


def _cursor(last: Ticket, sort: str) -> str:
    due = (last.due_at or NEVER).isoformat()
    values: dict[str, list[Any]] = {
        "updated": [last.updated_at.isoformat(), last.number],
        "priority": [last.priority, due, last.number],
        "age": [last.number],
    }
    return cursor_of(values.get(sort, [due, last.number]))


def _after(asked: Asked, order: Sequence[Any]) -> Any:
    """The place to begin after; None for the beginning."""
    values = read_cursor(asked.after) if asked.after else None
    if values is None or len(values) != len(order):
        return None
    try:
        return tuple_(*(_typed(column, value) for column, value in zip(order, values, strict=True)))
    except (TypeError, ValueError):
        return None


def _typed(column: Any, value: Any) -> Any:
    kind = type(column.type)
    if kind is type(AT):
        return literal(datetime.fromisoformat(value).astimezone(UTC), AT)
    return literal(str(value), String) if kind is String else literal(int(value))


def _rows(session: TenantSession, tickets: Sequence[Ticket], staff: Staff) -> tuple[Row, ...]:
    keys = {ticket.contact_key for ticket in tickets if ticket.contact_key}
    query = select(Contact).where(Contact.key.in_(keys))
    people = {one.key: one for one in session.scalars(query)} if keys else {}
    writers = people_of(
        session, {one.conversation_id for one in tickets if one.conversation_id and not one.contact_key}
    )
    return tuple(_row(ticket, people.get(ticket.contact_key or ""), writers, staff) for ticket in tickets)


def _row(ticket: Ticket, person: Contact | None, writers: Mapping[str, str], staff: Staff) -> Row:
    return Row(
        ticket,
        person.name if person else ticket.contact_key or writers.get(ticket.conversation_id or ""),
        person.company if person else None,
        staff.agent_name(ticket.agent_id) if ticket.agent_id else None,
    )
