"""Puts one article's text in one language in force, or out of it: the only door to what is searched."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile
from kb_index.embedder import Embedder
from kb_index.errors import NoSuchArticle
from kb_index.facets import Facets
from kb_index.history import By, What, questions_of, record_change
from kb_index.models import Article, ArticleEdition, ArticleQuestion, ArticleRevision, Passage
from kb_index.passages import hash_text, write_passages, write_questions
from kb_index.picture_store import note_uses

UNBORN = 0
"""What renders an original that was not published yet follows this: its first text, once that is there."""


@dataclass(frozen=True, slots=True)
class Published:
    """`described` is whether facets or known questions changed; `embedded` counts the passages encoded."""

    version: int
    revised: bool
    described: bool
    embedded: int


def publish(
    session: Session,
    tenant_id: str,
    file: ArticleFile,
    embedder: Embedder,
    *,
    by: By,
    what: What = What.published,
    follows: int | None = None,
) -> Published:
    """A text that is the newest already stays the revision it is. Does not commit, nor count the build up.

    `follows` is the original's version that a translation renders, None for the one in force, or the last.
    """
    described = _describe(session, tenant_id, file, by)
    followed = find_followed(session, tenant_id, file.id, file.language)
    if followed is not None and follows is not None:
        followed = follows or find_first(session, tenant_id, file.id)
    latest = _latest(session, tenant_id, file)
    revised = latest is None or latest.content_hash != hash_text(file.title, file.body)
    if latest is None or revised:
        revision = _add_revision(session, tenant_id, file, latest, followed, by)
        asked_before = file.asked_as
    else:
        revision, asked_before = latest, questions_of(session, latest)
    _put_in_force(session, revision, file.expires, followed, what, by)
    if latest is None:
        _be_followed(session, revision)
    write_questions(session, tenant_id, file.id, file.language, file.title, file.asked_as, embedder)
    if asked_before != file.asked_as:
        described = True
        before, after = {"asked_as": list(asked_before)}, {"asked_as": list(file.asked_as)}
        record_change(
            session,
            tenant_id,
            file.id,
            What.described,
            by,
            language=file.language,
            version=revision.version,
            before=before,
            after=after,
        )
    return Published(revision.version, revised, described, write_passages(session, revision, embedder))


def retire(
    session: Session, tenant_id: str, article: str, language: str, *, by: By, what: What = What.retired
) -> None:
    """Out of search and off the pages; the revisions stay. Raises NoSuchArticle. Does not commit.

    What an import brought stays retired until its file changes: the edition keeps the file's hash.
    """
    edition = get_edition(session, tenant_id, article, language)
    record_change(session, tenant_id, article, what, by, language=language, version=edition.version)
    edition.version = edition.expires_on = None
    for table in (Passage, ArticleQuestion):
        session.execute(
            delete(table).where(
                table.tenant_id == tenant_id, table.article_id == article, table.language == language
            )
        )


def confirm_translation(session: Session, tenant_id: str, article: str, language: str, *, by: By) -> None:
    """The translation says what the original says now, though nobody changed it. Raises NoSuchArticle."""
    edition = get_edition(session, tenant_id, article, language)
    original = session.get_one(Article, (tenant_id, article)).original
    edition.follows = get_edition(session, tenant_id, article, original).version
    record_change(session, tenant_id, article, What.confirmed, by, language=language, version=edition.version)


def make_original(session: Session, tenant_id: str, article: str, language: str, *, by: By) -> None:
    """The other languages translate this one from now on. Raises NoSuchArticle. Does not commit."""
    get_edition(session, tenant_id, article, language)
    found = session.get_one(Article, (tenant_id, article))
    facets, was = Facets.of(found).as_json(), found.original
    if was == language:
        return
    found.original = language
    session.flush()
    _follow(session, found)
    before, after = ({**facets, "original": one} for one in (was, language))
    record_change(session, tenant_id, article, What.described, by, before=before, after=after)


def is_stale(edition: ArticleEdition, original: ArticleEdition | None) -> bool:
    """Whether the original in force has moved on since `edition` rendered it; the original follows none."""
    if edition.follows is None or original is None or original.version is None:
        return False
    if edition.language == original.language:
        return False
    return original.version > edition.follows


def get_edition(session: Session, tenant_id: str, article: str, language: str) -> ArticleEdition:
    """One in force. Raises NoSuchArticle."""
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    if edition is None or edition.version is None:
        raise NoSuchArticle(article, language)
    return edition


def find_followed(session: Session, tenant_id: str, article: str, language: str) -> int | None:
    """What that a translation made now renders: in force, else the last. Itself follows none."""
    found = session.get(Article, (tenant_id, article))
    if found is None or found.original == language:
        return None
    edition = session.get(ArticleEdition, (tenant_id, article, found.original))
    if edition is not None and edition.version is not None:
        return edition.version
    return session.scalar(
        select(func.max(ArticleRevision.version)).where(
            ArticleRevision.tenant_id == tenant_id,
            ArticleRevision.article_id == article,
            ArticleRevision.language == found.original,
        )
    )


def find_first(session: Session, tenant_id: str, article: str) -> int | None:
    """The version of the original's first text, None before there is one."""
    return session.scalar(
        select(func.min(ArticleRevision.version)).where(
            ArticleRevision.tenant_id == tenant_id,
            ArticleRevision.article_id == article,
            ArticleRevision.language == session.get_one(Article, (tenant_id, article)).original,
        )
    )


