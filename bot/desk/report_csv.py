"""A report as a CSV file, for spreadsheets, in the language of whoever reads it."""

import csv
from collections.abc import Callable, Iterable
from io import StringIO

from bot.desk.report import ArticleFigures, Report
from bot.desk.report_columns import columns_of, value_of
from bot.desk.report_names import COLUMNS, word
from escalation.reports.figures import Figures

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ANSWER = ("at", "question", "score", "comment", "customer", "ticket", "agent")


def as_csv(report: Report, name: Callable[[str | None], str], language: str) -> str:
    """One line a group, the total last, which alone has the NPS; of answers one line each. With a byte order
    mark, without which Excel takes Chinese for something else."""
    target = StringIO()
    writer = csv.writer(target)
    rows = _answers(report, language) if report.by == "answer" else _groups(report, name, language)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + target.getvalue()


def _groups(report: Report, name: Callable[[str | None], str], language: str) -> Iterable[list[str]]:
    kind, rows = (ArticleFigures, report.articles) if report.by == "article" else (Figures, report.rows)
    columns = columns_of(kind)
    titles = [COLUMNS[one].in_language(language) for one in columns]
    with_total = report.by != "article"
    yield [word(f"by_{report.by}", language), *titles, *([word("nps", language)] if with_total else ())]
    for row in rows:
        yield [name(row.key), *(_shown(value_of(row, one)) for one in columns), *([""] if with_total else ())]
    if with_total:
        total = [_shown(value_of(report.total, one)) for one in columns]
        yield [word("total", language), *total, _shown(report.nps)]


def _answers(report: Report, language: str) -> Iterable[list[str]]:
    yield [word(f"answer_{one}", language) for one in ANSWER]
    for one in report.answers:
        yield [
            f"{one.at.astimezone(report.since.tzinfo):%Y-%m-%d %H:%M}",
            word(one.kind, language),
            _shown(one.score),
            one.comment or "",
            one.customer or "",
            "" if one.ticket is None else f"#{one.ticket}",
            report.names.get(one.agent_id or "", ""),
        ]


def _shown(value: float | None) -> str:
    """As it is, to the sixth decimal place: a spreadsheet rounds by itself."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")


def _safe(text: str) -> str:
    """A cell that a spreadsheet would calculate is shown as text instead."""
    return f"'{text}" if text.startswith(_FORMULA) else text
