"""The socket from outside, over both databases."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from starlette.websockets import WebSocketDisconnect

from bot.agent_sessions import COOKIE, open_session
from bot.agents import find_agent
from bot.api import stream, stream_session
from bot.principal import Principal
from tests.scripted import Scripted

WS = "/api/v1/ws"


@contextmanager
def opened(client, scripted, conversation, *, after=0, token=None, headers=None):
    """A socket past its welcome frame."""
    with client.websocket_connect(WS, headers=headers or {}) as socket:
        hello = {"type": "hello", "conversation": conversation, "after": after}
        socket.send_json(hello | {"token": token or scripted.access_token()})
        welcome = socket.receive_json()
        assert welcome["type"] == "welcome", welcome
        yield socket


def until(socket, kind: str, /, **wanted):
    """The next frame of a kind; the others on the way are passed over."""
    for _ in range(100):
        frame = socket.receive_json()
        if frame["type"] == kind and all(frame.get(name) == value for name, value in wanted.items()):
            return frame
    raise AssertionError(f"no {kind} among 100 frames")


def said(socket, count: int) -> list[tuple[int, str]]:
    found = [until(socket, "message")["message"] for _ in range(count)]
    return [(one["seq"], one["text"]) for one in found]


def closed_with(socket) -> int:
    with pytest.raises(WebSocketDisconnect) as caught:
        while True:
            socket.receive_json()
    return caught.value.code


def sign_in(scripted: Scripted, tenant: str = "demo") -> tuple[str, str]:
    """Cookie and CSRF word of a signed-in agent."""
    with scripted.service.database.uow(tenant) as session:
        agent = find_agent(session, "ning@lanyun.example")
        opened_session = open_session(session, agent, now=datetime.now(UTC), ttl=timedelta(hours=1))
    return opened_session.cookie, opened_session.csrf


@pytest.fixture
def agent(client, scripted):
    """Calls the API as the agent Ning."""
    cookie, csrf = sign_in(scripted)

    def call(method: str, path: str, **options):
        headers = {"Cookie": f"{COOKIE}={cookie}", "X-CSRF-Token": csrf, "Authorization": ""}
        return client.request(method, f"/api/v1/conversations/{path}", headers=headers, **options)

    return call


def test_a_message_is_acknowledged_shown_and_answered(customer, scripted, conversation) -> None:
    with opened(customer, scripted, conversation) as socket:
        socket.send_json({"type": "send", "client_id": "m-1", "text": "hello"})
        frames = [socket.receive_json() for _ in range(5)]
    kinds = {frame["type"] for frame in frames}
    assert kinds == {"ack", "message", "seen", "typing"}
    assert {"type": "ack", "client_id": "m-1", "seq": 1, "duplicate": False} in frames
    shown = [frame["message"] for frame in frames if frame["type"] == "message"]
    assert [(one["seq"], one["author"], one["client_id"]) for one in shown] == [
        (1, "customer", "m-1"),
        (2, "bot", None),
    ]
    assert {"type": "typing", "who": "bot", "on": True} in frames


def test_after_a_cut_the_client_gets_what_it_missed_and_no_more(customer, scripted, conversation) -> None:
    with opened(customer, scripted, conversation) as socket:
        socket.send_json({"type": "send", "client_id": "m-1", "text": "one"})
        assert said(socket, 2) == [(1, "one"), (2, "1: one")]
    customer.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "two", "wait_s": 10})
    with opened(customer, scripted, conversation, after=2) as socket:
        assert said(socket, 2) == [(3, "two"), (4, "2: two")]
        socket.send_json({"type": "ping"})
        assert until(socket, "heartbeat")["head"] == 4


def test_a_send_that_is_repeated_after_a_cut_is_one_message(customer, scripted, conversation) -> None:
    for duplicate in (False, True):
        with opened(customer, scripted, conversation) as socket:
            socket.send_json({"type": "send", "client_id": "m-1", "text": "hello"})
            assert until(socket, "ack") == {
                "type": "ack", "client_id": "m-1", "seq": 1, "duplicate": duplicate,
            }  # fmt: skip
    path = f"/api/v1/conversations/{conversation}/messages"
    answer = customer.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "m-1"})
    assert answer.json()["duplicate"] is True


def test_messages_keep_their_order(customer, scripted, conversation) -> None:
    with opened(customer, scripted, conversation) as socket:
        for number in range(10):
            socket.send_json({"type": "send", "client_id": f"m-{number}", "text": f"{number}"})
        seen = said(socket, 20)
    assert [seq for seq, _ in seen] == list(range(1, 21))
    assert [text for _, text in seen if ":" not in text] == [str(number) for number in range(10)]
    assert [text for _, text in seen if ":" in text] == [f"{number + 1}: {number}" for number in range(10)]


def test_a_frame_that_the_hub_lost_is_read_from_the_table(customer, scripted, conversation) -> None:
    with opened(customer, scripted, conversation) as socket:
        loop, scripted.service.hub._loop = scripted.service.hub._loop, None
        customer.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "unheard"})
        scripted.service.hub._loop = loop
        socket.send_json({"type": "send", "client_id": "m-2", "text": "heard"})
        assert [seq for seq, _ in said(socket, 4)] == [1, 2, 3, 4]


def test_a_heartbeat_brings_what_the_hub_lost(customer, scripted, conversation, monkeypatch) -> None:
    monkeypatch.setattr(stream_session, "HEARTBEAT_S", 0.3)
    with opened(customer, scripted, conversation) as socket:
        scripted.service.hub.attach(None)
        customer.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "unheard"})
        assert said(socket, 1) == [(1, "unheard")]


def test_too_much_to_catch_up_with_is_a_gap(customer, scripted, conversation, monkeypatch) -> None:
    monkeypatch.setattr(stream_session, "GAP", 3)
    for _ in range(2):
        customer.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "x", "wait_s": 10})
    with opened(customer, scripted, conversation) as socket:
        assert socket.receive_json() == {"type": "gap", "from": 1, "head": 4}
        socket.send_json({"type": "send", "client_id": "m", "text": "more"})
        assert said(socket, 1) == [(5, "more")]


def test_a_stranger_cannot_follow(customer, client, scripted, conversation) -> None:
    strangers = [
        scripted.access_token("northfold"),
        scripted.access_token("rival", "other"),
        scripted.other_api_key,
    ]
    for stranger in strangers:
        frames = []
        for name in (conversation, "c_never"):
            with client.websocket_connect(WS) as socket:
                socket.send_json({"type": "hello", "token": stranger, "conversation": name, "after": 0})
                frames.append(socket.receive_json())
                assert closed_with(socket) == 4404
        assert frames[0] == frames[1]


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"type": "hello", "token": "x", "conversation": "c"}, 4401),
        ({"type": "hello", "conversation": "c"}, 4403),
        ({"type": "send", "text": "x"}, 4400),
        ({"type": "hello", "token": 7}, 4400),
        ({"type": "hello", "token": "x", "conversation": 7}, 4400),
        ({"type": "hello", "token": "x", "after": -1}, 4400),
        ([], 4400),
    ],
)
def test_a_first_frame_that_does_not_fit_closes(client, hello, code) -> None:
    with client.websocket_connect(WS) as socket:
        socket.send_json(hello)
        assert socket.receive_json()["type"] == "error"
        assert closed_with(socket) == code


def test_a_socket_that_says_nothing_is_closed(client, monkeypatch) -> None:
    monkeypatch.setattr(stream, "HELLO_S", 0.05)
    with client.websocket_connect(WS) as socket:
        assert closed_with(socket) == 4408


def test_pages_of_strangers_are_refused_at_the_handshake(client, customer, scripted, conversation) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as caught,
        client.websocket_connect(WS, headers={"Origin": "https://evil.example"}),
    ):
        pass
    assert caught.value.code == 4403
    with client.websocket_connect(WS, headers={"Origin": "https://rival.example"}) as socket:
        socket.send_json({"type": "hello", "token": scripted.access_token(), "conversation": conversation})
        assert closed_with(socket) == 4403
    with opened(client, scripted, conversation, headers={"Origin": "https://lanyun.example"}):
        pass


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "send", "client_id": "m", "text": ""}, "text_empty"),
        ({"type": "send", "client_id": "m", "text": "x" * 4001}, "text_too_long"),
        ({"type": "send", "client_id": "m"}, "malformed"),
        ({"type": "send", "client_id": "a b", "text": "x"}, "malformed"),
        ({"type": "send", "client_id": "\ud800", "text": "x"}, "malformed"),
        ({"type": "token", "token": "\ud800.a.b"}, "not_signed_in"),
        ({"type": "seen", "seq": "x"}, "malformed"),
        ({"type": "fly"}, "malformed"),
        ({}, "malformed"),
    ],
)
def test_a_wrong_frame_is_answered_and_the_socket_stays(
    customer, scripted, conversation, frame, code
) -> None:
    with opened(customer, scripted, conversation) as socket:
        socket.send_json(frame)
        assert until(socket, "error")["error"]["code"] == code
        socket.send_json({"type": "send", "client_id": "good", "text": "still here"})
        assert until(socket, "ack")["seq"] == 1


@pytest.mark.parametrize("text", ["{", "[]", "nonsense", "[" * 50_000, "x" * 70_000])
def test_what_is_no_frame_closes(customer, scripted, conversation, text) -> None:
    with opened(customer, scripted, conversation) as socket:
        socket.send_text(text)
        assert until(socket, "error")
        assert closed_with(socket) == 4400


def test_bytes_are_no_frame(customer, scripted, conversation) -> None:
    with customer.websocket_connect(WS) as socket:
        socket.send_bytes(b"\x00\xff")
        assert until(socket, "error")["error"]["code"] == "malformed"
        assert closed_with(socket) == 4400
    with opened(customer, scripted, conversation) as socket:
        socket.send_bytes(b"{}")
        assert until(socket, "error")["error"]["code"] == "malformed"
        assert closed_with(socket) == 4400


@pytest.mark.parametrize(
    ("token", "conversation_id", "code"),
    [("\ud800.a.b", "c", 4401), (None, "\ud800", 4404), (None, "c\x00", 4404)],
)
def test_a_hello_with_what_no_text_holds_is_refused(customer, scripted, token, conversation_id, code) -> None:
    with customer.websocket_connect(WS) as socket:
        hello = {"type": "hello", "token": token or scripted.access_token(), "conversation": conversation_id}
        socket.send_json(hello)
        assert until(socket, "error")
        assert closed_with(socket) == code


def test_a_flood_of_frames_closes(customer, scripted, conversation) -> None:
    with opened(customer, scripted, conversation) as socket:
        for _ in range(200):
            socket.send_json({"type": "seen", "seq": 0})
        assert closed_with(socket) == 4429


def test_a_token_that_runs_out_can_be_renewed(customer, scripted, conversation, monkeypatch) -> None:
    monkeypatch.setattr(stream_session, "GRACE_S", 0.3)
    tokens = scripted.service.identity.tokens

    def nearly_over() -> str:
        issued_at = datetime.now(UTC) - tokens.ttl + timedelta(seconds=1.5)
        return tokens.issue(Principal("contact", "demo", "qinglan"), issued_at)[0]

    with opened(customer, scripted, conversation, token=nearly_over()) as socket:
        assert until(socket, "expired")
        socket.send_json({"type": "send", "client_id": "late", "text": "x"})
        assert until(socket, "error")["error"]["code"] == "not_signed_in"
        socket.send_json({"type": "token", "token": scripted.access_token("northfold")})
        assert until(socket, "error")["error"]["code"] == "not_signed_in"
        socket.send_json({"type": "token", "token": scripted.access_token()})
        socket.send_json({"type": "send", "client_id": "late", "text": "x"})
        assert until(socket, "ack")["seq"] == 1
    with opened(customer, scripted, conversation, token=nearly_over(), after=9) as socket:
        assert closed_with(socket) == 4401


def test_typing_and_seen_reach_the_other_side_only(client, customer, scripted, conversation, agent) -> None:
    cookie, _ = sign_in(scripted)
    headers = {"Cookie": f"{COOKIE}={cookie}", "Origin": "http://testserver"}
    customer.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "hi", "wait_s": 10})
    with (
        opened(customer, scripted, conversation, after=2) as widget,
        client.websocket_connect(WS, headers=headers) as console,
    ):
        console.send_json({"type": "hello", "conversation": conversation, "after": 2})
        assert console.receive_json()["type"] == "welcome"
        widget.send_json({"type": "typing", "on": True})
        widget.send_json({"type": "seen", "seq": 2})
        assert until(console, "typing")["who"] == "customer"
        assert until(console, "seen") == {"type": "seen", "who": "customer", "seq": 2}
        console.send_json({"type": "typing", "on": True})
        console.send_json({"type": "seen", "seq": 2})
        assert widget.receive_json() == {"type": "typing", "who": "agent", "on": True}
        assert widget.receive_json() == {"type": "seen", "who": "agent", "seq": 2}


def test_an_agent_takes_over_answers_and_hands_back(client, customer, scripted, conversation, agent) -> None:
    path = f"/api/v1/conversations/{conversation}"
    customer.post(f"{path}/handoff", json={"wait_s": 10})
    with opened(customer, scripted, conversation, after=2) as widget:
        assert agent("POST", f"{conversation}/take-over").json()["owner"] == "agent"
        assert said(widget, 1) == [(3, "周宁 joined the conversation.")]
        owner = until(widget, "owner")
        assert (owner["owner"], owner["agent"], owner["waiting_since"]) == ("agent", "周宁", None)
        silent = customer.post(f"{path}/messages", json={"text": "are you there", "wait_s": 10}).json()
        assert (silent["done"], silent["replies"]) == (True, [])
        reply = agent("POST", f"{conversation}/messages", json={"text": "yes, I am"})
        assert reply.status_code == 201
        assert said(widget, 2) == [(4, "are you there"), (5, "yes, I am")]
        assert agent("POST", f"{conversation}/hand-back").json()["owner"] == "bot"
        assert said(widget, 1)[0][1].startswith("周宁 left the conversation.")
        answered = customer.post(f"{path}/messages", json={"text": "thanks", "wait_s": 10}).json()
        assert answered["replies"][0]["text"] == "2: thanks"
    refused = agent("POST", f"{conversation}/messages", json={"text": "one more"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_yours_to_answer")


def test_the_agents_feed_tells_who_waits(client, customer, scripted, conversation) -> None:
    cookie, _ = sign_in(scripted)
    other_cookie, _ = sign_in(scripted, "other")
    with (
        client.websocket_connect(
            WS, headers={"Cookie": f"{COOKIE}={cookie}", "Origin": "http://testserver"}
        ) as feed,
        client.websocket_connect(
            WS, headers={"Cookie": f"{COOKIE}={other_cookie}", "Origin": "http://testserver"}
        ) as stranger,
    ):
        for socket in (feed, stranger):
            socket.send_json({"type": "hello", "conversation": None})
            assert socket.receive_json()["type"] == "welcome"
        assert scripted.service.presence.anyone("demo")
        customer.post(f"/api/v1/conversations/{conversation}/handoff", json={"wait_s": 10})
        shown = until(feed, "conversation")["conversation"]
        assert shown["id"] == conversation
        notice = until(feed, "notice", kind="handoff.requested")
        assert (notice["conversation"], notice["data"]["ticket"]["ticket_id"]) == (conversation, "#1")
        stranger.send_json({"type": "ping"})
        assert stranger.receive_json()["type"] == "heartbeat"
    assert not scripted.service.presence.anyone("demo")


def test_an_agent_who_signed_out_is_cut_off(client, scripted, conversation, monkeypatch) -> None:
    from bot.agent_sessions import close_session

    monkeypatch.setattr(stream_session, "HEARTBEAT_S", 0.2)
    cookie, _ = sign_in(scripted)
    headers = {"Cookie": f"{COOKIE}={cookie}", "Origin": "http://testserver"}
    with client.websocket_connect(WS, headers=headers) as socket:
        socket.send_json({"type": "hello", "conversation": conversation})
        assert until(socket, "heartbeat")
        with scripted.service.database.uow("demo") as session:
            close_session(session, cookie)
        assert closed_with(socket) == 4401


def test_an_agent_s_cookie_counts_only_on_our_own_pages(client, scripted, conversation) -> None:
    cookie, _ = sign_in(scripted)
    for origin in ({}, {"Origin": "https://lanyun.example"}):
        with client.websocket_connect(WS, headers={"Cookie": f"{COOKIE}={cookie}"} | origin) as socket:
            socket.send_json({"type": "hello", "conversation": conversation})
            assert closed_with(socket) == 4403


def test_an_agent_s_writing_request_needs_the_csrf_word(client, scripted, conversation) -> None:
    cookie, _ = sign_in(scripted)
    answer = client.post(
        f"/api/v1/conversations/{conversation}/take-over",
        headers={"Cookie": f"{COOKIE}={cookie}", "Authorization": ""},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