def _describe(session: Session, tenant_id: str, file: ArticleFile, by: By) -> bool:
    """Whether anything about the article changed, beside its texts."""
    article, facets = session.get(Article, (tenant_id, file.id)), Facets.of(file)
    before = None if article is None else Facets.of(article)
    if article is None:
        article = Article(tenant_id=tenant_id, id=file.id, original=file.original or file.language)
        session.add(article)
    original = file.original or article.original
    if before == facets and original == article.original:
        return False
    for name, value in facets.as_json().items():
        setattr(article, name, value)
    was, article.original = article.original, original
    session.flush()
    if before is not None:
        told_before, told_after = before.as_json(), facets.as_json()
        if original != was:
            _follow(session, article)
            told_before["original"], told_after["original"] = was, original
        record_change(session, tenant_id, file.id, What.described, by, before=told_before, after=told_after)
    return True


def _follow(session: Session, article: Article) -> None:
    """The original renders nothing, and what there is of the others its text in force, or the last."""
    editions = select(ArticleEdition).where(
        ArticleEdition.tenant_id == article.tenant_id, ArticleEdition.article_id == article.id
    )
    for edition in session.scalars(editions):
        edition.follows = find_followed(session, article.tenant_id, article.id, edition.language)


def _latest(session: Session, tenant_id: str, file: ArticleFile) -> ArticleRevision | None:
    return session.scalar(
        select(ArticleRevision)
        .where(
            ArticleRevision.tenant_id == tenant_id,
            ArticleRevision.article_id == file.id,
            ArticleRevision.language == file.language,
        )
        .order_by(ArticleRevision.version.desc())
        .limit(1)
    )


def _add_revision(
    session: Session,
    tenant_id: str,
    file: ArticleFile,
    latest: ArticleRevision | None,
    follows: int | None,
    by: By,
) -> ArticleRevision:
    revision = ArticleRevision(
        tenant_id=tenant_id,
        article_id=file.id,
        language=file.language,
        version=max(latest.version + 1 if latest else 1, file.revision or 1),
        title=file.title,
        body=file.body,
        content_hash=hash_text(file.title, file.body),
        asked_as=list(file.asked_as),
        author=by.author,
        reason=by.reason,
        follows=follows,
        updated=file.updated,
        created_at=by.at,
    )
    session.add(revision)
    note_uses(session, revision)
    return revision


def _be_followed(session: Session, first: ArticleRevision) -> None:
    """By translations that were there before their original."""
    tenant_id, article = first.tenant_id, first.article_id
    if session.get_one(Article, (tenant_id, article)).original != first.language:
        return
    before_it = select(ArticleEdition).where(
        ArticleEdition.tenant_id == tenant_id,
        ArticleEdition.article_id == article,
        ArticleEdition.language != first.language,
        ArticleEdition.follows.is_(None),
    )
    for edition in session.scalars(before_it):
        edition.follows = first.version


def _put_in_force(
    session: Session,
    revision: ArticleRevision,
    expires: date | None,
    follows: int | None,
    what: What,
    by: By,
) -> None:
    tenant_id, article, language = revision.tenant_id, revision.article_id, revision.language
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    if edition is None:
        edition = ArticleEdition(tenant_id=tenant_id, article_id=article, language=language)
        session.add(edition)
    here: dict[str, Any] = {"language": language, "version": revision.version}
    if edition.version != revision.version:
        edition.version, edition.follows = revision.version, follows
        record_change(session, tenant_id, article, what, by, **here)
    elif edition.expires_on != expires:
        days = edition.expires_on, expires
        before, after = ({"expires_on": day and day.isoformat()} for day in days)
        record_change(session, tenant_id, article, What.described, by, **here, before=before, after=after)
    edition.expires_on = expires
    session.flush()
