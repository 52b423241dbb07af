"""Files of conversations and tickets from outside, over both databases."""

import asyncio
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agent_sessions import COOKIE, CSRF_HEADER, open_session
from bot.agents import create_agent
from bot.desk.attachments.keeping import Sender, keep, limits_of
from bot.desk.attachments.store import AttachmentStore
from bot.desk.attachments.sweeping import OrphanFiles
from bot.erasing import erase_person
from bot.persistence.database import Database
from bot.principal import Principal
from escalation.ticketing.attachments import Place
from escalation.ticketing.models import TicketEventRow
from tests.attachment_files import EXE, HTML, PDF, PNG, SVG, zip_of
from tests.scripted import NOW, Scripted, build_scripted
from tests.shared_app import app_over

API = "/api/v1"
FILES = f"{API}/attachments"
LIMIT = 300_000


@pytest.fixture
def scripted(database: Database, tmp_path: Path) -> Iterator[Scripted]:
    """Small limits: 300 kB a file, 4 files a thread, 1 MB a tenant."""
    scripted = build_scripted(
        database,
        tmp_path,
        attachment_limit=LIMIT,
        attachments_per_ticket=4,
        attachments_per_tenant=1_000_000,
    )
    yield scripted
    scripted.service.stop()


@pytest.fixture
def store(scripted: Scripted) -> AttachmentStore:
    return AttachmentStore(scripted.service.settings.attachments_folder)


@pytest.fixture
def agent(client: TestClient, scripted: Scripted) -> Iterator[TestClient]:
    """Zhou Ning's browser, beside the customer's."""
    yield from browser_of(client, scripted, "agent")


@pytest.fixture
def viewer(client: TestClient, scripted: Scripted) -> Iterator[TestClient]:
    yield from browser_of(client, scripted, "viewer")


def browser_of(client: TestClient, scripted: Scripted, role: str) -> Iterator[TestClient]:
    with scripted.service.database.uow("demo") as session:
        person = create_agent(
            session,
            email=f"{role}@lanyun.example",
            name=role,
            role=role,
            password="not a secret",
            language="zh",
            now=NOW,
        )
        opened = open_session(session, person, now=datetime.now(UTC), ttl=timedelta(hours=1))
    browser = TestClient(client.app, raise_server_exceptions=False)
    browser.cookies.set(COOKIE, opened.cookie)
    browser.headers[CSRF_HEADER] = opened.csrf
    yield browser
    browser.close()


@pytest.fixture
def ticket(customer: TestClient, conversation: str) -> int:
    """The number of the ticket that the person button opens in the conversation."""
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    label: str = customer.get(f"{API}/conversations/{conversation}").json()["ticket"]
    return int(label.removeprefix("#"))


def send(client: TestClient, content: bytes, name: str = "a.txt", **where: object):
    return client.post(FILES, params={"name": name} | where, content=content)


def names(client: TestClient, **where: object) -> list[str]:
    return [one["name"] for one in client.get(FILES, params=where).json()["attachments"]]


def files_in(store: AttachmentStore, tenant: str = "demo") -> list[Path]:
    folder = store.root / tenant
    return sorted(folder.iterdir()) if folder.is_dir() else []


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


def test_a_file_comes_back_as_it_was_sent_and_only_to_be_saved(customer, conversation, store) -> None:
    sent = send(customer, PNG, "错误截图.png", conversation=conversation)
    assert sent.status_code == 201
    kept = sent.json()
    assert (kept["name"], kept["media_type"], kept["size"], kept["author"], kept["internal"]) == (
        "错误截图.png", "image/png", len(PNG), "customer", False,
    )  # fmt: skip
    got = customer.get(f"{FILES}/{kept['id']}")
    assert (got.status_code, got.content) == (200, PNG)
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["content-type"] == "image/png"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cross-origin-resource-policy"] == "same-origin"
    assert "no-store" in got.headers["cache-control"]
    assert {"sandbox", "default-src 'none'"} <= set(got.headers["content-security-policy"].split("; "))
    assert names(customer, conversation=conversation) == ["错误截图.png"]


