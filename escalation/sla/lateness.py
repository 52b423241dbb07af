"""Which tickets are late, and which soon will be, as conditions of a query."""

from datetime import datetime, timedelta

from sqlalchemy import and_, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from escalation.ticketing.models import Ticket, TicketEventRow

SOON = timedelta(hours=1)


def is_due_soon(now: datetime) -> ColumnElement[bool]:
    """The next deadline comes within SOON."""
    return and_(Ticket.due_at > now, Ticket.due_at <= now + SOON)


def has_missed(now: datetime) -> ColumnElement[bool]:
    """A deadline has passed: the one that runs, or an earlier one, though what it was for came since."""
    return or_(Ticket.due_at <= now, was_told_late())


def was_told_late() -> ColumnElement[bool]:
    """A deadline that passed stands in the ticket's log."""
    # The type is no parameter: the index is of this type alone.
    missed = select(TicketEventRow.ticket_id).where(
        TicketEventRow.tenant_id == Ticket.tenant_id,
        TicketEventRow.ticket_id == Ticket.id,
        TicketEventRow.type == literal_column("'sla.breached'"),
    )
    return missed.exists()
