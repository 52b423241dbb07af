"""Puts a report's figures and drawings into report.html."""

from datetime import datetime
from pathlib import Path

from bot.evaluation_page.plot import Plot
from bot.web.pages import render
from nlu.evaluation import Report
from nlu.evaluation.intents import IntentReport
from nlu.evaluation.score import Score

TEMPLATE = Path(__file__).parent / "report.html"
PAGE_FILE = "report.html"
LANGUAGES = {"zh": "Chinese", "en": "English"}
LARGEST_DOT, SMALLEST_DOT = 11.0, 3.0


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
        intents=sorted(report.intents.items(), key=lambda item: (item[1].f1, item[0])),
        repeated=[pair for pair in report.confusions if pair.count > 1],
        single=[pair for pair in report.confusions if pair.count == 1],
        reliability=Plot(low=0.0),
        dots=_dots(report),
        rejection=Plot.around(chosen),
        curve=curve,
        chosen=chosen,
    )


def _columns(report: Report) -> list[tuple[str, IntentReport, Score]]:
    """Each language with its figures, and all of them together where there are several."""
    columns = [
        (LANGUAGES[language], intents, report.entity_languages[language])
        for language, intents in report.languages.items()
    ]
    return [*columns, ("All", report.total, report.entity_total)] if len(columns) > 1 else columns


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
