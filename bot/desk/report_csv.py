"""A report as a CSV file, for spreadsheets, in the language of whoever reads it."""

import csv
from collections.abc import Callable, Iterable, Sequence
from io import StringIO

from bot.desk.report import ArticleFigures, Report
from bot.desk.report_columns import columns_of, value_of
from bot.desk.report_names import COLUMNS, word
from escalation.reports.figures import Figures

_Value = str | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
ANSWER = ("at", "question", "score", "comment", "customer", "ticket", "agent")


def as_csv(report: Report, name: Callable[[str | None], str], language: str) -> str:
    """One line a group, the total last, which alone has the NPS; of answers one line each. With a byte order
    mark, without which Excel takes Chinese for something else."""
    target = StringIO()
    writer = csv.writer(target)
    rows = _answers(report, language) if report.by == "answer" else _groups(report, name, language)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + target.getvalue()


def _groups(report: Report, name: Callable[[str | None], str], language: str) -> Iterable[Sequence[_Value]]:
    kind, rows = (ArticleFigures, report.articles) if report.by == "article" else (Figures, report.rows)
    columns = columns_of(kind)
    titles = [COLUMNS[one].in_language(language) for one in columns]
    with_total = report.by != "article"
    yield [word(f"by_{report.by}", language), *titles, *([word("nps", language)] if with_total else ())]
    for row in rows:
        yield [name(row.key), *(value_of(row, one) for one in columns), *([None] if with_total else ())]
    if with_total:
        yield [word("total", language), *(value_of(report.total, one) for one in columns), report.nps]


def _answers(report: Report, language: str) -> Iterable[Sequence[_Value]]:
    yield [word(f"answer_{one}", language) for one in ANSWER]
    for one in report.answers:
        yield [
            f"{one.at.astimezone(report.since.tzinfo):%Y-%m-%d %H:%M}",
            word(one.kind, language),
            one.score,
            one.comment,
            one.customer,
            None if one.ticket is None else f"#{one.ticket}",
            report.names.get(one.agent_id or "", ""),
        ]


def _cell(value: _Value) -> str:
    """A number as it is, to the sixth decimal place: a spreadsheet rounds by itself. Words that it would
    calculate are shown as text instead."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULA) else value
        case int():
            return str(value)
    return f"{value:.6f}".rstrip("0").rstrip(".")
