"""The articles in memory: what people made of them counts after an hour, without loading them anew."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import knowledge
from bot.knowledge import TenantShelf
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.persistence.migrate import migrate
from bot.tenants import TenantDirectory, list_tenants, new_tenant, store_tenant
from kb_index.articles import ArticleFile
from kb_index.embedder import HashingEmbedder
from kb_index.feedback import rate
from kb_index.history import By
from kb_index.indexing import index_files

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
REFUNDS = ArticleFile(
    id="refunds",
    language="en",
    title="Refunds",
    module="billing",
    error_type="how_to",
    solution="steps",
    versions="*",
    audience=("member",),
    related=(),
    revision=None,
    updated=NOW.date(),
    asked_as=(),
    body="Within 14 days.",
)


def test_feedback_counts_from_the_next_hour_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(build_engine(f"sqlite:///{tmp_path / 'huiyi.db'}"))
    migrate(database.engine)
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun"), now=NOW)
    with database.uow("demo") as session:
        index_files(session, "demo", [REFUNDS], HashingEmbedder(), by=By("a", "b", NOW))
    tenants = TenantDirectory()
    with database.reading(None) as session:
        tenants.replace(list_tenants(session))
    shelf = TenantShelf(database, tenants, lambda: HashingEmbedder().name)
    shelf.warm_up()

    def score() -> float:
        shelf.refresh("demo")
        return shelf.of("demo").search("refunds", vector=None, language="en").hits[0].score

    before, index = score(), shelf.of("demo").index
    with database.uow("demo") as session:
        for person in range(10):
            rate(
                session,
                "demo",
                article="refunds",
                language="en",
                version=1,
                person=f"contact:{person}",
                helpful=False,
                now=NOW,
            )
    assert score() == before
    monkeypatch.setattr(knowledge, "FEEDBACK_EVERY_S", 0.0)
    assert score() == pytest.approx(before - 0.2, abs=1e-3)
    assert shelf.of("demo").index is index
    database.dispose()
