"""The revision of an article that is in force, in the reader's language or else in the other one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from kb_index.models import Article, ArticleRevision


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """`languages` are those it exists in; `related` are (article id, title)."""

    article: str
    language: str
    title: str
    body: str
    version: int
    updated: date
    languages: tuple[str, ...]
    related: tuple[tuple[str, str], ...]


def get_article_page(session: TenantSession, article_id: str, language: str) -> ArticlePage:
    """Raises NotFound for an id that this tenant has no article of."""
    article = session.scalars(select(Article).where(Article.id == article_id)).one_or_none()
    newest = _newest(session, [article_id]).get(article_id, {})
    if article is None or not newest:
        raise NotFound("article")
    shown = newest.get(language) or next(iter(newest.values()))
    others = _newest(session, article.related)
    related = [
        (other, (revisions.get(language) or next(iter(revisions.values()))).title)
        for other in article.related
        if (revisions := others.get(other))
    ]
    return ArticlePage(
        article=article_id,
        language=shown.language,
        title=shown.title,
        body=shown.body,
        version=shown.version,
        updated=shown.updated,
        languages=tuple(sorted(newest)),
        related=tuple(related),
    )


def _newest(session: TenantSession, article_ids: list[str]) -> dict[str, dict[str, ArticleRevision]]:
    """The revision in force of each article by language."""
    rows = session.scalars(
        select(ArticleRevision)
        .where(ArticleRevision.article_id.in_(article_ids))
        .order_by(ArticleRevision.version)
    )
    newest: dict[str, dict[str, ArticleRevision]] = {}
    for row in rows:
        newest.setdefault(row.article_id, {})[row.language] = row
    return newest
