"""Whether the best article answers at all, or "I don't know" is the honest reply. Pure."""

import math
from dataclasses import dataclass

FLOOR = 0.75
"""Wrong answers cost more than missed ones: so 4 of 5 questions without an article hear "I don't know"."""


FEWEST_WORDS = 4
"""A search of a word or two is no emptier than one of as many as this."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`coverage` and `known` are shares of the question's words, by rarity: what the best article has in some
    form, and what any article has. `score` is the best one's by `fusion`. `words` is how many the question
    has: the more it says, the less it takes to answer it. `by_meaning`: with a vector; `by_questions`: the
    article has known questions.
    """

    coverage: float
    known: float
    score: float
    words: int
    by_meaning: bool
    by_questions: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """`words` is of the logarithm of one more than their number."""

    constant: float
    coverage: float
    known: float
    score: float
    words: float


# Logistic regressions on the queries of split "dev"; benchmarks/knowledge.py says what they give on "test".
# By whether the question has a vector, and whether the article has known questions.
WEIGHTS = {
    (True, True): Weights(constant=-15.1, coverage=4.9, known=1.05, score=0.50, words=2.6),
    (True, False): Weights(constant=-11.8, coverage=3.45, known=2.0, score=0.84, words=2.9),
    (False, True): Weights(constant=-12.8, coverage=4.75, known=1.85, score=0.69, words=3.85),
    (False, False): Weights(constant=-10.3, coverage=3.8, known=1.95, score=1.03, words=3.25),
}


def judge(evidence: Evidence) -> tuple[bool, str]:
    """The verdict and its figures."""
    chance = probability(evidence)
    return chance >= FLOOR, (
        f"{chance:.2f}, {'at least' if chance >= FLOOR else 'under'} the floor of {FLOOR}: "
        f"of {evidence.words} words the article has {evidence.coverage:.2f}, all articles "
        f"{evidence.known:.2f}; score {evidence.score:.2f}{'' if evidence.by_meaning else ', by words alone'}"
    )


def probability(evidence: Evidence) -> float:
    """That the articles answer the question, 0 to 1."""
    weights = WEIGHTS[evidence.by_meaning, evidence.by_questions]
    total = (
        weights.constant
        + weights.coverage * evidence.coverage
        + weights.known * evidence.known
        + weights.score * evidence.score
        + weights.words * math.log1p(max(evidence.words, FEWEST_WORDS))
    )
    return 1 / (1 + math.exp(-total))
