"""What the rules make of an event: which act, and why each of the others does not. Nothing is done here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from escalation.routing.action import Action
from escalation.routing.conditions import find_failure
from escalation.routing.rule import Rule
from escalation.routing.view import TicketView
from escalation.routing.why import Why

DEEPEST = 5
"""Rules that may follow from one another; what comes after is a loop."""


class Outcome(StrEnum):
    matched = "matched"
    unmatched = "unmatched"
    skipped = "skipped"  # switched off, or for other events or channels: nobody asked it
    stopped = "stopped"
    repeat = "repeat"
    loop = "loop"


@dataclass(frozen=True, slots=True)
class Chain:
    """All that follows from one thing that happened, which `root` names. The event came about by `depth`
    rules one after the other; `ran` are all of the chain so far, on this ticket."""

    root: str = ""
    depth: int = 0
    ran: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """`number` is the action's place in its rule, from 1 up."""

    rule_id: str
    number: int
    action: Action


@dataclass(frozen=True, slots=True)
class RuleTrace:
    rule_id: str
    outcome: Outcome
    why: Why


@dataclass(frozen=True, slots=True)
class Decision:
    """`trace` has every rule, in order."""

    actions: tuple[Planned, ...]
    trace: tuple[RuleTrace, ...]


def decide(rules: Sequence[Rule], event: str, view: TicketView, chain: Chain = Chain()) -> Decision:
    """`rules` in their order; `event` is the type. One's actions do not change what the next one sees."""
    actions: list[Planned] = []
    trace: list[RuleTrace] = []
    ended_by: Rule | None = None
    for rule in rules:
        outcome, why = _judge(rule, event, view, chain, ended_by)
        trace.append(RuleTrace(rule.id, outcome, why))
        if outcome is Outcome.matched:
            actions += [Planned(rule.id, number, one) for number, one in enumerate(rule.actions, start=1)]
            ended_by = rule if rule.stop else None
    return Decision(tuple(actions), tuple(trace))


def _judge(
    rule: Rule, event: str, view: TicketView, chain: Chain, ended_by: Rule | None
) -> tuple[Outcome, Why]:
    if not rule.enabled:
        return Outcome.skipped, Why("disabled")
    if event not in rule.events:
        return Outcome.skipped, Why("other_event")
    if rule.channels and view.channel not in rule.channels:
        return Outcome.skipped, Why("other_channel", got=view.channel)
    if ended_by is not None:
        return Outcome.stopped, Why("stopped", got=ended_by.id)
    if view.merged:
        return Outcome.unmatched, Why("merged")
    if failure := find_failure(rule.when, view):
        return Outcome.unmatched, failure
    if rule.id in chain.ran:
        return Outcome.repeat, Why("repeat")
    if chain.depth > DEEPEST:
        return Outcome.loop, Why("deep", got=str(chain.depth))
    return Outcome.matched, Why("held")
