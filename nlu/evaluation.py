"""Measures a pipeline on labelled messages it has not learned from: `evaluate` gives a Report."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import numpy as np

from nlu.types import OUT_OF_SCOPE, Language, ParseResult
from training_data.schema import Example

# Values of times depend on the day; spans and types, which are measured, do not.
NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
TIMEZONE = "+08:00"
SHOWN_CONFUSIONS = 30


class Parser(Protocol):
    """What can be measured; `nlu.pipeline.Pipeline` is the real one."""

    def parse(
        self, text: str, *, now: datetime, timezone: str, default_language: Language = Language.zh
    ) -> ParseResult: ...


@dataclass(frozen=True, slots=True)
class Score:
    """`support` counts the labelled; each measure is 0 where there was nothing to measure."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class IntentReport:
    """All after the fallback rule.

    `accuracy` and `macro_f1` count out of scope as one more intent; `in_scope_accuracy` leaves those messages
    out, and a rejected message in scope is a wrong one.
    """

    messages: int
    accuracy: float
    macro_f1: float
    in_scope_accuracy: float
    out_of_scope_recall: float
    out_of_scope_precision: float


@dataclass(frozen=True, slots=True)
class Confusion:
    expected: str
    got: str
    count: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a message, one after the other: wall time, and the processor time of this process."""

    p50_ms: float
    p99_ms: float
    cpu_p50_ms: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A message whose intent came out wrong, for reading."""

    text: str
    language: str
    expected: str
    got: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`languages` has the same as `total` for each language; entities count exact span and type."""

    total: IntentReport
    languages: Mapping[str, IntentReport]
    intents: Mapping[str, Score]
    confusions: tuple[Confusion, ...]
    entities: Mapping[str, Score]
    entity_total: Score
    entity_languages: Mapping[str, Score]
    latency: Latency
    mistakes: tuple[Mistake, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values, for `json.dumps`."""
        return asdict(self)


def evaluate(parser: Parser, examples: Sequence[Example]) -> Report:
    """Parses every example, one by one, in order; `examples` must not be empty."""
    if not examples:
        raise ValueError("got no examples, expected the labelled messages of a test split")
    results: list[ParseResult] = []
    wall: list[float] = []
    cpu: list[float] = []
    for example in examples:
        started, cpu_started = time.perf_counter(), time.process_time()
        results.append(
            parser.parse(
                example.text, now=NOW, timezone=TIMEZONE, default_language=Language(example.language)
            )
        )
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - cpu_started) * 1000)
    pairs = [(example.intent, result.intent.name) for example, result in zip(examples, results, strict=True)]
    by_language = {
        str(language): [index for index, example in enumerate(examples) if example.language == language]
        for language in Language
    }
    spoken = {language: chosen for language, chosen in by_language.items() if chosen}
    return Report(
        total=_measure_intents(pairs),
        languages={name: _measure_intents([pairs[i] for i in chosen]) for name, chosen in spoken.items()},
        intents=_score_intents(pairs),
        confusions=_confusions(pairs),
        entities=_score_entities(examples, results),
        entity_total=_score_spans(examples, results, None),
        entity_languages={
            name: _score_spans([examples[i] for i in chosen], [results[i] for i in chosen], None)
            for name, chosen in spoken.items()
        },
        latency=Latency(
            float(np.percentile(wall, 50)), float(np.percentile(wall, 99)), float(np.percentile(cpu, 50))
        ),
        mistakes=_mistakes(examples, results),
    )


def _measure_intents(pairs: Sequence[tuple[str, str]]) -> IntentReport:
    scores = _score_intents(pairs)
    in_scope = [(expected, got) for expected, got in pairs if expected != OUT_OF_SCOPE]
    strange = scores.get(OUT_OF_SCOPE, Score(0.0, 0.0, 0.0, 0))
    return IntentReport(
        messages=len(pairs),
        accuracy=_share(pairs),
        macro_f1=sum(score.f1 for score in scores.values()) / len(scores),
        in_scope_accuracy=_share(in_scope),
        out_of_scope_recall=strange.recall,
        out_of_scope_precision=strange.precision,
    )


def _share(pairs: Sequence[tuple[str, str]]) -> float:
    return sum(expected == got for expected, got in pairs) / len(pairs) if pairs else 0.0


def _score_intents(pairs: Sequence[tuple[str, str]]) -> dict[str, Score]:
    right = Counter(expected for expected, got in pairs if expected == got)
    expected_count = Counter(expected for expected, _ in pairs)
    got_count = Counter(got for _, got in pairs)
    return {
        intent: _score(right[intent], got_count[intent], expected_count[intent])
        for intent in sorted(expected_count)
    }


def _confusions(pairs: Sequence[tuple[str, str]]) -> tuple[Confusion, ...]:
    counts = Counter((expected, got) for expected, got in pairs if expected != got)
    return tuple(
        Confusion(expected, got, count) for (expected, got), count in counts.most_common(SHOWN_CONFUSIONS)
    )


def _score_entities(examples: Sequence[Example], results: Sequence[ParseResult]) -> dict[str, Score]:
    kinds = {span.entity for example in examples for span in example.entities}
    kinds |= {entity.entity for result in results for entity in result.entities}
    return {kind: _score_spans(examples, results, kind) for kind in sorted(kinds)}


def _score_spans(examples: Sequence[Example], results: Sequence[ParseResult], kind: str | None) -> Score:
    """Over all kinds where `kind` is None."""
    right = found = labelled = 0
    for example, result in zip(examples, results, strict=True):
        expected = {(s.entity, s.start, s.end) for s in example.entities if kind in (None, s.entity)}
        got = {(e.entity, e.start, e.end) for e in result.entities if kind in (None, e.entity)}
        right += len(expected & got)
        found += len(got)
        labelled += len(expected)
    return _score(right, found, labelled)


def _score(right: int, found: int, labelled: int) -> Score:
    precision = right / found if found else 0.0
    recall = right / labelled if labelled else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, labelled)


def _mistakes(examples: Sequence[Example], results: Sequence[ParseResult]) -> tuple[Mistake, ...]:
    return tuple(
        Mistake(example.text, example.language, example.intent, result.intent.name, result.reasons)
        for example, result in zip(examples, results, strict=True)
        if example.intent != result.intent.name
    )
