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
from escalation.ticketing.lifecycle import OPEN
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
    """False where it is gathered already. Both are locked. Raises MergeRefused into what is no incident, and
    for what is one itself or is merged: it comes with the ticket that it went into."""
    if not incident.incident:
        raise MergeRefused(ticket.number, incident.number, NO_INCIDENT)
    if ticket.incident or ticket.merged_into is not None:
        raise MergeRefused(ticket.number, incident.number, NOT_SINGLE)
    return link(session, ticket, deed, incident, INCIDENT)


def leave(session: Session, incident: Ticket, ticket: Ticket, deed: Deed) -> bool:
    """As it is now, on its own again; False where the incident has not gathered it."""
    session.flush()  # a link that was just taken away is still met until then
    if session.get(TicketLink, (ticket.tenant_id, ticket.id, incident.id)) is None:
        return False
    return unlink(session, ticket, deed, incident)


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
    """The incident's answer on each open ticket that it gathered; all are locked."""
    open_ones = [one for one in list_gathered(session, incident) if one.status in OPEN]
    return [Answered(one, reply(session, one, deed, name=name, text=text)) for one in open_ones]


def resolve_gathered(session: Session, incident: Ticket, deed: Deed, *, why: str) -> list[Ticket]:
    """Those that were still open; all are locked."""
    open_ones = [one for one in list_gathered(session, incident) if one.status in OPEN]
    for one in open_ones:
        change_status(session, one, deed, "resolved", why=why)
    return open_ones


def whom_to_tell(session: Session, ticket: Ticket) -> list[Ticket]:
    """The tickets whose customers read a public answer on this one: its own, those merged into it, and those
    merged into them."""
    return [ticket, *list_merged(session, ticket)]
