"""What authors write before it is published: saved, sent to review, approved, published now or at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.articles import LANGUAGES, LONGEST_QUESTION, MAX_BYTES, MOST_QUESTIONS, ArticleFile
from kb_index.embedder import Embedder
from kb_index.errors import BrokenDraft, BrokenVersionRange, DraftMoved, NoSuchArticle
from kb_index.facets import Facets
from kb_index.history import By, What, record_change
from kb_index.index_state import write_state
from kb_index.models import Article, ArticleDraft, ArticleEdition, ArticleRevision
from kb_index.passages import read_questions_of
from kb_index.publishing import Published, publish
from kb_index.versions import parse_range

_ID = re.compile(r"(?!(?:in|search)$)[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_TITLE, LONGEST_ID, LONGEST_REASON = 300, 100, 500


class State(StrEnum):
    draft = "draft"
    in_review = "in_review"
    approved = "approved"


class Problem(StrEnum):
    """What can be wrong with a field of a draft."""

    missing = "missing"
    too_long = "too_long"
    too_many = "too_many"
    not_a_slug = "not_a_slug"
    not_a_language = "not_a_language"
    not_a_range = "not_a_range"


@dataclass(frozen=True, slots=True)
class DraftText:
    """What the author's form holds. `reason` is why, for the history; `expires_on` the last day in force."""

    title: str
    body: str
    facets: Facets
    asked_as: tuple[str, ...] = ()
    reason: str = ""
    expires_on: date | None = None


def find_draft(session: Session, tenant_id: str, article: str, language: str) -> ArticleDraft | None:
    return session.get(ArticleDraft, (tenant_id, article, language))


def list_drafts(session: Session, tenant_id: str) -> Sequence[ArticleDraft]:
    """Last changed first."""
    return session.scalars(
        select(ArticleDraft)
        .where(ArticleDraft.tenant_id == tenant_id)
        .order_by(ArticleDraft.updated_at.desc(), ArticleDraft.article_id)
    ).all()


def read_in_force(session: Session, tenant_id: str, article: str, language: str) -> DraftText:
    """What a draft of the article begins with. Raises NoSuchArticle."""
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    if edition is None or edition.version is None:
        raise NoSuchArticle(article, language)
    revision = session.get_one(ArticleRevision, (tenant_id, article, language, edition.version))
    questions = read_questions_of(session, tenant_id, article, language)
    facets = Facets.of(session.get_one(Article, (tenant_id, article)))
    return DraftText(revision.title, revision.body, facets, questions, "", edition.expires_on)


def save_draft(
    session: Session,
    tenant_id: str,
    article: str,
    language: str,
    text: DraftText,
    *,
    seen: int | None,
    by: By,
) -> ArticleDraft:
    """`seen` is the `edit` that the author looked at, None for a draft that was not there.

    Raises BrokenDraft with everything that is wrong, and DraftMoved where somebody saved in between: then
    nothing is written, and the caller still has both texts. A changed draft goes back to be reviewed anew.
    """
    problems = check_draft(article, language, text)
    if problems:
        raise BrokenDraft(problems)
    draft = find_draft(session, tenant_id, article, language)
    if (draft.edit if draft else None) != seen:
        raise DraftMoved(article, language)
    if draft is None:
        edition = session.get(ArticleEdition, (tenant_id, article, language))
        draft = ArticleDraft(
            tenant_id=tenant_id,
            article_id=article,
            language=language,
            base_version=edition.version if edition else None,
        )
        session.add(draft)
    draft.title, draft.body, draft.asked_as = text.title.strip(), _tidy(text.body), list(text.asked_as)
    draft.facets, draft.expires_on = text.facets.as_json(), text.expires_on
    draft.state, draft.publish_at = State.draft.value, None
    draft.author, draft.reason, draft.updated_at = by.author, text.reason.strip(), by.at
    session.flush()
    return draft


