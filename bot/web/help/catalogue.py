"""What readers may find: the articles in force, without their texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import func, select

from bot.persistence.database import Database
from kb_index.facets import Facets
from kb_index.models import Article, ArticleChange, ArticleEdition, ArticleRevision


@dataclass(frozen=True, slots=True)
class Headline:
    """An article's revision in force in one language."""

    language: str
    title: str
    updated: date


@dataclass(frozen=True, slots=True)
class Entry:
    """`headlines` are by language; there is at least one."""

    article: str
    facets: Facets
    headlines: Mapping[str, Headline]

    def in_language(self, language: str) -> Headline:
        """The reader's, or else the other one."""
        return self.headlines.get(language) or next(iter(self.headlines.values()))


Catalogue = Mapping[str, Entry]
"""By article; nothing internal, nothing retired."""

TENANTS = 64
"""So many have theirs in memory: those asked for last."""


@dataclass(slots=True)
class _Held:
    """What a tenant's readers find, with how long the articles' log was when it was read."""

    latest: tuple[int, Catalogue] | None = None


def catalogue_of(database: Database, tenant_id: str) -> Catalogue:
    """As it is now; read again only where the articles' log has grown since."""
    with database.reading(tenant_id) as session:
        changes = session.scalar(select(func.count()).select_from(ArticleChange)) or 0
    held = _held_of(database, tenant_id)
    latest = held.latest
    if latest is None or latest[0] != changes:
        held.latest = latest = (changes, _read(database, tenant_id))
    return latest[1]


@lru_cache(maxsize=TENANTS)
def _held_of(_database: Database, _tenant_id: str) -> _Held:
    return _Held()


def _read(database: Database, tenant_id: str) -> Catalogue:
    with database.reading(tenant_id) as session:
        facets = {article.id: Facets.of(article) for article in session.scalars(select(Article))}
        headlines = session.execute(
            select(
                ArticleRevision.article_id,
                ArticleRevision.language,
                ArticleRevision.title,
                ArticleRevision.updated,
            )
            .join(
                ArticleEdition,
                (ArticleEdition.article_id == ArticleRevision.article_id)
                & (ArticleEdition.language == ArticleRevision.language)
                & (ArticleEdition.version == ArticleRevision.version),
            )
            .order_by(ArticleRevision.article_id, ArticleRevision.language)
        ).all()
    found: dict[str, dict[str, Headline]] = {}
    for article, language, title, updated in headlines:
        found.setdefault(article, {})[language] = Headline(language, title, updated)
    return {
        article: Entry(article, facets[article], by_language)
        for article, by_language in found.items()
        if not facets[article].is_internal
    }
