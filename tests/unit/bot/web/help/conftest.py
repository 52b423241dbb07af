"""A help centre over a real database, real articles and the real search, words hashed instead of a model."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.api.exception_handlers import install
from bot.knowledge import TenantShelf
from bot.limits import RateLimit
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.settings import Settings
from bot.tenants import TenantDirectory, TenantInfo, store_tenant
from bot.tokens import TokenMaker
from bot.web.help.routes import router
from kb_index.articles import ArticleFile
from kb_index.embedder import HashingEmbedder
from kb_index.history import By
from kb_index.indexing import index_files
from kb_index.publishing import retire
from tests.databases import NewDatabase

NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)
BY = By("mei@lanyun.example", "a test", NOW)
EMBEDDER = HashingEmbedder()
LANYUN = TenantInfo("demo", "demo", "蓝云 <Lanyun>", "site_1", "s" * 64)
OTHER = TenantInfo("other", "other", "Other", "site_2", "o" * 64)
HOSTILE = "看[限制](api-rate-limits#s-how)。\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://a/b.png)"


@dataclass
class Centre:
    """`write` puts articles in force, `retire` takes one out."""

    site: TestClient
    database: Database
    service: SimpleNamespace

    def write(self, *files: ArticleFile) -> None:
        with self.database.uow("demo") as session:
            index_files(session, "demo", files, EMBEDDER, by=BY)
        self.service.knowledge.refresh("demo")

    def retire(self, article: str, language: str) -> None:
        with self.database.uow("demo") as session:
            retire(session, "demo", article, language, by=BY)

    def get(self, path: str, **options: Any) -> str:
        """The page at `path` below the tenant's own."""
        answer = self.site.get(f"/kb/site_1{path}", **options)
        assert answer.status_code == 200, answer.text
        return answer.text


def article(name: str, title: str, body: str = "Some words.", **facets: Any) -> ArticleFile:
    """`name` is "refunds.zh"; what it does not say is as with most articles."""
    identifier, _, language = name.partition(".")
    plain = ArticleFile(
        id=identifier, language=language, title=title, module="billing", error_type="how_to",
        solution="steps", versions="*", audience=("member",), related=(), revision=None,
        updated=date(2026, 4, 18), asked_as=(), body=body,
    )  # fmt: skip
    return replace(plain, **facets)


ARTICLES = (
    article("refunds.zh", "旧的", "旧", related=("trials", "gone")),
    article("refunds.zh", "退款 & 规则", HOSTILE, related=("trials", "gone")),
    article(
        "refunds.en", "Refunds", "Within 14 days.\n\n## How to ask\nWrite to us.", related=("trials", "gone")
    ),
    article("trials.en", "Trials", "14 days.", error_type="limit", updated=date(2026, 5, 1)),
    article("webhooks.en", "Set up webhooks (E5040)", "Add an address.", module="webhooks", versions=">=5.0"),
    article("webhooks.zh", "设置 webhook（E5040）", "填写地址。", module="webhooks", versions=">=5.0"),
    article("escalate.en", "When to wake the engineer", "At P1.", audience=("agent",)),
)


@contextmanager
def open_centre(database: Database, home: Path, **settings: object) -> Iterator[Centre]:
    """Over an empty database; without articles."""
    tenants = TenantDirectory()
    tenants.replace([LANYUN, OTHER])
    with database.control() as session:
        for tenant in (LANYUN, OTHER):
            store_tenant(session, tenant, now=NOW)
    chosen = Settings(home=home, **settings)
    shelf = TenantShelf(database, tenants, lambda: EMBEDDER.name)
    shelf.warm_up()
    app = FastAPI()
    install(app)
    app.include_router(router)
    app.state.service = SimpleNamespace(
        database=database,
        tenants=tenants,
        settings=chosen,
        knowledge=shelf,
        embed=lambda text: EMBEDDER.embed_queries([text])[0],
        embedder=lambda: EMBEDDER,
        help_limit=RateLimit(chosen.help_burst, chosen.help_rate),
        identity=SimpleNamespace(tokens=TokenMaker(b"k" * 32, timedelta(minutes=5))),
    )
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield Centre(client, database, app.state.service)


@pytest.fixture
def make_centre(tmp_path: Path, new_sqlite: NewDatabase) -> Iterator[Callable[..., Centre]]:
    """Keywords are settings."""
    with ExitStack() as stack:

        def make(**settings: object) -> Centre:
            database = Database(build_engine(new_sqlite()))
            stack.callback(database.dispose)
            return stack.enter_context(open_centre(database, tmp_path, **settings))

        yield make


@pytest.fixture
def centre(make_centre: Callable[..., Centre]) -> Centre:
    made = make_centre()
    for one in ARTICLES:
        made.write(one)
    return made
