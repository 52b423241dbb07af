"""What the bot told customers from articles: told again, and found when an article no longer says it."""

from dataclasses import asdict
from typing import Any

from bot.persistence.database import Database
from bot.tenants import get_tenant
from escalation.ticketing.desk import open_tickets_of
from kb_index.answers import find_outdated, reproduce

# SQLite takes 32,766 values in one statement.
AT_ONCE = 10_000


def reproduce_answer(database: Database, slug: str, answer_id: str) -> dict[str, Any]:
    """As JSON. Raises kb_index's AnswerLost."""
    tenant = get_tenant(database, slug)
    with database.reading(tenant.id) as session:
        found = reproduce(session, tenant.id, answer_id)
    return {**asdict(found), "given_at": found.given_at.isoformat()}


def list_outdated(database: Database, slug: str, article: str | None) -> list[dict[str, Any]]:
    """Answers given from a text no longer in force, newest first, each with its open tickets."""
    tenant = get_tenant(database, slug)
    with database.reading(tenant.id) as session:
        answers = find_outdated(session, tenant.id, article)
        conversations = sorted({one.conversation for one in answers})
        tickets: dict[str, list[str]] = {}
        for start in range(0, len(conversations), AT_ONCE):
            tickets |= open_tickets_of(session, tenant.id, conversations[start : start + AT_ONCE])
    return [
        {
            **asdict(one),
            "given_at": one.given_at.isoformat(),
            "open_tickets": tickets.get(one.conversation, []),
        }
        for one in answers
    ]
