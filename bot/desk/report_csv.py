"""A report as a file for a spreadsheet."""

import csv
from dataclasses import fields
from io import StringIO

from bot.desk.report import ArticleFigures, Report
from escalation.reports.figures import Figures

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report, names: dict[str, str]) -> str:
    """One line a group, the total last; columns are named as in `Figures`. With a byte order mark, without
    which Excel takes Chinese for something else."""
    kind = ArticleFigures if report.by == "article" else Figures
    columns = [field.name for field in fields(kind)]
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow([report.by, *columns[1:]])
    rows = report.articles if report.by == "article" else (*report.rows, report.total)
    for row in rows:
        key = "total" if row is report.total else names.get(row.key or "", row.key or "")
        writer.writerow([_safe(key), *(_shown(getattr(row, name)) for name in columns[1:])])
    return "\ufeff" + target.getvalue()


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, int) else f"{value:.4g}"


def _safe(text: str) -> str:
    """A cell that a spreadsheet would calculate is shown as text instead."""
    return f"'{text}" if text.startswith(_FORMULA) else text
