"""What customers were told from articles: told again, and found when an article no longer says it."""

from dataclasses import asdict
from typing import Any

from bot.persistence.database import Database
from bot.tenants import get_tenant
from escalation.ticketing.desk import open_tickets_of
from kb_index.answers import find_outdated, reproduce
from kb_index.errors import NoSuchArticle
from kb_index.insertions import find_outdated_insertions
from kb_index.models import Article, ArticleInsertion

# SQLite takes 32,766 values in one statement.
AT_ONCE = 10_000


def reproduce_answer(database: Database, slug: str, answer_id: str) -> dict[str, Any]:
    """As JSON. Raises kb_index's AnswerLost."""
    tenant = get_tenant(database, slug)
    with database.reading(tenant.id) as session:
        found = reproduce(session, tenant.id, answer_id)
    return {**asdict(found), "given_at": found.given_at.isoformat()}


def list_outdated(database: Database, slug: str, article: str | None) -> list[dict[str, Any]]:
    """What customers were told from a text no longer in force, newest first, each with its open tickets.

    By the bot, or where `agent` is one, in a reply of theirs; such has neither `id` nor `seq`. Raises
    NoSuchArticle.
    """
    tenant = get_tenant(database, slug)
    with database.reading(tenant.id) as session:
        if article is not None and session.get(Article, (tenant.id, article)) is None:
            raise NoSuchArticle(article)
        told = [
            *({**asdict(one), "agent": None} for one in find_outdated(session, tenant.id, article)),
            *map(_inserted, find_outdated_insertions(session, tenant.id, article)),
        ]
        conversations = sorted({one["conversation"] for one in told})
        tickets: dict[str, list[str]] = {}
        for start in range(0, len(conversations), AT_ONCE):
            tickets |= open_tickets_of(session, tenant.id, conversations[start : start + AT_ONCE])
    told.sort(key=lambda one: one["given_at"], reverse=True)
    return [
        {
            **one,
            "given_at": one["given_at"].isoformat(),
            "open_tickets": tickets.get(one["conversation"], []),
        }
        for one in told
    ]


def _inserted(one: ArticleInsertion) -> dict[str, Any]:
    return {
        "id": None,
        "article": one.article_id,
        "language": one.language,
        "version": one.version,
        "conversation": one.conversation_id,
        "seq": None,
        "given_at": one.at,
        "agent": one.agent_id,
    }
