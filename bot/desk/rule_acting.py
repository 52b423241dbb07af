"""Does what a rule or macro says to the locked ticket, in the transaction of whoever asks."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.desk.assigning import is_active, pick, works_tickets
from bot.desk.notify_effects import Refused, Sender
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from escalation.duplicates.incidents import set_status
from escalation.errors import TicketFull, TransitionRefused
from escalation.routing.action import (
    Action,
    AddNote,
    ApplyMacro,
    Assign,
    MarkIncident,
    Notify,
    SetField,
    SetPriority,
    SetStatus,
    Tag,
    Watch,
)
from escalation.routing.people import find_team, members_of
from escalation.routing.placeholders import fill_places
from escalation.routing.view import STATUS_LABELS
from escalation.routing.words import Words
from escalation.ticketing import work
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.state import is_given_by_hand
from escalation.ticketing.work import Deed
from escalation.workflow.shelf import MACROS
from escalation.workflow.template import Template

NO_TEAM = Words("团队 {key} 已不存在", "the team {key} is gone")
NO_AGENT = Words("{key} 已离开或停用", "{key} has left or is switched off")
NO_MACRO = Words("宏 {key} 已不存在", "the macro {key} is gone")
BY_HAND = Words(
    "工单是人工交给 {name} 的，规则没有注明改派",
    "it was given to {name} by hand, and the rule does not say to override that",
)
CHOSEN = Words("{name}：{why}", "{name}: {why}")
NO_WAY = Words("工单现在是“{was}”，不能变为“{to}”", 'the ticket is "{was}" and cannot become "{to}"')


@dataclass(frozen=True, slots=True)
class Doing:
    """`name` is the rule's or macro's, `why` stands with what it changes; `present` are at the console."""

    session: TenantSession
    ticket: Ticket
    deed: Deed
    sender: Sender
    name: Words
    present: Collection[str]

    @property
    def why(self) -> str:
        return self.name.in_language(self.ticket.language)


def act(doing: Doing, action: Action) -> None:
    """Raises Refused, before anything is changed, where it cannot be done as things are."""
    try:
        _act(doing, action)
    except TicketFull as full:
        raise Refused(full.why) from None


def _act(doing: Doing, action: Action) -> None:
    session, ticket, deed = doing.session, doing.ticket, doing.deed
    match action:
        case SetPriority(priority):
            work.change_priority(session, ticket, deed, priority, reason=doing.name)
        case Assign():
            _assign(doing, action)
        case Tag(add, remove):
            work.tag(session, ticket, deed, add=add, remove=remove)
        case SetStatus(status):
            _set_status(doing, status)
        case SetField(field, value):
            work.set_field(session, ticket, deed, field, value)
        case AddNote(text):
            filled = fill_places(text, doing.sender.places.for_agent(ticket.language))
            work.note(session, ticket, deed, name=doing.name, text=filled)
        case Notify():
            doing.sender.send(action)
        case Watch(agent):
            work.watch(session, ticket, deed, _active(doing, agent))
        case MarkIncident():
            work.mark_incident(session, ticket, deed, incident=True)
        case ApplyMacro(macro):
            apply_macro(doing, macro)


def apply_macro(doing: Doing, key: str) -> None:
    """All of it. Its reply is the desk's word to the customer, not a person's: no clock takes it for one."""
    kept = MACROS.find(doing.session, doing.ticket.tenant_id, key)
    if kept is None:
        raise Refused(NO_MACRO.fill(key=key))
    for number, action in enumerate(kept.value.actions, start=1):
        sender = replace(doing.sender, key=f"{doing.sender.key}.{number}")
        act(replace(doing, sender=sender, name=kept.value.name), action)
    if kept.value.reply is not None:
        doing.sender.to_customer(Template(kept.value.name, kept.value.name, kept.value.reply))


def _assign(doing: Doing, action: Assign) -> None:
    ticket, session = doing.ticket, doing.session
    team = action.team or ticket.team
    if action.team is not None and find_team(session, ticket.tenant_id, action.team) is None:
        raise Refused(NO_TEAM.fill(key=action.team))
    agent, reason = ticket.agent_id, doing.name
    if action.agent is not None:
        agent = _active(doing, action.agent)
    elif action.team is not None and not _stays(doing, action.team):
        chosen = pick(session, ticket, action.team, doing.present)
        agent, reason = chosen.agent_id, CHOSEN.fill(name=reason, why=chosen.reason)
    if agent != ticket.agent_id and not action.override:
        _leave_by_hand(doing)
    to = {"agent": agent, "team": team, "queue": action.queue or ticket.queue}
    work.assign(session, ticket, doing.deed, **to, reason=reason)


def _leave_by_hand(doing: Doing) -> None:
    """Refused where a rule, which may come late, would take it from somebody to whom a person gave it."""
    session, ticket = doing.session, doing.ticket
    has = session.get(Agent, (ticket.tenant_id, ticket.agent_id)) if ticket.agent_id else None
    by_rule = doing.deed.by.startswith("rule:")
    if by_rule and has is not None and works_tickets(has) and is_given_by_hand(read_events(session, ticket)):
        raise Refused(BY_HAND.fill(name=has.name))


def _stays(doing: Doing, team: str) -> bool:
    """Whoever has it is of that team, and with us."""
    agent, tenant_id = doing.ticket.agent_id, doing.ticket.tenant_id
    mine = agent is not None and agent in members_of(doing.session, tenant_id, team)
    return mine and is_active(doing.session, agent or "")


def _set_status(doing: Doing, status: str) -> None:
    try:
        set_status(doing.session, doing.ticket, doing.deed, status, why=doing.why)
    except TransitionRefused:
        was, to = STATUS_LABELS[doing.ticket.status], STATUS_LABELS[status]
        raise Refused(
            Words(NO_WAY.zh.format(was=was.zh, to=to.zh), NO_WAY.en.format(was=was.en, to=to.en))
        ) from None


def _active(doing: Doing, agent_id: str) -> str:
    if not is_active(doing.session, agent_id):
        agent = doing.session.get(Agent, (doing.ticket.tenant_id, agent_id))
        raise Refused(NO_AGENT.fill(key=agent.name if agent else agent_id))
    return agent_id
