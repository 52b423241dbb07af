"""Whether the best article answers at all, or "I don't know" is the honest reply. Pure."""

import math
from dataclasses import dataclass

FLOOR = 0.75
"""Wrong answers cost more than missed ones: so 4 of 5 questions without an article hear "I don't know"."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`coverage` and `known` are shares of the question's words, by rarity: what the best article has in some
    form, and what any article has. `score` is the best article's by `fusion`; `by_meaning`: with a vector.
    """

    coverage: float
    known: float
    score: float
    by_meaning: bool


@dataclass(frozen=True, slots=True)
class Weights:
    constant: float
    coverage: float
    known: float
    score: float


# Logistic regressions on the queries of split "dev"; benchmarks/knowledge.py says what they give on "test".
WITH_VECTOR = Weights(constant=-5.75, coverage=3.8, known=4.5, score=0.57)
WORDS_ONLY = Weights(constant=-4.45, coverage=2.25, known=4.3, score=1.85)


def judge(evidence: Evidence) -> tuple[bool, str]:
    """The verdict and its figures."""
    chance = probability(evidence)
    return chance >= FLOOR, (
        f"{chance:.2f}, {'at least' if chance >= FLOOR else 'under'} the floor of {FLOOR}: "
        f"the article has {evidence.coverage:.2f} of the words, all articles {evidence.known:.2f}; "
        f"score {evidence.score:.2f}{'' if evidence.by_meaning else ' by words alone'}"
    )


def probability(evidence: Evidence) -> float:
    """That the articles answer the question, 0 to 1."""
    weights = WITH_VECTOR if evidence.by_meaning else WORDS_ONLY
    total = (
        weights.constant
        + weights.coverage * evidence.coverage
        + weights.known * evidence.known
        + weights.score * evidence.score
    )
    return 1 / (1 + math.exp(-total))
