"""A ticket's log: the one way in which anything about a ticket changes."""

from collections.abc import Iterable, Sequence
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.sla.keeping import keep_clocks
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.models import Ticket, TicketEventRow
from escalation.ticketing.state import TicketState, advance

COLUMNS = tuple(field.name for field in fields(TicketState))


def record(session: Session, ticket: Ticket, *events: TicketEvent, seen: bool = False) -> None:
    """Appends what happened and makes the row say it. Rules will look at it, unless they have (`seen`).

    Whoever changes a ticket has locked its row, or made it.
    """
    if events:
        _append(session, ticket, events, seen=seen)
        of_clocks = keep_clocks(session, ticket, events, lambda: read_events(session, ticket))
        _append(session, ticket, of_clocks, seen=False)


def _append(session: Session, ticket: Ticket, events: Sequence[TicketEvent], *, seen: bool) -> None:
    state = state_of(ticket)
    for event in events:
        state = advance(state, event)
        ticket.events += 1
        session.add(
            TicketEventRow(
                tenant_id=ticket.tenant_id,
                ticket_id=ticket.id,
                position=ticket.events,
                type=event.type,
                at=event.at,
                by=event.by,
                data=dict(event.data),
                depth=event.depth,
                pending=not seen,
            )
        )
        ticket.updated_at = max(ticket.updated_at, event.at)
    for name, value in columns_of(state).items():
        if getattr(ticket, name) != value:
            setattr(ticket, name, value)


def read_events(session: Session, ticket: Ticket) -> list[TicketEvent]:
    """All, oldest first."""
    session.flush()
    rows = session.execute(
        select(*(getattr(TicketEventRow, field.name) for field in fields(TicketEvent)))
        .where(TicketEventRow.tenant_id == ticket.tenant_id, TicketEventRow.ticket_id == ticket.id)
        .order_by(TicketEventRow.position)
    )
    return [TicketEvent(*row) for row in rows]


def event_of(row: TicketEventRow) -> TicketEvent:
    return TicketEvent(row.type, row.at, row.by, row.data, row.depth)


def lock_ticket(session: Session, tenant_id: str, number: int) -> Ticket | None:
    """Nobody else changes it before this transaction ends."""
    found = select(Ticket).where(Ticket.tenant_id == tenant_id, Ticket.number == number)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).first()


def lock_tickets(session: Session, tenant_id: str, ids: Iterable[str]) -> Sequence[Ticket]:
    """In order of their numbers, so that two who lock the same ones do not wait for each other."""
    found = select(Ticket).where(Ticket.tenant_id == tenant_id, Ticket.id.in_(set(ids)))
    locking = found.order_by(Ticket.number).with_for_update().execution_options(populate_existing=True)
    return session.scalars(locking).all()


def state_of(ticket: Ticket) -> TicketState:
    values = {name: getattr(ticket, name) for name in COLUMNS}
    return TicketState(**{**values, "tags": tuple(ticket.tags)})


def columns_of(state: TicketState) -> dict[str, object]:
    values = {name: getattr(state, name) for name in COLUMNS}
    return {**values, "tags": list(state.tags), "fields": dict(state.fields)}
