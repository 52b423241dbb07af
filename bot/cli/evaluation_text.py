"""An evaluation as people read it in a terminal."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from bot.cli.printable import in_brief

if TYPE_CHECKING:
    from nlu.evaluation import Report

CONFUSIONS = 12
TEXTS = 3
WEAKEST = 8


def as_text(report: "Report") -> str:
    return "\n".join(
        [
            *_intents(report),
            "",
            *_entities(report),
            "",
            *_confusions(report),
            "",
            *_scores(report),
        ]
    )


def _intents(report: "Report") -> Iterator[str]:
    yield (
        f"{'intents':<12}{'messages':>9}{'accuracy':>10}{'macro F1':>10}{'in scope':>10}"
        f"{'oos recall':>12}{'oos precision':>15}"
    )
    for name, one in {**report.languages, "all": report.total}.items():
        strange = f"{one.out_of_scope_recall:>12.3f}{one.out_of_scope_precision:>15.3f}"
        if not report.asks_out_of_scope:
            strange = f"{'–':>12}{'–':>15}"
        yield (
            f"{name:<12}{one.messages:>9}{one.accuracy:>10.3f}{one.macro_f1:>10.3f}"
            f"{one.in_scope_accuracy:>10.3f}{strange}"
        )


def _entities(report: "Report") -> Iterator[str]:
    """Each kind with its F1 in each language, and each language with all kinds."""
    heads = "".join(f"{f'F1 {language}':>10}" for language in report.within)
    measures = f"{'precision':>10}{'recall':>10}{'F1':>10}{'spans':>8}{'value F1':>10}{'values':>8}"
    yield f"{'entities':<18}{measures}{heads}"
    of_languages = {language: one.entity_value_total for language, one in report.within.items()}
    values = {**report.entity_values, **of_languages, "all": report.entity_value_total}
    for name, one in {**report.entities, **report.entity_languages, "all": report.entity_total}.items():
        value = values.get(name)
        told = f"{value.f1:>10.3f}{value.support:>8}" if value and value.support else f"{'':>18}"
        for within in report.within.values():
            kind = within.entities.get(name)
            told += f"{kind.f1:>10.3f}" if kind else f"{'–' if name in report.entities else '':>10}"
        yield (
            f"{name:<18}{one.precision:>10.3f}{one.recall:>10.3f}{one.f1:>10.3f}{one.support:>8}{told}".rstrip()
        )


def _confusions(report: "Report") -> Iterator[str]:
    weakest = sorted(report.intents.items(), key=lambda item: item[1].f1)[:WEAKEST]
    yield "weakest intents   " + ", ".join(f"{name} {one.f1:.2f}" for name, one in weakest)
    for pair in report.confusions[:CONFUSIONS]:
        yield f"{pair.count:>4} × {pair.expected} taken for {pair.got}"
        for text in pair.texts[:TEXTS]:
            yield f"         {in_brief(text)}"


def _scores(report: "Report") -> Iterator[str]:
    def told(total: float, within: Mapping[str, float | None]) -> str:
        """For all, and by language where there are several."""
        known = {language: figure for language, figure in within.items() if figure is not None}
        apart = ", ".join(f"{language} {figure:.3f}" for language, figure in known.items())
        return f"{total:.3f} ({apart})" if len(report.within) > 1 else f"{total:.3f}"

    errors = {language: one.calibration.expected_error for language, one in report.within.items()}
    yield f"calibration: expected error {told(report.calibration.expected_error, errors)}"
    if report.rejection.auroc is not None:
        areas = {language: one.rejection.auroc for language, one in report.within.items()}
        area = told(report.rejection.auroc, areas)
        yield f"out-of-scope score: AUROC {area}; at a recall of … in-scope accuracy is"
    trades = {language: dict(one.rejection.trade_offs()) for language, one in report.within.items()}
    for recall, accuracy in report.rejection.trade_offs():
        reached = {language: one.get(recall) for language, one in trades.items()}
        yield f"  {recall:.2f}: {told(accuracy, reached)}"
    latency = report.latency
    times = f"p50 {latency.p50_ms:.1f} ms, p99 {latency.p99_ms:.1f} ms, processor {latency.cpu_p50_ms:.1f} ms"
    yield f"a parse: {times}"
    yield f"values of times: as of {report.moment}; --now and --timezone name another moment"
