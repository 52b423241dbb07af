"""How well messages are understood: the trained model on the test split, beside the limits.

    .venv/bin/python -m benchmarks.understanding [--mistakes]

Measures .huiyi/models (or HUIYI_HOME's) on training_data/nlu/test, which training never sees; in-scope
figures are taken after the fallback rule. The limit of time counts processor time, which other work on the
machine disturbs least. Exits 1 where a limit is missed.
"""

import os
import sys
from pathlib import Path

import psutil

from nlu.evaluation import Report, evaluate
from nlu.pipeline import Pipeline
from training_data.loader import load_split
from training_data.schema import Split

ROOT = Path(__file__).parents[1]
MODELS = Path(os.environ.get("HUIYI_HOME", ROOT / ".huiyi")) / "models"
MEBIBYTE = 2**20


def main(arguments: list[str]) -> int:
    pipeline = Pipeline.load(MODELS / "intent", MODELS / "encoder")
    report = evaluate(pipeline, load_split(ROOT / "training_data" / "nlu", Split.test))
    print(
        f"{os.cpu_count()} cores, {report.total.messages} messages, {pipeline.manifest.examples} learned from"
    )
    missed = [name for name, value, limit, holds in limits(report) if not show(name, value, limit, holds)]
    print(f"accuracy with out of scope {report.total.accuracy:.3f}, macro F1 {report.total.macro_f1:.3f}")
    print(f"wall time p50 {report.latency.p50_ms:.1f} ms, p99 {report.latency.p99_ms:.1f} ms")
    print(f"resident {psutil.Process().memory_info().rss / MEBIBYTE:.0f} MiB with the pipeline alone")
    show_details(report, mistakes="--mistakes" in arguments)
    print("missed: " + (", ".join(missed) or "none"))
    return int(bool(missed))


def limits(report: Report) -> list[tuple[str, float, float, bool]]:
    """Name, figure, limit, and whether it holds."""
    rows = []
    for language, measured in sorted(report.languages.items()):
        for name, value, limit in (
            (f"in-scope accuracy {language}", measured.in_scope_accuracy, 0.93),
            (f"out-of-scope recall {language}", measured.out_of_scope_recall, 0.80),
            (f"entity F1 {language}", report.entity_languages[language].f1, 0.93),
        ):
            rows.append((name, value, limit, value >= limit))
    rows.append(("parse, CPU ms p50", report.latency.cpu_p50_ms, 5.0, report.latency.cpu_p50_ms <= 5.0))
    return rows


def show(name: str, value: float, limit: float, holds: bool) -> bool:
    print(f"{name:26s} {value:7.3f}   limit {limit:5.2f}   {'ok' if holds else 'MISSED'}")
    return holds


def show_details(report: Report, *, mistakes: bool) -> None:
    print(
        "weakest intents (F1): "
        + ", ".join(
            f"{name} {score.f1:.2f}"
            for name, score in sorted(report.intents.items(), key=lambda one: one[1].f1)[:8]
        )
    )
    print("confused: " + ", ".join(f"{c.expected} as {c.got} {c.count}" for c in report.confusions[:8]))
    print("entities (F1): " + ", ".join(f"{kind} {score.f1:.2f}" for kind, score in report.entities.items()))
    for mistake in report.mistakes if mistakes else ():
        print(f"  {mistake.language} {mistake.expected} as {mistake.got}: {mistake.text}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
