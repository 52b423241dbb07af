"""What rules would have made of a ticket's past. Nothing is done: what they would change goes on in thought.

What people, customers and the service did stands as it was; what rules did is left out, and done by these.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from escalation.routing.action import (
    Action,
    ApplyMacro,
    Assign,
    MarkIncident,
    SetField,
    SetPriority,
    SetStatus,
    Tag,
    action_data,
)
from escalation.routing.deciding import Chain, Decision, Outcome, RuleTrace, decide
from escalation.routing.rule import TIME, Rule
from escalation.routing.view import CUSTOM
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import possible_statuses
from escalation.ticketing.state import TicketState, advance, is_given_by_hand
from escalation.workflow.looking import (
    Facts,
    Hours,
    Moment,
    follow,
    is_opening_message,
    step,
    view_at,
)

Macros = Mapping[str, tuple[Action, ...]]

MOST_STEPS = 2000
COMPARED = ("priority", "status", "team", "queue", "tags", "incident")
"""Where a ticket stands; which person of a team has it depends on who was there."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that would have acted, and what it would have done, as actions are written."""

    at: datetime
    event: str
    rule_id: str
    actions: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """`was` is how the ticket stands, `would` how it would; a custom `field` is "field.<name>"."""

    field: str
    was: Any
    would: Any


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`traces` say of each event, by its type, what each rule made of it."""

    fired: tuple[Fired, ...]
    changes: tuple[Change, ...]
    traces: tuple[tuple[str, tuple[RuleTrace, ...]], ...]


def rehearse(
    rules: Sequence[Rule],
    facts: Facts,
    events: Sequence[TicketEvent],
    hours: Hours,
    until: datetime,
    *,
    macros: Macros = MappingProxyType({}),
) -> Rehearsal:
    """`events` are all of the ticket's; `until` is now; `macros` are what each does, by key."""
    course = _Course(rules, facts, hours, macros)
    for event in events:
        if not event.by.startswith("rule:"):
            course.pass_time(event.at)
            course.happen(event, quiet=is_opening_message(event))
    course.pass_time(until)
    was, would = follow(events), course.moment
    changes = _compare(was.state, would.state) if was and would else ()
    return Rehearsal(tuple(course.fired), changes, tuple(course.traces))


