"""How likely two tickets are of the same trouble, so that one answer would serve both. Pure."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from escalation.duplicates.concepts import find_concepts
from escalation.duplicates.contradictions import find_contradictions
from escalation.duplicates.evidence import Evidence, gather_evidence, symptoms_of
from escalation.duplicates.told import Told, Vector
from escalation.routing.words import Words

FILE = Path(__file__).with_name("weights.json")
"""Written by `python -m benchmarks.duplicates --fit`."""

BOTH = Words("两边都说：", "both say: ")
SAME = Words("文字相同", "the same words")
SAME_FROM = 8
"""Characters; two bare greetings are not one trouble."""
NOTHING = Words("没有说到同一件事", "they name nothing in common")


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression on `Evidence`. From `duplicate` on two tickets count as duplicates, from
    `certain` on so surely that they may be merged unasked. `means` are the encoder's mean vectors of each
    language: without them all texts of one language are near each other."""

    constant: float
    of: Mapping[str, float]
    rarity: Mapping[str, float]
    means: Mapping[str, Vector]
    duplicate: float
    certain: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` is 0 to 1; 0 where a contradiction decides, which then is the reason."""

    score: float
    duplicate: bool
    certain: bool
    reasons: tuple[Words, ...]
    contradicted: bool = False
    same_words: bool = False


@cache
def load_weights() -> Weights:
    return read_weights(json.loads(FILE.read_text(encoding="utf-8")))


def read_weights(data: Mapping[str, Any]) -> Weights:
    means = {language: np.array(mean, dtype=np.float32) for language, mean in data["means"].items()}
    named = {key: data[key] for key in ("constant", "of", "rarity", "duplicate", "certain")}
    return Weights(**named, means=means)


def compare(one: Told, other: Told, weights: Weights) -> Likeness:
    a, b = find_concepts(one.text), find_concepts(other.text)
    if against := find_contradictions(one, other, a, b):
        return Likeness(0.0, False, False, against, contradicted=True)
    if _same_words(one.text, other.text):
        return Likeness(1.0, True, True, (SAME,), same_words=True)
    near = nearness(one, other, weights.means)
    evidence = gather_evidence(one, other, a, b, nearness=near, rarity=weights.rarity)
    score = _probability(evidence, weights)
    shared = sorted(a.subject & b.subject) + sorted(symptoms_of(a, one) & symptoms_of(b, other))
    said = dict.fromkeys(_both(a.said.get(name), b.said.get(name), name) for name in shared)
    words = ", ".join(said)
    reason = Words(BOTH.zh + words, BOTH.en + words) if words else NOTHING
    # What may be merged unasked has more in common than its subject.
    founded = bool(evidence.clear_shared or (evidence.same_id and evidence.doings_shared))
    certain = score >= weights.certain and founded
    return Likeness(score, score >= weights.duplicate, certain, (reason,))


def nearness(one: Told, other: Told, means: Mapping[str, Vector]) -> float:
    """The cosine of both vectors, each without its language's mean; 0 without vectors."""
    if one.vector is None or other.vector is None:
        return 0.0
    a, b = (told.vector - means[told.language] for told in (one, other) if told.vector is not None)
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-9))


def _same_words(one: str, other: str) -> bool:
    a, b = (re.sub(r"\W", "", text).casefold() for text in (one, other))
    return a == b and len(a) >= SAME_FROM


def _probability(evidence: Evidence, weights: Weights) -> float:
    names = evidence.__dataclass_fields__
    total = weights.constant + sum(weights.of[name] * getattr(evidence, name) for name in names)
    return 1 / (1 + math.exp(-total))


def _both(mine: str | None, theirs: str | None, name: str) -> str:
    """As each said it, once where it is the same."""
    said = [words for words in dict.fromkeys((mine, theirs)) if words]
    return " / ".join(said) or name
