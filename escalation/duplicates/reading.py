"""How likely two tickets are of one trouble where a reader of pairs has read them side by side. Pure.

The concepts of `likeness` know only what they have words for; the reader takes any words. So its word counts,
but for ids, which it does not see as such: another order is another trouble. The concepts say why.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from escalation.duplicates.contradictions import names_another
from escalation.duplicates.likeness import NOTHING, Likeness
from escalation.duplicates.told import Told
from escalation.routing.words import Words

FILE = Path(__file__).with_name("reading.json")
"""Written by `python -m benchmarks.duplicates --fit-reading`."""

ALIKE = Words("读起来是同一件事", "they read as one trouble")

Read = Callable[[str, str], float]
"""How surely two texts tell of one trouble, in logits."""


@dataclass(frozen=True, slots=True)
class ReadingWeights:
    """A logistic regression on the reader's logit; from `duplicate` on two tickets count as duplicates."""

    constant: float
    read: float
    duplicate: float


@cache
def load_reading_weights() -> ReadingWeights:
    return ReadingWeights(**json.loads(FILE.read_text(encoding="utf-8")))


def read_besides(one: Told, other: Told, likeness: Likeness, read: Read, weights: ReadingWeights) -> Likeness:
    """`likeness` as `compare` found it. Another order, invoice, ticket or error code decides as before, the
    same words do, and who says nothing tells of no trouble. Certain is what both hold for one trouble."""
    if likeness.same_words or names_another(one, other) or not (_says(one) and _says(other)):
        return likeness
    score = 1 / (1 + math.exp(-weights.constant - weights.read * read(one.text, other.text)))
    duplicate = score >= weights.duplicate
    unexplained = duplicate and (likeness.contradicted or NOTHING in likeness.reasons)
    return replace(
        likeness,
        score=score,
        duplicate=duplicate,
        certain=duplicate and likeness.certain,
        reasons=(ALIKE,) if unexplained else likeness.reasons,
    )


def _says(told: Told) -> bool:
    return any(character.isalnum() for character in told.text)
