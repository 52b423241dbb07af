"""An evaluation as people read it in a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlu.evaluation import Report

CONFUSIONS = 12
WEAKEST = 8


def as_text(report: "Report") -> str:
    return "\n".join(_lines(report))


def _lines(report: "Report") -> Iterator[str]:
    yield f"{'intents':<12}{'messages':>9}{'accuracy':>10}{'macro F1':>10}{'in scope':>10}{'oos recall':>12}"
    for name, one in {**report.languages, "all": report.total}.items():
        yield (
            f"{name:<12}{one.messages:>9}{one.accuracy:>10.3f}{one.macro_f1:>10.3f}"
            f"{one.in_scope_accuracy:>10.3f}{one.out_of_scope_recall:>12.3f}"
        )
    yield ""
    yield f"{'entities':<16}{'precision':>10}{'recall':>10}{'F1':>10}{'spans':>8}"
    for name, score in {**report.entities, "all": report.entity_total}.items():
        yield f"{name:<16}{score.precision:>10.3f}{score.recall:>10.3f}{score.f1:>10.3f}{score.support:>8}"
    yield ""
    weakest = sorted(report.intents.items(), key=lambda item: item[1].f1)[:WEAKEST]
    yield "weakest intents   " + ", ".join(f"{name} {score.f1:.2f}" for name, score in weakest)
    for pair in report.confusions[:CONFUSIONS]:
        yield f"{pair.count:>4} × {pair.expected} taken for {pair.got}"
    yield ""
    latency = report.latency
    times = f"p50 {latency.p50_ms:.1f} ms, p99 {latency.p99_ms:.1f} ms, processor {latency.cpu_p50_ms:.1f} ms"
    yield f"a parse: {times}"
