"""Asking the tenant's knowledge."""

from collections.abc import Collection

from dialogs.draft import Draft
from dialogs.types import Source
from kb_index.types import SearchHit, SearchResult

LONGEST = 700
"""Characters of a passage that fit a chat bubble without scrolling far; the source has the rest."""


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