def test_on_the_disk_it_has_a_random_name_that_nobody_chose_and_only_we_may_read(
    customer, conversation, store
) -> None:
    kept = send(customer, b"x", "../../\u200b.htaccess.txt", conversation=conversation).json()
    (file,) = files_in(store)
    assert file.name == kept["id"]
    assert "htaccess" not in file.name
    assert kept["name"] == "htaccess.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("name", "content"), [("a.svg", SVG), ("a.html", HTML)])
def test_what_a_browser_would_run_is_handed_over_as_nothing_in_particular(
    customer, conversation, name, content
) -> None:
    kept = send(customer, content, name, conversation=conversation).json()
    got = customer.get(f"{FILES}/{kept['id']}")
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "name",
    ['"; filename=evil.exe; x=".txt', "a\r\nSet-Cookie: x=y.txt", "日志\u202egnp.txt", "%2e%2e%2f.txt"],
)
def test_a_name_cannot_break_out_of_its_header(customer, conversation, name) -> None:
    kept = send(customer, b"x", name, conversation=conversation).json()
    headers = customer.get(f"{FILES}/{kept['id']}").headers
    assert "set-cookie" not in headers
    disposition = headers["content-disposition"]
    assert disposition.startswith("attachment; filename")
    assert disposition.count("filename") == 1 or "filename%3D" in disposition


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.exe", EXE, 415, "attachment_kind_refused"),
        ("a.png", EXE, 415, "attachment_kind_refused"),
        ("a.zip", zip_of({"zeros": bytes(30_000_000)}), 415, "attachment_kind_refused"),
        ("a.txt", b"", 422, "attachment_rejected"),
        ("a.txt", b"x" * (LIMIT + 1), 413, "attachment_too_large"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_is_in_the_customers_language_and_leaves_nothing(
    customer, conversation, store, name, content, status, code, language
) -> None:
    customer.headers["Accept-Language"] = language
    answer = send(customer, content, name, conversation=conversation)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    for said in (error["message"], error["hint"]):
        assert any("\u4e00" <= one <= "\u9fff" for one in said) == (language == "zh")
    assert files_in(store) == []
    assert names(customer, conversation=conversation) == []


def test_a_forbidden_kind_is_refused_before_a_byte_of_it_is_read(
    client, scripted, conversation, store
) -> None:
    asked, status, _ = upload_by_hand(
        client, scripted, conversation, [b"x" * 1000] * 10, declared=10_000, name="setup.exe"
    )
    assert (asked, status, files_in(store)) == (0, 415, [])


def test_a_gigabyte_is_refused_before_a_byte_of_it_is_read(client, scripted, conversation, store) -> None:
    asked, status, _ = upload_by_hand(client, scripted, conversation, [b"x" * 1000] * 10, declared=2**30)
    assert (asked, status) == (0, 413)
    assert files_in(store) == []


def test_a_body_that_hides_its_length_is_cut_off_at_the_limit(client, scripted, conversation, store) -> None:
    asked, status, _ = upload_by_hand(client, scripted, conversation, [b"x" * 50_000] * 20_000, declared=None)
    assert status == 413
    assert asked <= LIMIT // 50_000 + 2
    assert files_in(store) == []


def test_an_upload_that_breaks_off_leaves_nothing(client, scripted, conversation, store) -> None:
    _, status, body = upload_by_hand(client, scripted, conversation, [b"x" * 1000, None], declared=2000)
    assert (status, b"broke off" in body) == (422, True)
    assert files_in(store) == []


def upload_by_hand(
    client: TestClient,
    scripted: Scripted,
    conversation: str,
    pieces: list[bytes | float | None],
    declared: int | None,
    name: str = "a.txt",
) -> tuple[int, int, bytes]:
    """Sends the pieces as a server would; None is a client that hangs up, a number one that waits.

    How often it asked for more, the status, and the body of its answer.
    """
    headers = [(b"authorization", f"Bearer {scripted.access_token()}".encode()), (b"host", b"testserver")]
    if declared is not None:
        headers.append((b"content-length", str(declared).encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": FILES, "raw_path": FILES.encode(), "root_path": "", "headers": headers,
        "query_string": f"name={name}&conversation={conversation}".encode(),
        "server": ("testserver", 80), "client": ("testclient", 1),
    }  # fmt: skip
    asked, sent = 0, []

    async def receive() -> dict[str, object]:
        nonlocal asked
        asked += 1
        piece = pieces[asked - 1]
        if isinstance(piece, float):
            await asyncio.sleep(piece)
            piece = b""
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": asked < len(pieces)}

    async def keep(message: dict[str, object]) -> None:
        sent.append(message)

    async def run() -> None:
        await client.app(scope, receive, keep)

    assert client.portal is not None
    client.portal.call(run)
    return asked, sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])


