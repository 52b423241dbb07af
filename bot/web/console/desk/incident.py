"""What a page tells of incidents: those that a ticket belongs to, or what an incident gathers and whom its
answer reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.persistence.tenancy import TenantSession
from escalation.crm.models import Contact
from escalation.duplicates.incidents import list_gathered
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import INCIDENT, Ticket, TicketLink

OFFERED = 20


@dataclass(frozen=True, slots=True)
class Gathered:
    """`who` is None for a visitor."""

    ticket: Ticket
    who: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """An answer goes to those of its tickets that are `open`; `customers` counts whom it reaches, the
    incident's own among them."""

    gathered: tuple[Gathered, ...]
    open: int
    customers: int


def find_incident(session: TenantSession, ticket: Ticket) -> Incident | None:
    """None where the ticket is none."""
    if not ticket.incident:
        return None
    tickets = list_gathered(session, ticket)
    open_ones = [one for one in tickets if one.status in OPEN]
    names = _names(session, tickets)
    gathered = tuple(Gathered(one, names.get(one.contact_key or "", one.contact_key)) for one in tickets)
    return Incident(gathered, len(open_ones), _count_customers(session, [ticket, *open_ones]))


def list_incidents_of(session: TenantSession, ticket: Ticket) -> Sequence[Ticket]:
    """Those that gather it."""
    mine = TicketLink.ticket_id == ticket.id, TicketLink.kind == INCIDENT
    gathering = select(TicketLink.other_id).where(*mine)
    return session.scalars(select(Ticket).where(Ticket.id.in_(gathering)).order_by(Ticket.number)).all()


def list_open_incidents(session: TenantSession) -> Sequence[Ticket]:
    """The newest first."""
    mine = (Ticket.incident, Ticket.status.in_(OPEN), Ticket.merged_into.is_(None))
    return session.scalars(select(Ticket).where(*mine).order_by(Ticket.number.desc()).limit(OFFERED)).all()


def _names(session: TenantSession, tickets: Sequence[Ticket]) -> dict[str, str]:
    keys = {one.contact_key for one in tickets if one.contact_key}
    people = select(Contact).where(Contact.key.in_(keys))
    return {one.key: one.name for one in session.scalars(people)} if keys else {}


def _count_customers(session: TenantSession, answered: Sequence[Ticket]) -> int:
    """With those of what was merged in; a visitor is known by their conversation alone."""
    tickets, parents = list(answered), [one.id for one in answered]
    while parents:
        merged = session.scalars(select(Ticket).where(Ticket.merged_into.in_(parents))).all()
        tickets += merged
        parents = [one.id for one in merged]
    return len({one.contact_key or one.conversation_id or one.id for one in tickets})
