"""Passages that agents took over into replies: customers have read them as they read the bot's answers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.answers import passage_in_force
from kb_index.models import ArticleInsertion


def keep_insertion(
    session: Session,
    tenant_id: str,
    *,
    conversation: str,
    article: str,
    language: str,
    version: int,
    passage_hash: str,
    agent: str,
    now: datetime,
) -> None:
    """One a conversation and passage, the last time where it was more than once."""
    key = (tenant_id, conversation, article, language, passage_hash)
    row = session.get(ArticleInsertion, key)
    if row is None:
        row = ArticleInsertion(
            tenant_id=tenant_id,
            conversation_id=conversation,
            article_id=article,
            language=language,
            passage_hash=passage_hash,
        )
        session.add(row)
    row.version, row.agent_id, row.at = version, agent, now
    session.flush()


def find_outdated_insertions(
    session: Session, tenant_id: str, article: str | None = None
) -> Sequence[ArticleInsertion]:
    """Those whose passage is not in force any more, newest first; see `answers.find_outdated`."""
    outdated = ~passage_in_force(ArticleInsertion)
    query = select(ArticleInsertion).where(ArticleInsertion.tenant_id == tenant_id, outdated)
    if article is not None:
        query = query.where(ArticleInsertion.article_id == article)
    return session.scalars(query.order_by(ArticleInsertion.at.desc(), ArticleInsertion.conversation_id)).all()
