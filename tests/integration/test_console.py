"""The console from outside, over both databases: who gets in, what they see, and what they cannot do."""

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import Response
from starlette.testclient import TestClient

from bot.agent_sessions import COOKIE
from bot.agents import create_agent, find_agent
from bot.staffing import disable_agent
from tests.scripted import NOW, Scripted
from tests.shared_app import app_over

PASSWORD = "not a secret"
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 1337*1337 }} \"'&"


@pytest.fixture
def client(scripted: Scripted) -> Iterator[TestClient]:
    app = app_over(scripted.service, "bot.web.console.routes")
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert scripted.service.readiness.ready.wait(60)
        yield client


@pytest.fixture
def browser(client: TestClient) -> Callable[[], TestClient]:
    """Another browser at the same service."""
    return lambda: TestClient(client.app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def console(client: TestClient) -> TestClient:
    """The client, signed in as 周宁."""
    assert sign_in(client).status_code == 303
    return client


def sign_in(
    client: TestClient, email: str = "ning@lanyun.example", password: str = PASSWORD, **form: str
) -> Response:
    door = client.get("/console/sign-in").text
    fields = {"csrf": field(door, "csrf"), "workspace": "lanyun", "email": email, "password": password}
    return client.post("/console/sign-in", data=fields | form)


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def csrf(client: TestClient) -> str:
    return field(client.get("/console").text, "csrf")


def say(client: TestClient, scripted: Scripted, *texts: str, contact: str = "qinglan", key: str = "") -> str:
    """A conversation of that contact in which these texts were said and answered."""
    headers = {"Authorization": f"Bearer {key or scripted.api_key}"}
    opened = client.post(
        "/api/v1/conversations", json={"language": "en", "contact": contact}, headers=headers
    )
    conversation: str = opened.json()["id"]
    for text in texts:
        path = f"/api/v1/conversations/{conversation}/messages"
        assert client.post(path, json={"text": text, "wait_s": 10}, headers=headers).json()["done"]
    return conversation


def act(client: TestClient, conversation: str, action: str, **body: str) -> Response:
    headers = {"X-CSRF-Token": csrf(client)}
    return client.post(f"/api/v1/conversations/{conversation}/{action}", json=body or None, headers=headers)


def rows(page: str) -> list[str]:
    return re.findall(r'data-id="([^"]+)"', page)


def owner(client: TestClient, conversation: str) -> str:
    found = re.search(r'data-owner="(\w+)"', client.get(f"/console/conversations/{conversation}").text)
    assert found is not None
    return found[1]


# The door


def test_the_right_password_opens_the_inbox_with_a_cookie_that_scripts_and_other_sites_cannot_use(
    client,
) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE))
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "周宁" in client.get("/console").text


def test_a_stranger_and_a_wrong_password_and_a_disabled_agent_hear_the_same(client, scripted) -> None:
    with scripted.service.database.uow("demo") as session:
        make = {"name": "Gone", "role": "agent", "password": PASSWORD, "language": "en", "now": NOW}
        disable_agent(session, create_agent(session, email="gone@lanyun.example", **make), now=NOW)
    answers = [
        sign_in(client, "ning@lanyun.example", "not the one"),
        sign_in(client, "nobody@lanyun.example"),
        sign_in(client, "gone@lanyun.example"),
        sign_in(client, workspace="nowhere"),
    ]
    pages = {re.sub(r'(value="[^"]*"|workspace=\w*)', "", answer.text) for answer in answers}
    assert {answer.status_code for answer in answers} == {401}
    assert len(pages) == 1
    assert COOKIE not in client.cookies


def test_the_same_address_in_another_workspace_is_another_agent(client) -> None:
    sign_in(client, workspace="rival")
    assert "Rival" in client.get("/console").text


def test_a_form_that_is_not_ours_signs_nobody_in(client) -> None:
    assert sign_in(client, csrf="guessed").status_code == 403
    assert COOKIE not in client.cookies


def test_trying_many_passwords_is_slowed_down_even_for_the_right_one(client) -> None:
    for _ in range(10):
        assert sign_in(client, password="wrong").status_code == 401
    slowed = sign_in(client)
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) > 0


def test_signing_in_rightly_never_slows_anybody_down(client) -> None:
    assert [sign_in(client).status_code for _ in range(25)] == [303] * 25


def test_trying_many_accounts_from_one_address_is_slowed_down(client) -> None:
    answers = [sign_in(client, f"agent{number}@lanyun.example").status_code for number in range(21)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/console/../api",
        "/consolex",
    ],
)
def test_after_signing_in_one_stays_on_our_pages(client, target) -> None:
    assert sign_in(client, next=target).headers["location"] == "/console"


