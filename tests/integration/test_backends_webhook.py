"""What an outside system tells by a signed webhook, over the API; and the command that looks after it all."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bot.api.routes.backend_webhook import LARGEST
from bot.bootstrap import build_database
from bot.cli.main import app
from bot.clock import new_id
from bot.desk.backend_links import UNKNOWN, find_system, lock_link, queue_pushes
from bot.settings import load_settings
from bot.tenants import new_tenant, store_tenant
from escalation.backends.models import OutsideSystem, OutsideTicket
from escalation.backends.signing import read_secret, signed_headers
from escalation.routing.priority import Priority
from escalation.ticketing.attachments import Attachment
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.work import Deed
from tests.attachment_files import SVG
from tests.scripted import Scripted

VARIABLE = "HUIYI_BACKEND_TESTS"
SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, long enough").decode()


def furnish(session: Any, tenant_id: str, now: datetime) -> str:
    """The tenant's one ticket is kept as T-1 by a webhook; returns its id."""
    session.add(
        OutsideSystem(
            tenant_id=tenant_id,
            kind="webhook.v1",
            url="https://desk.example/hook",
            options={},
            secret=VARIABLE,
            since=now - timedelta(days=1),
            cursor="",
            pulled_at=None,
            held_until=None,
            problem=None,
        )
    )
    told = NewTicket(None, "qinglan", "widget", "zh", None, "x", None, "登录", "登录不了", Priority("P2", ()))
    ticket = open_ticket(session, tenant_id, told, new_id=new_id, deed=Deed("bot", now))
    session.flush()
    queue_pushes(session, find_system(session), now)
    session.flush()
    lock_link(session, ticket.id).outside_id = "T-1"
    return str(ticket.id)


@pytest.fixture
def ticket(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(VARIABLE, SECRET)
    with scripted.service.database.uow("demo") as session:
        return furnish(session, "demo", datetime.now(UTC))


def tell(client: TestClient, site_key: str, id: str, type: str, **data: Any) -> Any:
    body = json.dumps({"type": type, "data": data}).encode()
    headers = signed_headers(body, read_secret(SECRET), id=id, at=datetime.now(UTC))
    return client.post(f"/api/v1/ticket-backends/{site_key}/webhook", content=body, headers=headers)


def test_what_is_told_is_taken_once(client: TestClient, scripted: Scripted, ticket: str) -> None:
    said = {"ticket": "T-1", "author": "Alice", "text": "请换一个浏览器。"}
    answers = [tell(client, scripted.demo.site_key, "m1", "message.added", **said) for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"taken": True}, {"taken": False}]
    done = tell(
        client, scripted.demo.site_key, "m2", "status.changed", ticket="T-1", author="A", value="resolved"
    )
    assert done.json() == {"taken": True}
    with scripted.service.database.reading("demo") as session:
        texts = session.scalars(select(TicketMessage.text).where(TicketMessage.ticket_id == ticket)).all()
        assert texts[-1] == "请换一个浏览器。"
        assert session.get_one(Ticket, ("demo", ticket)).status == "resolved"


def test_files_come_along_in_base64_and_are_downloads(
    client: TestClient, scripted: Scripted, ticket: str
) -> None:
    files = [{"name": "图.svg", "content": base64.b64encode(SVG).decode()}]
    files += [{"name": "a.log", "content": base64.b64encode(b"x" * 200_000).decode()}]
    said = {"ticket": "T-1", "author": "Alice", "text": "请看图。", "files": files}
    for taken in (True, False):
        answer = tell(client, scripted.demo.site_key, "m1", "message.added", **said)
        assert answer.json() == {"taken": taken}
    with scripted.service.database.reading("demo") as session:
        kept = session.scalars(select(Attachment).where(Attachment.ticket_id == ticket)).all()
        texts = session.scalars(select(TicketMessage.text).where(TicketMessage.ticket_id == ticket)).all()
    assert sorted((one.name, one.media_type, one.size) for one in kept) == [
        ("a.log", "text/plain", 200_000),
        ("图.svg", "application/octet-stream", len(SVG)),
    ]
    assert texts[1:] == ["请看图。", "📎 图.svg", "📎 a.log"]


def test_a_webhook_may_be_as_large_as_its_files_and_no_larger(
    client: TestClient, scripted: Scripted, ticket: str
) -> None:
    path = f"/api/v1/ticket-backends/{scripted.demo.site_key}/webhook"
    stamped = {"webhook-id": "m1", "webhook-timestamp": str(int(datetime.now(UTC).timestamp()))}
    huge = b"x" * (LARGEST + 1)
    assert client.post(path, content=huge, headers=stamped).status_code == 413
    assert client.post(path, content=huge).status_code == 401
    assert client.post(path.replace(scripted.demo.site_key, "nobody"), content=huge).status_code == 404
    said = {"ticket": "T-1", "author": "A", "text": "", "files": [{"name": "a.png", "content": "no base64"}]}
    wrong = tell(client, scripted.demo.site_key, "m2", "message.added", **said)
    assert wrong.status_code == 422


