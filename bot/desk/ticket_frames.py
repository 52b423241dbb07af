"""Tells open consoles that a ticket is not what it was. After the commit, like every frame."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from bot.hub import Hub, Topic, frame
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from escalation.ticketing.models import Ticket


@contextmanager
def changing_tickets(database: Database, hub: Hub, tenant_id: str) -> Iterator[TenantSession]:
    """A unit of work; once it is committed, consoles are told of every ticket whose log goes further."""
    longer: dict[str, Ticket] = {}

    def look(session: Session, _context: UOWTransaction) -> None:
        longer.update((one.id, one) for one in (*session.new, *session.dirty) if _goes_further(one))

    with database.uow(tenant_id) as session:
        event.listen(session, "after_flush", look)
        yield session
    for ticket in longer.values():
        publish_ticket(hub, ticket)


def publish_ticket(hub: Hub, ticket: Ticket) -> None:
    """To the tenant's feed and to whoever has the ticket open; `events` says how far its log goes."""
    one = frame("ticket", ticket=ticket.number, events=ticket.events, status=ticket.status)
    hub.publish(Topic(ticket.tenant_id), one)
    hub.publish(Topic(ticket.tenant_id, ticket=ticket.number), one)


def _goes_further(row: object) -> bool:
    return isinstance(row, Ticket) and inspect(row).attrs.events.history.has_changes()
