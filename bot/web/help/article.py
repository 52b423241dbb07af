"""One article in force, in the reader's language or else in the other one, with what the page says of it."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from kb_index.facets import Facets
from kb_index.models import Article, ArticleEdition, ArticleRevision
from kb_index.publishing import is_stale

# What else may stand in an address need not reach the database.
SLUG = re.compile(r"[a-z0-9-]{1,100}")


class ArticleRetired(NotFound):
    """It was there for readers once, and is in force in no language now."""

    def __init__(self) -> None:
        super().__init__("article any more")


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """`languages` are those in force. `stale`: its original has changed since it was translated."""

    article: str
    facets: Facets
    language: str
    title: str
    body: str
    version: int
    updated: date
    languages: tuple[str, ...]
    stale: bool


def get_article_page(session: TenantSession, article_id: str, language: str) -> ArticlePage:
    """NotFound for an id that this tenant has no public article of, ArticleRetired for one that is over."""
    if not SLUG.fullmatch(article_id):
        raise NotFound("article")
    rows = session.execute(
        select(Article, ArticleEdition, ArticleRevision)
        .join(ArticleEdition, ArticleEdition.article_id == Article.id)
        .outerjoin(
            ArticleRevision,
            (ArticleRevision.article_id == ArticleEdition.article_id)
            & (ArticleRevision.language == ArticleEdition.language)
            & (ArticleRevision.version == ArticleEdition.version),
        )
        .where(Article.id == article_id)
        .order_by(ArticleEdition.language)
    ).all()
    if not rows or (facets := Facets.of(rows[0][0])).is_internal:
        raise NotFound("article")
    in_force = {
        edition.language: (edition, revision) for _, edition, revision in rows if revision is not None
    }
    if not in_force:
        raise ArticleRetired
    edition, revision = in_force.get(language) or next(iter(in_force.values()))
    original, _ = in_force.get(rows[0][0].original, (None, None))
    return ArticlePage(
        article=article_id,
        facets=facets,
        language=revision.language,
        title=revision.title,
        body=revision.body,
        version=revision.version,
        updated=revision.updated,
        languages=tuple(in_force),
        stale=is_stale(edition, original),
    )
