"""Statecharts: compiled from a few words, moved one event at a time, saved whole as plain values.

A chart only decides where to go; it holds no conversation's data and does nothing on the way. Guards see
`Facts` alone. See docs/decisions/0004-tracker-as-fold-and-flows-as-statecharts.md.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from statemachine.exceptions import TransitionNotAllowed
from statemachine.io.class_factory import create_machine_class_from_definition
from statemachine.orderedset import OrderedSet

from dialogs.errors import FlowStuck

Chart = Any
"""A class of python-statemachine's StateChart, which has no types of its own."""

MOVES_KEPT = 8192
"""A move depends on nothing but what it is given, and takes a millisecond to find out."""

_History = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What guards may look at: the slots not yet known, and why the flow may not act (None: it may)."""

    missing: frozenset[str] = frozenset()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A chart's whole configuration, outermost state first, and what its history states remember."""

    configuration: tuple[str, ...]
    history: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The innermost active state; the charts here have no parallel regions."""
        return self.configuration[-1]


def task_chart(name: str, *, asks: Sequence[str], confirms: bool) -> Chart:
    """Asks for `asks` in that order, restates and waits if it `confirms`, then is done.

    At each step one can leave, be handed over to a person, or step aside and come back to the same place.
    """
    told: list[dict[str, Any]] = [{"target": "refused", "cond": _is_refused}]
    told += [{"target": f"asking_{slot}", "cond": _lacks(slot)} for slot in asks]
    told.append({"target": "confirming" if confirms else "done"})
    steps: dict[str, Any] = {f"asking_{slot}": {} for slot in asks}
    if confirms:
        steps["confirming"] = {"on": {"agree": [{"target": "done"}]}}
    ways_out = {"leave": [{"target": "abandoned"}], "hand_over": [{"target": "handed_over"}]}
    return build_chart(
        name,
        {
            "open": {
                "initial": True,
                "states": steps,
                "history": {"where_it_was": {"type": "deep"}},
                "on": {"told": told, "digress": [{"target": "aside"}], **ways_out},
            },
            "aside": {"on": {"resume": [{"target": "where_it_was"}], **_copy(ways_out)}},
            **{end: {"final": True} for end in ("done", "refused", "abandoned", "handed_over")},
        },
    )


def build_chart(name: str, states: Mapping[str, Any]) -> Chart:
    """A StateChart class that lets errors through and refuses events that lead nowhere."""
    chart: Chart = create_machine_class_from_definition(
        name, states, catch_errors_as_events=False, allow_event_without_transition=False
    )
    return chart


@cache
def initial_position(chart: Chart) -> Position:
    return _position(chart())


def advance(chart: Chart, position: Position, event: str, facts: Facts | None = None) -> Position:
    """Where `event` leads from `position`. Raises FlowStuck where the chart has no way for it."""
    history = tuple(sorted(position.history.items()))
    return _advance(chart, position.configuration, history, event, facts or Facts())


@lru_cache(maxsize=MOVES_KEPT)
def _advance(
    chart: Chart, configuration: tuple[str, ...], history: _History, event: str, facts: Facts
) -> Position:
    machine = _IDLE.take(chart) or chart(_Place(None))
    machine.current_state_value = OrderedSet(configuration)
    machine.history_values = {key: [machine.states_map[state] for state in states] for key, states in history}
    try:
        machine.send(event, facts=facts)
    except TransitionNotAllowed as refused:
        raise FlowStuck(chart.__name__, event, configuration) from refused
    if not machine.is_terminated:
        _IDLE.machines[chart] = machine
    return _position(machine)


def fits(chart: Chart, position: Position) -> bool:
    """Whether a stored position still names states of this chart, as it may not after an upgrade."""
    named = {*position.configuration, *_flat(position.history.values())}
    return bool(position.configuration) and named <= set(chart.states_map)


class _Place:
    """The model a chart keeps its configuration on."""

    def __init__(self, state: Any) -> None:
        self.state = state


class _Idle(threading.local):
    """Machines not in use, one a chart and thread: building one takes longer than moving it.

    They carry nothing from use to use, as configuration and history are set anew; one that ended or failed
    does not come back.
    """

    def __init__(self) -> None:
        self.machines: dict[Chart, Any] = {}

    def take(self, chart: Chart) -> Any | None:
        return self.machines.pop(chart, None)


_IDLE = _Idle()


def _position(machine: Any) -> Position:
    # The set keeps the order of entering, which puts a re-entered parent after its child.
    states = sorted(machine.configuration, key=lambda state: len(list(state.ancestors())))
    history = {key: tuple(state.value for state in kept) for key, kept in machine.history_values.items()}
    return Position(tuple(state.value for state in states), history)


def _lacks(slot: str) -> Callable[..., bool]:
    def lacks(facts: Facts) -> bool:
        return slot in facts.missing

    lacks.__name__ = f"lacks_{slot}"
    return lacks


def _is_refused(facts: Facts) -> bool:
    return facts.refused is not None


def _copy(transitions: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    return {event: [dict(way) for way in ways] for event, ways in transitions.items()}


def _flat(groups: Iterable[Iterable[str]]) -> list[str]:
    return [item for group in groups for item in group]