def check_draft(article: str, language: str, text: DraftText) -> list[tuple[str, str]]:
    """Fields and what is wrong with them."""
    found: list[tuple[str, Problem]] = []
    if not _ID.fullmatch(article) or len(article) > LONGEST_ID:
        found.append(("id", Problem.not_a_slug))
    if language not in LANGUAGES:
        found.append(("language", Problem.not_a_language))
    for field, value, most in (
        ("title", text.title, LONGEST_TITLE),
        ("body", text.body, MAX_BYTES),
        ("module", text.facets.module, 32),
        ("error_type", text.facets.error_type, 32),
        ("solution", text.facets.solution, 32),
    ):
        if not value.strip():
            found.append((field, Problem.missing))
        elif len(value.encode()) > most if field == "body" else len(value) > most:
            found.append((field, Problem.too_long))
    if len(text.reason) > LONGEST_REASON:
        found.append(("reason", Problem.too_long))
    if not text.facets.audience:
        found.append(("audience", Problem.missing))
    if len(text.asked_as) > MOST_QUESTIONS:
        found.append(("asked_as", Problem.too_many))
    if any(len(one) > LONGEST_QUESTION for one in text.asked_as):
        found.append(("asked_as", Problem.too_long))
    try:
        parse_range(text.facets.versions)
    except BrokenVersionRange:
        found.append(("versions", Problem.not_a_range))
    return [(field, problem.value) for field, problem in found]


def rebase(session: Session, draft: ArticleDraft, by: By) -> None:
    """The author has seen what was published meanwhile and stands by the draft."""
    edition = session.get(ArticleEdition, (draft.tenant_id, draft.article_id, draft.language))
    draft.base_version = edition.version if edition else None
    draft.updated_at = by.at


def move_draft(
    session: Session, draft: ArticleDraft, state: State, by: By, at: datetime | None = None
) -> None:
    """To review, approved (to be published at `at`), or back to its author."""
    what = {State.in_review: What.submitted, State.approved: What.approved, State.draft: What.returned}[state]
    draft.state, draft.publish_at, draft.updated_at = state.value, at, by.at
    record_change(
        session,
        draft.tenant_id,
        draft.article_id,
        what,
        by,
        language=draft.language,
        version=draft.base_version,
    )


def discard_draft(session: Session, draft: ArticleDraft, by: By) -> None:
    after = {"title": draft.title, "body": draft.body, "asked_as": draft.asked_as}
    record_change(
        session,
        draft.tenant_id,
        draft.article_id,
        What.discarded,
        by,
        language=draft.language,
        version=draft.base_version,
        after=after,
    )
    session.delete(draft)


def is_outrun(session: Session, draft: ArticleDraft) -> bool:
    """Whether another text came into force since the draft was begun."""
    edition = session.get(ArticleEdition, (draft.tenant_id, draft.article_id, draft.language))
    return (edition.version if edition else None) != draft.base_version


def publish_draft(session: Session, draft: ArticleDraft, embedder: Embedder, by: By) -> Published:
    """Raises DraftMoved where another text came into force since; the draft stays then. Does not commit."""
    if is_outrun(session, draft):
        raise DraftMoved(draft.article_id, draft.language)
    published = publish(
        session,
        draft.tenant_id,
        _as_file(draft, by),
        embedder,
        by=By(by.author, draft.reason or by.reason, by.at),
    )
    session.delete(draft)
    session.flush()
    write_state(session, draft.tenant_id, embedder, by.at)
    return published


def restore(
    session: Session, tenant_id: str, article: str, language: str, version: int, embedder: Embedder, by: By
) -> Published:
    """Puts an old text in force again, as a new revision; facets stay as they are. Raises NoSuchArticle."""
    old = session.get(ArticleRevision, (tenant_id, article, language, version))
    kept = session.get(Article, (tenant_id, article))
    if old is None or kept is None:
        raise NoSuchArticle(article, language)
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    file = ArticleFile(
        id=article,
        language=language,
        title=old.title,
        body=old.body,
        asked_as=tuple(old.asked_as),
        revision=None,
        updated=by.at.date(),
        expires=edition.expires_on if edition else None,
        **_spread(Facets.of(kept)),
    )
    published = publish(session, tenant_id, file, embedder, by=by, what=What.restored)
    write_state(session, tenant_id, embedder, by.at)
    return published


def _as_file(draft: ArticleDraft, by: By) -> ArticleFile:
    return ArticleFile(
        id=draft.article_id,
        language=draft.language,
        title=draft.title,
        body=draft.body,
        asked_as=tuple(draft.asked_as),
        revision=None,
        updated=by.at.date(),
        expires=draft.expires_on,
        **_spread(Facets.from_json(draft.facets)),
    )


def _spread(facets: Facets) -> dict[str, Any]:
    return {field.name: getattr(facets, field.name) for field in fields(facets)}


def _tidy(body: str) -> str:
    """Browsers send \\r\\n."""
    return body.replace("\r\n", "\n").strip()
