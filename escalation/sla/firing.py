"""Fires timers that are due: each leaves its event in its ticket's log and is gone, in one transaction.

It is done by the database itself, a batch of tickets at a time: a desk that opens at nine may have thousands
due at once. A ticket that somebody else has locked is left for the next look.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    DateTime,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from escalation.sla.models import SLATimer
from escalation.ticketing.models import Ticket, TicketEventRow

BATCH = 2000

TIMERS: Table = SLATimer.__table__  # type: ignore[assignment]
TICKETS: Table = Ticket.__table__  # type: ignore[assignment]
EVENTS: Table = TicketEventRow.__table__  # type: ignore[assignment]

_NOW = bindparam("now", type_=DateTime(timezone=True))
_TENANT: BindParameter[str] = bindparam("tenant")
_CHOSEN: BindParameter[str] = bindparam("chosen", expanding=True)
_MINE = TIMERS.c.tenant_id == _TENANT
# As no index has it: everything may be due at once, so only the first look goes by time, the rest by ticket.
_DUE = func.coalesce(TIMERS.c.due_at, _NOW) <= _NOW

_NEXT = select(func.min(TIMERS.c.due_at)).where(_MINE)
# Another process passes over the tickets that are locked and takes the next ones.
_CHOOSE = (
    select(TICKETS.c.id)
    .join(TIMERS, (TIMERS.c.ticket_id == TICKETS.c.id) & _MINE)
    .where(TICKETS.c.tenant_id == _TENANT, TIMERS.c.due_at <= _NOW)
    .order_by(TIMERS.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(of=TICKETS, skip_locked=True)
)
# By their time, and of one clock the warning first: "sla.warned" is after "sla.breached" in the alphabet.
_PLACE = func.row_number().over(
    partition_by=TIMERS.c.ticket_id,
    order_by=(TIMERS.c.due_at, TIMERS.c.type.desc(), TIMERS.c.clock, TIMERS.c.n),
)
_TELL = insert(EVENTS).from_select(
    ["tenant_id", "ticket_id", "position", "type", "at", "by", "data", "depth", "pending"],
    select(
        TIMERS.c.tenant_id,
        TIMERS.c.ticket_id,
        TICKETS.c.events + _PLACE,
        TIMERS.c.type,
        _NOW,
        literal("system"),
        TIMERS.c.data,
        literal(0),
        true(),
    )
    .join(TICKETS, (TICKETS.c.id == TIMERS.c.ticket_id) & (TICKETS.c.tenant_id == _TENANT))
    .where(_MINE, _DUE, TIMERS.c.ticket_id.in_(_CHOSEN)),
)
_LEFT = (
    select(
        TIMERS.c.ticket_id,
        func.sum(case((_DUE, 1), else_=0)).label("fired"),
        func.min(case((~_DUE & (TIMERS.c.type == "sla.breached"), TIMERS.c.due_at))).label("due_at"),
    )
    .where(_MINE, TIMERS.c.ticket_id.in_(_CHOSEN))
    .group_by(TIMERS.c.ticket_id)
    .subquery("left_over")
)
# Its `updated_at` stays: that a time passes is nobody's doing, and lists sorted by it would be turned over.
_COUNT = (
    update(TICKETS)
    .where(TICKETS.c.tenant_id == _TENANT, TICKETS.c.id.in_(_CHOSEN), TICKETS.c.id == _LEFT.c.ticket_id)
    .values(events=TICKETS.c.events + _LEFT.c.fired, due_at=_LEFT.c.due_at)
)
_DROP = delete(TIMERS).where(_MINE, _DUE, TIMERS.c.ticket_id.in_(_CHOSEN))


@dataclass(frozen=True, slots=True)
class Fired:
    """How many `timers`, and of which `tickets`."""

    timers: int
    tickets: tuple[str, ...]


def find_next_due(session: Session, tenant_id: str) -> datetime | None:
    found: datetime | None = session.connection().execute(_NEXT, {"tenant": tenant_id}).scalar_one()
    return found


def fire_due(session: Session, tenant_id: str, now: datetime, limit: int = BATCH) -> Fired:
    """Fires those of the tickets that have waited longest, `limit` timers at the most to begin with.

    None where nothing is due, or somebody else is at it.
    """
    connection, parameters = session.connection(), {"tenant": tenant_id, "now": now}
    chosen = connection.execute(_CHOOSE, {**parameters, "limit": limit}).scalars()
    tickets = tuple(sorted(set(chosen)))
    parameters["chosen"] = tickets
    connection.execute(_TELL, parameters)
    connection.execute(_COUNT, parameters)
    return Fired(connection.execute(_DROP, parameters).rowcount, tickets)
