"""The values that leave this package."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A passage found. `article` is the article's id (slug), `version` its revision number from 1 up.

    `passage_hash` tells the passage's text, title and heading included, from any other.
    """

    article: str
    title: str
    language: str
    version: int
    score: float
    passage: str
    heading: str = ""
    reasons: tuple[str, ...] = ()
    passage_hash: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, one an article; `confident` is False under the floor; `reason` says why.

    `asked_before` is whether that is as good as one of the best one's known questions. `index_build` numbers
    the state of the tenant's index that was searched. `searched` is False where the articles there are cannot
    be searched now.
    """

    hits: tuple[SearchHit, ...]
    confident: bool
    reason: str
    index_build: int = 0
    searched: bool = True
    asked_before: bool = False