def test_after_signing_in_one_is_where_one_wanted_to_be(client) -> None:
    sent = client.get("/console/tickets/7")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/console/sign-in?next=%2Fconsole%2Ftickets%2F7",
    )
    assert sign_in(client, next="/console/tickets/7").headers["location"] == "/console/tickets/7"


def test_what_was_asked_of_the_page_is_kept_over_signing_in(client) -> None:
    asked = "/console/tickets?q=%E7%9C%8B%E6%9D%BF+100%25"
    door = client.get(asked).headers["location"]
    assert parse_qs(urlsplit(door).query)["next"] == [asked]
    assert sign_in(client, next=asked).headers["location"] == asked


def test_signing_out_ends_the_session_and_not_only_the_cookie(console) -> None:
    cookie = console.cookies[COOKIE]
    assert console.post("/console/sign-out", data={"csrf": csrf(console)}).status_code == 303
    console.cookies.clear()
    console.cookies.set(COOKIE, cookie)
    assert console.get("/console").status_code == 303
    assert console.get("/api/v1/conversations").status_code == 401


def test_a_disabled_agent_is_out_at_once(console, scripted) -> None:
    with scripted.service.database.uow("demo") as session:
        agent = find_agent(session, "ning@lanyun.example")
        assert agent is not None
        disable_agent(session, agent, now=NOW)
    assert console.get("/console").status_code == 303


@pytest.mark.parametrize(
    "cookie", ["", "demo", "demo.", "demo.guess", "other.guess", "x" * 5000, "demo.\u00e9".encode()]
)
def test_a_made_up_cookie_is_nobody(client, cookie) -> None:
    header = cookie if isinstance(cookie, bytes) else cookie.encode()
    assert client.get("/console", headers={b"Cookie": COOKIE.encode() + b"=" + header}).status_code == 303


def test_the_cookie_of_one_workspace_opens_no_other(console) -> None:
    secret = console.cookies[COOKIE].partition(".")[2]
    console.cookies.clear()
    console.cookies.set(COOKIE, f"other.{secret}")
    assert console.get("/console").status_code == 303


# Writing needs the session's token and the role's right


def test_without_the_token_nothing_is_written(console, scripted) -> None:
    conversation = say(console, scripted, "person")
    for path in ("/console/sign-out", "/console/language", "/console/tickets/1/notes"):
        assert console.post(path, data={"language": "en", "text": "a note"}).status_code == 403
    for action in ("take-over", "hand-back", "messages"):
        answer = console.post(f"/api/v1/conversations/{conversation}/{action}", json={"text": "hi"})
        assert answer.status_code == 403
    assert owner(console, conversation) == "bot"
    assert "a note" not in console.get("/console/tickets/1").text


def test_a_viewer_sees_the_conversation_and_changes_nothing(client, scripted) -> None:
    with scripted.service.database.uow("demo") as session:
        make = {"name": "Vera", "role": "viewer", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="vera@lanyun.example", **make)
    conversation = say(client, scripted, "person")
    sign_in(client, "vera@lanyun.example")
    page = client.get(f"/console/conversations/{conversation}").text
    assert "person" in page
    assert "<textarea" not in page
    assert 'id="take-over"' not in page
    assert act(client, conversation, "take-over").status_code == 403
    assert act(client, conversation, "messages", text="hi").status_code == 403
    assert (
        client.post("/console/tickets/1/notes", data={"csrf": csrf(client), "text": "x"}).status_code == 403
    )


# What is shown


def test_who_waits_for_a_person_comes_first_then_mine_then_those_with_the_bot(console, scripted) -> None:
    with_bot = say(console, scripted, "hello", contact="northfold")
    mine = say(console, scripted, "hello")
    first, second = say(console, scripted, "person"), say(console, scripted, "person", contact="northfold")
    say(console, scripted, contact="northfold")
    act(console, mine, "take-over")
    assert rows(console.get("/console").text) == [first, second, mine, with_bot]
    assert rows(console.get("/console/list?filter=waiting").text) == [first, second]
    assert rows(console.get("/console/list?filter=mine").text) == [mine]
    assert rows(console.get("/console/list?filter=bot").text) == [with_bot]
    assert rows(console.get("/console/list?filter=nonsense").text) == [first, second, mine, with_bot]


