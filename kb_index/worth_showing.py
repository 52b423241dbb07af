"""What of a search is worth showing where several hits are: it always finds something, however far. Pure."""

from collections.abc import Sequence
from typing import Literal

from kb_index.types import SearchHit, SearchResult

TAIL = 0.3
"""Hits under this share of the best one's score only happen to share a word with it."""

NEAR = 8.0
"""Nonsense and other subjects score up to 7.9 with the demo's articles; what shares a subject, from 8.2."""

Verdict = Literal["found", "near", "nothing"]


def weigh_hits(result: SearchResult) -> tuple[Verdict, Sequence[SearchHit]]:
    best = result.hits[0].score if result.hits else 0.0
    if result.confident:
        return "found", [hit for hit in result.hits if hit.score >= TAIL * best]
    near = [hit for hit in result.hits if hit.score >= NEAR]
    return ("near", near) if near else ("nothing", [])
