"""The pages over a real database, without models or sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.api.exception_handlers import install
from bot.bootstrap import build_database
from bot.settings import Settings
from bot.tenants import TenantDirectory, TenantInfo, store_tenant
from bot.web.demo.routes import router as demo
from bot.web.help.routes import router as help_pages
from bot.web.widget.routes import router as widget
from escalation.crm.models import Contact
from kb_index.models import Article, ArticleRevision

NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)
LANYUN = TenantInfo(
    "demo", "demo", "蓝云 <Lanyun>", "site_1", "s" * 64, allowed_origins=("https://lanyun.example", "bad; x")
)
OTHER = TenantInfo("other", "other", "Other", "site_2", "o" * 64)
BODY = (
    "看[限制](api-rate-limits)。\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://a/b.png)"
)


@pytest.fixture
def lanyun() -> TenantInfo:
    return LANYUN


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """A client of the service's pages; keywords are settings."""
    with ExitStack() as stack:

        def make(**settings: object) -> TestClient:
            chosen = Settings(home=tmp_path, **settings)
            database = build_database(chosen)
            stack.callback(database.dispose)
            tenants = TenantDirectory()
            tenants.replace([LANYUN, OTHER])
            with database.control() as session:
                for tenant in (LANYUN, OTHER):
                    store_tenant(session, tenant, now=NOW)
            with database.uow("demo") as session:
                session.add(_contact("qinglan", "周若溪"))
                session.add(_article("refunds", ["trials", "gone"]))
                session.add(_article("trials", []))
                session.flush()
                session.add(_revision("refunds", "zh", 1, "旧的", "旧"))
                session.add(_revision("refunds", "zh", 2, "退款 & 规则", BODY))
                session.add(_revision("refunds", "en", 1, "Refunds", "Within 14 days."))
                session.add(_revision("trials", "en", 1, "Trials", "14 days."))
            app = FastAPI()
            install(app)
            app.state.service = SimpleNamespace(database=database, tenants=tenants, settings=chosen)
            for router in (widget, help_pages, demo):
                app.include_router(router)
            return stack.enter_context(TestClient(app, base_url="http://127.0.0.1:8000"))

        yield make


def _contact(key: str, name: str) -> Contact:
    return Contact(
        tenant_id="demo", key=key, name=name, email="a@b.example", company="青岚文化", phone=None,
        language="zh", role="owner",
    )  # fmt: skip


def _article(article: str, related: list[str]) -> Article:
    return Article(
        tenant_id="demo", id=article, module="billing", error_type="billing", solution="steps", versions="*",
        audience=[], related=related,
    )  # fmt: skip


def _revision(article: str, language: str, version: int, title: str, body: str) -> ArticleRevision:
    return ArticleRevision(
        tenant_id="demo", article_id=article, language=language, version=version, title=title, body=body,
        content_hash=f"{version}", updated=date(2026, 4, 18), created_at=NOW,
    )  # fmt: skip
