"""Tickets merged into one another, and taken apart again.

No row moves: a merged ticket keeps its log, its thread and its own status underneath, and only says where it
goes on. So taking it out is exact: without the merge its log is what it would have been, clocks included.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.errors import MergeRefused
from escalation.routing.words import Words
from escalation.ticketing.desk import find_root
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.log import record
from escalation.ticketing.models import INCIDENT, Ticket, TicketLink, TicketMessage
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed

ANOTHER_DESK = Words("两个工单不属于同一个租户", "they belong to two desks")
ITSELF = Words("工单不能并入自己", "a ticket cannot go into itself")
MERGED = Words("它已经并入其他工单，请先拆分出来", "it is merged already; take it out first")
CIRCLE = Words("对方已经并入它，请反过来合并", "that one is merged into it; merge the other way round")
GATHERS = Words(
    "它是故障工单，还归集着其他工单，请先把它们归集到对方那里",
    "it is an incident that still gathers tickets; gather them into that one first",
)
SOLVED = Words("对方已经解决，请先重新打开", "that one is solved; open it again first")


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """An entry of a thread, and the ticket it was said on."""

    ticket: Ticket
    entry: TicketMessage


def merge(session: Session, source: Ticket, into: Ticket, deed: Deed) -> None:
    """`source` goes on in `into`. Both come in locked, and what they are merged into (`lock_tree`).

    Raises MergeRefused where they are one, where either is another tenant's, in a circle, where `source` is
    merged already, where it is an incident whose tickets would hear no more of it, and where open trouble
    would go under in a ticket that is solved.
    """
    why = _why_not(source, into, find_root(session, into)) or (GATHERS if _gathers(session, source) else None)
    if why is not None:
        raise MergeRefused(source.number, into.number, why)
    record(session, source, deed.event("ticket.merged", into=into.id))
    record(session, into, deed.event("ticket.absorbed", ticket=source.id))


def unmerge(session: Session, source: Ticket, deed: Deed) -> bool:
    """As it would be without the merge, on its own again; what was merged into it stays with it.

    False where it is not merged. It and what it is merged into come in locked (`lock_tree`).
    """
    if source.merged_into is None:
        return False
    parent = session.get_one(Ticket, (source.tenant_id, source.merged_into))
    record(session, source, deed.event("ticket.unmerged", **{"from": parent.id}))
    record(session, parent, deed.event("ticket.released", ticket=source.id))
    return True


def list_merged(session: Session, ticket: Ticket) -> list[Ticket]:
    """All that were merged into it, and into those in turn, by number."""
    found: dict[str, Ticket] = {}
    parents = [ticket.id]
    while parents:
        into = Ticket.tenant_id == ticket.tenant_id, Ticket.merged_into.in_(parents)
        fresh = [one for one in session.scalars(select(Ticket).where(*into)) if one.id not in found]
        found |= {one.id: one for one in fresh}
        parents = [one.id for one in fresh]
    return sorted(found.values(), key=lambda one: one.number)


def read_story(session: Session, ticket: Ticket) -> list[StoryEntry]:
    """Its thread with those of the tickets merged into it, by time."""
    told = [
        StoryEntry(one, entry)
        for one in (ticket, *list_merged(session, ticket))
        for entry in list_thread(session, one)
    ]
    return sorted(told, key=lambda said: (said.entry.created_at, said.ticket.number, said.entry.position))


def lock_tree(session: Session, tenant_id: str, ids: Iterable[str]) -> dict[str, Ticket]:
    """The tickets and all that they are merged into, locked in order of their numbers, by id.

    Those who merge and take apart at once wait for each other here, so that no two make a circle.
    """
    wanted, locked = set(ids), dict[str, Ticket]()
    while wanted - locked.keys():
        session.flush()
        mine = select(Ticket).where(Ticket.tenant_id == tenant_id, Ticket.id.in_(wanted))
        locking = mine.order_by(Ticket.number).with_for_update().execution_options(populate_existing=True)
        locked = {one.id: one for one in session.scalars(locking)}
        wanted = locked.keys() | {one.merged_into for one in locked.values() if one.merged_into}
    return locked


def _why_not(source: Ticket, into: Ticket, root: Ticket) -> Words | None:
    if source.tenant_id != into.tenant_id:
        return ANOTHER_DESK
    if source.id == into.id:
        return ITSELF
    if source.merged_into is not None:
        return MERGED
    if root.id == source.id:
        return CIRCLE
    if source.status in OPEN and root.status not in OPEN:
        return SOLVED
    return None


def _gathers(session: Session, ticket: Ticket) -> bool:
    theirs = TicketLink.tenant_id == ticket.tenant_id, TicketLink.other_id == ticket.id
    found = select(TicketLink.ticket_id).where(*theirs, TicketLink.kind == INCIDENT).limit(1)
    return session.scalar(found) is not None
