"""Whether the best article answers at all, or "I don't know" is the honest reply. Pure."""

import math
from dataclasses import dataclass

FLOOR = 0.75
"""Wrong answers cost more than missed ones: so 4 of 5 questions without an article hear "I don't know"."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`coverage` and `known` are shares of the question's words, by rarity: what the best article has in some
    form, and what any article has. `score` is the best article's by `fusion`, `asked` how near its known
    questions are, the mean over its languages, None where it has none; `by_meaning`: with a vector.
    """

    coverage: float
    known: float
    score: float
    asked: float | None
    by_meaning: bool


@dataclass(frozen=True, slots=True)
class Weights:
    constant: float
    coverage: float
    known: float
    score: float
    asked: float


# Logistic regressions on the queries of split "dev"; benchmarks/knowledge.py says what they give on "test".
# By whether the question has a vector, and whether the article has known questions.
WEIGHTS = {
    (True, True): Weights(constant=-10.2, coverage=4.6, known=1.65, score=0.36, asked=6.3),
    (True, False): Weights(constant=-5.36, coverage=3.3, known=2.35, score=0.70, asked=0.0),
    (False, True): Weights(constant=-4.32, coverage=5.05, known=2.45, score=0.31, asked=0.0),
    (False, False): Weights(constant=-2.88, coverage=3.4, known=2.7, score=0.43, asked=0.0),
}


def judge(evidence: Evidence) -> tuple[bool, str]:
    """The verdict and its figures."""
    chance = probability(evidence)
    return chance >= FLOOR, (
        f"{chance:.2f}, {'at least' if chance >= FLOOR else 'under'} the floor of {FLOOR}: "
        f"the article has {evidence.coverage:.2f} of the words, all articles {evidence.known:.2f}; "
        f"score {evidence.score:.2f}"
        f"{'' if evidence.asked is None else f', its known questions {evidence.asked:.2f}'}"
        f"{'' if evidence.by_meaning else ', by words alone'}"
    )


def probability(evidence: Evidence) -> float:
    """That the articles answer the question, 0 to 1."""
    weights = WEIGHTS[evidence.by_meaning, evidence.asked is not None]
    total = (
        weights.constant
        + weights.coverage * evidence.coverage
        + weights.known * evidence.known
        + weights.score * evidence.score
        + weights.asked * (evidence.asked or 0.0)
    )
    return 1 / (1 + math.exp(-total))
