"""One change to one ticket, as an agent asks for it, and why it is refused where it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.ticket_frames import publish_ticket
from bot.errors import NotFound
from bot.handoff_ticket import stop_waiting
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.desk.asking import PRIORITIES
from bot.web.console.desk.meanwhile import others_since
from bot.web.console.desk.staff import Staff, read_staff
from bot.web.console.labels import label
from bot.web.console.strings import say
from escalation.errors import TransitionRefused
from escalation.ticketing.lifecycle import BY_STATUS, SOLVED
from escalation.ticketing.log import lock_ticket, read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, assign, change_priority, change_status, clean_tag, tag, unwatch, watch


class Refused(Exception):
    """`why` is in the agent's language."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Change:
    """`seen` is how far the ticket's log went when the agent looked; None where that does not matter."""

    action: str
    value: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Who changes it, and who else there is."""

    me: Me
    staff: Staff
    deed: Deed

    @property
    def language(self) -> str:
        return self.me.language


def deed_of(service: ServiceDep, me: Me) -> Deed:
    return Deed(f"agent:{me.agent_id}", service.tenants.get(me.tenant_id).now(utc_now()))


def change_ticket(service: ServiceDep, me: Me, number: int, change: Change) -> Ticket:
    """In a transaction of its own. NotFound, or Refused."""
    with service.database.uow(me.tenant_id) as session:
        desk = Desk(me, read_staff(session), deed_of(service, me))
        if change.action == "status" and change.value in SOLVED:
            stop_waiting(session, number)  # first, for turns too lock a conversation before its ticket
        ticket = get_locked(session, number)
        check_whole(session, ticket, me.language)
        if change.seen is not None:
            _check_seen(session, ticket, change.action, change.seen, desk)
        _check_known(change.action)
        DOINGS[change.action](session, ticket, desk, change.value)
    publish_ticket(service.hub, ticket)
    return ticket


def get_locked(session: TenantSession, number: int) -> Ticket:
    # Beyond what any database stores as an integer there is no ticket either.
    ticket = lock_ticket(session, session.require_tenant(), number) if 0 < number < 2**31 else None
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def check_whole(session: TenantSession, ticket: Ticket, language: str) -> None:
    """What was merged into another ticket goes on there."""
    if ticket.merged_into is not None:
        other = session.get(Ticket, (ticket.tenant_id, ticket.merged_into))
        raise Refused(say(language, "desk_merged_into", ticket=f"#{other.number if other else '?'}"))


def _check_seen(session: TenantSession, ticket: Ticket, action: str, seen: int, desk: Desk) -> None:
    """The second of two who change the same is told who was first."""
    kind = EVENTS.get(action)
    if kind is None or ticket.events <= seen:
        return
    others = others_since(read_events(session, ticket), seen, desk.me.agent_id, (kind,))
    if others:
        who = desk.staff.doer(others[-1].by, desk.language)
        raise Refused(say(desk.language, f"desk_first_{action}", who=who, now=_now(ticket, action, desk)))


def _now(ticket: Ticket, action: str, desk: Desk) -> str:
    match action:
        case "status":
            return label(desk.language, "ticket_status", ticket.status)
        case "priority":
            return ticket.priority
        case "team":
            return desk.staff.team_name(ticket.team, desk.language) or say(desk.language, "desk_no_team")
    return desk.staff.agent_name(ticket.agent_id) or say(desk.language, "desk_nobody")


def _check_known(action: str) -> None:
    if action not in DOINGS:
        raise NotFound("action")


def _status(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    if value not in BY_STATUS:
        raise Refused(say(desk.language, "desk_bad_value"))
    try:
        changed = change_status(session, ticket, desk.deed, value)
    except TransitionRefused:
        status = label(desk.language, "ticket_status", ticket.status)
        to = label(desk.language, "ticket_status", value)
        raise Refused(say(desk.language, "desk_no_way", status=status, to=to)) from None
    if not changed:
        raise Refused(say(desk.language, "desk_is_so", what=label(desk.language, "ticket_status", value)))


def _priority(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    if value not in PRIORITIES:
        raise Refused(say(desk.language, "desk_bad_value"))
    change_priority(session, ticket, desk.deed, value, reason=say(desk.language, "desk_by_hand"))


def _agent(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """To a colleague who works; "" to nobody. Team and queue stay."""
    if value and value not in {one.id for one in desk.staff.working}:
        raise Refused(say(desk.language, "desk_bad_value"))
    reason = say(desk.language, "desk_by_hand")
    to = {"agent": value or None, "team": ticket.team, "queue": ticket.queue}
    assign(session, ticket, desk.deed, **to, reason=reason)


def _team(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """To another team; whoever had it keeps it only where they are of that team."""
    if value and value not in {team.key for team in desk.staff.teams}:
        raise Refused(say(desk.language, "desk_bad_value"))
    stays = ticket.agent_id is not None and (not value or value in desk.staff.teams_of(ticket.agent_id))
    reason = say(desk.language, "desk_by_hand")
    to = {"agent": ticket.agent_id if stays else None, "team": value or None, "queue": ticket.queue}
    assign(session, ticket, desk.deed, **to, reason=reason)


def _tag(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """One or several, by commas."""
    names = [name for name in value.replace("，", ",").split(",") if clean_tag(name)]
    if not names:
        raise Refused(say(desk.language, "desk_bad_value"))
    tag(session, ticket, desk.deed, add=names)


def _untag(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    tag(session, ticket, desk.deed, remove=[value])


def _watch(session: TenantSession, ticket: Ticket, desk: Desk, _value: str) -> None:
    watch(session, ticket, desk.deed, desk.me.agent_id)


def _unwatch(session: TenantSession, ticket: Ticket, desk: Desk, _value: str) -> None:
    unwatch(session, ticket, desk.deed, desk.me.agent_id)


Doing = Callable[[TenantSession, Ticket, Desk, str], None]
DOINGS: Mapping[str, Doing] = {
    "status": _status,
    "priority": _priority,
    "agent": _agent,
    "team": _team,
    "tag": _tag,
    "untag": _untag,
    "watch": _watch,
    "unwatch": _unwatch,
}
EVENTS = {
    "status": "ticket.status_changed",
    "priority": "ticket.priority_changed",
    "agent": "ticket.assigned",
    "team": "ticket.assigned",
}
"""What of others' doings since the agent looked stands against theirs."""