def test_the_same_file_in_the_same_place_is_kept_once(customer, conversation, store) -> None:
    first = send(customer, PDF, "a.pdf", conversation=conversation)
    again = send(customer, PDF, "a.pdf", conversation=conversation)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(files_in(store)) == 1


def test_a_thread_and_a_tenant_hold_no_more_than_they_may(client, customer, conversation, scripted) -> None:
    for number in range(4):
        assert send(customer, b"x", f"{number}.txt", conversation=conversation).status_code == 201
    full = send(customer, b"x", "5.txt", conversation=conversation)
    assert (full.status_code, full.json()["error"]["code"]) == (409, "attachment_no_room")
    other = customer.post(f"{API}/conversations", json={}).json()["id"]
    statuses = [
        send(customer, bytes([65 + n]) * 290_000, f"{n}.txt", conversation=other).status_code
        for n in range(4)
    ]
    assert statuses == [201, 201, 201, 409]
    rival = client.post(
        f"{API}/conversations", json={}, headers=bearer(scripted.access_token("rival", "other"))
    )
    sent = client.post(
        FILES,
        params={"name": "a.txt", "conversation": rival.json()["id"]},
        content=b"x",
        headers=bearer(scripted.access_token("rival", "other")),
    )
    assert sent.status_code == 201


