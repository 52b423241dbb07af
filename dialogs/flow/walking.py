"""Everywhere a flow's chart can come to, breadth first, and the shortest way to each place."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dialogs.charts import Chart, Facts, Position, advance, initial_position
from dialogs.errors import FlowStuck

EVENTS = ("digress", "resume", "agree", "leave", "hand_over")
"""What `conduct` and `way_out` send beside "told"; guards look at nothing there."""

_IN_WORDS = {
    "digress": "talks of something else",
    "resume": "is done with that",
    "agree": "says yes",
    "leave": "wants to leave it",
    "hand_over": "asks for a person",
}

_NOTHING = Facts()

Path = tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One event, and what the guards see as it comes."""

    event: str
    facts: Facts = _NOTHING

    def __str__(self) -> str:
        if self.event != "told":
            return f"{self.event}: the customer {_IN_WORDS[self.event]}"
        if self.facts.refused:
            return f"told: {self.facts.refused} stands against it"
        if self.facts.missing:
            return f"told: still missing {', '.join(sorted(self.facts.missing))}"
        return "told: nothing is missing"


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the walk. `leads`: where each step goes from there, None where the chart has no way."""

    position: Position
    path: Path
    leads: Mapping[Step, Position | None]
    final: bool

    @property
    def state(self) -> str:
        return self.position.state


@dataclass(frozen=True, slots=True)
class Walk:
    """`stops`: nearest first, the start before all."""

    stops: tuple[Stop, ...]

    @property
    def waiting(self) -> Iterator[Stop]:
        """Where a flow may stand between two messages: the one that starts it is told to it at once."""
        return (stop for stop in self.stops if stop.path and not stop.final)

    @property
    def configurations(self) -> frozenset[tuple[str, ...]]:
        return frozenset(stop.position.configuration for stop in self.stops)

    def at(self, position: Position) -> Stop:
        return next(stop for stop in self.stops if stop.position == position)


def walk(chart: Chart, told: Iterable[Facts]) -> Walk:
    """Sends every event, "told" with each of these facts, wherever the chart can come to.

    At the start only "told": `conduct` tells a flow at once what the message says that starts it.
    """
    steps = [*(Step("told", facts) for facts in told), *(Step(event) for event in EVENTS)]
    start = initial_position(chart)
    stops: list[Stop] = []
    seen, ahead = {_key(start)}, deque([(start, Path())])
    while ahead:
        position, path = ahead.popleft()
        leads = {step: _lead(chart, position, step) for step in steps if path or step.event == "told"}
        stops.append(Stop(position, path, leads, _is_final(chart, position)))
        for step, reached in leads.items():
            if reached and _key(reached) not in seen:
                seen.add(_key(reached))
                ahead.append((reached, (*path, step)))
    return Walk(tuple(stops))


def _lead(chart: Chart, position: Position, step: Step) -> Position | None:
    try:
        reached = advance(chart, position, step.event, step.facts)
    except FlowStuck:
        return None
    if not reached.configuration:
        return None
    if _is_final(chart, reached):
        return Position(reached.configuration)  # what an ended flow remembers no longer matters
    return reached


def _is_final(chart: Chart, position: Position) -> bool:
    return bool(chart.states_map[position.state].final)


def _key(position: Position) -> tuple[object, ...]:
    """Positions hold mappings, which have no hash."""
    return position.configuration, tuple(sorted(position.history.items()))
