"""The articles in memory: what people made of them, and those that another encoder embedded."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

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
from kb_index.index_state import count_up
from kb_index.indexing import index_files
from kb_index.publishing import retire
from kb_index.rebuilding import rebuild
from kb_index.sessions import Sessions
from tests.article_files import article_file

NOW = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
REFUNDS = article_file()


@pytest.fixture
def tenants() -> TenantDirectory:
    return TenantDirectory()


@pytest.fixture
def open_database(tmp_path: Path, tenants: TenantDirectory) -> Iterator[Callable[..., Database]]:
    """One with these tenants, whom `tenants` knows then."""
    database = Database(build_engine(f"sqlite:///{tmp_path / 'huiyi.db'}"))
    migrate(database.engine)

    def with_tenants(*names: str) -> Database:
        with database.control() as session:
            for name in names:
                store_tenant(session, new_tenant(name, name, name), now=NOW)
        with database.reading(None) as session:
            tenants.replace(list_tenants(session))
        return database

    yield with_tenants
    database.dispose()


@pytest.fixture
def database(open_database: Callable[..., Database]) -> Database:
    """With one article of one tenant."""
    database = open_database("demo")
    publish(database, REFUNDS)
    return database


@pytest.fixture
def shelf(database: Database, tenants: TenantDirectory) -> TenantShelf:
    shelf = TenantShelf(database, tenants, lambda: HashingEmbedder().name)
    shelf.warm_up()
    return shelf


def publish(database: Database, *articles: ArticleFile) -> None:
    with database.uow("demo") as session:
        index_files(session, "demo", articles, HashingEmbedder(), by=By("a", "b", NOW))


def score(shelf: TenantShelf) -> float:
    """Of the article about refunds, as the sweeper's next round finds it."""
    shelf.refresh("demo")
    hits = shelf.of("demo").search("refunds", vector=None, language="en").hits
    return next(hit.score for hit in hits if hit.article == "refunds")


def vote_down(database: Database) -> None:
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


def test_feedback_counts_from_the_next_hour_on(
    database: Database, shelf: TenantShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, index = score(shelf), shelf.of("demo").index
    vote_down(database)
    assert score(shelf) == before
    monkeypatch.setattr(knowledge, "FEEDBACK_EVERY_S", 0.0)
    assert score(shelf) == pytest.approx(before - 0.2, abs=1e-3)
    assert shelf.of("demo").index is index


def test_it_counts_too_where_something_is_published_every_few_minutes(
    database: Database, shelf: TenantShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = 0.0
    monkeypatch.setattr(knowledge.time, "monotonic", lambda: minutes * 60)
    shelf.warm_up()
    vote_down(database)

    def standing(passed: float, *articles: ArticleFile) -> float:
        nonlocal minutes
        minutes = passed
        publish(database, REFUNDS, *articles)
        shelf.refresh("demo")
        traits = shelf.of("demo").traits.get("refunds")
        return traits.standing if traits else 0.0

    others = [replace(REFUNDS, id=f"other-{number}") for number in range(3)]
    assert standing(25, others[0]) == 0.0
    assert standing(50, *others[:2]) == 0.0
    assert standing(75, *others) < 0.0


def test_a_tenant_whose_articles_another_encoder_embedded_stops_no_other(
    open_database: Callable[..., Database], tenants: TenantDirectory
) -> None:
    database = open_database("acme", "demo")
    old, new = HashingEmbedder(64), HashingEmbedder()
    for tenant, embedder in (("acme", old), ("demo", new)):
        with database.uow(tenant) as session:
            index_files(session, tenant, [REFUNDS], embedder, by=By("a", "b", NOW))
    shelf = TenantShelf(database, tenants, lambda: new.name)

    def found(tenant: str) -> tuple[int, str]:
        result = shelf.of(tenant).search("refunds", vector=None, language="en")
        return len(result.hits), result.reason

    with capture_logs() as logs:
        shelf.warm_up()
        shelf.refresh("acme")
        shelf.refresh("demo")
    assert found("demo")[0] == 1
    told = f"embedded by {old.name}, expected {new.name}; run `huiyi kb rebuild`"
    assert found("acme")[0] == 0 and told in found("acme")[1]
    (problem,) = shelf.problems()
    assert problem.startswith("acme: ") and told in problem
    assert [log["tenant"] for log in logs if log["event"] == "index_not_loaded"] == ["acme"]
    sessions = Sessions(partial(database.reading, "acme"), partial(database.uow, "acme"))
    rebuild(sessions, "acme", new, NOW)
    shelf.refresh("acme")
    assert (found("acme")[0], shelf.problems()) == (1, ())


def test_a_change_of_what_cannot_be_searched_is_looked_at_once(
    open_database: Callable[..., Database], tenants: TenantDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database("demo")
    others = [replace(REFUNDS, id=name) for name in ("trials", "seats")]
    with database.uow("demo") as session:
        index_files(session, "demo", others, HashingEmbedder(64), by=By("a", "b", NOW))
    shelf = TenantShelf(database, tenants, lambda: HashingEmbedder().name)
    shelf.warm_up()
    with database.uow("demo") as session:
        retire(session, "demo", "seats", REFUNDS.language, by=By("a", "b", NOW))
        count_up(session, "demo", NOW)
    loads: list[str] = []
    real = knowledge.renew_index
    monkeypatch.setattr(knowledge, "renew_index", lambda *given: loads.append(given[1]) or real(*given))
    shelf.refresh("demo")
    shelf.refresh("demo")
    assert loads == ["demo"]
    assert "embedded by" in shelf.of("demo").search("refunds", vector=None, language="en").reason


def test_what_is_held_serves_on_when_another_encoder_rebuilds_and_it_is_told(
    open_database: Callable[..., Database], tenants: TenantDirectory
) -> None:
    database = open_database("demo")
    old, new = HashingEmbedder(64), HashingEmbedder()
    with database.uow("demo") as session:
        index_files(session, "demo", [REFUNDS], old, by=By("a", "b", NOW))
    shelf = TenantShelf(database, tenants, lambda: old.name)
    shelf.warm_up()
    with database.uow("demo") as session:
        rebuild(session, "demo", new, NOW)
    shelf.refresh("demo")
    assert len(shelf.of("demo").search("refunds", vector=None, language="en").hits) == 1
    assert "restart what runs with another encoder" in shelf.problems()[0]
