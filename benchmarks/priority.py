"""How well the priority is told from a text alone, on the written examples; beside the bar.

    python -m benchmarks.priority [--on dev | strangers] [--mistakes]

Measures on training_data/desk/priority/test.*.yml, from which nothing was learned, with the promoted model,
as `huiyi tickets priority` does; `--on strangers` on examples of other writers, who had read LABELS.md alone.
`--on dev` leaves out of the scale each tenth that it reads; the wordings were chosen on dev all the same.
Exits 1 where the bar is missed.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from bot.settings import load_settings
from bot.urgency import load_scale
from escalation.routing.priority import Priority, determine_priority
from escalation.routing.urgency import Reading, UrgencyScale
from nlu.pipeline import Pipeline
from nlu.types import ParseResult
from training_data.priority_examples import LANGUAGES, LEVELS, PriorityExample, read_priority_examples

RECALL, PRECISION = 0.95, 0.8
TENTHS = 10

Matrix = Counter[tuple[str, str]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="How well the priority is told.")
    parser.add_argument("--on", choices=("test", "strangers", "dev"), default="test")
    parser.add_argument("--mistakes", action="store_true", help="show what was told wrong")
    options = parser.parse_args(arguments)
    settings = load_settings()
    pipeline = Pipeline.load(settings.model_folder, settings.encoder_folder)
    examples = read_priority_examples(options.on)
    results = [
        pipeline.parse(one.text, now=datetime.now(UTC), timezone=settings.timezone) for one in examples
    ]
    if options.on == "dev":
        readings = read_across(examples, results)
    else:
        scale = load_scale(settings.home, pipeline.encoder)
        readings = [scale.read(vector_of(result)) for result in results]
    told = [decide(*each) for each in zip(examples, results, readings, strict=True)]
    if options.mistakes:
        for example, priority in zip(examples, told, strict=True):
            if priority.level != example.priority:
                print(
                    f"  {example.priority} told {priority.level}: {example.text}\n      {priority.reason.en}"
                )
    reached = True
    for languages in (LANGUAGES, *((language,) for language in LANGUAGES)):
        matrix = Matrix(
            (example.priority, priority.level)
            for example, priority in zip(examples, told, strict=True)
            if example.language in languages
        )
        show(f"{options.on}, {' and '.join(languages)}", matrix)
        reached &= languages != LANGUAGES or passes(matrix)
    print(f"the bar: P0 recall ≥ {RECALL} at precision ≥ {PRECISION}: {'reached' if reached else 'missed'}")
    return 0 if reached else 1


def decide(example: PriorityExample, result: ParseResult, reading: Reading) -> Priority:
    return determine_priority(
        result.intent.name,
        example.text,
        plan=example.plan,
        entities={entity.entity: entity.value for entity in result.entities},
        confidence=result.intent.confidence,
        reading=reading,
    )


def read_across(examples: Sequence[PriorityExample], results: Sequence[ParseResult]) -> list[Reading]:
    """The two languages' examples of a place in their files are often one thought: they stay together."""
    places = [
        place for language in LANGUAGES for place in range(sum(e.language == language for e in examples))
    ]
    tenths = np.random.default_rng(0).integers(0, TENTHS, max(places) + 1)[places]
    vectors = np.array([vector_of(result) for result in results])
    scales = []
    for tenth in range(TENTHS):
        kept = [at for at, one in enumerate(examples) if tenths[at] != tenth and one.plan != "enterprise"]
        scales.append(UrgencyScale([examples[at] for at in kept], vectors[kept]))
    return [scales[tenth].read(vector) for tenth, vector in zip(tenths, vectors, strict=True)]


def vector_of(result: ParseResult) -> np.ndarray:
    assert result.vector is not None, f"no vector of {result.text!r}"
    return result.vector


def show(title: str, matrix: Matrix) -> None:
    print(f"{title}; rows are labels, columns what was told")
    print(f"      {'   '.join(LEVELS)}  recall  precision")
    for level in LEVELS:
        row = "".join(f"{matrix[level, told]:5}" for told in LEVELS)
        print(f"  {level}{row}    {recall(matrix, level):.3f}  {precision(matrix, level):.3f}")


def recall(matrix: Matrix, level: str) -> float:
    return matrix[level, level] / max(1, sum(matrix[level, told] for told in LEVELS))


def precision(matrix: Matrix, level: str) -> float:
    return matrix[level, level] / max(1, sum(matrix[label, level] for label in LEVELS))


def passes(matrix: Matrix) -> bool:
    return recall(matrix, "P0") >= RECALL and precision(matrix, "P0") >= PRECISION


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
