"""The API from outside, over both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.conversations import change_conversation
from bot.principal import Principal
from escalation.ticketing.models import TicketMessage
from tests.scripted import Scripted

API = "/api/v1"


def post(client: TestClient, conversation: str, text: str, key: str | None = None, wait_s: float = 10):
    headers = {"Idempotency-Key": key} if key else {}
    body = {"text": text, "wait_s": wait_s}
    return client.post(f"{API}/conversations/{conversation}/messages", json=body, headers=headers)


def messages(client: TestClient, conversation: str, after: int = 0) -> list[tuple[int, str, str]]:
    found = client.get(f"{API}/conversations/{conversation}/messages", params={"after": after}).json()
    return [(one["seq"], one["author"], one["text"]) for one in found["messages"]]


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


def test_a_message_is_answered_within_the_wait(customer, conversation) -> None:
    answer = post(customer, conversation, "hello")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["message"]["seq"], body["done"], body["duplicate"]) == (1, True, False)
    assert [(one["seq"], one["text"], one["quick_replies"]) for one in body["replies"]] == [
        (2, "1: hello", ["yes", "no"])
    ]
    assert messages(customer, conversation) == [(1, "customer", "hello"), (2, "bot", "1: hello")]
    assert messages(customer, conversation, after=1) == [(2, "bot", "1: hello")]


def test_without_a_wait_the_message_is_stored_and_answered_later(customer, conversation) -> None:
    assert post(customer, conversation, "hello", wait_s=0).json()["done"] is False
    assert post(customer, conversation, "again").json()["replies"][-1]["text"] == "2: again"
    assert [text for _, _, text in messages(customer, conversation)].count("1: hello") == 1


def test_the_same_key_is_the_same_message(customer, conversation) -> None:
    first = post(customer, conversation, "hello", key="k-1")
    again = post(customer, conversation, "hello", key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["duplicate"] is True
    assert again.json()["message"] == first.json()["message"]
    assert again.json()["replies"] == first.json()["replies"]
    assert len(messages(customer, conversation)) == 2
    other = post(customer, conversation, "something else", key="k-1")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")


def test_the_same_key_opens_one_conversation(customer) -> None:
    opened = [
        customer.post(f"{API}/conversations", json={}, headers={"Idempotency-Key": "o-1"}).json()["id"]
        for _ in range(2)
    ]
    assert opened[0] == opened[1]


def test_turns_build_on_what_was_said_before_even_after_a_restart(customer, conversation, scripted) -> None:
    post(customer, conversation, "one")
    scripted.service.processor._parts.trackers._held.clear()
    assert post(customer, conversation, "two").json()["replies"][0]["text"] == "2: two"


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("", 422, "text_empty"),
        (" \n\u200b\x00", 422, "text_empty"),
        ("\u200d\ufe0f\u0301", 422, "text_empty"),
        ("x" * 4001, 422, "text_too_long"),
        ("x" * 100_000, 413, "body_too_large"),
    ],
)
def test_a_text_that_cannot_be_taken_is_refused_in_words(customer, conversation, text, status, code) -> None:
    answer = post(customer, conversation, text)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]
    assert messages(customer, conversation) == []


@pytest.mark.parametrize(
    "text", ["😀😀", "<img src=x onerror=alert(1)>", "'; DROP TABLE messages;--", "你\u0007好"]
)
def test_odd_texts_are_ordinary_messages(customer, conversation, text) -> None:
    said = post(customer, conversation, text).json()
    kept = text.replace("\u0007", "")
    assert said["message"]["text"] == kept
    assert said["replies"][0]["text"] == f"1: {kept}"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"text": 7}', b'{"texts": "x"}', b'{"text": "x", "wait_s": 31}', b"\xff\xfe"]
)
def test_a_malformed_body_is_422_in_the_one_shape(customer, conversation, body) -> None:
    answer = customer.post(
        f"{API}/conversations/{conversation}/messages",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"code", "message", "hint"}


def test_what_is_no_json_object_is_told_what_is_expected(customer, conversation) -> None:
    path = f"{API}/conversations/{conversation}/messages"
    as_json = {"Content-Type": "application/json"}
    cut = customer.post(path, content=b'{"text": "x"', headers=as_json).json()["error"]["message"]
    bare = customer.post(path, content=b'{"text": "x"}', headers={"Content-Type": ""}).json()["error"][
        "message"
    ]
    assert cut == "body: not JSON at character 12; expected an object"
    assert bare == "body: expected a JSON object, sent as Content-Type: application/json"


def test_a_body_in_chunks_is_cut_off_at_the_limit(customer, conversation) -> None:
    def chunks():
        for _ in range(100):
            yield b"x" * 1024

    answer = customer.post(f"{API}/conversations/{conversation}/messages", content=chunks())
    assert answer.status_code == 413


@pytest.mark.parametrize("credential", ["", "x", "hyk_demo_00", "hyk_nobody_00", "a.b.c"])
def test_a_wrong_credential_is_401(client, credential) -> None:
    answer = client.get(f"{API}/conversations", headers=bearer(credential))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")


def test_an_expired_token_is_401(client, scripted: Scripted) -> None:
    past = datetime.now(UTC) - timedelta(hours=1)
    token, _ = scripted.service.identity.tokens.issue(Principal("contact", "demo", "qinglan"), past)
    assert client.get(f"{API}/conversations", headers=bearer(token)).status_code == 401


PATHS = [
    ("GET", "", None),
    ("GET", "/messages", None),
    ("GET", "/trace", None),
    ("POST", "/messages", {"text": "x"}),
    ("POST", "/handoff", {}),
    ("POST", "/typing", None),
    ("POST", "/seen", {"seq": 1}),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_a_stranger_s_conversation_looks_like_none(
    client, customer, conversation, scripted, method, path, body
) -> None:
    post(customer, conversation, "mine")
    visitor = scripted.service.identity.tokens.new_visitor()
    strangers = [
        scripted.access_token("northfold"),
        scripted.access_token("rival", "other"),
        scripted.service.identity.tokens.issue(Principal("visitor", "demo", visitor), datetime.now(UTC))[0],
        scripted.other_api_key,
    ]
    for stranger in strangers:
        answers = [
            client.request(method, f"{API}/conversations/{name}{path}", json=body, headers=bearer(stranger))
            for name in (conversation, "c_never")
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert len(messages(customer, conversation)) == 2


def test_a_repeat_by_a_stranger_tells_nothing(client, customer, conversation, scripted) -> None:
    post(customer, conversation, "mine", key="k-1")
    answer = client.post(
        f"{API}/conversations/{conversation}/messages",
        json={"text": "mine"},
        headers=bearer(scripted.access_token("northfold")) | {"Idempotency-Key": "k-1"},
    )
    assert answer.status_code == 404


def test_customers_see_their_own_list_and_scripts_see_all(client, customer, conversation, scripted) -> None:
    assert [one["id"] for one in customer.get(f"{API}/conversations").json()["conversations"]] == [
        conversation
    ]
    northfold = bearer(scripted.access_token("northfold"))
    assert client.get(f"{API}/conversations", headers=northfold).json()["conversations"] == []
    for key, seen in ((scripted.api_key, 1), (scripted.other_api_key, 0)):
        found = client.get(f"{API}/conversations", headers=bearer(key)).json()["conversations"]
        assert len(found) == seen


def test_the_trace_is_for_staff(client, customer, conversation, scripted) -> None:
    post(customer, conversation, "hello")
    path = f"{API}/conversations/{conversation}/trace"
    assert customer.get(path).status_code == 404
    (turn,) = client.get(path, headers=bearer(scripted.api_key)).json()["turns"]
    trace = turn["trace"]
    assert turn["seq"] == 1
    assert trace["intent"] == {"name": "how_to", "confidence": 0.9}
    assert [one["name"] for one in trace["intent_ranking"]] == ["how_to", "greet"]
    assert (trace["acts"], trace["reasons"], trace["error"]) == (
        ["smalltalk"],
        ["scripted", "as scripted"],
        None,
    )
    assert set(trace["durations_ms"]) == {"parse", "decide", "total"}


def test_a_script_speaks_for_a_contact(client, scripted) -> None:
    headers = bearer(scripted.api_key)
    opened = client.post(f"{API}/conversations", json={"contact": "qinglan"}, headers=headers).json()
    assert (opened["contact"], opened["channel"]) == ("qinglan", "api")
    answer = client.post(
        f"{API}/conversations/{opened['id']}/messages", json={"text": "hi", "wait_s": 10}, headers=headers
    )
    assert answer.json()["replies"][0]["text"] == "1: hi"
    listed = client.get(f"{API}/conversations", headers=bearer(scripted.access_token())).json()
    assert [one["id"] for one in listed["conversations"]] == [opened["id"]]


def test_a_customer_cannot_speak_for_another(customer) -> None:
    answer = customer.post(f"{API}/conversations", json={"contact": "northfold"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "malformed")


def test_the_person_button_hands_off_and_leaves_a_ticket_with_the_transcript(
    client, customer, conversation, scripted
) -> None:
    post(customer, conversation, "hello")
    answer = customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    assert answer.json()["message"]["text"] == "I would like to talk to a person."
    assert scripted.understanding.parsed == ["hello"]
    now = customer.get(f"{API}/conversations/{conversation}").json()
    assert (now["owner"], now["ticket"]) == ("bot", "#1")
    assert now["waiting_since"] is not None
    with scripted.service.database.reading("demo") as session:
        notes = session.scalars(select(TicketMessage.text).where(TicketMessage.audience == "")).all()
    assert len(notes) == 1
    assert "1. customer: hello\n2. bot: 1: hello\n3. customer: I would like" in notes[0]


def test_each_conversation_that_joins_a_ticket_leaves_its_transcript_once(customer, scripted) -> None:
    for said in ("my first words", "my second words"):
        opened = customer.post(f"{API}/conversations", json={}).json()["id"]
        post(customer, opened, said)
        for _ in range(2):
            customer.post(f"{API}/conversations/{opened}/handoff", json={"wait_s": 10})
        assert customer.get(f"{API}/conversations/{opened}").json()["ticket"] == "#1"
    with scripted.service.database.reading("demo") as session:
        notes = session.scalars(select(TicketMessage.text).where(TicketMessage.audience == "")).all()
    first = [note.splitlines()[0] for note in notes]
    assert first == ["1. customer: my first words", "1. customer: my second words"]


def test_of_a_long_conversation_the_transcript_has_the_last(
    customer, conversation, scripted, monkeypatch
) -> None:
    monkeypatch.setattr("bot.transcript.LAST", 3)
    for said in ("one", "two", "three"):
        post(customer, conversation, said)
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    with scripted.service.database.reading("demo") as session:
        (note,) = session.scalars(select(TicketMessage.text).where(TicketMessage.audience == "")).all()
    assert [line.split(".")[0] for line in note.splitlines()] == ["6", "7", "8"]


def test_the_person_button_pressed_again_by_the_same_key_is_one(
    client, customer, conversation, scripted
) -> None:
    path = f"{API}/conversations/{conversation}/handoff"
    first = customer.post(path, headers={"Idempotency-Key": "h-1"}, json={"wait_s": 10})
    with scripted.service.database.uow("demo") as session:
        change_conversation(session, conversation, language="zh")
    again = customer.post(path, headers={"Idempotency-Key": "h-1"}, json={"wait_s": 10})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["message"] == first.json()["message"]
    said = post(customer, conversation, "another", key="h-1")
    assert (said.status_code, said.json()["error"]["code"]) == (409, "idempotency_conflict")


@pytest.mark.parametrize(
    "path", ["%00/messages", "c/messages?after=2147483648", "c/messages?after=99999999999999999999"]
)
def test_what_no_database_holds_is_refused(customer, path) -> None:
    answer = customer.get(f"{API}/conversations/{path}")
    assert answer.status_code in (404, 422), answer.text
    assert answer.json()["error"]["code"] in ("not_found", "malformed")


def test_a_widget_begins_with_its_site_key(client, scripted) -> None:
    body = {"site_key": scripted.demo.site_key}
    visitor = client.post(f"{API}/widget/session", json=body).json()
    assert (visitor["kind"], visitor["contact"], visitor["conversations"]) == ("visitor", None, [])
    headers = bearer(visitor["token"])
    opened = client.post(f"{API}/conversations", json={"language": "zh"}, headers=headers).json()["id"]
    back = client.post(f"{API}/widget/session", json=body | {"visitor_id": visitor["visitor_id"]}).json()
    assert (back["visitor_id"], back["last_conversation"]) == (visitor["visitor_id"], opened)
    forged = client.post(f"{API}/widget/session", json=body | {"visitor_id": "v_" + "0" * 56}).json()
    assert forged["last_conversation"] is None
    assert forged["visitor_id"] != "v_" + "0" * 56


def test_a_signed_in_customer_comes_with_a_user_token(client, scripted) -> None:
    body = {"site_key": scripted.demo.site_key, "user_token": scripted.user_token()}
    session = client.post(f"{API}/widget/session", json=body).json()
    assert (session["kind"], session["contact"], session["name"]) == ("contact", "qinglan", "Qinglan")
    assert session["tenant"]["name"] == "Lanyun"


@pytest.mark.parametrize("wrong", ["expired", "other tenant", "unknown", "garbage", "too long lived"])
def test_a_wrong_user_token_never_makes_a_visitor(client, scripted, wrong) -> None:
    token = {
        "expired": scripted.user_token(minutes=-1),
        "other tenant": scripted.user_token("qinglan", scripted.other),
        "unknown": scripted.user_token("nobody"),
        "garbage": "x.y.z",
        "too long lived": scripted.user_token(days=30),
    }[wrong]
    answer = client.post(
        f"{API}/widget/session", json={"site_key": scripted.demo.site_key, "user_token": token}
    )
    assert answer.status_code == 401


def test_pages_that_the_tenant_did_not_list_are_refused(client, scripted) -> None:
    def status(origin: str) -> int:
        body = {"site_key": scripted.demo.site_key}
        return client.post(f"{API}/widget/session", json=body, headers={"Origin": origin}).status_code

    assert status("https://lanyun.example") == 200
    assert status("http://testserver") == 200
    assert status("https://rival.example") == 403
    assert status("null") == 403


def test_an_unknown_site_key_is_404(client) -> None:
    assert client.post(f"{API}/widget/session", json={"site_key": "site_x"}).status_code == 404


def test_a_turn_that_fails_apologises_and_keeps_the_trace(client, customer, conversation, scripted) -> None:
    answer = post(customer, conversation, "boom").json()
    assert answer["done"] is True
    assert "something went wrong on my side" in answer["replies"][0]["text"]
    assert answer["replies"][0]["quick_replies"] == ["Talk to a person"]
    assert post(customer, conversation, "hello").json()["replies"][0]["text"] == "1: hello"
    path = f"{API}/conversations/{conversation}/trace"
    turns = client.get(path, headers=bearer(scripted.api_key)).json()["turns"]
    assert turns[0]["trace"]["error"] == "RuntimeError: as the message said"
    assert turns[0]["trace"]["intent"]["name"] == "how_to"


def test_seen_moves_forward_only_and_not_past_the_end(customer, conversation) -> None:
    post(customer, conversation, "hello")
    for sent, kept in ((1, 1), (99, 2), (1, 2)):
        assert (
            customer.post(f"{API}/conversations/{conversation}/seen", json={"seq": sent}).status_code == 204
        )
        assert customer.get(f"{API}/conversations/{conversation}").json()["customer_seen"] == kept


def test_unknown_paths_and_methods_answer_in_the_one_shape(customer) -> None:
    for answer, status in (
        (customer.get(f"{API}/nowhere"), 404),
        (customer.put(f"{API}/conversations"), 405),
    ):
        assert answer.status_code == status
        assert set(answer.json()["error"]) == {"code", "message", "hint"}


def test_every_answer_tells_browsers_to_be_careful(client) -> None:
    headers = client.get("/healthz").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/readyz").json() == {"ready": True}


def test_the_openapi_document_names_every_route(client) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    assert {f"{API}/conversations/{{conversation_id}}/messages", f"{API}/widget/session"} <= set(paths)