def test_the_icon_counts_who_needs_someone(console, scripted) -> None:
    assert "/console/icon/0.svg" in console.get("/console").text
    say(console, scripted, "person")
    assert "/console/icon/1.svg" in console.get("/console").text
    assert ">1</text>" in console.get("/console/icon/1.svg").text


def test_an_owner_is_me_for_me_and_a_colleague_for_others(console, browser, scripted) -> None:
    with scripted.service.database.uow("demo") as session:
        make = {"name": "李明", "role": "agent", "password": PASSWORD, "language": "zh", "now": NOW}
        create_agent(session, email="ming@lanyun.example", **make)
    conversation = say(console, scripted, "person")
    ming = browser()
    sign_in(ming, "ming@lanyun.example")
    assert act(console, conversation, "take-over").status_code == 200
    assert (owner(console, conversation), owner(ming, conversation)) == ("me", "colleague")
    assert "周宁 在接待" in ming.get(f"/console/conversations/{conversation}/controls").text
    assert act(ming, conversation, "messages", text="mine now?").status_code == 409
    assert act(ming, conversation, "take-over").status_code == 200
    assert (owner(console, conversation), owner(ming, conversation)) == ("colleague", "me")
    assert act(ming, conversation, "hand-back").status_code == 200
    assert (owner(console, conversation), owner(ming, conversation)) == ("bot", "bot")


def test_what_customers_write_is_text_wherever_it_stands(console, scripted) -> None:
    conversation = say(console, scripted, NASTY, "person")
    act(console, conversation, "take-over")
    act(console, conversation, "messages", text=NASTY)
    console.post("/console/tickets/1/notes", data={"csrf": csrf(console), "text": NASTY})
    for path in (
        "/console",
        f"/console/conversations/{conversation}",
        f"/console/conversations/{conversation}/messages",
        f"/console/conversations/{conversation}/turns/1/trace",
        "/console/tickets/1",
    ):
        page = console.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "1787569" not in page
    assert "&lt;script&gt;alert(1)" in console.get(f"/console/conversations/{conversation}").text


def test_the_trace_says_what_was_understood_and_why(console, scripted) -> None:
    conversation = say(console, scripted, "person")
    turn = console.get(f"/console/conversations/{conversation}/turns/1").text
    assert "找人工" in turn
    trace = console.get(f"/console/conversations/{conversation}/turns/1/trace").text
    assert all(
        word in trace for word in ("talk_to_human", "90%", "转人工", "as scripted", "#1", 'width="90"')
    )


def test_a_turn_that_failed_is_shown_as_one(console, scripted) -> None:
    conversation = say(console, scripted, "boom")
    assert "RuntimeError" in console.get(f"/console/conversations/{conversation}/turns/1/trace").text


def test_a_message_without_a_turn_has_no_trace_to_show(console, scripted) -> None:
    conversation = say(console, scripted, "person")
    act(console, conversation, "take-over")
    act(console, conversation, "messages", text="here I am")
    assert console.get(f"/console/conversations/{conversation}/turns/4").status_code == 204


def test_news_are_what_came_after_and_history_what_was_before(console, scripted) -> None:
    conversation = say(console, scripted, *(f"message {number}" for number in range(60)))
    page = console.get(f"/console/conversations/{conversation}").text
    path = f"/console/conversations/{conversation}"
    seen = [int(seq) for seq in re.findall(r'data-seq="(\d+)"', page)]
    assert seen == list(range(21, 121))
    assert f"{path}/earlier?before=21" in page
    before = console.get(f"{path}/earlier?before=21").text
    assert [int(seq) for seq in re.findall(r'data-seq="(\d+)"', before)] == list(range(1, 21))
    after = console.get(f"{path}/messages?after=118").text
    assert [int(seq) for seq in re.findall(r'data-seq="(\d+)"', after)] == [119, 120]
    assert "data-seq" not in console.get(f"{path}/messages?after=120").text


def test_a_handoff_has_a_ticket_with_the_transcript_and_room_for_notes(console, scripted) -> None:
    conversation = say(console, scripted, "the board is empty", "person")
    assert "/console/tickets/1" in console.get(f"/console/conversations/{conversation}").text
    assert "客户看不到" in console.get("/console/tickets/1").text
    noted = console.post("/console/tickets/1/notes", data={"csrf": csrf(console), "text": "called back"})
    assert noted.status_code == 303
    page = console.get("/console/tickets/1").text
    assert all(words in page for words in ("the board is empty", "called back", "P2", "a person is wanted"))


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_note_of_nothing_or_too_much_is_refused_and_kept_in_the_form(console, scripted, text) -> None:
    say(console, scripted, "person")
    answer = console.post("/console/tickets/1/notes", data={"csrf": csrf(console), "text": text})
    assert answer.status_code == 422
    assert "备注要有" in answer.text


