"""What is kept of outside systems: which one a tenant has, how far each ticket is in step, what was taken."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from bot.models import OutboxItem
from bot.outbox import add_effect
from bot.persistence.tenancy import TenantSession
from escalation.backends.models import OutsideSystem, OutsideTicket, TakenChange
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, note

BACKEND_PUSH = "backend.push"
IN_STEP, UNKNOWN, FAILED, LEFT_OUT = "in_step", "unknown", "failed", "left_out"
BATCH = 200


def find_system(session: TenantSession) -> OutsideSystem | None:
    return session.get(OutsideSystem, session.require_tenant())


def list_behind(session: TenantSession, system: OutsideSystem) -> list[tuple[str, int]]:
    """Ids of tickets that something new happened to, with how many events they have. One that is kept there
    goes on being so, however long ago the system was connected."""
    behind = (
        select(Ticket.id, Ticket.events)
        .outerjoin(
            OutsideTicket,
            and_(OutsideTicket.tenant_id == Ticket.tenant_id, OutsideTicket.ticket_id == Ticket.id),
        )
        .where(
            Ticket.events > func.coalesce(OutsideTicket.queued, 0),
            or_(
                and_(OutsideTicket.ticket_id.is_(None), Ticket.created_at >= system.since),
                and_(OutsideTicket.system == system.name, OutsideTicket.state != LEFT_OUT),
            ),
        )
        .order_by(Ticket.updated_at)
        .limit(BATCH)
    )
    return [(ticket_id, events) for ticket_id, events in session.execute(behind)]


def queue_pushes(session: TenantSession, system: OutsideSystem, now: datetime) -> int:
    """A row of the outbox for each ticket that is behind; returns how many."""
    queued = 0
    for ticket_id, events in list_behind(session, system):
        link = lock_link(session, ticket_id) or _new_link(session, system, ticket_id)
        if link.queued >= events:
            continue
        link.queued = events
        payload = {"ticket": ticket_id, "position": events}
        key = f"{BACKEND_PUSH}:{ticket_id}:{events}"
        add_effect(session, key=key, kind=BACKEND_PUSH, payload=payload, now=now)
        queued += 1
    return queued


def resume_pushes(session: TenantSession, system: OutsideSystem, now: datetime) -> None:
    """What was given up while the tenant had another system or none."""
    waiting = select(OutsideTicket.ticket_id).where(
        OutsideTicket.system == system.name,
        OutsideTicket.state == IN_STEP,
        OutsideTicket.pushed < OutsideTicket.queued,
    )
    for ticket_id in session.scalars(waiting).all():
        push_again(session, ticket_id, now)


def push_again(session: TenantSession, ticket_id: str, now: datetime) -> None:
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == BACKEND_PUSH,
            OutboxItem.key.startswith(f"{BACKEND_PUSH}:{ticket_id}:", autoescape=True),
            OutboxItem.state == "dead",
        )
        .values(state="pending", attempts=0, next_at=now, lease_until=None)
    )


def find_link(session: TenantSession, system: OutsideSystem, outside_id: str) -> OutsideTicket | None:
    """The ticket that news of the outside one are for: whose twin it is, else the one whose twin was merged
    into it there; of several, one that was not merged here, and the first. None where a person left it to go
    on here only."""
    here = select(OutsideTicket).where(OutsideTicket.system == system.name, OutsideTicket.state != LEFT_OUT)
    own = session.scalars(here.where(OutsideTicket.outside_id == outside_id)).first()
    if own is not None:
        return own
    following = (
        here.join(
            Ticket, and_(Ticket.tenant_id == OutsideTicket.tenant_id, Ticket.id == OutsideTicket.ticket_id)
        )
        .where(OutsideTicket.follows == outside_id)
        .order_by(Ticket.merged_into.is_not(None), OutsideTicket.follows_since, Ticket.number)
    )
    return session.scalars(following.limit(1)).first()


def is_new(session: TenantSession, system: OutsideSystem, outside_id: str, change_id: str) -> bool:
    """False too for one of nobody's ticket, and for what another had before it was merged into this one."""
    if find_link(session, system, outside_id) is None:
        return False
    family = select(OutsideTicket.ticket_id).where(
        OutsideTicket.system == system.name,
        or_(OutsideTicket.outside_id == outside_id, OutsideTicket.follows == outside_id),
    )
    taken = select(TakenChange.change_id).where(
        TakenChange.ticket_id.in_(family), TakenChange.change_id == change_id[:128]
    )
    return session.scalars(taken.limit(1)).first() is None


def lock_link(session: TenantSession, ticket_id: str) -> OutsideTicket | None:
    key = (session.require_tenant(), ticket_id)
    return session.get(OutsideTicket, key, with_for_update=True, populate_existing=True)


def get_link(session: TenantSession, ticket_id: str) -> OutsideTicket:
    """Locked, as it is now."""
    key = (session.require_tenant(), ticket_id)
    return session.get_one(OutsideTicket, key, with_for_update=True, populate_existing=True)


def mark_taken(
    session: TenantSession, ticket_id: str, change_id: str, *, first: int, last: int, now: datetime
) -> None:
    session.add(
        TakenChange(
            tenant_id=session.require_tenant(),
            ticket_id=ticket_id,
            change_id=change_id[:128],
            first=first,
            last=last,
            taken_at=now,
        )
    )


def note_here(session: TenantSession, ticket: Ticket, text: str, *, at: datetime, now: datetime) -> None:
    """A line about the outside system in the ticket, not for that system; `at` by the tenant's clock."""
    first = ticket.events + 1
    note(session, ticket, Deed("system", at), name="system", text=text)
    mark_taken(session, ticket.id, f"note:{first}", first=first, last=ticket.events, now=now)


def is_busy(link: OutsideTicket, now: datetime) -> bool:
    return link.busy_until is not None and link.busy_until > now


def _new_link(session: TenantSession, system: OutsideSystem, ticket_id: str) -> OutsideTicket:
    link = OutsideTicket(
        tenant_id=session.require_tenant(),
        ticket_id=ticket_id,
        system=system.name,
        outside_id=None,
        follows=None,
        follows_since=None,
        queued=0,
        pushed=0,
        mark="",
        status=None,
        sent_at=None,
        busy_until=None,
        state=IN_STEP,
        problem=None,
        problem_at=None,
    )
    session.add(link)
    return link
