"""Carries out what is due among a tenant's articles: publishing at an hour, ending after a day."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from bot.answered_gaps import settle_answered
from bot.article_index import today_of
from bot.persistence.database import Database
from bot.tenants import TenantInfo
from kb_index.drafts import find_draft
from kb_index.due import carry_out, find_due, postpone
from kb_index.embedder import Embedder
from kb_index.embedder_ahead import EmbedderAhead, prepare_publishing


def carry_out_due(
    database: Database, tenant: TenantInfo, embedder: Callable[[], Embedder], now: datetime
) -> int:
    """Returns how many articles changed. Nothing is locked while nothing is due."""
    today = today_of(tenant, now)
    with database.reading(tenant.id) as session:
        due = find_due(session, tenant.id, now=now, today=today)
        if due.drafts:
            due = postpone(session, tenant.id, due, embedder().name)
        if not due:
            return 0
    with EmbedderAhead(embedder()) as ahead:
        written = [(draft.article_id, draft.language, draft) for draft in due.drafts]
        prepare_publishing(ahead, partial(database.reading, tenant.id), tenant.id, written)
        return _carry_out(database, tenant, ahead, now, today)


def _carry_out(database: Database, tenant: TenantInfo, embedder: Embedder, now: datetime, today: date) -> int:
    with database.uow(tenant.id) as session:
        due = find_due(session, tenant.id, now=now, today=today)
        due = postpone(session, tenant.id, due, embedder.name)
        questions = [(draft.article_id, draft.language, list(draft.asked_as)) for draft in due.drafts]
        changed = carry_out(session, tenant.id, due, embedder, now)
        for article, language, asked_as in questions:
            # One that another text has outrun is still a draft.
            if find_draft(session, tenant.id, article, language) is None:
                settle_answered(session, {article: asked_as})
        return changed
