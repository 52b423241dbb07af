"""Draws a flow's chart as one SVG: its steps down the left, aside and the ends beside them.

No font or style comes from elsewhere; light and dark follow the reader's system.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from dialogs.flow.chart_map import Arrow, ChartMap
from dialogs.flow.drawing import guard_of, label

_ROW, _BOX = 78, 40
_EDGE, _TOP = 24, 88
_LETTER = 7.3
"""Width of a letter, measured generously: fonts differ."""

_ENDS = ("refused", "aside", "abandoned", "handed_over", "done")
"""Right of the steps, from above; the last stands in the row of the last step."""

_STYLE = """
  svg { color-scheme: light dark; --ink: #1b2430; --soft: #5a6675; --line: #8592a3; --paper: #fff;
    --box: #f3f6fa; --step: #e3edfb; --end: #eaf5ec; background: var(--paper); }
  @media (prefers-color-scheme: dark) { svg { --ink: #e8edf4; --soft: #a9b5c4; --line: #77859a;
    --paper: #12171e; --box: #1a212b; --step: #22344d; --end: #1f3527; } }
  text { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; fill: var(--ink); }
  .name { font-size: 17px; font-weight: 600; } .label { font-size: 12px; fill: var(--soft); }
  .label { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
  .in { stroke: var(--box); }
  rect, circle { fill: var(--step); stroke: var(--line); } .open { fill: var(--box); }
  .end { fill: var(--end); stroke-width: 2.5; } .dot { fill: var(--ink); }
  path { fill: none; stroke: var(--line); stroke-width: 1.5; }
  marker path { fill: var(--line); stroke: none; }
"""
_HEAD = (
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0 10 5 0 10z"/></marker></defs>'
)


@dataclass(frozen=True, slots=True)
class _Box:
    """Its left edge, its middle line and its width."""

    x: float
    y: float
    width: float

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where everything stands. `frame` is the state that holds the steps, `height` its own."""

    boxes: dict[str, _Box]
    frame: _Box
    height: float
    lane: float
    past: _Box
    rows: int


def as_svg(name: str, chart: ChartMap) -> str:
    plan = _plan(chart)
    width = plan.lane + 70 + _EDGE
    height = _TOP + plan.height + _EDGE
    shapes = [*_states(chart, plan), *(line for arrow in chart.arrows for line in _arrow(arrow, chart, plan))]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" role="img" aria-labelledby="title">',
            f'<title id="title">{escape(name)}</title><style>{_STYLE}</style>{_HEAD}',
            _text(_EDGE, 36, name, "name", anchor="start"),
            *shapes,
            "</svg>\n",
        ]
    )


def _plan(chart: ChartMap) -> _Plan:
    beside = [state for state in _ENDS if state in (*chart.outer, *chart.finals)]
    beside[-1:-1] = [state for state in (*chart.outer[1:], *chart.finals) if state not in _ENDS]
    rows = max(len(chart.inside), len(beside))
    guards = [guard_of(arrow, chart) for arrow in chart.arrows if arrow.target in chart.inside]
    steps_at = _EDGE + 48 + _widest(guards)
    step, side = _widest(chart.inside) + 28, _widest(beside) + 36
    past = _Box(steps_at + step + 28, _row(beside.index("aside")) + 13 if "aside" in beside else _row(0), 34)
    frame = _Box(_EDGE, _TOP, past.right + 20 - _EDGE)
    out = [
        label(arrow, chart)
        for arrow in chart.arrows
        if arrow.source in (chart.outer[0], *chart.inside) and arrow.target in beside
    ]
    side_at = frame.right + _widest(out) + 36
    boxes = {state: _Box(side_at, _row(_at(beside, state, rows)), side) for state in beside}
    boxes |= {state: _Box(steps_at, _row(_at(chart.inside, state, rows)), step) for state in chart.inside}
    return _Plan(boxes, frame, rows * _ROW + 34, side_at + side + 84, past, rows)


def _at(states: Sequence[str], state: str, rows: int) -> int:
    """What a yes leads from and to stands in the last row, so that its arrow runs straight."""
    return rows - 1 if state in ("confirming", "done") else states.index(state)


def _row(index: int) -> float:
    return _TOP + 34 + _ROW / 2 + index * _ROW


def _widest(words: Sequence[str]) -> float:
    return max((len(one) for one in words), default=0) * _LETTER


def _states(chart: ChartMap, plan: _Plan) -> Iterator[str]:
    frame, first = plan.frame, chart.outer[0]
    yield _rect(frame, frame.y, plan.height, "open")
    yield _text(frame.x + 16, frame.y + 23, first, anchor="start")
    yield f'<circle class="dot" cx="{frame.x + 60}" cy="{frame.y - 30}" r="6"/>'
    yield _line(f"M{frame.x + 60} {frame.y - 24} V{frame.y}")
    for state, box in plan.boxes.items():
        yield _rect(box, box.y - _BOX / 2, _BOX, "end" if state in chart.finals else "step")
        yield _text(box.x + box.width / 2, box.y + 4, state)
    if chart.history:
        centre = plan.past.x + plan.past.width / 2
        yield f'<circle cx="{centre:g}" cy="{plan.past.y:g}" r="17"><title>{chart.history}</title></circle>'
        yield _text(centre, plan.past.y + 4, "H*")


def _arrow(arrow: Arrow, chart: ChartMap, plan: _Plan) -> Iterator[str]:
    if arrow.target in chart.inside and arrow.source == chart.outer[0]:
        yield from _into_a_step(arrow, chart, plan)
    elif arrow.target == chart.history:
        source, past = plan.boxes[arrow.source], plan.past
        yield _line(f"M{source.x:g} {past.y:g} H{past.right:g}")
        yield _label(plan.frame.right + 10, past.y + 16, label(arrow, chart))
    elif arrow.source not in (*chart.inside, chart.outer[0]) and arrow.target in plan.boxes:
        yield from _down_the_right(arrow, chart, plan)
    elif arrow.target in plan.boxes:
        target = plan.boxes[arrow.target]
        inside = plan.boxes.get(arrow.source) if arrow.source in chart.inside else None
        y = target.y - (13 if arrow.target == "aside" else 0)
        start = f"M{inside.right:g} {inside.y:g} H{plan.frame.right:g} V{y:g}" if inside else None
        yield _line(f"{start or f'M{plan.frame.right:g} {y:g}'} H{target.x:g}")
        yield _label(plan.frame.right + 10, y - 7, label(arrow, chart))


def _into_a_step(arrow: Arrow, chart: ChartMap, plan: _Plan) -> Iterator[str]:
    """All from one upright line: the event at its head, what each way demands at its arrow."""
    box, x = plan.boxes[arrow.target], plan.frame.x + 30
    yield _line(f"M{x} {plan.frame.y + 52} V{box.y:g} H{box.x:g}")
    yield _label(x - 14, plan.frame.y + 46, arrow.event, inside=True)
    yield _label(x + 8, box.y - 7, guard_of(arrow, chart), inside=True)


def _down_the_right(arrow: Arrow, chart: ChartMap, plan: _Plan) -> Iterator[str]:
    source, target = plan.boxes[arrow.source], plan.boxes[arrow.target]
    ways = [one for one in chart.arrows if one.source == arrow.source and one.target in plan.boxes]
    place = ways.index(arrow)
    x, y = plan.lane + place * 22, source.y - 8 + place * 16
    yield _line(f"M{source.right:g} {y:g} H{x:g} V{target.y:g} H{target.right:g}")
    yield _label(target.right + 10, target.y - 7, label(arrow, chart))


def _rect(box: _Box, top: float, height: float, kind: str) -> str:
    at = f'x="{box.x:g}" y="{top:g}" width="{box.width:g}" height="{height:g}"'
    return f'<rect class="{kind}" {at} rx="9"/>'


def _line(path: str) -> str:
    return f'<path d="{path}" marker-end="url(#head)"/>'


def _label(x: float, y: float, words: str, *, inside: bool = False) -> str:
    return _text(x, y, words, "label in" if inside else "label", anchor="start")


def _text(x: float, y: float, words: str, kind: str = "", *, anchor: str = "middle") -> str:
    styled = f' class="{kind}"' if kind else ""
    return f'<text{styled} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'
