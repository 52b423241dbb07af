"""Drawings show the chart as it runs: every state, every event, every guard, in either form."""

import re
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from dialogs.flow.chart_map import ChartMap, map_chart
from dialogs.flow.drawing import as_mermaid, guard_of, label
from dialogs.flow.svg import as_svg
from dialogs.flows.registry import load_repertoire

FLOWS = load_repertoire().flows
SVG = "{http://www.w3.org/2000/svg}"


def drawn(flow: str) -> tuple[ChartMap, str]:
    chart = map_chart(FLOWS[flow].chart)
    return chart, as_svg(flow, chart)


def words_of(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


@pytest.mark.parametrize("flow", list(FLOWS))
def test_mermaid_shows_every_state_and_every_way(flow):
    chart = map_chart(FLOWS[flow].chart)
    lines = [line.strip() for line in as_mermaid(flow, chart).splitlines()]
    assert lines[3] == "stateDiagram-v2"
    for arrow in chart.arrows:
        assert f"{arrow.source} --> {arrow.target}: {label(arrow, chart)}" in lines
    assert {f"{end} --> [*]" for end in ("done", "refused", "abandoned", "handed_over")} <= set(lines)
    assert set(chart.inside) <= set(lines)


def test_a_guard_says_in_which_order_it_is_tried():
    said = as_mermaid("change_order", map_chart(FLOWS["change_order"].chart))
    ways = re.findall(r"open --> (\w+): told \[(.*)\]", said)
    assert ways == [
        ("refused", "1 is refused"),
        ("asking_order_id", "2 lacks order_id"),
        ("asking_seats", "3 lacks seats"),
        ("asking_description", "4 lacks description"),
        ("confirming", "5 otherwise"),
    ]


@pytest.mark.parametrize("flow", list(FLOWS))
def test_an_svg_shows_every_state_and_every_way(flow):
    chart, svg = drawn(flow)
    words = words_of(svg)
    assert words[0] == flow
    for state in (*chart.outer, *chart.inside, *chart.finals, "H*"):
        assert words.count(state) == 1
    for arrow in chart.arrows:
        apart = {arrow.event, guard_of(arrow, chart)}  # all ways into steps share the event's word
        assert label(arrow, chart) in words or apart <= set(words)
    paths = ElementTree.fromstring(svg).findall(f"{SVG}path")  # noqa: S314
    assert len(paths) == len(chart.arrows) + 1, "an arrow for each way, and the one to the start"


@pytest.mark.parametrize("flow", list(FLOWS))
def test_an_svg_keeps_to_its_own_size_and_overlaps_no_boxes(flow):
    root = ElementTree.fromstring(drawn(flow)[1])  # noqa: S314
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = [
        tuple(float(box.get(key)) for key in ("x", "y", "width", "height"))
        for box in root.findall(f"{SVG}rect")
    ]
    assert all(x + w <= width and y + h <= height for x, y, w, h in boxes)
    inner = boxes[1:]
    for one in inner:
        for other in inner:
            apart = (
                one[0] + one[2] <= other[0]
                or other[0] + other[2] <= one[0]
                or one[1] + one[3] <= other[1]
                or other[1] + other[3] <= one[1]
            )
            assert one is other or apart


def test_an_svg_needs_nothing_from_elsewhere_and_follows_the_readers_colours():
    svg = drawn("request_refund")[1]
    assert "prefers-color-scheme: dark" in svg
    assert re.findall(r"(?:href|src|@import|url\((?!#))", svg) == []
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", svg) == []


def test_the_command_draws_to_the_terminal_or_a_file(tmp_path):
    shown = CliRunner().invoke(app, ["flows", "draw", "check_bill"])
    assert shown.exit_code == 0
    assert shown.stdout == as_mermaid("check_bill", map_chart(FLOWS["check_bill"].chart))
    file = tmp_path / "bill.svg"
    assert (
        CliRunner()
        .invoke(app, ["flows", "draw", "check_bill", "--format", "svg", "--out", str(file)])
        .exit_code
        == 0
    )
    assert file.read_text(encoding="utf-8") == drawn("check_bill")[1]


@pytest.mark.parametrize("arguments", [["no_such_flow"], ["check_bill", "--out", "/no/such/folder/x.svg"]])
def test_what_cannot_be_drawn_is_said(arguments):
    result = CliRunner().invoke(app, ["flows", "draw", *arguments])
    assert result.exit_code == 2
    assert "expected one of" in result.output or "choose another file" in re.sub(
        r"[\s│]+", " ", result.output
    )
