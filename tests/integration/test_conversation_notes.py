"""Notes for colleagues in a conversation, over both databases: who reads them, where they are, who hears."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agent_sessions import COOKIE
from bot.agents import create_agent
from bot.clock import new_id, utc_now
from bot.conversations import read_messages
from bot.desk.attachments.store import AttachmentStore
from bot.erasing import erase_person
from bot.models import ConversationNote, OutboxItem
from escalation.routing.words import Words
from escalation.ticketing import work
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket, TicketMessage, TicketWatcher
from escalation.ticketing.work import Deed
from tests.integration.test_console import NASTY, PASSWORD, act, client, console, csrf, say, sign_in
from tests.integration.test_desk_console import ming
from tests.scripted import NOW, Scripted

__all__ = ["client", "console", "ming"]


def note(client: TestClient, conversation: str, text: str, **form: str) -> Response:
    data = {"csrf": csrf(client), "text": text, "client_id": new_id(), **form}
    return client.post(
        f"/console/conversations/{conversation}/notes", data=data, headers={"HX-Request": "true"}
    )


def shown(client: TestClient, conversation: str, part: str = "") -> list[str]:
    """Messages and notes as the page has them, one after the other."""
    page = client.get(f"/console/conversations/{conversation}{part}").text.partition("<template")[0]
    return [unescape(one) for one in re.findall(r'<p class="bubble">([^<]*)</p>', page)]


def noted(client: TestClient, conversation: str, since: int = 0) -> list[str]:
    return shown(client, conversation, f"/notes?since={since}")


@pytest.fixture
def without_ticket(console: TestClient, scripted: Scripted) -> str:
    return say(console, scripted, "hello")


@pytest.fixture
def with_ticket(console: TestClient, scripted: Scripted) -> str:
    return say(console, scripted, "person")


@pytest.fixture(params=["without_ticket", "with_ticket"])
def conversation(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.getfixturevalue(request.param)


def test_a_note_stands_where_it_was_written_and_colleagues_read_it(console, ming, conversation) -> None:
    answered = shown(console, conversation)
    assert note(console, conversation, "she calls back at 5").status_code == 201
    assert shown(ming, conversation) == [*answered, "she calls back at 5"]
    act(console, conversation, "take-over")
    act(console, conversation, "messages", text="hello")
    note(ming, conversation, "我看过账单了")
    assert shown(console, conversation) == [*answered, "she calls back at 5", "hello", "我看过账单了"]
    page = console.get(f"/console/conversations/{conversation}").text
    assert page.count('<span class="tag">内部备注</span>') == 2
    assert noted(console, conversation) == ["she calls back at 5", "我看过账单了"]


def test_no_customer_is_shown_a_note_in_any_channel(console, scripted, conversation) -> None:
    act(console, conversation, "take-over")
    headers = {"Authorization": f"Bearer {scripted.access_token()}"}
    console.cookies, cookies = {}, console.cookies
    with console.websocket_connect("/api/v1/ws") as socket:
        hello = {"type": "hello", "conversation": conversation, "after": 0, "token": scripted.access_token()}
        socket.send_json(hello)
        console.cookies = cookies
        assert note(console, conversation, "secret of ours").status_code == 201
        act(console, conversation, "messages", text="the last word")
        heard = []
        while not heard or "the last word" not in heard[-1]:
            heard.append(socket.receive_text())
    console.cookies = {}
    told = console.get(f"/api/v1/conversations/{conversation}/messages", headers=headers).text
    one = console.get(f"/api/v1/conversations/{conversation}", headers=headers).text
    assert "the last word" in told
    assert "secret of ours" not in told + one + "".join(heard)
    assert "noted" not in "".join(heard)
    with scripted.service.database.reading("demo") as session:
        assert "secret of ours" not in str(read_messages(session, conversation, after=0, limit=99))
        effects = session.scalars(select(OutboxItem)).all()
    assert "secret of ours" not in str([one.payload for one in effects])


def test_a_note_is_no_word_of_the_conversation(console, scripted, conversation) -> None:
    """It answers nobody, moves nothing and is not what the list shows."""
    path, headers = f"/api/v1/conversations/{conversation}", {"Authorization": f"Bearer {scripted.api_key}"}
    before = console.get(path, headers=headers).json()
    note(console, conversation, "a note")
    assert console.get(path, headers=headers).json() == before
    assert "a note" not in console.get("/console/list").text


def test_a_rules_note_stands_under_its_name_in_the_readers_language(
    console, ming, scripted, with_ticket
) -> None:
    with scripted.service.database.uow("demo") as session:
        (ticket,) = session.scalars(select(Ticket)).all()
        name = Words("转给支持", "To support")
        work.note(session, ticket, Deed("rule:r", NOW), name=name, text="seen by a rule")
    for browser, told in ((console, "转给支持"), (ming, "To support")):
        page = browser.get(f"/console/conversations/{with_ticket}/notes?since=0").text
        assert f'<span class="name">{told}</span>' in page


def test_what_a_colleague_notes_on_the_ticket_stands_in_the_conversation_and_the_other_way_round(
    console, ming, scripted, with_ticket
) -> None:
    note(console, with_ticket, "from the chat")
    console.post("/console/tickets/1/notes", data={"csrf": csrf(console), "text": "from the ticket"})
    assert noted(ming, with_ticket) == ["from the chat", "from the ticket"]
    story = console.get("/console/tickets/1").text
    assert story.index("from the chat") < story.index("from the ticket")
    with scripted.service.database.reading("demo") as session:
        events = read_events(session, session.scalars(select(Ticket)).one())
        assert session.scalars(select(ConversationNote)).all() == []
    assert [one.type for one in events].count("ticket.noted") == 3  # the transcript is one


def test_what_was_noted_before_there_was_a_ticket_is_in_its_story(console, scripted, without_ticket) -> None:
    note(console, without_ticket, "noted before")
    headers = {"Authorization": f"Bearer {scripted.api_key}"}
    path = f"/api/v1/conversations/{without_ticket}/messages"
    console.post(path, json={"text": "person", "wait_s": 10}, headers=headers)
    note(console, without_ticket, "noted after")
    story = console.get("/console/tickets/1").text
    assert story.index("noted before") < story.index("noted after")
    assert noted(console, without_ticket) == ["noted before", "noted after"]


def test_whom_a_note_names_is_told_at_once_and_watches_the_ticket(
    console, ming, scripted, conversation
) -> None:
    headers = {"Cookie": f"{COOKIE}={ming.cookies[COOKIE]}", "Origin": "http://testserver"}
    with ming.websocket_connect("/api/v1/ws", headers=headers) as feed:
        feed.send_json({"type": "hello", "conversation": None, "after": 0})
        note(console, conversation, "@李明 could you look?")
        frames = []
        while not frames or not str(frames[-1].get("kind")).endswith("mentioned"):
            frames.append(feed.receive_json())
    told = frames[-1]
    assert {"type": "noted", "conversation": conversation} in frames
    assert told["data"]["who"] == "周宁"
    with scripted.service.database.reading("demo") as session:
        watches = session.scalars(select(TicketWatcher.agent_id)).all()
    if told["kind"] == "ticket.mentioned":
        assert (told["data"]["ticket"], watches) == (1, told["data"]["agents"])
    else:
        assert (told["kind"], told["conversation"]) == ("conversation.mentioned", conversation)


def test_a_note_with_the_same_id_is_one_note(console, conversation) -> None:
    before = noted(console, conversation)
    for _ in range(2):
        assert note(console, conversation, "once", client_id="n1").status_code in (200, 201)
    assert noted(console, conversation) == [*before, "once"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_a_note_of_nothing_or_too_much_is_refused(console, without_ticket, text) -> None:
    answer = note(console, without_ticket, text)
    assert (answer.status_code, "备注要有" in answer.json()["problem"]) == (422, True)


def test_only_who_works_at_the_desk_notes_anything(client, scripted) -> None:
    conversation = say(client, scripted, "hello")
    with scripted.service.database.uow("demo") as session:
        make = {"name": "Vera", "role": "viewer", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="vera@lanyun.example", **make)
    sign_in(client, "vera@lanyun.example")
    assert note(client, conversation, "x").status_code == 403
    sign_in(client)
    assert note(client, conversation, "x", csrf="guessed").status_code == 403
    assert noted(client, conversation) == []


def test_anothers_conversation_is_like_one_that_never_was(console, scripted) -> None:
    theirs = say(console, scripted, "hello", contact="rival", key=scripted.other_api_key)
    for one in (theirs, "c_never"):
        assert note(console, one, "x").status_code == 404
        assert console.get(f"/console/conversations/{one}/notes").status_code == 404
    with scripted.service.database.reading("other") as session:
        assert session.scalars(select(ConversationNote)).all() == []


def test_what_is_noted_is_text_and_is_found(console, conversation) -> None:
    note(console, conversation, NASTY)
    for path in (f"/console/conversations/{conversation}", f"/console/conversations/{conversation}/notes"):
        page = console.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_search_of_the_conversations_finds_what_was_noted_beside_them(console, without_ticket) -> None:
    note(console, without_ticket, "独角兽")
    assert without_ticket in console.get("/console/list", params={"q": "独角兽"}).text


def test_each_page_of_a_long_thread_has_its_own_notes(console, scripted) -> None:
    conversation = say(console, scripted, *(f"message {number}" for number in range(30)))
    note(console, conversation, "early")
    headers = {"Authorization": f"Bearer {scripted.api_key}"}
    path = f"/api/v1/conversations/{conversation}/messages"
    for number in range(30, 60):
        console.post(path, json={"text": f"message {number}", "wait_s": 10}, headers=headers)
    note(console, conversation, "late")
    last = shown(console, conversation)
    assert last[-1] == "late"
    assert last[last.index("early") - 1] == "30: message 29"
    earlier = shown(console, conversation, "/earlier?before=21")
    assert ("early" in earlier, "late" in earlier) == (False, False)
    assert "early" in shown(console, conversation, "/earlier?before=61")
    assert noted(console, conversation, since=61) == ["late"]


def test_with_a_clock_that_stands_still_a_note_stays_between_the_messages(
    console, scripted, with_ticket
) -> None:
    """The ticket's own order says where it belongs."""
    act(console, with_ticket, "take-over")
    act(console, with_ticket, "messages", text="first")
    note(console, with_ticket, "between")
    act(console, with_ticket, "messages", text="second")
    with scripted.service.database.uow("demo") as session:
        for entry in session.scalars(select(TicketMessage)):
            entry.created_at = utc_now() + timedelta(days=1)
    said = shown(console, with_ticket)
    assert said[-3:] == ["first", "between", "second"]


def test_erasing_the_customer_takes_what_was_noted(console, scripted, conversation, tmp_path) -> None:
    note(console, conversation, "about Qinglan")
    erase_person(scripted.service.database, AttachmentStore(tmp_path), "demo", "qinglan", now=utc_now())
    assert "about Qinglan" not in console.get(f"/console/conversations/{conversation}").text
    with scripted.service.database.reading("demo") as session:
        assert session.scalars(select(ConversationNote)).all() == []
