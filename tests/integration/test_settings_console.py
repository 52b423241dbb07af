"""The settings of the desk in the console, over both databases: what owners and admins set is in force, what is
wrong stands beside its field in their language, and nothing that they wrote is lost."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.app import create_app
from bot.clock import utc_now
from escalation.workflow.defaults import furnish_desk, has_desk
from tests.integration.test_console import PASSWORD, csrf, sign_in
from tests.scripted import NOW, Scripted

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 1337*1337 }} \"'&"
PAGES = (
    "", "/rules", "/rules/edit", "/rules/edit?id=critical", "/rules/edit?like=critical", "/rules/trial",
    "/rules/trial?days=7", "/rules/import", "/runs", "/people", "/macros", "/macros/edit", "/templates",
    "/templates/edit", "/templates/edit?id=assigned", "/sla", "/sla/policy", "/sla/policy?id=p1", "/sla/calendar",
    "/sla/calendar?name=office", "/desk", "/outside", "/outbox",
)  # fmt: skip


@pytest.fixture
def client(scripted: Scripted) -> Iterator[TestClient]:
    app = create_app(scripted.service.settings, scripted.service, pages=("bot.web.console.routes",))
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert scripted.service.readiness.ready.wait(10)
        yield client


@pytest.fixture
def hire(client: TestClient, scripted: Scripted) -> Callable[..., TestClient]:
    """Somebody of that role, signed in at a browser of their own."""

    def make(name: str = "ada", role: str = "admin", language: str = "en") -> TestClient:
        with scripted.service.database.uow("demo") as session:
            if not has_desk(session, "demo"):
                furnish_desk(session, "demo", NOW)
            values = {"name": name.title(), "role": role, "language": language, "password": PASSWORD}
            create_agent(session, email=f"{name}@lanyun.example", now=utc_now(), **values)
        browser = TestClient(client.app, follow_redirects=False)
        assert sign_in(browser, f"{name}@lanyun.example").status_code == 303
        return browser

    return make


@pytest.fixture
def ada(hire: Callable[..., TestClient]) -> TestClient:
    return hire()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages(hire, path: str) -> None:
    for name, language in (("ada", "en"), ("zhao", "zh")):
        answer = hire(name, "owner", language).get(f"/console/settings{path}")
        assert answer.status_code == 200
