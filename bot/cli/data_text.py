"""Reports about labelled messages, as people read them in a terminal and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from training_data.schema import Complaint, Example, errors_in, place

if TYPE_CHECKING:
    from nlu.data_check import DataReport
    from nlu.likeness import Pair
    from training_data.statistics import Summary

CONFUSABLE_INTENTS, CONFUSABLE_MESSAGES = 12, 3


def report_as_text(report: "DataReport") -> str:
    return "\n".join(_report_lines(report))


def report_as_json(report: "DataReport") -> dict[str, Any]:
    errors = len(errors_in(report.complaints))
    return {
        "messages": {"train": report.train, "test": report.test},
        "errors": errors,
        "warnings": len(report.complaints) - errors,
        "complaints": [complaint_as_json(one) for one in report.complaints],
        "confusable": [
            {"intents": list(one.intents), "pairs": [_pair_as_json(pair) for pair in one.pairs]}
            for one in report.confusable
        ],
        "compared": [asdict(one) for one in report.compared],
    }


def complaint_as_json(complaint: Complaint) -> dict[str, Any]:
    return {
        "file": str(complaint.file),
        "line": complaint.line,
        "severity": str(complaint.severity),
        "message": complaint.message,
    }


def print_summary(split: str, summary: "Summary") -> None:
    from rich.console import Console
    from rich.table import Table

    languages = list(summary.languages)
    console = Console(markup=False, emoji=False, highlight=False)
    intents = Table(title=f"{split}: {summary.messages} messages", title_justify="left")
    for name in ("intent", *languages, "all", "median length"):
        intents.add_column(name, justify="left" if name == "intent" else "right")
    for row in summary.intents:
        counts = (str(row.languages.get(language, 0)) for language in languages)
        intents.add_row(row.intent, *counts, str(row.total), f"{row.median_length:.0f}")
    console.print(intents)
    if summary.entities:
        entities = Table(title=f"{split}: entities", title_justify="left")
        for name in ("entity", *languages, "all"):
            entities.add_column(name, justify="left" if name == "entity" else "right")
        for kind, spans in summary.entities.items():
            counts = (str(spans.get(language, 0)) for language in languages)
            entities.add_row(kind, *counts, str(sum(spans.values())))
        console.print(entities)
    for line in _summary_lines(summary):
        console.print(line)


def _summary_lines(summary: "Summary") -> Iterator[str]:
    for language, one in summary.lengths.items():
        yield (
            f"{language}: {summary.languages[language]} messages; characters: median {one.median:.0f}, "
            f"95 of 100 up to {one.most:.0f}, longest {one.longest}"
        )
    yield f"out of scope: {summary.out_of_scope:.1%}"
    yield f"fewest messages: {', '.join(summary.smallest)}"
    yield f"shortest messages: {', '.join(summary.shortest)}"


def _report_lines(report: "DataReport") -> Iterator[str]:
    for complaint in report.complaints:
        yield f"{complaint.severity}: {complaint}"
    if report.confusable:
        yield "confusable intents, by messages that read alike:"
    for one in report.confusable[:CONFUSABLE_INTENTS]:
        yield f"{len(one.pairs):>4} × {one.intents[0]} and {one.intents[1]}"
        for pair in one.pairs[:CONFUSABLE_MESSAGES]:
            yield f"       {pair.likeness:.2f}  {_shown(pair.first)}  ~  {_shown(pair.second)}"
    if (hidden := len(report.confusable) - CONFUSABLE_INTENTS) > 0:
        yield f"       and {hidden} more; --json has all"
    for compared in report.compared:
        if not compared.is_all:
            yield (
                f"likeness, {compared.split} in {compared.language}: {compared.compared} of "
                f"{compared.messages} messages, chosen at random, were compared with {compared.among} of "
                f"train's {compared.taught}; there may be more that read alike"
            )
    errors = len(errors_in(report.complaints))
    warnings = len(report.complaints) - errors
    yield f"{report.train} messages of train, {report.test} of test: {errors} errors, {warnings} warnings"


def _shown(example: Example) -> str:
    return f"{example.text[:60]!r} ({example.intent}, {place(example)})"


def _pair_as_json(pair: "Pair") -> dict[str, Any]:
    return {
        "likeness": round(pair.likeness, 3),
        "messages": [
            {"text": one.text, "intent": one.intent, "file": str(one.file), "line": one.line}
            for one in (pair.first, pair.second)
        ],
    }
