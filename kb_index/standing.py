"""What feedback does to an article's place in search: little, slowly, and said. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

BOUND = 1.0
"""Points of the score that no feedback can exceed; a past product version costs 1.6."""

PRIOR = 40.0
"""As many votes as this, evenly split, every article is taken to have had before the first."""

STRANGERS_A_DAY = 5
"""Of one day's votes by people who have not signed in no more than this count, for or against."""


@dataclass(frozen=True, slots=True)
class Vote:
    """`value` is 1 or -1, less where nobody said it in so many words. `anonymous`: not signed in."""

    value: float
    day: date
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Standing:
    points: float
    reason: str


def weigh_votes(votes: Iterable[Vote]) -> Standing:
    """The mean vote with PRIOR neutral ones beside it, times BOUND."""
    up = down = 0.0
    strangers: dict[date, list[float]] = defaultdict(list)
    for vote in votes:
        if vote.anonymous:
            strangers[vote.day].append(vote.value)
        else:
            up, down = up + max(vote.value, 0), down - min(vote.value, 0)
    for values in strangers.values():
        up += min(sum(value for value in values if value > 0), STRANGERS_A_DAY)
        down += min(-sum(value for value in values if value < 0), STRANGERS_A_DAY)
    points = BOUND * (up - down) / (up + down + PRIOR)
    return Standing(points, f"{points:+.2f} for feedback: {up:g} for, {down:g} against")
