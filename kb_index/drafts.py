"""What authors write before it is published: saved, sent to review, approved, published now or at a time."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile
from kb_index.draft_base import (
    Base,
    CaughtUp,
    base_of,
    catch_up,
    find_first_draft,
    is_text_outrun,
    read_base,
)
from kb_index.draft_text import DraftText, check_draft, text_of
from kb_index.embedder import Embedder
from kb_index.errors import BrokenDraft, DraftMoved, NoSuchArticle
from kb_index.facets import Facets
from kb_index.history import By, What, questions_of, record_change
from kb_index.index_state import check_embedder, write_state
from kb_index.models import Article, ArticleDraft, ArticleEdition, ArticleRevision
from kb_index.passages import read_questions_of
from kb_index.publishing import Published, publish


class State(StrEnum):
    draft = "draft"
    in_review = "in_review"
    approved = "approved"


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
    base: Base | None = None,
) -> ArticleDraft:
    """`seen` is the `edit` that the author looked at, None for a draft that was not there; `base` what the
    text was begun from, None for what the draft was, or of a new one for what is in force now.

    Raises BrokenDraft with everything that is wrong, and DraftMoved where somebody saved in between, or
    published before there was a draft: then nothing is written, and the caller still has both texts. A
    changed draft goes back to be reviewed anew; the log keeps the text of another author.
    """
    problems = check_draft(article, language, text)
    if problems:
        raise BrokenDraft(problems)
    draft = find_draft(session, tenant_id, article, language)
    if (draft.edit if draft else None) != seen:
        raise DraftMoved(article, language)
    now = read_base(session, tenant_id, article, language)
    base = base or (base_of(draft) if draft else now)
    if draft is None:
        if is_text_outrun(session, tenant_id, article, language, base.version):
            raise DraftMoved(article, language)
        draft = ArticleDraft(tenant_id=tenant_id, article_id=article, language=language)
        session.add(draft)
    elif draft.author != by.author:
        _keep_text(session, draft, text, by)
    _set_base(draft, base)
    draft.title, draft.body, draft.asked_as = text.title.strip(), _tidy(text.body), list(text.asked_as)
    draft.facets, draft.expires_on = text.facets.as_json(), text.expires_on
    draft.state, draft.publish_at = State.draft.value, None
    draft.author, draft.reason, draft.updated_at = by.author, text.reason.strip(), by.at
    session.flush()
    return draft


def rebase(draft: ArticleDraft, base: Base, by: By) -> None:
    """The author has seen what others did meanwhile, until `base`, and stands by the draft."""
    _set_base(draft, base)
    draft.updated_at = by.at


def move_draft(
    session: Session, draft: ArticleDraft, state: State, by: By, at: datetime | None = None
) -> None:
    """To review, approved (to be published at `at`), or back to its author."""
    what = {State.in_review: What.submitted, State.approved: What.approved, State.draft: What.returned}[state]
    draft.state, draft.publish_at, draft.updated_at = state.value, at, by.at
    _record(session, draft, what, by)


def discard_draft(session: Session, draft: ArticleDraft, by: By) -> None:
    _record(session, draft, What.discarded, by, _written(draft))
    session.delete(draft)


def is_outrun(session: Session, draft: ArticleDraft) -> bool:
    """Whether since the draft was begun another text came into force, or what it says beside the text."""
    key = draft.tenant_id, draft.article_id, draft.language
    if is_text_outrun(session, *key, draft.base_version):
        return True
    return bool(_catch_up(session, draft).clashing)


def publish_draft(session: Session, draft: ArticleDraft, embedder: Embedder, by: By) -> Published:
    """With what others changed beside its text, where its author changed nothing. Does not commit.

    Raises DraftMoved for one that is outrun, which stays, and WrongIndex.
    """
    check_embedder(session, draft.tenant_id, embedder.name)
    if is_outrun(session, draft):
        raise DraftMoved(draft.article_id, draft.language)
    published = publish(
        session,
        draft.tenant_id,
        _as_file(session, draft, _catch_up(session, draft).text, by),
        embedder,
        by=By(by.author, draft.reason or by.reason, by.at),
        follows=draft.follows,
    )
    session.delete(draft)
    session.flush()
    write_state(session, draft.tenant_id, embedder, by.at)
    return published


def restore(
    session: Session, tenant_id: str, article: str, language: str, version: int, embedder: Embedder, by: By
) -> Published:
    """Puts an old text in force again, as a new revision; facets stay as they are.

    Raises NoSuchArticle and WrongIndex.
    """
    old = session.get(ArticleRevision, (tenant_id, article, language, version))
    kept = session.get(Article, (tenant_id, article))
    if old is None or kept is None:
        raise NoSuchArticle(article, language)
    check_embedder(session, tenant_id, embedder.name)
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    file = ArticleFile(
        id=article,
        language=language,
        title=old.title,
        body=old.body,
        asked_as=questions_of(session, old),
        revision=None,
        updated=by.at.date(),
        expires=edition.expires_on if edition else None,
        **_spread(Facets.of(kept)),
    )
    published = publish(session, tenant_id, file, embedder, by=by, what=What.restored, follows=old.follows)
    write_state(session, tenant_id, embedder, by.at)
    return published


def _set_base(draft: ArticleDraft, base: Base) -> None:
    draft.base_version, draft.base_change, draft.follows = base.version, base.change, base.follows


def _catch_up(session: Session, draft: ArticleDraft) -> CaughtUp:
    key = draft.tenant_id, draft.article_id, draft.language
    return catch_up(session, *key, text_of(draft), draft.base_change)


def _keep_text(session: Session, draft: ArticleDraft, text: DraftText, by: By) -> None:
    """Nothing where the other's words stay as they are."""
    if (draft.title, draft.body, tuple(draft.asked_as)) != (text.title, text.body, text.asked_as):
        after = {"author": draft.author, **_written(draft)}
        _record(session, draft, What.replaced, by, after)


def _written(draft: ArticleDraft) -> dict[str, Any]:
    return {"title": draft.title, "body": draft.body, "asked_as": draft.asked_as}


def _record(
    session: Session, draft: ArticleDraft, what: What, by: By, after: dict[str, Any] | None = None
) -> None:
    record_change(
        session,
        draft.tenant_id,
        draft.article_id,
        what,
        by,
        language=draft.language,
        version=draft.base_version,
        after=after,
    )


def _as_file(session: Session, draft: ArticleDraft, text: DraftText, by: By) -> ArticleFile:
    first = find_first_draft(session, draft.tenant_id, draft.article_id, draft.language)
    return ArticleFile(
        id=draft.article_id,
        language=draft.language,
        title=text.title,
        body=text.body,
        asked_as=text.asked_as,
        revision=None,
        updated=by.at.date(),
        expires=text.expires_on,
        original=first.language if first else None,
        **_spread(text.facets),
    )


def _spread(facets: Facets) -> dict[str, Any]:
    return {field.name: getattr(facets, field.name) for field in fields(facets)}


def _tidy(body: str) -> str:
    """Browsers send \\r\\n."""
    return body.replace("\r\n", "\n").strip()
