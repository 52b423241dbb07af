"""How much of what there is in labelled messages: `summarise` counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from training_data.intents import OUT_OF_SCOPE
from training_data.schema import Example


@dataclass(frozen=True, slots=True)
class Lengths:
    """In characters; `most` is the length that 95 of 100 messages keep to."""

    median: float
    most: float
    longest: int


@dataclass(frozen=True, slots=True)
class IntentCount:
    intent: str
    languages: dict[str, int]
    total: int
    median_length: float


@dataclass(frozen=True, slots=True)
class Summary:
    """`intents` have the largest first; `shortest` are the intents with the shortest median message."""

    messages: int
    languages: dict[str, int]
    out_of_scope: float
    lengths: dict[str, Lengths]
    intents: tuple[IntentCount, ...]
    smallest: tuple[str, ...]
    shortest: tuple[str, ...]
    entities: dict[str, dict[str, int]]


SHOWN = 5


def summarise(examples: Sequence[Example]) -> Summary:
    languages = Counter(example.language for example in examples)
    intents = sorted(_count_intents(examples), key=lambda one: (-one.total, one.intent))
    by_length = sorted(intents, key=lambda one: (one.median_length, one.intent))
    strange = sum(example.intent == OUT_OF_SCOPE for example in examples)
    return Summary(
        messages=len(examples),
        languages=dict(languages.most_common()),
        out_of_scope=strange / len(examples) if examples else 0.0,
        lengths={
            language: _measure([len(one.text) for one in examples if one.language == language])
            for language, _ in languages.most_common()
        },
        intents=tuple(intents),
        smallest=tuple(one.intent for one in reversed(intents[-SHOWN:])),
        shortest=tuple(one.intent for one in by_length[:SHOWN]),
        entities=_count_entities(examples),
    )


def _count_intents(examples: Sequence[Example]) -> list[IntentCount]:
    grouped: dict[str, list[Example]] = {}
    for example in examples:
        grouped.setdefault(example.intent, []).append(example)
    return [
        IntentCount(
            intent,
            dict(Counter(one.language for one in group)),
            len(group),
            float(median(len(one.text) for one in group)),
        )
        for intent, group in grouped.items()
    ]


def _count_entities(examples: Sequence[Example]) -> dict[str, dict[str, int]]:
    """Kind to language to spans, the kind with most spans first."""
    counts: dict[str, Counter[str]] = {}
    for example in examples:
        for span in example.entities:
            counts.setdefault(span.entity, Counter())[example.language] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    return {kind: dict(by_language) for kind, by_language in ordered}


def _measure(lengths: Sequence[int]) -> Lengths:
    most = quantiles(lengths, n=20)[-1] if len(lengths) > 1 else lengths[0]
    return Lengths(float(median(lengths)), float(most), max(lengths))
