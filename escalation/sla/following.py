"""Open tickets follow settings that were changed: each gets the terms that it would be opened with.

They are gone through from the newest down, a batch a transaction. How far that came stands with the settings,
so that any process goes on where another was killed; a ticket whose terms are the same is left alone. One
that is solved meanwhile follows when it is reopened (`keeping`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from escalation.sla.models import SLASettingsRow
from escalation.sla.policy import Promised
from escalation.sla.reaching import Reach, find_reaching
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.log import lock_tickets, record
from escalation.ticketing.models import Ticket, TicketEventRow

BATCH = 25
"""A tenth of a second or so in which nobody else writes to SQLite."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The tickets with numbers from `down_to` up to where it stood; `outdated` are those with other terms."""

    version: int
    stood_at: int
    down_to: int
    outdated: tuple[str, ...]


def count_to_follow(session: Session, tenant_id: str) -> int:
    row = _find_followed(session, tenant_id)
    if row is None:
        return 0
    return session.scalar(_open_below(row, func.count())) or 0


def find_batch(session: Session, tenant_id: str, limit: int = BATCH) -> Batch | None:
    """The next one, or None where all have followed. It only looks: what stays as it is locks nothing."""
    row = _find_followed(session, tenant_id)
    if row is None:
        return None
    tickets = session.scalars(_open_below(row, Ticket).order_by(Ticket.number.desc()).limit(limit)).all()
    down_to = tickets[-1].number if len(tickets) == limit else 0
    outdated = tuple(ticket.id for ticket, _ in _new_terms(session, row, tickets))
    return Batch(row.version, row.to_follow_below or 0, down_to, outdated)


def follow(session: Session, tenant_id: str, batch: Batch, now: datetime) -> int:
    """Returns how many tickets have other terms now; 0 where somebody else was faster with the batch."""
    row = _find_followed(session, tenant_id, lock=True)
    if row is None or (row.version, row.to_follow_below) != (batch.version, batch.stood_at):
        return 0
    row.to_follow_below = batch.down_to
    open_still = [one for one in lock_tickets(session, tenant_id, batch.outdated) if one.status in OPEN]
    followed = 0
    for ticket, terms in _new_terms(session, row, open_still):
        updated_at = ticket.updated_at
        record(session, ticket, TicketEvent("sla.applied", now, "system", terms), seen=True)
        ticket.updated_at = updated_at  # nothing happened to it, and lists sorted by it would be turned over
        followed += 1
    return followed


def _find_followed(session: Session, tenant_id: str, *, lock: bool = False) -> SLASettingsRow | None:
    """The change that open tickets are to follow, while some have not."""
    row = find_reaching(session, tenant_id, lock=lock)
    return row if row is not None and row.to_follow_below else None


def _open_below(row: SLASettingsRow, what: Any) -> Select[Any]:
    return select(what).where(
        Ticket.tenant_id == row.tenant_id, Ticket.status.in_(OPEN), Ticket.number < row.to_follow_below
    )


def _new_terms(
    session: Session, row: SLASettingsRow, tickets: Sequence[Ticket]
) -> Iterator[tuple[Ticket, Mapping[str, Any]]]:
    """Of those with others by now."""
    reach = Reach(session, row)
    applied = _applied(session, row.tenant_id, [ticket.id for ticket in tickets])
    for ticket in tickets:
        promised = Promised(ticket.priority, ticket.tier, ticket.channel)
        terms = reach.terms_for(promised, applied.get(ticket.id))
        if terms is not None:
            yield ticket, terms


def _applied(session: Session, tenant_id: str, ids: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """The terms that each has; no entry where none were ever applied."""
    found = (
        select(TicketEventRow.ticket_id, TicketEventRow.data)
        .where(
            TicketEventRow.tenant_id == tenant_id,
            TicketEventRow.ticket_id.in_(ids),
            TicketEventRow.type == "sla.applied",
        )
        .order_by(TicketEventRow.position)
    )
    return {row.ticket_id: row.data for row in session.execute(found)}
