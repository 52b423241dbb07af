"""The tenant's search, as a page of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.service import Service
from bot.web.help.catalogue import Catalogue, Entry, catalogue_of
from bot.web.help.markdown import anchor_of
from bot.web.help.summary import as_line
from kb_index.excerpt import excerpt
from kb_index.types import SearchHit, SearchResult

MOST_HITS = 10
LONGEST_QUERY = 200
EXCERPT = {"zh": 90, "en": 180}

TAIL = 0.4
"""Hits under this share of the best one's score only happen to share a word with it."""

NEAR = 12.0
"""Nonsense and other subjects score up to 10.5 with the demo's articles; what shares a subject, from 12.5."""

Verdict = Literal["found", "near", "nothing"]


@dataclass(frozen=True, slots=True)
class Found:
    """`anchor` is the place of the passage in its article, "" at its beginning."""

    entry: Entry
    title: str
    language: str
    excerpt: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Results:
    verdict: Verdict
    hits: Sequence[Found]


def search_articles(
    service: Service, tenant_id: str, query: str, language: str, product_version: str | None
) -> Results:
    """Raises NotReady while the articles are loading; without an encoder words alone are searched."""
    result = service.knowledge.of(tenant_id).search(
        query,
        vector=service.embed(query),
        language=language,
        product_version=product_version,
        limit=MOST_HITS,
    )
    verdict, hits = weigh_hits(result)
    catalogue = catalogue_of(service.database, tenant_id)
    return Results(verdict, [_found(hit, catalogue) for hit in hits if hit.article in catalogue])


def weigh_hits(result: SearchResult) -> tuple[Verdict, Sequence[SearchHit]]:
    """What is worth showing; a search always finds something, be it ever so far away. Pure."""
    best = result.hits[0].score if result.hits else 0.0
    if result.confident:
        return "found", [hit for hit in result.hits if hit.score >= TAIL * best]
    near = [hit for hit in result.hits if hit.score >= NEAR]
    return ("near", near) if near else ("nothing", [])


def _found(hit: SearchHit, catalogue: Catalogue) -> Found:
    return Found(
        entry=catalogue[hit.article],
        title=hit.title,
        language=hit.language,
        excerpt=as_line(excerpt(hit.passage, EXCERPT[hit.language])),
        anchor=anchor_of(hit.heading) if hit.heading else "",
    )