def test_the_language_is_the_agents_own_setting(console) -> None:
    assert "会话" in console.get("/console").text
    changed = console.post(
        "/console/language", data={"csrf": csrf(console), "language": "en", "next": "/console"}
    )
    assert changed.status_code == 303
    page = console.get("/console", headers={"Accept-Language": "zh-CN"}).text
    assert '<html lang="en">' in page
    assert "Conversations" in page


def test_a_change_of_language_keeps_what_the_page_was_asked_for(console) -> None:
    asked = f"/console/tickets?{urlencode({'view': 'all', 'q': '看板 100%'})}"
    [here] = re.findall(r'name="next" value="([^"]+)"', console.get(asked).text)
    assert html.unescape(here) == asked
    changed = console.post("/console/language", data={"csrf": csrf(console), "language": "en", "next": asked})
    assert changed.headers["location"] == asked


def test_before_the_door_the_browsers_language_counts_unless_one_is_asked_for(client) -> None:
    assert "工作区" in client.get("/console/sign-in", headers={"Accept-Language": "fr, zh-CN;q=0.9"}).text
    assert "Workspace" in client.get("/console/sign-in", headers={"Accept-Language": "en-GB, zh;q=0.5"}).text
    assert "工作区" in client.get("/console/sign-in?lang=zh", headers={"Accept-Language": "en"}).text


# Strangers


def test_anothers_conversation_is_like_one_that_never_was(console, scripted) -> None:
    theirs = say(console, scripted, "hello", contact="rival", key=scripted.other_api_key)
    for part in (
        "",
        "/messages",
        "/controls",
        "/customer",
        "/turns/1",
        "/turns/1/trace",
        "/earlier?before=9",
    ):
        answers = [console.get(f"/console/conversations/{one}{part}") for one in (theirs, "c_never")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text == answers[1].text


def test_anothers_ticket_is_like_one_that_never_was(console, scripted) -> None:
    say(console, scripted, "person", contact="rival", key=scripted.other_api_key)
    answers = [console.get(f"/console/tickets/{number}") for number in (1, 99, 0, 2**40)]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.text for answer in answers}) == 1


def test_signed_out_pages_lead_to_the_door_and_fragments_say_401(client) -> None:
    for path in ("/console", "/console/list", "/console/conversations/c_x", "/console/tickets/1"):
        assert client.get(path).status_code == 303
        assert client.get(path, headers={"HX-Request": "true"}).status_code == 401


# Everything


def test_every_answer_forbids_foreign_and_inline_scripts_and_frames(console, scripted) -> None:
    conversation = say(console, scripted, "person")
    for path in (
        "/console",
        "/console/sign-in",
        "/console/list",
        f"/console/conversations/{conversation}",
        "/console/tickets/1",
        "/console/nowhere",
        "/console/tickets/x",
    ):
        answer = console.get(path)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(
            policy.split("; ")
        )
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", answer.text)


def test_what_is_not_there_is_a_page_that_leads_back(console) -> None:
    for path in ("/console/nowhere", "/console/tickets/x", "/console/static/x/y.js"):
        answer = console.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code in (404, 422)
        assert 'href="/console"' in answer.text


def test_scripts_are_kept_for_ever_under_their_edition_and_no_longer(client) -> None:
    page = client.get("/console/sign-in").text
    style = re.search(r'href="(/console/static/(\w+)/console\.css)"', page)
    assert style is not None
    assert "immutable" in client.get(style[1]).headers["cache-control"]
    assert client.get(style[1].replace(style[2], "older")).headers["cache-control"] == "no-cache"
    assert client.get(f"/console/static/{style[2]}/..%2Frendering.py").status_code == 404


def test_an_open_console_counts_as_a_person_who_is_there(console, scripted) -> None:
    assert not scripted.service.presence.anyone("demo")
    headers = {"Cookie": f"{COOKIE}={console.cookies[COOKIE]}", "Origin": "http://testserver"}
    with console.websocket_connect("/api/v1/ws", headers=headers) as socket:
        socket.send_json({"type": "hello", "conversation": None, "after": 0})
        assert socket.receive_json()["type"] == "welcome"
        assert scripted.service.presence.anyone("demo")
        assert not scripted.service.presence.anyone("other")
