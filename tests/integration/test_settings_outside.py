"""Connecting an outside ticket system in the console, over both databases, with a fake of Zendesk."""

from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from bot.desk.backend_links import find_system
from bot.persistence.database import Database
from escalation.backends.models import OutsideSystem
from tests.faulty_server import FaultyServer, faulty_server
from tests.html_form import HtmlForm, form_of
from tests.integration.test_settings_console import ada, client, hire, post, send
from tests.scripted import Scripted, build_scripted
from tests.zendesk_fake import FakeZendesk

__all__ = ["ada", "client", "hire"]

PAGE = "/console/settings/outside"
SECRET = "a-token-nobody-may-see"


@pytest.fixture
def zendesk() -> Iterator[FaultyServer]:
    with faulty_server(FakeZendesk()) as server:
        yield server


@pytest.fixture
def scripted(database: Database, tmp_path, zendesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """The tenant is called lanyun, and the server has its secret and another tenant's."""
    monkeypatch.setenv("HUIYI_BACKEND_LANYUN", SECRET)
    monkeypatch.setenv("HUIYI_BACKEND_RIVAL", "the rival's secret")
    built = build_scripted(database, tmp_path, action_hosts=f"127.0.0.1:{zendesk.port}, 127.0.0.1:9")
    yield built
    built.service.stop()


def form(browser: TestClient, url: str) -> HtmlForm:
    found = form_of(browser.get(PAGE).text, f"{PAGE}/set")
    return found.put(kind="zendesk.v1", url=url, options__user="bot@lanyun.example")


def kept(scripted: Scripted) -> OutsideSystem | None:
    with scripted.service.database.reading("demo") as session:
        return find_system(session)


def test_a_system_is_checked_connected_changed_and_disconnected(ada, scripted, zendesk) -> None:
    checked = send(ada, "outside/check", form(ada, zendesk.url))
    assert "It answers and has what is needed" in checked.text
    assert kept(scripted) is None
    assert form_of(checked.text, f"{PAGE}/set").value("options.user") == "bot@lanyun.example"
    assert send(ada, "outside/set", form(ada, zendesk.url)).headers["location"] == f"{PAGE}?done=saved"
    first = kept(scripted)
    assert (first.kind, first.secret, first.options) == (
        "zendesk.v1",
        "HUIYI_BACKEND_LANYUN",
        {"user": "bot@lanyun.example"},
    )
    changed = form_of(ada.get(PAGE).text, f"{PAGE}/set").put(options__user="other@lanyun.example")
    assert send(ada, "outside/set", changed).status_code == 303
    assert (kept(scripted).options, kept(scripted).since) == ({"user": "other@lanyun.example"}, first.since)
    assert post(ada, "outside/remove").headers["location"] == f"{PAGE}?done=deleted"
    assert kept(scripted) is None


@pytest.mark.parametrize("way", ["check", "set"])
def test_what_does_not_work_is_said_and_nothing_is_kept(hire, scripted, way: str) -> None:
    for browser, words in ((hire(), "It could not be reached"), (hire("zhao", "owner", "zh"), "没有连接上")):
        answer = send(browser, f"outside/{way}", form(browser, "http://127.0.0.1:9"))
        assert words in answer.text
        assert form_of(answer.text, f"{PAGE}/set").value("url") == "http://127.0.0.1:9"
    assert kept(scripted) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "https://elsewhere.example"}, "HUIYI_ACTION_HOSTS does not list"),
        ({"options__user": ""}, "zendesk.v1 needs the option user"),
        ({"options__user": "a&b"}, "expected letters, digits"),
        ({"kind": "fax.v1"}, "expected one of request-tracker.v1"),
        ({"url": "nonsense"}, "is no URL"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(ada, scripted, zendesk, changes, words) -> None:
    answer = send(ada, "outside/set", form(ada, zendesk.url).put(**changes))
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert kept(scripted) is None


def test_the_secret_is_never_shown_and_no_other_can_be_named(ada, scripted, zendesk, monkeypatch) -> None:
    tried = form(ada, zendesk.url).put(secret="HUIYI_BACKEND_RIVAL")
    assert send(ada, "outside/set", tried).status_code == 303
    assert kept(scripted).secret == "HUIYI_BACKEND_LANYUN"
    assert SECRET not in ada.get(PAGE).text
    monkeypatch.delenv("HUIYI_BACKEND_LANYUN")
    answer = send(ada, "outside/check", form(ada, zendesk.url))
    assert "the environment variable HUIYI_BACKEND_LANYUN is empty" in answer.text
