"""The tenant's search, as a page of results."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import NotReady
from bot.service import Service
from bot.web.help.catalogue import Catalogue, Entry, catalogue_of
from bot.web.help.markdown import anchor_of
from bot.web.help.summary import as_line
from kb_index.excerpt import excerpt
from kb_index.telling_sentence import find_telling
from kb_index.types import SearchHit
from kb_index.worth_showing import Verdict, weigh_hits
from nlu.language import detect
from nlu.types import Language, Vector

MOST_HITS = 10
LONGEST_QUERY = 200
EXCERPT = {"zh": 90, "en": 180}


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
    """`vector` is the question's."""

    verdict: Verdict
    hits: Sequence[Found]
    vector: Vector | None


def search_articles(
    service: Service, tenant_id: str, query: str, language: str, product_version: str | None
) -> Results:
    """Raises NotReady where the articles cannot be searched now; without an encoder words alone are.

    The question is read in its own language, and what is found shown in the reader's, `language`.
    """
    vector = service.embed(query)
    result = service.knowledge.of(tenant_id).search(
        query,
        vector=vector,
        language=detect(query, default=Language(language)).value,
        product_version=product_version,
        limit=MOST_HITS,
        shown_in=language,
    )
    if not result.searched:
        raise NotReady(result.reason)
    verdict, hits = weigh_hits(result)
    catalogue = catalogue_of(service.database, tenant_id)
    found = [_found(hit, catalogue, query) for hit in hits if hit.article in catalogue]
    return Results(verdict, found, vector)


def _found(hit: SearchHit, catalogue: Catalogue, query: str) -> Found:
    return Found(
        entry=catalogue[hit.article],
        title=hit.title,
        language=hit.language,
        excerpt=as_line(excerpt(hit.passage, EXCERPT[hit.language], find_telling(hit, query))),
        anchor=anchor_of(hit.heading) if hit.heading else "",
    )
