"""A file that is sent is a message in its conversation: for both sides, once, and never without an answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.models import InboxItem
from bot.ticket_talk import read_solved
from escalation.ticketing.models import Ticket, TicketEventRow, TicketMessage
from tests.attachment_files import PDF, PNG
from tests.integration.test_attachments import API, FILES, browser_of
from tests.scripted import Scripted


@pytest.fixture
def agent(client: TestClient, scripted: Scripted) -> Iterator[TestClient]:
    yield from browser_of(client, scripted, "agent")


@pytest.fixture
def second(client: TestClient, scripted: Scripted) -> Iterator[TestClient]:
    yield from browser_of(client, scripted, "admin")


def send(client: TestClient, content: bytes, name: str, key: str = "", **where: object) -> Any:
    """As the widget does: with the key that tells a repeat."""
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(FILES, params={"name": name} | where, content=content, headers=headers)


def thread(client: TestClient, conversation: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{API}/conversations/{conversation}/messages").json()[
        "messages"
    ]
    return found


def say(client: TestClient, conversation: str, text: str) -> Any:
    return client.post(
        f"{API}/conversations/{conversation}/messages", json={"text": text, "wait_s": 10}
    ).json()


def settled(scripted: Scripted, conversation: str) -> None:
    """Every message has had its turn."""
    scripted.service.processor.answer("demo", conversation)


def events(scripted: Scripted) -> list[str]:
    with scripted.service.database.reading("demo") as session:
        return list(session.scalars(select(TicketEventRow.type).order_by(TicketEventRow.position)))


def said_in_ticket(scripted: Scripted) -> list[str]:
    """By the customer."""
    theirs = select(TicketMessage.text).where(TicketMessage.author == "customer")
    with scripted.service.database.reading("demo") as session:
        return list(session.scalars(theirs.order_by(TicketMessage.position)))


def test_a_file_alone_is_a_message_and_the_bot_says_that_it_has_it(
    client, customer, conversation, scripted
) -> None:
    with client.websocket_connect(f"{API}/ws") as socket:
        hello = {"type": "hello", "token": scripted.access_token(), "conversation": conversation, "after": 0}
        socket.send_json(hello)
        assert socket.receive_json()["type"] == "welcome"
        kept = send(customer, PNG, "error.png", "k1", conversation=conversation).json()
        heard: list[dict[str, Any]] = []
        while [one["type"] for one in heard].count("message") < 2:
            heard.append(socket.receive_json())
    sent, answer = (one["message"] for one in heard if one["type"] == "message")
    assert sent["file"] == {
        "id": kept["id"],
        "name": "error.png",
        "media_type": "image/png",
        "size": len(PNG),
    }
    assert (sent["seq"], sent["author"], sent["client_id"]) == (1, "customer", "k1")
    assert (answer["author"], answer["file"]) == ("bot", None)
    assert "error.png" in answer["text"]
    assert answer["quick_replies"] == ["Talk to a person"]
    assert scripted.understanding.parsed == []  # a name is nothing that a customer wants
    assert thread(customer, conversation) == [sent, answer]


@pytest.mark.parametrize(("language", "offer"), [("zh", "转人工客服"), ("en", "Talk to a person")])
def test_the_bot_answers_in_the_conversations_language(customer, scripted, language, offer) -> None:
    conversation = customer.post(f"{API}/conversations", json={"language": language}).json()["id"]
    send(customer, PNG, "a.png", conversation=conversation)
    settled(scripted, conversation)
    answer = thread(customer, conversation)[-1]
    assert answer["quick_replies"] == [offer]
    assert any("\u4e00" <= one <= "\u9fff" for one in answer["text"]) == (language == "zh")


def test_files_that_come_together_have_one_answer(customer, conversation, scripted) -> None:
    for number in range(3):
        send(customer, b"x%d" % number, f"{number}.txt", f"k{number}", conversation=conversation)
        settled(scripted, conversation)
    assert [one["author"] for one in thread(customer, conversation)] == [
        "customer",
        "bot",
        "customer",
        "customer",
    ]
    say(customer, conversation, "that was all")
    send(customer, b"more", "4.txt", "k4", conversation=conversation)
    settled(scripted, conversation)
    assert "4.txt" in thread(customer, conversation)[-1]["text"]
    with scripted.service.database.uow("demo") as session:
        session.execute(update(InboxItem).values(received_at=datetime.now(UTC) - timedelta(hours=1)))
    send(customer, b"later", "5.txt", "k5", conversation=conversation)
    settled(scripted, conversation)
    assert "5.txt" in thread(customer, conversation)[-1]["text"]


def test_a_retry_with_the_same_key_doubles_nothing(customer, conversation, scripted) -> None:
    answers = [send(customer, PNG, "a.png", "k1", conversation=conversation) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 200, 200]
    settled(scripted, conversation)
    assert [one["author"] for one in thread(customer, conversation)] == ["customer", "bot"]
    other = send(customer, PDF, "a.png.pdf", "k1", conversation=conversation)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")
    assert len(customer.get(FILES, params={"conversation": conversation}).json()["attachments"]) == 1


def test_without_a_key_the_same_file_is_said_once_and_with_another_key_again(
    customer, conversation, scripted
) -> None:
    for _ in range(2):
        send(customer, PNG, "a.png", conversation=conversation)
    settled(scripted, conversation)
    assert [one["author"] for one in thread(customer, conversation)] == ["customer", "bot"]
    send(customer, PNG, "a.png", "k2", conversation=conversation)
    files = [one["file"]["id"] for one in thread(customer, conversation) if one["file"]]
    assert len(files) == 2
    assert len(set(files)) == 1


def test_while_a_person_is_awaited_the_file_stands_in_the_ticket(
    customer, agent, conversation, scripted
) -> None:
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    send(customer, PNG, "error.png", "k1", conversation=conversation)
    settled(scripted, conversation)
    answer = thread(customer, conversation)[-1]
    assert (answer["author"], answer["quick_replies"]) == ("bot", [])
    assert "will see it" in answer["text"]
    assert "ticket.attached" in events(scripted)
    assert said_in_ticket(scripted)[-1] == "📎 error.png"


def test_a_person_who_has_the_conversation_answers_it_alone(customer, agent, conversation, scripted) -> None:
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    agent.post(f"{API}/conversations/{conversation}/take-over")
    send(customer, PNG, "error.png", "k1", conversation=conversation)
    settled(scripted, conversation)
    assert thread(customer, conversation)[-1]["file"]["name"] == "error.png"
    assert said_in_ticket(scripted)[-1] == "📎 error.png"


def test_what_an_agent_attaches_to_the_ticket_is_said_to_the_customer(
    customer, agent, conversation, scripted
) -> None:
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    before = len(thread(customer, conversation))
    kept = send(agent, PDF, "answer.pdf", ticket=1).json()
    send(agent, PDF, "answer.pdf", ticket=1)
    send(agent, b"for us", "secret.txt", ticket=1, internal=True)
    joined, said = thread(customer, conversation)[before:]
    assert (joined["author"], "agent" in joined["text"]) == ("system", True)
    assert (said["author"], said["name"], said["file"]["id"]) == ("agent", "agent", kept["id"])
    assert customer.get(f"{FILES}/{kept['id']}").content == PDF
    assert events(scripted).count("ticket.agent_replied") == 1


def owner(client: TestClient, conversation: str) -> tuple[str, str | None]:
    told = client.get(f"{API}/conversations/{conversation}").json()
    return told["owner"], told["agent"]


def test_an_agents_file_takes_the_tickets_conversation_over_from_the_bot(
    customer, agent, conversation, scripted
) -> None:
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    assert send(agent, b"for us", "secret.txt", ticket=1, internal=True).status_code == 201
    assert owner(customer, conversation) == ("bot", None)
    assert send(agent, PDF, "answer.pdf", ticket=1).status_code == 201
    assert owner(customer, conversation) == ("agent", "agent")
    assert send(agent, PNG, "more.png", ticket=1).status_code == 201
    say(customer, conversation, "Thanks, that helps")
    assert thread(customer, conversation)[-1]["author"] == "customer"  # the bot is silent


@pytest.mark.parametrize("where", ["conversation", "ticket"])
def test_an_agents_file_does_not_go_into_a_colleagues_conversation(
    customer, agent, second, conversation, scripted, where
) -> None:
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    second.post(f"{API}/conversations/{conversation}/take-over")
    before = thread(customer, conversation)
    place = {"conversation": conversation} if where == "conversation" else {"ticket": 1}
    refused = send(agent, PDF, "answer.pdf", **place)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_yours_to_answer")
    assert thread(customer, conversation) == before
    assert "ticket.agent_replied" not in events(scripted)
    assert customer.get(FILES, params={"conversation": conversation}).json()["attachments"] == []
    assert send(second, PDF, "answer.pdf", **place).status_code == 201
    assert send(agent, PDF, "note.pdf", internal=True, **place).status_code == 201


def test_an_agents_file_does_not_go_into_a_conversation_of_the_bot_past_a_take_over(
    customer, agent, conversation
) -> None:
    refused = send(agent, PDF, "answer.pdf", conversation=conversation)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_yours_to_answer")
    agent.post(f"{API}/conversations/{conversation}/take-over")
    assert send(agent, PDF, "answer.pdf", conversation=conversation).status_code == 201


def test_a_refused_file_is_no_message(customer, conversation, scripted) -> None:
    send(customer, b"MZ\x90\x00", "a.exe", "k1", conversation=conversation)
    settled(scripted, conversation)
    assert thread(customer, conversation) == []


def test_the_name_of_a_file_is_no_question_that_was_solved(customer, agent, conversation, scripted) -> None:
    customer.post(f"{API}/conversations/{conversation}/handoff", json={"wait_s": 10})
    agent.post(f"{API}/conversations/{conversation}/take-over")
    say(customer, conversation, "The export never ends")
    send(customer, PNG, "error.png", conversation=conversation)
    settled(scripted, conversation)
    say(agent, conversation, "Turn off the filter first")
    send(agent, PDF, "answer.pdf", conversation=conversation)

    def read(text: str) -> Any:
        return scripted.understanding.parse(text, tenant_id="demo", now=None, timezone="")

    with scripted.service.database.reading("demo") as session:
        solved = read_solved(session, session.scalars(select(Ticket)).one(), read)
        texts = session.scalars(select(TicketMessage.text)).all()
    assert any("error.png" in text for text in texts)
    assert solved is not None
    assert "The export never ends" in solved.question
    assert "error.png" not in solved.question
    assert solved.answer == "Turn off the filter first"
