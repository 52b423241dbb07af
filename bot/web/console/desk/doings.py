"""What an agent may do to a ticket by one word of a form, each with its reasons to refuse."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.message_text import without_controls
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.desk.asking import NOBODY, PRIORITIES
from bot.web.console.desk.staff import Staff
from bot.web.console.labels import label
from bot.web.console.strings import STRINGS, say
from escalation.duplicates.incidents import list_gathered, set_status
from escalation.errors import TransitionRefused
from escalation.ticketing.lifecycle import BY_STATUS
from escalation.ticketing.log import lock_ticket, read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import (
    LONGEST_MODULE,
    Deed,
    assign,
    change_module,
    change_priority,
    clean_module,
    clean_tag,
    link,
    mark_incident,
    set_field,
    tag,
    unlink,
    unwatch,
    watch,
)

LONGEST_FIELD, LONGEST_CONTENT = 64, 500


class Refused(Exception):
    """`why` is in the agent's language."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Desk:
    """Who changes it, and who else there is."""

    me: Me
    staff: Staff
    deed: Deed

    @property
    def language(self) -> str:
        return self.me.language


def value_now(ticket: Ticket, action: str, desk: Desk) -> str:
    match action:
        case "status":
            return label(desk.language, "ticket_status", ticket.status)
        case "priority":
            return ticket.priority
        case "team":
            return desk.staff.team_name(ticket.team, desk.language) or say(desk.language, "desk_no_team")
    return desk.staff.agent_name(ticket.agent_id) or say(desk.language, "desk_nobody")


def number_in(value: str) -> int:
    digits = value.strip().removeprefix("#")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def _status(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    if value not in BY_STATUS:
        raise Refused(say(desk.language, "desk_bad_value"))
    try:
        changed = set_status(session, ticket, desk.deed, value)
    except TransitionRefused:
        status = label(desk.language, "ticket_status", ticket.status)
        to = label(desk.language, "ticket_status", value)
        raise Refused(say(desk.language, "desk_no_way", status=status, to=to)) from None
    if not changed:
        _tell_first(session, ticket, desk)


def _tell_first(session: TenantSession, ticket: Ticket, desk: Desk) -> None:
    """It has that status already: by our own doing that is no news, by another's it is."""
    moves = [one for one in read_events(session, ticket) if one.type == EVENTS["status"]]
    if moves and moves[-1].by != desk.deed.by:
        who, now = desk.staff.doer(moves[-1].by, desk.language), value_now(ticket, "status", desk)
        raise Refused(say(desk.language, "desk_first_status", who=who, now=now))


def _priority(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    if value not in PRIORITIES:
        raise Refused(say(desk.language, "desk_bad_value"))
    change_priority(session, ticket, desk.deed, value, reason=STRINGS["desk_by_hand"])


def _agent(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """To a colleague who works, "-" to nobody. Team and queue stay."""
    if value != NOBODY and value not in {one.id for one in desk.staff.working}:
        raise Refused(say(desk.language, "desk_bad_value"))
    to = {"agent": None if value == NOBODY else value, "team": ticket.team, "queue": ticket.queue}
    assign(session, ticket, desk.deed, **to, reason=STRINGS["desk_by_hand"])


def _team(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """To another team; whoever had it keeps it only where they are of that team."""
    team = None if value == NOBODY else value
    if team is not None and team not in {one.key for one in desk.staff.teams}:
        raise Refused(say(desk.language, "desk_bad_value"))
    stays = ticket.agent_id is not None and (team is None or team in desk.staff.teams_of(ticket.agent_id))
    to = {"agent": ticket.agent_id if stays else None, "team": team, "queue": ticket.queue}
    assign(session, ticket, desk.deed, **to, reason=STRINGS["desk_by_hand"])


def _tag(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """One or several, by commas."""
    names = [name for name in value.replace("，", ",").split(",") if clean_tag(name)]
    if not names:
        raise Refused(say(desk.language, "desk_bad_value"))
    tag(session, ticket, desk.deed, add=names)


def _untag(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    tag(session, ticket, desk.deed, remove=[value])


def _field(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """ "name=value"; without a value the field is taken away."""
    name, _, content = (part.strip() for part in value.partition("="))
    if not 0 < len(name) <= LONGEST_FIELD or len(content) > LONGEST_CONTENT:
        raise Refused(say(desk.language, "desk_bad_value"))
    set_field(session, ticket, desk.deed, name, content or None)


def _module(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """ "" takes it away."""
    if len(value) > LONGEST_MODULE:
        raise Refused(say(desk.language, "desk_bad_value"))
    change_module(session, ticket, desk.deed, clean_module(without_controls(value)))


def _link(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    link(session, ticket, desk.deed, _other(session, ticket, desk, value))


def _unlink(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    unlink(session, ticket, desk.deed, _other(session, ticket, desk, value))


def _other(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> Ticket:
    """Locked by `_lock`."""
    number = number_in(value)
    found = lock_ticket(session, session.require_tenant(), number) if number else None
    if found is None or found.id == ticket.id:
        raise Refused(say(desk.language, "desk_no_other", ticket=value.strip()[:20]))
    return found


def _incident(session: TenantSession, ticket: Ticket, desk: Desk, value: str) -> None:
    """Not unmarked while it gathers: its answers would reach tickets that its page no longer shows."""
    if value != "yes" and (gathered := list_gathered(session, ticket)):
        raise Refused(say(desk.language, "desk_still_gathers", count=len(gathered)))
    mark_incident(session, ticket, desk.deed, incident=value == "yes")


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
    "field": _field,
    "module": _module,
    "link": _link,
    "unlink": _unlink,
    "incident": _incident,
    "watch": _watch,
    "unwatch": _unwatch,
}
OF_TWO = ("link", "unlink")
EVENTS = {
    "status": "ticket.status_changed",
    "priority": "ticket.priority_changed",
    "agent": "ticket.assigned",
    "team": "ticket.assigned",
}
"""What of others' doings since the agent looked stands against theirs."""