def test_a_merge_that_is_told_is_made(client: TestClient, scripted: Scripted, ticket: str) -> None:
    with scripted.service.database.uow("demo") as session:
        told = NewTicket(
            None, "zhuyun", "widget", "zh", None, "x", None, "登录", "登不上", Priority("P2", ())
        )
        other = open_ticket(session, "demo", told, new_id=new_id, deed=Deed("bot", datetime.now(UTC)))
        session.flush()
        queue_pushes(session, find_system(session), datetime.now(UTC))
        session.flush()
        lock_link(session, other.id).outside_id = "T-2"
        other_id = other.id
    for taken in (True, False):
        merged = tell(
            client, scripted.demo.site_key, "m1", "ticket.merged", ticket="T-2", author="Alice", into="T-1"
        )
        assert merged.json() == {"taken": taken}
    with scripted.service.database.reading("demo") as session:
        assert session.get_one(Ticket, ("demo", other_id)).merged_into == ticket


def test_another_tenants_webhook_cannot_reach_it(client: TestClient, scripted: Scripted, ticket: str) -> None:
    said = {"ticket": "T-1", "author": "Mallory", "text": "hello"}
    answer = tell(client, scripted.other.site_key, "m1", "message.added", **said)
    assert answer.status_code == 404


def test_what_is_not_signed_or_not_understood_is_refused(
    client: TestClient, scripted: Scripted, ticket: str
) -> None:
    path = f"/api/v1/ticket-backends/{scripted.demo.site_key}/webhook"
    assert client.post(path, content=b"{}").status_code == 401
    wrong = tell(client, scripted.demo.site_key, "m1", "ticket.exploded", ticket="T-1", author="A")
    assert wrong.status_code == 422
    assert "expected message.added" in wrong.json()["error"]["message"]
    nobody = tell(client, scripted.demo.site_key, "m2", "message.added", ticket="T-9", author="A", text="x")
    assert nobody.json() == {"taken": False}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIYI_HOME", str(tmp_path))
    monkeypatch.delenv("HUIYI_DATABASE_URL", raising=False)
    monkeypatch.setenv(VARIABLE, SECRET)
    monkeypatch.setenv("HUIYI_ACTION_HOSTS", "desk.example")
    database = build_database(load_settings())
    now = datetime.now(UTC)
    with database.control() as session:
        store_tenant(session, new_tenant("demo", "demo", "Lanyun"), now=now)
    with database.uow("demo") as session:
        id = furnish(session, "demo", now)
        link = session.get_one(OutsideTicket, ("demo", id))
        link.state, link.problem, link.problem_at = UNKNOWN, "it was sent without an answer", now
    database.dispose()
    return tmp_path


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["tickets", "backend", *arguments])


def test_the_command_shows_what_stopped_and_takes_the_answer(home: Path) -> None:
    assert run("stopped").stdout.startswith("#1 unknown since ")
    assert json.loads(run("stopped", "--json").stdout)["ticket"] == 1
    assert run("settle", "1", "there", "--outside-id", "T-1").exit_code == 0
    assert run("stopped").stdout == ""


def test_the_command_sets_shows_and_removes(home: Path) -> None:
    assert run("set", "webhook.v1", "https://desk.example/hook", "--secret", VARIABLE).exit_code == 0
    shown = run("show").stdout
    assert "kind: webhook.v1" in shown
    assert SECRET not in shown
    assert run("remove").stdout == "removed\n"
    assert run("show").stdout == "tickets of demo are kept here only\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("set", "jira", "https://desk.example", "--secret", VARIABLE), "got the kind 'jira'"),
        (("set", "webhook.v1", "https://desk.example", "--secret", "HUIYI_SESSION_SECRET"), "HUIYI_BACKEND_"),
        (("set", "webhook.v1", "https://desk.example", "--secret", "HUIYI_BACKEND_NONE"), "is empty"),
        (
            (
                "set",
                "zendesk.v1",
                "https://elsewhere.example",
                "--secret",
                VARIABLE,
                "-o",
                "user=a@b.example",
            ),
            "HUIYI_ACTION_HOSTS does not list",
        ),
        (("settle", "1", "there"), "--outside-id"),
        (("settle", "99", "again"), "#99"),
    ],
)
def test_a_mistake_is_told_in_words(home: Path, arguments: tuple[str, ...], told: str) -> None:
    outcome = run(*arguments)
    assert outcome.exception is not None
    assert told in str(outcome.exception)
