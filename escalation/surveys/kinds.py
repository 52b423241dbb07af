"""The two questions, and the scales that they are answered on."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    lowest: int
    highest: int

    def __contains__(self, score: int) -> bool:
        return self.lowest <= score <= self.highest

    @property
    def scores(self) -> range:
        return range(self.lowest, self.highest + 1)


SCALES = {"csat": Scale(1, 5), "nps": Scale(0, 10)}
"""CSAT from very dissatisfied to very satisfied; NPS as Reichheld asks it (Harvard Business Review, 2003)."""


def satisfied_share(scores: Iterable[int]) -> float | None:
    """Of CSAT answers the share of 4 and 5; None where nobody answered."""
    given = list(scores)
    return sum(score >= 4 for score in given) / len(given) if given else None


def net_promoter_score(scores: Iterable[int]) -> float | None:
    """Of NPS answers: the share of 9 and 10 less that of 0 to 6, in points of -100 to 100."""
    given = list(scores)
    if not given:
        return None
    return 100 * (sum(score >= 9 for score in given) - sum(score <= 6 for score in given)) / len(given)
