"""What an import would do with each article, said before it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.articles import LANGUAGES, ArticleFile
from kb_index.facets import Facets
from kb_index.history import IMPORT
from kb_index.models import Article, ArticleEdition, ArticleRevision
from kb_index.passages import hash_text, read_questions_of

MOST_NAMED = 500
"""Of more articles all that the tenant has are read: quicker, and no statement takes so many names."""


class Fate(StrEnum):
    """`added` may have been retired before; `described`: only facets or known questions change."""

    added = "added"
    revised = "revised"
    described = "described"
    unchanged = "unchanged"
    retired = "retired"


class Meanwhile(StrEnum):
    """What becomes of what was done here since the last import: an edit, or taking it out of force.

    `over`: its last day is, so it is not in force.
    """

    overruled = "overruled"
    brought_back = "brought_back"
    left_retired = "left_retired"
    over = "over"


@dataclass(frozen=True, slots=True)
class Planned:
    """`file` is None for what is retired or over, `meanwhile` where nothing that matters was done here."""

    article: str
    language: str
    fate: Fate
    file: ArticleFile | None
    source_hash: str | None
    meanwhile: Meanwhile | None = None


def plan_import(
    session: Session,
    tenant_id: str,
    files: Sequence[ArticleFile],
    *,
    today: date,
    retire_from: str | None = None,
) -> Sequence[Planned]:
    """What becomes of each file, and of what `retire_from`, their source, brought before and has no more."""
    planned = plan_files(session, tenant_id, files, today)
    if retire_from is None:
        return planned
    return [*planned, *plan_retiring(session, tenant_id, files, retire_from)]


def plan_files(
    session: Session, tenant_id: str, files: Sequence[ArticleFile], today: date
) -> Sequence[Planned]:
    """In the order it is done: of each article the original first, so that translations can follow it.

    `today` is the tenant's: what has had its last day does not come in force, and no longer is.
    """
    ids = sorted({file.id for file in files})
    few = len(ids) <= MOST_NAMED
    in_editions = [ArticleEdition.article_id.in_(ids)] if few else []
    in_articles = [Article.id.in_(ids)] if few else []
    editions = {
        (one.article_id, one.language): one
        for one in session.scalars(
            select(ArticleEdition).where(ArticleEdition.tenant_id == tenant_id, *in_editions)
        )
    }
    articles = {
        one.id: one
        for one in session.scalars(select(Article).where(Article.tenant_id == tenant_id, *in_articles))
    }
    planned: list[Planned] = []
    for file in sorted(files, key=lambda file: _order(file, articles.get(file.id))):
        edition = editions.get((file.id, file.language))
        if file.expires is not None and file.expires < today:
            planned.append(_plan_over(file, edition))
        else:
            planned.append(_plan(session, tenant_id, file, articles.get(file.id), edition))
    return planned


def plan_retiring(
    session: Session, tenant_id: str, files: Iterable[ArticleFile], source: str
) -> Sequence[Planned]:
    """What is in force, was imported from `source` last, and is not among its `files` now."""
    kept = {(file.id, file.language) for file in files}
    brought = session.execute(
        select(ArticleEdition.article_id, ArticleEdition.language)
        .where(
            ArticleEdition.tenant_id == tenant_id,
            ArticleEdition.source == source,
            ArticleEdition.source_hash.is_not(None),
            ArticleEdition.version.is_not(None),
        )
        .order_by(ArticleEdition.article_id, ArticleEdition.language)
    )
    return [
        Planned(article, language, Fate.retired, None, None)
        for article, language in brought
        if (article, language) not in kept
    ]


def list_sources(session: Session, tenant_id: str) -> Sequence[str]:
    """Of what is in force."""
    found = session.scalars(
        select(ArticleEdition.source)
        .where(ArticleEdition.tenant_id == tenant_id, ArticleEdition.version.is_not(None))
        .distinct()
    )
    return sorted(filter(None, found))


def _order(file: ArticleFile, article: Article | None) -> tuple[str, bool, int]:
    original = file.original or (article.original if article else None)
    return file.id, file.language != original, LANGUAGES.index(file.language)


def _plan_over(file: ArticleFile, edition: ArticleEdition | None) -> Planned:
    in_force = edition is not None and edition.version is not None
    fate = Fate.retired if in_force else Fate.unchanged
    return Planned(file.id, file.language, fate, None, None, Meanwhile.over)


def _plan(
    session: Session,
    tenant_id: str,
    file: ArticleFile,
    article: Article | None,
    edition: ArticleEdition | None,
) -> Planned:
    # A source without dates of its own gives the file's, which changes with every copy.
    digest = hash_text(repr(replace(file, updated=date.min)))
    if edition is None:
        return Planned(file.id, file.language, Fate.added, file, digest)
    if edition.version is None and edition.source_hash == digest:
        return Planned(file.id, file.language, Fate.unchanged, file, digest, Meanwhile.left_retired)
    if edition.version is None:
        back = Meanwhile.brought_back if edition.source_hash else None
        return Planned(file.id, file.language, Fate.added, file, digest, back)
    if edition.source_hash == digest:
        return Planned(file.id, file.language, Fate.unchanged, file, digest)
    newest = session.scalars(
        select(ArticleRevision)
        .where(
            ArticleRevision.tenant_id == tenant_id,
            ArticleRevision.article_id == file.id,
            ArticleRevision.language == file.language,
        )
        .order_by(ArticleRevision.version.desc())
        .limit(1)
    ).one()
    if newest.content_hash != hash_text(file.title, file.body):
        edited = edition.source_hash is not None and newest.author != IMPORT
        overruled = Meanwhile.overruled if edited else None
        return Planned(file.id, file.language, Fate.revised, file, digest, overruled)
    same = article is not None and _same(session, tenant_id, file, article, edition)
    return Planned(file.id, file.language, Fate.unchanged if same else Fate.described, file, digest)


def _same(
    session: Session, tenant_id: str, file: ArticleFile, article: Article, edition: ArticleEdition
) -> bool:
    questions = read_questions_of(session, tenant_id, file.id, file.language)
    return (
        Facets.of(article) == Facets.of(file)
        and file.original in (None, article.original)
        and questions == file.asked_as
        and edition.expires_on == file.expires
    )
