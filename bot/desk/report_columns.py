"""The figures of a group by the names of their columns, as files and mails tell them."""

from dataclasses import fields

from bot.desk.report import ArticleFigures
from bot.desk.report_names import AGE_NAMES
from escalation.reports.figures import Figures

AGES = tuple(f"age_{name}" for name in AGE_NAMES)


def columns_of(kind: type[Figures] | type[ArticleFigures]) -> list[str]:
    """All but the key; the ages last, each in a column of its own."""
    named = [field.name for field in fields(kind) if field.name not in ("key", "ages")]
    return [*named, "open", *AGES]


def value_of(row: Figures | ArticleFigures, column: str) -> float | None:
    if column in AGES:
        return row.ages[AGES.index(column)]
    value: float | None = getattr(row, column)
    return value
