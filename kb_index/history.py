"""The log of each article: who did what to it, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb_index.models import ArticleChange, ArticleRevision

IMPORT = "import"
"""The author of what an import brought; the reason says which."""


class What(StrEnum):
    """`described` changed the facets, the known questions or the last day; `confirmed` called a translation
    still right; `replaced` saved over another author's draft."""

    published = "published"
    restored = "restored"
    described = "described"
    retired = "retired"
    expired = "expired"
    confirmed = "confirmed"
    submitted = "submitted"
    approved = "approved"
    returned = "returned"
    discarded = "discarded"
    replaced = "replaced"


@dataclass(frozen=True, slots=True)
class By:
    """Who does something to an article, why, and when. `author` is an agent's address, or IMPORT."""

    author: str
    reason: str
    at: datetime


def record_change(
    session: Session,
    tenant_id: str,
    article: str,
    what: What,
    by: By,
    *,
    language: str | None = None,
    version: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    _lock(session, tenant_id, article)
    last = session.scalar(
        select(func.max(ArticleChange.position)).where(
            ArticleChange.tenant_id == tenant_id, ArticleChange.article_id == article
        )
    )
    session.add(
        ArticleChange(
            tenant_id=tenant_id,
            article_id=article,
            position=(last or 0) + 1,
            language=language,
            version=version,
            what=what.value,
            author=by.author,
            reason=by.reason,
            before=before,
            after=after,
            at=by.at,
        )
    )
    session.flush()


def _lock(session: Session, tenant_id: str, article: str) -> None:
    """Until the end of the transaction, so that no two take one position.

    An article that is not born yet has no row to lock. SQLite lets one write at a time as it is.
    """
    if session.connection().dialect.name == "postgresql":
        key = func.hashtextextended(f"{tenant_id} {article}", 0)
        session.execute(select(func.pg_advisory_xact_lock(key)))


def list_changes(session: Session, tenant_id: str, article: str) -> Sequence[ArticleChange]:
    """Newest first."""
    return session.scalars(
        select(ArticleChange)
        .where(ArticleChange.tenant_id == tenant_id, ArticleChange.article_id == article)
        .order_by(ArticleChange.position.desc())
    ).all()


def list_revisions(
    session: Session, tenant_id: str, article: str, language: str
) -> Sequence[ArticleRevision]:
    """Newest first."""
    return session.scalars(
        select(ArticleRevision)
        .where(
            ArticleRevision.tenant_id == tenant_id,
            ArticleRevision.article_id == article,
            ArticleRevision.language == language,
        )
        .order_by(ArticleRevision.version.desc())
    ).all()


def questions_of(session: Session, revision: ArticleRevision) -> tuple[str, ...]:
    """The known questions that it had last: those can change without a new revision."""
    changes = session.scalars(
        select(ArticleChange)
        .where(
            ArticleChange.tenant_id == revision.tenant_id,
            ArticleChange.article_id == revision.article_id,
            ArticleChange.language == revision.language,
            ArticleChange.version == revision.version,
            ArticleChange.what == What.described.value,
        )
        .order_by(ArticleChange.position.desc())
    )
    found = (one.after["asked_as"] for one in changes if one.after and "asked_as" in one.after)
    return tuple(next(found, revision.asked_as))
