"""Asking the tenant's knowledge."""

import re
from collections.abc import Collection

from dialogs.draft import Draft
from dialogs.types import Source
from kb_index.types import SearchHit, SearchResult

LONGEST = 700
"""Characters of a passage that fit a chat bubble without scrolling far; the source has the rest."""

_END_OF_SENTENCE = re.compile(r"(?:[。！？；]|[.!?](?=\s))[”\"’)）]?|\n")


def search(draft: Draft) -> SearchResult:
    message = draft.message
    version = draft.entity("product_version") or draft.tracker.told.get("product_version")
    return draft.once(
        f"search {message.text}",
        lambda: draft.world.knowledge.search(
            message.text, vector=message.vector, language=draft.language, product_version=version
        ),
    )


def best_hit(result: SearchResult, *, tried: Collection[str]) -> SearchHit | None:
    """The best article that was not tried in vain; None under the floor."""
    if not result.confident:
        return None
    return next((hit for hit in result.hits if hit.article not in tried), None)


def source_of(hit: SearchHit) -> Source:
    return Source(hit.article, hit.title, hit.language, hit.version)


def shorten(passage: str) -> str:
    """At most LONGEST characters, cut at the end of a sentence."""
    text = passage.strip()
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _END_OF_SENTENCE.finditer(text[:LONGEST])]
    return text[: ends[-1]].rstrip() + " …" if ends else text[:LONGEST].rstrip() + "…"
