"""How angry a customer writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from escalation.routing.clauses import Clause, Mood, find, wording

ENOUGH = 2  # cross words that together are as good as one furious


class Temper(IntEnum):
    calm = 0
    cross = 1
    furious = 2


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`words` are those that told it, as the customer wrote them in lower case."""

    temper: Temper
    words: tuple[str, ...] = ()


def read_sentiment(clauses: Sequence[Clause]) -> Sentiment:
    anger = wording()["anger"]
    spoken = [clause.text for clause in clauses if clause.mood is not Mood.quoted]
    if furious := [words for text in spoken if (words := find(anger["furious"], text))]:
        return Sentiment(Temper.furious, tuple(furious))
    cross = tuple(words for text in spoken if (words := find(anger["cross"], text)))
    return Sentiment(_temper(len(cross)), cross)


def _temper(cross: int) -> Temper:
    return Temper.furious if cross >= ENOUGH else Temper.cross if cross else Temper.calm
