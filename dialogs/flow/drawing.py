"""Draws a flow's chart as Mermaid's stateDiagram-v2; `svg` draws it to look at without anything else."""

from collections.abc import Iterator

from dialogs.flow.chart_map import Arrow, ChartMap


def as_mermaid(name: str, chart: ChartMap) -> str:
    lines = ["---", f"title: {name}", "---", "stateDiagram-v2", f"  [*] --> {chart.outer[0]}"]
    for state in chart.outer:
        lines += _composite(state, chart) if state == chart.outer[0] else [f"  {state}"]
    lines += [f"  {arrow.source} --> {arrow.target}: {label(arrow, chart)}" for arrow in chart.arrows]
    lines += [f"  {end} --> [*]" for end in chart.finals]
    return "\n".join(lines) + "\n"


def _composite(state: str, chart: ChartMap) -> Iterator[str]:
    yield f"  state {state} {{"
    if chart.inside:
        yield f"    [*] --> {chart.inside[0]}"
    yield from (f"    {step}" for step in chart.inside)
    if chart.history:
        yield f'    state "H* {chart.history}" as {chart.history}'
    yield "  }"


def label(arrow: Arrow, chart: ChartMap) -> str:
    """ "told [2 lacks plan]": ways of one event are tried in this order."""
    return f"{arrow.event} [{guard}]" if (guard := guard_of(arrow, chart)) else arrow.event


def guard_of(arrow: Arrow, chart: ChartMap) -> str:
    ways = [one for one in chart.arrows if (one.source, one.event) == (arrow.source, arrow.event)]
    if len(ways) == 1 and not arrow.guard:
        return ""
    words = arrow.guard.strip("_").replace("_", " ", 1) if arrow.guard else "otherwise"
    return f"{ways.index(arrow) + 1} {words}"