class _Course:
    """The ticket as it would have gone on: `moment` is the event looked at, `_tip` the state after all."""

    def __init__(self, rules: Sequence[Rule], facts: Facts, hours: Hours, macros: Macros) -> None:
        self.moment: Moment | None = None
        self.fired: list[Fired] = []
        self.traces: list[tuple[str, tuple[RuleTrace, ...]]] = []
        self._rules = rules
        self._facts = facts
        self._hours = hours
        self._macros = macros
        self._waited: set[tuple[str, int]] = set()
        self._tip = TicketState()
        self._assigned: list[TicketEvent] = []

    def happen(self, event: TicketEvent, *, quiet: bool = False) -> None:
        """The event and, unless it is `quiet`, what follows from it by rules."""
        self._advance(event)
        if quiet:
            self.moment = step(self.moment, event)
        else:
            self._go_on([event], set())

    def _advance(self, event: TicketEvent) -> None:
        self._tip = advance(self._tip, event)
        if event.type == "ticket.assigned":
            self._assigned.append(event)

    def pass_time(self, until: datetime) -> None:
        """Rules that wait, in the order in which they are due."""
        while self.moment is not None and (due := self._next_due(until)) is not None:
            rule, at = due
            self._waited.add((rule.id, self.moment.stretch))
            event = TicketEvent(TIME, at, "system")
            self.moment = step(self.moment, event)
            ran: set[str] = set()
            self._go_on(self._follow_up([rule], event, ran), ran)

    def _go_on(self, events: list[TicketEvent], ran: set[str]) -> None:
        """First things first, as the worker takes them; `ran` are the rules of this chain."""
        waiting = deque(events)
        while waiting and len(self.traces) < MOST_STEPS:
            event = waiting.popleft()
            self.moment = step(self.moment, event)
            waiting += self._follow_up(self._rules, event, ran)

    def _next_due(self, until: datetime) -> tuple[Rule, datetime] | None:
        moment = self.moment
        if moment is None:
            return None
        due = [
            (moment.since + timedelta(minutes=rule.after.minutes), rule)
            for rule in self._rules
            if rule.enabled
            and rule.after is not None
            and rule.after.status == moment.state.status
            and (rule.id, moment.stretch) not in self._waited
        ]
        at, rule = min(due, key=lambda one: one[0], default=(until + timedelta(1), None))
        return (rule, at) if rule is not None and at <= until else None

    def _follow_up(self, rules: Sequence[Rule], event: TicketEvent, ran: set[str]) -> list[TicketEvent]:
        if self.moment is None:
            return []
        view = view_at(self._facts, self.moment, self._hours)
        decision = decide(rules, event.type, view, Chain(depth=event.depth, ran=ran))
        self._keep(event, decision)
        caused: list[TicketEvent] = []
        for planned in decision.actions:
            ran.add(planned.rule_id)
            for action in self._unfolded(planned.action):
                by_hand = is_given_by_hand(self._assigned)
                for kind, data in _effects(action, self._tip, by_hand=by_hand):
                    one = TicketEvent(kind, event.at, f"rule:{planned.rule_id}", data, event.depth + 1)
                    self._advance(one)
                    caused.append(one)
        return caused

    def _unfolded(self, action: Action) -> Sequence[Action]:
        """What a macro does, one after the other; none of a macro that is gone."""
        return self._macros.get(action.macro, ()) if isinstance(action, ApplyMacro) else (action,)

    def _keep(self, event: TicketEvent, decision: Decision) -> None:
        asked = tuple(one for one in decision.trace if one.outcome is not Outcome.skipped)
        if asked:
            self.traces.append((event.type, asked))
        for one in asked:
            if one.outcome is Outcome.matched:
                done = [action_data(each.action) for each in decision.actions if each.rule_id == one.rule_id]
                self.fired.append(Fired(event.at, event.type, one.rule_id, tuple(done)))


def _effects(action: Action, state: TicketState, *, by_hand: bool) -> list[tuple[str, dict[str, Any]]]:
    """The events that the action would make; none of what only tells somebody. `by_hand`: whoever has the
    ticket was given it so, and is with us as far as one can tell from here."""
    match action:
        case SetPriority(priority) if priority != state.priority:
            change = {"from": state.priority, "to": priority, "reason": ""}
            return [("ticket.priority_changed", change)]
        case SetStatus(status) if status in possible_statuses(state.status):
            return [("ticket.status_changed", {"from": state.status, "to": status, "why": ""})]
        case Assign(team, queue, agent, override):
            to = {
                "team": team or state.team,
                "queue": queue or state.queue,
                "agent": agent or (None if team else state.agent_id),
            }
            if by_hand and not override and to["agent"] != state.agent_id:
                return []
            return [("ticket.assigned", {**to, "reason": ""})]
        case Tag(add, remove):
            return [("ticket.tagged", {"added": list(add), "removed": list(remove)})]
        case SetField(field, value) if value != state.fields.get(field):
            return [("ticket.field_changed", {"field": field, "from": state.fields.get(field), "to": value})]
        case MarkIncident():
            return [("ticket.incident_marked", {"incident": True})]
    return []


def _compare(was: TicketState, would: TicketState) -> tuple[Change, ...]:
    changes = [Change(field, getattr(was, field), getattr(would, field)) for field in COMPARED]
    names = sorted({*was.fields, *would.fields})
    changes += [Change(f"{CUSTOM}{name}", was.fields.get(name), would.fields.get(name)) for name in names]
    return tuple(one for one in changes if one.was != one.would)
