"""How it stands now: the open tickets of a queue, of a team or in a person's hands, in numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from escalation.sla.lateness import has_missed, is_due_soon
from escalation.ticketing.lifecycle import OPEN, OURS
from escalation.ticketing.models import Ticket


@dataclass(frozen=True, slots=True)
class Standing:
    """Of open tickets. `ours` wait for us; `oldest` is when the first of them was opened. `soon` and `missed`
    are of deadlines, as `lateness` has them; a ticket may be in both."""

    open: int = 0
    unassigned: int = 0
    ours: int = 0
    oldest: datetime | None = None
    soon: int = 0
    missed: int = 0


def standings(
    session: Session, tenant_id: str, by: Sequence[Any], now: datetime, *where: ColumnElement[bool]
) -> dict[tuple[str | None, ...], Standing]:
    """By the values of those columns of Ticket; of what there is nothing, there is no entry."""
    ours = Ticket.status.in_(OURS)
    counted = (
        select(
            *by,
            func.count(),
            func.count().filter(Ticket.agent_id.is_(None)),
            func.count().filter(ours),
            func.min(Ticket.created_at).filter(ours),
            func.count().filter(is_due_soon(now)),
            func.count().filter(has_missed(now)),
        )
        .where(Ticket.tenant_id == tenant_id, Ticket.status.in_(OPEN), Ticket.merged_into.is_(None), *where)
        .group_by(*by)
    )
    width = len(by)
    return {tuple(row[:width]): Standing(*row[width:]) for row in session.execute(counted)}


def together(standings: Iterable[Standing]) -> Standing:
    """Of tickets that were counted apart."""
    found = list(standings)
    return Standing(
        open=sum(one.open for one in found),
        unassigned=sum(one.unassigned for one in found),
        ours=sum(one.ours for one in found),
        oldest=min((one.oldest for one in found if one.oldest), default=None),
        soon=sum(one.soon for one in found),
        missed=sum(one.missed for one in found),
    )
