"""An evaluation in a terminal: what it tells of each language."""

from bot.cli.evaluation_text import as_text
from nlu.evaluation.outcome import Span
from tests.unit.nlu.outcomes import outcome, report_of

PLAN, TIME = Span("plan", 0, 3, "business"), Span("time", 0, 2, "2026-05")
ENGLISH = [
    outcome("Pro", "how_to", labelled=[PLAN], confidence=0.9),
    outcome("rain", "out_of_scope", best="greet", confidence=0.5, out_of_scope=0.9),
]
CHINESE = [
    outcome("五月", "how_to", language="zh", labelled=[TIME], found=[], confidence=0.6),
    outcome("下雨", "out_of_scope", best="greet", language="zh", confidence=0.8, out_of_scope=0.05),
]


def words(*outcomes: list) -> list[list[str]]:
    return [
        line.split() for line in as_text(report_of([one for some in outcomes for one in some])).split("\n")
    ]


def test_kinds_and_values_of_entities_are_told_in_each_language() -> None:
    told = words(ENGLISH, CHINESE)
    assert ["plan", "1.000", "1.000", "1.000", "1", "1.000", "1", "–", "1.000"] in told
    assert ["time", "0.000", "0.000", "0.000", "1", "0.000", "1", "0.000", "–"] in told
    assert ["zh", "0.000", "0.000", "0.000", "1", "0.000", "1"] in told
    assert ["en", "1.000", "1.000", "1.000", "1", "1.000", "1"] in told


def test_calibration_and_strangeness_are_told_in_each_language() -> None:
    text = as_text(report_of([*ENGLISH, *CHINESE]))
    assert "expected error 0.450 (zh 0.600, en 0.300)" in text
    assert "AUROC 0.500 (zh 0.000, en 1.000)" in text
    assert "0.95: 0.000 (zh 0.000, en 1.000)" in text


def test_of_one_language_nothing_is_told_twice() -> None:
    text = as_text(report_of(ENGLISH))
    assert "expected error 0.300\n" in text
    assert "AUROC 1.000; at" in text


def test_a_language_without_what_is_strange_has_no_figure_of_it() -> None:
    text = as_text(report_of([*ENGLISH, CHINESE[0]]))
    assert "AUROC 1.000 (en 1.000); at" in text