def test_two_at_once_do_not_share_the_last_place(customer, conversation, store) -> None:
    for number in range(3):
        send(customer, b"x", f"{number}.txt", conversation=conversation)
    statuses: list[int] = []

    def race(name: str) -> None:
        statuses.append(send(customer, b"y", name, conversation=conversation).status_code)

    threads = [threading.Thread(target=race, args=(f"last-{n}.txt",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 409, 409, 409]
    assert len(files_in(store)) == 4


def test_a_ticket_has_its_conversations_files_and_its_log_names_them(
    customer, agent, conversation, ticket, scripted
) -> None:
    send(customer, b"early", "conversation.txt", conversation=conversation)
    sent = send(agent, b"from us", "answer.txt", ticket=ticket)
    assert (sent.status_code, sent.json()["author"]) == (201, "agent")
    assert names(agent, ticket=ticket) == ["conversation.txt", "answer.txt"]
    assert names(customer, ticket=ticket) == ["conversation.txt", "answer.txt"]
    assert names(customer, conversation=conversation) == ["conversation.txt", "answer.txt"]
    with scripted.service.database.reading("demo") as session:
        events = session.scalars(
            select(TicketEventRow)
            .where(TicketEventRow.type == "ticket.attached")
            .order_by(TicketEventRow.position)
        ).all()
    assert [(one.by.partition(":")[0], one.data["name"]) for one in events] == [
        ("customer", "conversation.txt"),
        ("agent", "answer.txt"),
    ]


def test_a_file_sent_before_there_was_a_ticket_is_the_tickets_too(customer, agent, conversation) -> None:
    send(customer, b"early", "early.txt", conversation=conversation)
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    assert names(agent, ticket=1) == ["early.txt"]


def test_what_belongs_to_an_internal_note_is_nothing_for_the_customer(
    customer, agent, conversation, ticket
) -> None:
    kept = send(agent, b"secret", "internal.txt", ticket=ticket, internal=True).json()
    assert kept["internal"] is True
    assert names(agent, ticket=ticket) == ["internal.txt"]
    assert names(customer, conversation=conversation) == []
    assert customer.get(f"{FILES}/{kept['id']}").status_code == 404
    assert agent.get(f"{FILES}/{kept['id']}").content == b"secret"
    refused = send(customer, b"x", conversation=conversation, internal=True)
    assert refused.status_code == 403


def test_strangers_files_look_like_none(client, customer, conversation, ticket, scripted, store) -> None:
    kept = send(customer, b"mine", conversation=conversation).json()
    visitor = scripted.service.identity.tokens.new_visitor()
    strangers = [
        scripted.access_token("northfold"),
        scripted.access_token("rival", "other"),
        scripted.service.identity.tokens.issue(Principal("visitor", "demo", visitor), datetime.now(UTC))[0],
        scripted.other_api_key,
    ]
    for stranger in strangers:
        for real, none in (
            (("GET", f"{FILES}/{kept['id']}", {}), ("GET", f"{FILES}/f_never", {})),
            (("GET", FILES, {"ticket": ticket}), ("GET", FILES, {"ticket": 999})),
            (("GET", FILES, {"conversation": conversation}), ("GET", FILES, {"conversation": "c_never"})),
            (
                ("POST", FILES, {"name": "a.txt", "conversation": conversation}),
                ("POST", FILES, {"name": "a.txt", "conversation": "c_never"}),
            ),
            (
                ("POST", FILES, {"name": "a.txt", "ticket": ticket}),
                ("POST", FILES, {"name": "a.txt", "ticket": 999}),
            ),
        ):
            answers = [
                client.request(method, path, params=params, content=b"x", headers=bearer(stranger))
                for method, path, params in (real, none)
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].content == answers[1].content
    assert len(files_in(store)) == 1
    assert files_in(store, "other") == []


@pytest.mark.parametrize("path", ["..%2f..%2fhuiyi.db", "%2e%2e", "f_%00", "f_" + "x" * 500])
def test_an_id_is_no_path(customer, path) -> None:
    assert customer.get(f"{FILES}/{path}").status_code == 404


def test_agents_need_the_token_and_the_right_to_write(agent, viewer, ticket) -> None:
    kept = send(agent, b"x", ticket=ticket).json()
    assert viewer.get(f"{FILES}/{kept['id']}").status_code == 200
    assert send(viewer, b"y", ticket=ticket).status_code == 403
    del agent.headers[CSRF_HEADER]
    assert send(agent, b"y", ticket=ticket).status_code == 403
    assert agent.get(f"{FILES}/{kept['id']}").status_code == 200


def test_nobody_in_particular_gets_nothing(client, customer, conversation) -> None:
    kept = send(customer, b"x", conversation=conversation).json()
    del client.headers["Authorization"]
    assert client.get(f"{FILES}/{kept['id']}").status_code == 401
    assert send(client, b"x", conversation=conversation).status_code == 401


@pytest.mark.parametrize("where", [{}, {"conversation": "c", "ticket": 1}, {"ticket": 0}])
def test_a_place_is_one_conversation_or_one_ticket(customer, where) -> None:
    assert send(customer, b"x", **where).status_code == 422
    assert customer.get(FILES, params=where).status_code == 422


def test_a_file_that_is_gone_from_the_disk_is_not_found(customer, conversation, store) -> None:
    kept = send(customer, b"x", conversation=conversation).json()
    files_in(store)[0].unlink()
    assert customer.get(f"{FILES}/{kept['id']}").status_code == 404


def test_a_disk_that_takes_nothing_is_503_in_words(customer, conversation, store) -> None:
    store.root.parent.mkdir(exist_ok=True)
    store.root.write_text("in the way of the folder")
    answer = send(customer, b"x", conversation=conversation)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "storage_unavailable")
    assert answer.json()["error"]["message"] == "files cannot be stored at the moment"
    assert str(store.root) not in answer.text


def test_a_process_killed_anywhere_in_an_upload_leaves_no_row_without_its_file(
    customer, conversation, store, scripted, monkeypatch
) -> None:
    """Each step in turn is the last that happens; what it left is swept, and sending again works."""
    database = scripted.service.database

    class Killed(BaseException):
        pass

    def die(*_arguments: object, **_options: object) -> None:
        raise Killed

    steps = ("store.Draft.seal", "keeping.check_content", "store.AttachmentStore.keep", "keeping.attach")
    for step in steps:
        draft = store.draft("demo")
        draft.write(b"x")
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(f"bot.desk.attachments.{step}", die)
            keep(
                database,
                store,
                draft,
                tenant_id="demo",
                place=Place(None, conversation),
                sender=Sender("customer", "customer"),
                name="a.txt",
                limits=limits_of(scripted.service.settings),
                now=NOW,
            )
        draft.file.close()  # as the end of its process would
        assert names(customer, conversation=conversation) == []
        (left,) = files_in(store)
        long_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
        os.utime(left, (long_ago, long_ago))
        assert OrphanFiles(database, store).run("demo", datetime.now(UTC)) == 1
        assert files_in(store) == []
    assert send(customer, b"x", conversation=conversation).status_code == 201


def test_orphans_are_swept_and_kept_files_are_not(customer, conversation, store, scripted) -> None:
    kept = send(customer, b"kept", conversation=conversation).json()
    folder = store.root / "demo"
    for name in ("dead.part", "f_without_row", "young.part"):
        (folder / name).write_bytes(b"x")
    long_ago = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
    for name in ("dead.part", "f_without_row", kept["id"]):
        os.utime(folder / name, (long_ago, long_ago))
    orphans = OrphanFiles(scripted.service.database, store)
    now = datetime.now(UTC)
    assert orphans.run("demo", now) == 2
    assert {path.name for path in files_in(store)} == {kept["id"], "young.part"}
    os.utime(folder / "young.part", (long_ago, long_ago))
    assert orphans.run("demo", now + timedelta(minutes=30)) == 0
    assert orphans.run("demo", now + timedelta(hours=1)) == 1
    assert orphans.run("nobody", now) == 0


def test_a_customers_files_are_erased_and_nobody_elses(
    client, customer, agent, conversation, ticket, store, scripted
) -> None:
    send(customer, b"one", "1.txt", conversation=conversation)
    send(agent, b"two", "2.txt", ticket=ticket)
    northfold = bearer(scripted.access_token("northfold"))
    theirs = client.post(f"{API}/conversations", json={}, headers=northfold).json()["id"]
    where = {"name": "a.txt", "conversation": theirs}
    stays = client.post(FILES, params=where, content=b"three", headers=northfold).json()
    assert erase_person(scripted.service.database, store, "demo", "qinglan", now=NOW).files == 2
    assert [path.name for path in files_in(store)] == [stays["id"]]


def test_a_flood_of_files_is_slowed_down(database: Database, tmp_path: Path) -> None:
    scripted = build_scripted(database, tmp_path, message_burst=2, message_rate=0.01)
    with TestClient(app_over(scripted.service)) as client:
        client.headers.update(bearer(scripted.access_token()))
        statuses = [send(client, b"x", conversation="c_never").status_code for _ in range(4)]
    assert statuses == [404, 404, 429, 429]


def test_an_upload_that_never_ends_is_ended(client, scripted, conversation, store, monkeypatch) -> None:
    monkeypatch.setattr("bot.api.routes.attachments.LONGEST_MINUTES", 0.001)
    pieces = [b"x", 10.0, b"y"]
    _, status, body = upload_by_hand(client, scripted, conversation, pieces, declared=None)
    assert (status, b"was not complete after" in body) == (422, True)
    assert files_in(store) == []
