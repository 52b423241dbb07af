"""What agents did with what was suggested to them: kept for the authors of articles, counted for cases."""

from datetime import datetime

from sqlalchemy import update

from bot.errors import NotFound
from bot.models import SolvedCase
from bot.persistence.tenancy import TenantSession
from kb_index.feedback import inserted, rate
from kb_index.insertions import keep_insertion
from kb_index.models import ArticleRevision


def note_inserted(
    session: TenantSession,
    article: str,
    language: str,
    version: int,
    *,
    agent_id: str,
    conversation: str,
    passage: str,
    now: datetime,
) -> None:
    """Feedback once an agent and revision, however often they do; the passage, by its hash, a conversation.

    NotFound for a revision that never was.
    """
    _check_revision(session, article, language, version)
    inserted(
        session,
        session.require_tenant(),
        article=article,
        language=language,
        version=version,
        agent=agent_id,
        now=now,
    )
    if passage:
        keep_insertion(
            session,
            session.require_tenant(),
            conversation=conversation,
            article=article,
            language=language,
            version=version,
            passage_hash=passage,
            agent=agent_id,
            now=now,
        )


def note_rating(
    session: TenantSession,
    article: str,
    language: str,
    version: int,
    *,
    agent_id: str,
    helpful: bool,
    reason: str | None = None,
    now: datetime,
) -> None:
    """The agent's last word counts; `reason` is one of kb_index's REASONS. NotFound as `note_inserted`."""
    _check_revision(session, article, language, version)
    rate(
        session,
        session.require_tenant(),
        article=article,
        language=language,
        version=version,
        person=f"agent:{agent_id}",
        helpful=helpful,
        reason=reason,
        now=now,
    )


def note_used(session: TenantSession, ticket: int) -> None:
    """An agent took the case's answer over. NotFound where there is no such case."""
    used = update(SolvedCase).where(SolvedCase.ticket == ticket).values(used=SolvedCase.used + 1)
    if session.execute(used.returning(SolvedCase.ticket)).first() is None:
        raise NotFound("case")


def _check_revision(session: TenantSession, article: str, language: str, version: int) -> None:
    if session.get(ArticleRevision, (session.require_tenant(), article, language, version)) is None:
        raise NotFound("article")
