"""A chart as it is: its states, and the arrows between them with event and guard."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.charts import Chart


@dataclass(frozen=True, slots=True)
class Arrow:
    """`target` may be a history state. Arrows of one source and event are tried in their order."""

    source: str
    event: str
    target: str
    guard: str | None = None


@dataclass(frozen=True, slots=True)
class ChartMap:
    """`inside`: the steps of the state "open", the initial one first; `history` restores the last of them."""

    outer: tuple[str, ...]
    inside: tuple[str, ...]
    history: str | None
    finals: tuple[str, ...]
    arrows: tuple[Arrow, ...]


def map_chart(chart: Chart) -> ChartMap:
    states = list(chart.states_map.values())
    inside = sorted((state for state in states if state.parent), key=lambda state: not state.initial)
    return ChartMap(
        outer=tuple(state.id for state in states if not state.parent and not state.final),
        inside=tuple(state.id for state in inside),
        history=next((past.id for state in states for past in state.history), None),
        finals=tuple(state.id for state in states if state.final),
        arrows=tuple(arrow for state in states for arrow in _arrows(state)),
    )


def _arrows(state: Chart) -> Iterator[Arrow]:
    for way in state.transitions:
        if way.event:  # the library's own way into a first step has none
            guard = next((spec.func.__name__ for spec in way.cond), None)
            yield Arrow(state.id, str(way.event), way.target.id, guard)
