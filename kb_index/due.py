"""What has come due: approved drafts whose hour has struck, editions whose last day is over."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.drafts import State, is_outrun, move_draft, publish_draft
from kb_index.embedder import Embedder
from kb_index.errors import WrongIndex
from kb_index.history import By, What
from kb_index.index_state import check_embedder, count_up
from kb_index.models import ArticleDraft, ArticleEdition
from kb_index.publishing import retire

CLOCK = "clock"
"""Who sends a draft back and lets an article expire; what is published is its author's."""


@dataclass(frozen=True, slots=True)
class Due:
    """`today` is the tenant's."""

    today: date
    drafts: Sequence[ArticleDraft] = field(default_factory=list)
    editions: Sequence[ArticleEdition] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.drafts or self.editions)


def find_due(session: Session, tenant_id: str, *, now: datetime, today: date) -> Due:
    return Due(
        today,
        session.scalars(
            select(ArticleDraft).where(
                ArticleDraft.tenant_id == tenant_id,
                ArticleDraft.state == State.approved.value,
                ArticleDraft.publish_at <= now,
            )
        ).all(),
        session.scalars(
            select(ArticleEdition).where(
                ArticleEdition.tenant_id == tenant_id,
                ArticleEdition.version.is_not(None),
                ArticleEdition.expires_on < today,
            )
        ).all(),
    )


def postpone(session: Session, tenant_id: str, due: Due, embedder_name: str) -> Due:
    """Without drafts where nothing can be published until the articles are rebuilt."""
    try:
        check_embedder(session, tenant_id, embedder_name)
    except WrongIndex:
        return replace(due, drafts=[])
    return due


def carry_out(session: Session, tenant_id: str, due: Due, embedder: Embedder, now: datetime) -> int:
    """A draft that another text has outrun goes back to its author; what one replaces does not expire.

    Returns how many editions changed.
    """
    changed = 0
    # What renders another that comes in force now comes after it.
    for draft in sorted(due.drafts, key=lambda one: one.follows is not None):
        if is_outrun(session, draft):
            move_draft(session, draft, State.draft, By(CLOCK, "the article changed meanwhile", now))
            continue
        publish_draft(session, draft, embedder, By(draft.author, draft.reason, now))
        changed += 1
    over = [one for one in due.editions if one.expires_on is not None and one.expires_on < due.today]
    for edition in over:
        by = By(CLOCK, f"its last day was {edition.expires_on}", now)
        retire(session, tenant_id, edition.article_id, edition.language, by=by, what=What.expired)
        changed += 1
    if over:
        count_up(session, tenant_id, now)
    return changed
