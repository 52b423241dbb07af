"""An incident gathers the tickets of all whom it hit: one answer for all, solved for all, each free to leave.

A gathered ticket is linked, not merged: it keeps its customer, its clocks and its own end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.duplicates.merging import list_merged
from escalation.errors import MergeRefused
from escalation.routing.words import Words
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.lifecycle import OPEN, SOLVED
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.models import INCIDENT, Ticket, TicketLink, TicketMessage
from escalation.ticketing.work import Deed, change_status, link, reply, unlink

NO_INCIDENT = Words("对方不是故障工单，请先标记", "that one is no incident; mark it as one first")
NOT_SINGLE = Words(
    "它自己是故障工单，或者已经并入其他工单", "it is an incident itself, or merged into another ticket"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """The entry that a ticket got by the incident's answer."""

    ticket: Ticket
    entry: TicketMessage


def gather(session: Session, incident: Ticket, ticket: Ticket, deed: Deed) -> bool:
    """False where it is gathered already; another link between the two gives way. Both are locked.

    Raises MergeRefused into what is no incident, and for what is one itself or is merged: it comes with the
    ticket that it went into.
    """
    if not incident.incident:
        raise MergeRefused(ticket.number, incident.number, NO_INCIDENT)
    if ticket.incident or ticket.merged_into is not None:
        raise MergeRefused(ticket.number, incident.number, NOT_SINGLE)
    if _is_gathered(session, incident, ticket):
        return False
    unlink(session, ticket, deed, incident)
    return link(session, ticket, deed, incident, INCIDENT)


def leave(session: Session, incident: Ticket, ticket: Ticket, deed: Deed) -> bool:
    """As it is now, on its own again; False where the incident has not gathered it."""
    return _is_gathered(session, incident, ticket) and unlink(session, ticket, deed, incident)


def _is_gathered(session: Session, incident: Ticket, ticket: Ticket) -> bool:
    session.flush()  # a link that was just taken away is still met until then
    found = session.get(TicketLink, (ticket.tenant_id, ticket.id, incident.id))
    return found is not None and found.kind == INCIDENT


def list_gathered(session: Session, incident: Ticket) -> list[Ticket]:
    """By number."""
    hit = select(TicketLink.ticket_id).where(
        TicketLink.tenant_id == incident.tenant_id,
        TicketLink.other_id == incident.id,
        TicketLink.kind == INCIDENT,
    )
    tickets = select(Ticket).where(Ticket.tenant_id == incident.tenant_id, Ticket.id.in_(hit))
    return list(session.scalars(tickets.order_by(Ticket.number)))


def answer_gathered(
    session: Session, incident: Ticket, deed: Deed, *, name: str, text: str
) -> Sequence[Answered]:
    """The incident's answer on each open ticket that it gathered."""
    open_ones = _lock_open(session, incident)
    return [Answered(one, reply(session, one, deed, name=name, text=text)) for one in open_ones]


def set_status(session: Session, ticket: Ticket, deed: Deed, status: str, *, why: str = "") -> bool:
    """As `work.change_status`; an incident that is solved by it has what it gathers solved too. Closed after
    that, it leaves alone what its customers have opened again."""
    was_open = ticket.status in OPEN
    changed = change_status(session, ticket, deed, status, why=why)
    if was_open and ticket.status in SOLVED:
        resolve_gathered(session, ticket, deed, why=ticket_label(ticket))
    return changed


def resolve_gathered(session: Session, incident: Ticket, deed: Deed, *, why: str) -> list[Ticket]:
    """Those that were still open."""
    open_ones = _lock_open(session, incident)
    for one in open_ones:
        change_status(session, one, deed, "resolved", why=why)
    return open_ones


def _lock_open(session: Session, incident: Ticket) -> list[Ticket]:
    """What it gathers and is open. Whoever knows that it comes to this locks them together with the incident
    beforehand, in order of their numbers."""
    gathered = [one.id for one in list_gathered(session, incident)]
    return [one for one in lock_tickets(session, incident.tenant_id, gathered) if one.status in OPEN]


def whom_to_tell(session: Session, ticket: Ticket) -> list[Ticket]:
    """The tickets whose customers read a public answer on this one: its own, those merged into it, and those
    merged into them."""
    return [ticket, *list_merged(session, ticket)]
