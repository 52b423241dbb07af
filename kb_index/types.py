"""The values that leave this package."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A passage found. `article` is the article's id (slug), `version` its revision number from 1 up."""

    article: str
    title: str
    language: str
    version: int
    score: float
    passage: str
    heading: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, one an article; `confident` is False under the floor; `reason` says why."""

    hits: tuple[SearchHit, ...]
    confident: bool
    reason: str
