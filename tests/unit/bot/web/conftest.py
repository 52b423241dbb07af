"""The pages over a real database, without models or sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
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
from bot.web.widget.routes import router as widget
from escalation.crm.models import Contact

NOW = datetime(2026, 5, 12, 7, tzinfo=UTC)
LANYUN = TenantInfo(
    "demo", "demo", "蓝云 <Lanyun>", "site_1", "s" * 64, allowed_origins=("https://lanyun.example", "bad; x")
)
OTHER = TenantInfo("other", "other", "Other", "site_2", "o" * 64)


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
            app = FastAPI()
            install(app)
            app.state.service = SimpleNamespace(database=database, tenants=tenants, settings=chosen)
            for router in (widget, demo):
                app.include_router(router)
            return stack.enter_context(TestClient(app, base_url="http://127.0.0.1:8000"))

        yield make


def _contact(key: str, name: str) -> Contact:
    return Contact(
        tenant_id="demo", key=key, name=name, email="a@b.example", company="青岚文化", phone=None,
        language="zh", role="owner",
    )  # fmt: skip
