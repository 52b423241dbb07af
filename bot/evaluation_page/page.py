"""Puts a report's figures and drawings into report.html."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.evaluation_page.plot import Plot
from bot.web.pages import render
from nlu.evaluation import Report
from nlu.evaluation.intents import IntentReport
from nlu.evaluation.report import Within
from nlu.evaluation.score import Score

TEMPLATE = Path(__file__).parent / "report.html"
PAGE_FILE = "report.html"
LANGUAGES = {"zh": "Chinese", "en": "English"}
LARGEST_DOT, SMALLEST_DOT = 11.0, 3.0


@dataclass(frozen=True, slots=True)
class _Column:
    """What is told of a language, or of all; of the kinds of entities their total."""

    name: str
    intents: IntentReport
    entities: Score
    more: Within | Report


def write_page(report: Report, folder: Path, *, model: str, at: datetime) -> Path:
    """The file; a half surrogate in a message, which no file can hold, becomes a question mark."""
    file = folder / PAGE_FILE
    file.write_text(render_page(report, model=model, at=at), encoding="utf-8", errors="replace")
    return file


def render_page(report: Report, *, model: str, at: datetime) -> str:
    """`model` says what was measured, `at` when; messages may hold anything, all of it is escaped."""
    chosen = (report.total.in_scope_accuracy, report.total.out_of_scope_recall)
    curve = [(one.in_scope_accuracy, one.recall) for one in report.rejection.points]
    return render(
        TEMPLATE,
        report=report,
        model=model,
        at=at,
        columns=_columns(report),
        languages=[(LANGUAGES[language], within) for language, within in report.within.items()],
        intents=sorted(report.intents.items(), key=lambda item: (item[1].f1, item[0])),
        repeated=[pair for pair in report.confusions if pair.count > 1],
        single=[pair for pair in report.confusions if pair.count == 1],
        reliability=Plot(low=0.0),
        dots=_dots(report),
        trade_offs=_trade_offs(report),
        rejection=Plot.around(chosen),
        curve=curve,
        chosen=chosen,
    )


def _columns(report: Report) -> list[_Column]:
    """Each language with its figures, and all of them together where there are several."""
    columns = [
        _Column(LANGUAGES[language], report.languages[language], report.entity_languages[language], within)
        for language, within in report.within.items()
    ]
    return (
        [*columns, _Column("All", report.total, report.entity_total, report)] if len(columns) > 1 else columns
    )


def _trade_offs(report: Report) -> list[list[float | None]]:
    """For each recall what it leaves in each column; None where a language has no curve."""
    left = [dict(column.more.rejection.trade_offs()) for column in _columns(report)]
    return [[one.get(recall) for one in left] for recall, _ in report.rejection.trade_offs()]


def _dots(report: Report) -> list[tuple[float, float, float, int]]:
    """Confidence, accuracy, radius in pixels and messages of each bin; the area tells the messages."""
    points = report.calibration.points
    most = max(point.messages for point in points)
    return [
        (
            point.confidence,
            point.accuracy,
            max(SMALLEST_DOT, LARGEST_DOT * (point.messages / most) ** 0.5),
            point.messages,
        )
        for point in points
    ]
