"""The page of an evaluation: what it says, and that no message can do anything on it."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from bot.evaluation_page.page import render_page
from nlu.evaluation.outcome import Outcome, Span
from tests.unit.nlu.outcomes import outcome, report_of

NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)
HOSTILE = '</li><script>alert("1")</script><img src=//evil.example/x onerror=alert(1)>'


class Reader(HTMLParser):
    """Fails where a tag is closed that is not open; keeps the tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()


def page(*outcomes: Outcome, model: str = "models/intent") -> str:
    return render_page(report_of(outcomes), model=model, at=NOW)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def drawn(html: str, tag: str, name: str) -> list[dict[str, str | None]]:
    return [attrs for got, attrs in read(html).tags if got == tag and attrs.get("class") == name]


@pytest.fixture
def html() -> str:
    return page(
        outcome("hi", "greet", confidence=0.9),
        outcome("你好", "greet", "thank", language="zh", confidence=0.3),
        outcome("rain", "out_of_scope", best="greet", confidence=0.2, out_of_scope=0.9),
        outcome("snow", "out_of_scope", best="greet", confidence=0.2, out_of_scope=0.8),
        outcome("Pro", "how_to", labelled=[Span("plan", 0, 3, "business")]),
    )


def test_it_tells_the_figures_by_language_intent_and_kind(html: str) -> None:
    words = re.sub(r"<[^>]+>", " ", html)
    assert re.search(r"Understood\s+66\.7 %", words)
    assert re.search(r"Messages\s+1\s+4\s+5", words)
    assert re.search(r"thank\s+你好|你好\s+greet\s+taken for\s+thank", words)
    assert re.search(r"plan\s+1\s+100\.0 %\s+100\.0 %\s+100\.0 %\s+100\.0 %\s+of 1", words)


def test_it_tells_calibration_strangeness_values_and_kinds_in_each_language() -> None:
    plan, may = Span("plan", 0, 3, "business"), Span("time", 0, 2, "2026-05")
    june = Span("time", 0, 2, "2026-06")
    words = re.sub(
        r"<[^>]+>",
        " ",
        page(
            outcome("Pro", "how_to", labelled=[plan], confidence=0.9, out_of_scope=0.1),
            outcome("rain", "out_of_scope", best="greet", confidence=0.5, out_of_scope=0.9),
            outcome("五月", "how_to", language="zh", labelled=[may], found=[june], confidence=0.6),
            outcome("下雨", "out_of_scope", best="greet", language="zh", confidence=0.8, out_of_scope=0.05),
        ),
    )
    assert re.search(r"Confidence is off by\s+60\.0 %\s+30\.0 %", words)
    assert re.search(r"AUROC\)\s+0\.0 %\s+100\.0 %\s+50\.0 %", words)
    assert re.search(r"Values of details right\s+0\.0 %\s+100\.0 %\s+50\.0 %", words)
    assert re.search(r"plan\s+1\s[^–]* of 1\s+–\s+100\.0 %", words)
    assert re.search(r"time\s+1\s[^–]* of 1\s+100\.0 %\s+–", words)
    assert re.search(r"95 %\s+0\.0 %\s+100\.0 %\s+0\.0 %", words)


def test_the_plots_have_a_dot_a_group_and_a_line_of_the_curve(html: str) -> None:
    assert len(drawn(html, "circle", "dot")) == 3
    (line,) = drawn(html, "polyline", "curve")
    assert len(str(line["points"]).split()) == 2
    assert len(drawn(html, "circle", "chosen")) == 1


def test_hostile_messages_and_names_are_only_text() -> None:
    html = page(
        outcome(HOSTILE, "greet", HOSTILE),
        outcome(HOSTILE, HOSTILE, "greet"),
        outcome("x", "greet", labelled=[Span(HOSTILE, 0, 1, "v")]),
        model=HOSTILE,
    )
    tags = read(html).tags
    assert not {"script", "img"} & {tag for tag, _ in tags}
    assert "&lt;script&gt;" in html


def test_it_needs_nothing_from_elsewhere(html: str) -> None:
    names = {name for _, attrs in read(html).tags for name in attrs}
    assert not {"src", "href", "style", "onload"} & names
    assert "default-src 'none'" in html
    assert "url(http" not in html and "@import" not in html


@pytest.mark.parametrize(
    "only", [outcome("rain", "out_of_scope", confidence=0.0), outcome("hi", "greet", confidence=1.0)]
)
def test_a_single_message_has_a_page(only: Outcome) -> None:
    assert "nothing to tell apart" in page(only)
    assert "Nothing was." in page(only)


def test_a_model_that_gets_nothing_right_has_a_page() -> None:
    html = page(outcome("hi", "greet", "thank"), outcome("rain", "out_of_scope", "greet", out_of_scope=0.0))
    assert re.search(r'class="figure">0\.0 %', html)
