"""What a draft was begun from, and what others changed since: nobody undoes it unseen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kb_index.articles import LANGUAGES
from kb_index.draft_text import DraftText
from kb_index.facets import Facets
from kb_index.history import What, questions_of
from kb_index.models import Article, ArticleChange, ArticleDraft, ArticleEdition, ArticleRevision
from kb_index.passages import read_questions_of
from kb_index.publishing import UNBORN, find_followed


@dataclass(frozen=True, slots=True)
class Base:
    """What an author's form was filled from.

    `version` was in force then, None where nothing was; `change` is the last of the article's log; `follows`
    the version of the original that a translation renders, UNBORN for its first draft, None for the original
    itself.
    """

    version: int | None = None
    change: int = 0
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """A text with what others changed beside it where its author had changed nothing.

    `clashing` are the fields that both changed, each its own way, with what is in force: there the text is
    the author's. `last` is the change that is seen in them.
    """

    text: DraftText
    clashing: Mapping[str, Any] = field(default_factory=dict)
    last: ArticleChange | None = None


def read_base(session: Session, tenant_id: str, article: str, language: str) -> Base:
    """As it stands now."""
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    # The text first: what comes in between is then told.
    version = edition.version if edition else None
    change = session.scalar(
        select(func.max(ArticleChange.position)).where(
            ArticleChange.tenant_id == tenant_id, ArticleChange.article_id == article
        )
    )
    return Base(version, change or 0, _read_followed(session, tenant_id, article, language))


def find_first_draft(session: Session, tenant_id: str, article: str, language: str) -> ArticleDraft | None:
    """The draft of the original, of which a translation into `language` is written before either is there."""
    if session.get(Article, (tenant_id, article)) is not None:
        return None
    drafts = {one: session.get(ArticleDraft, (tenant_id, article, one)) for one in LANGUAGES}
    own = drafts.pop(language, None)
    if own is not None and own.follows is None:
        return None
    return next((one for one in drafts.values() if one is not None and one.follows is None), None)


def _read_followed(session: Session, tenant_id: str, article: str, language: str) -> int | None:
    if find_first_draft(session, tenant_id, article, language) is not None:
        return UNBORN
    return find_followed(session, tenant_id, article, language)


def base_of(draft: ArticleDraft) -> Base:
    return Base(draft.base_version, draft.base_change, draft.follows)


def is_text_outrun(
    session: Session, tenant_id: str, article: str, language: str, begun_from: int | None
) -> bool:
    """Whether another text came into force since that version was, or somebody retired it; that its last day
    is over brings no other text."""
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    version = edition.version if edition else None
    if version is not None or begun_from is None:
        return version != begun_from
    expired = _find_expired(session, tenant_id, article, language)
    return expired is None or expired.version != begun_from


def catch_up(
    session: Session, tenant_id: str, article: str, language: str, text: DraftText, since: int
) -> CaughtUp:
    """Facets are all languages', and imports change them too, and known questions: `since` that change."""
    changes = session.scalars(
        select(ArticleChange)
        .where(
            ArticleChange.tenant_id == tenant_id,
            ArticleChange.article_id == article,
            ArticleChange.position > since,
            ArticleChange.what == What.described.value,
            or_(ArticleChange.language.is_(None), ArticleChange.language == language),
        )
        .order_by(ArticleChange.position)
    ).all()
    born = _find_birth(session, tenant_id, article, since)
    if not changes and born is None:
        return CaughtUp(text)
    before: dict[str, Any] = {}
    for change in changes:
        before = _changed(change) | before
    now, mine = _in_force(session, tenant_id, article, language), as_fields(text)
    before = {name: was for name, was in before.items() if was != now.get(name, was)}
    theirs = {name: now[name] for name, was in before.items() if mine[name] == was}
    clashing = {name: now[name] for name, was in before.items() if mine[name] not in (was, now[name])}
    if born is not None:
        # Nobody knows what both began from.
        about = text.facets.as_json().keys() - theirs.keys()
        clashing |= {name: now[name] for name in about if mine[name] != now[name]}
    last = next((one for one in reversed(changes) if _changed(one).keys() & clashing.keys()), born)
    if not clashing:
        last = None
    return CaughtUp(_with_fields(text, theirs), clashing, last)


def as_fields(text: DraftText) -> dict[str, Any]:
    """What is written beside the text, as the log has it."""
    return {
        **text.facets.as_json(),
        "asked_as": list(text.asked_as),
        "expires_on": text.expires_on.isoformat() if text.expires_on else None,
    }


def _changed(change: ArticleChange) -> dict[str, Any]:
    """Fields with what they were."""
    after = change.after or {}
    return {name: was for name, was in (change.before or {}).items() if was != after.get(name)}


def _find_birth(session: Session, tenant_id: str, article: str, since: int) -> ArticleChange | None:
    """The article's first publication, where that came after the change `since`."""
    first = session.scalars(
        select(ArticleChange)
        .where(
            ArticleChange.tenant_id == tenant_id,
            ArticleChange.article_id == article,
            ArticleChange.what == What.published.value,
        )
        .order_by(ArticleChange.position)
        .limit(1)
    ).first()
    return first if first is not None and first.position > since else None


def _find_expired(session: Session, tenant_id: str, article: str, language: str) -> ArticleRevision | None:
    """What was in force until its last day was over, where nothing is and nobody retired it."""
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    if edition is None or edition.version is not None:
        return None
    last = session.scalars(
        select(ArticleChange)
        .where(
            ArticleChange.tenant_id == tenant_id,
            ArticleChange.article_id == article,
            ArticleChange.language == language,
            ArticleChange.what.in_((What.expired.value, What.retired.value)),
        )
        .order_by(ArticleChange.position.desc())
        .limit(1)
    ).first()
    if last is None or last.what != What.expired.value:
        return None
    return session.get(ArticleRevision, (tenant_id, article, language, last.version))


def _in_force(session: Session, tenant_id: str, article: str, language: str) -> dict[str, Any]:
    """Of what expired the known questions that it had last, and no last day: that is over for a draft."""
    facets = Facets.of(session.get_one(Article, (tenant_id, article))).as_json()
    expired = _find_expired(session, tenant_id, article, language)
    if expired is not None:
        return {**facets, "asked_as": list(questions_of(session, expired))}
    edition = session.get(ArticleEdition, (tenant_id, article, language))
    expires_on = edition.expires_on if edition else None
    return {
        **facets,
        "asked_as": list(read_questions_of(session, tenant_id, article, language)),
        "expires_on": expires_on.isoformat() if expires_on else None,
    }


def _with_fields(text: DraftText, values: Mapping[str, Any]) -> DraftText:
    facets = text.facets.as_json() | {name: values[name] for name in values.keys() & text.facets.as_json()}
    text = replace(text, facets=Facets.from_json(facets))
    if "asked_as" in values:
        text = replace(text, asked_as=tuple(values["asked_as"]))
    if "expires_on" in values:
        last = values["expires_on"]
        text = replace(text, expires_on=date.fromisoformat(last) if last else None)
    return text
