"""What was merged into a ticket and what an incident gathers share its answers and its end, over both
databases: each customer hears it once, where they are, and of nobody else."""

from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.clock import new_id, utc_now
from bot.models import Conversation, OutboxItem
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed, links_of
from tests.integration.test_console import act, client, console, csrf, say
from tests.integration.test_desk_console import _no_rules, open_one, post, reply, texts
from tests.integration.test_incidents_console import gathered, mark, page, waits
from tests.scripted import Scripted

__all__ = ["_no_rules", "client", "console", "open_one"]

API = "/api/v1"


def ticket(scripted: Scripted, number: int) -> Ticket:
    with scripted.service.database.reading("demo") as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def number_of(scripted: Scripted, conversation: str) -> int:
    with scripted.service.database.reading("demo") as session:
        label = session.scalars(select(Conversation.ticket_id).where(Conversation.id == conversation)).one()
    assert label is not None
    return int(label.removeprefix("#"))


def asks(client: TestClient, scripted: Scripted, contact: str | None) -> tuple[str, int]:
    """A conversation of theirs in which a person was asked for, and its ticket."""
    conversation = say(client, scripted, "person", contact=contact)
    return conversation, number_of(scripted, conversation)


def answers_in(client: TestClient, conversation: str, text: str) -> None:
    """An agent, from the inbox."""
    assert act(client, conversation, "take-over").status_code == 200
    headers = {"X-CSRF-Token": csrf(client)}
    said = client.post(f"{API}/conversations/{conversation}/messages", json={"text": text}, headers=headers)
    assert said.status_code == 201


def passed_on(scripted: Scripted) -> list[tuple[str, str]]:
    with scripted.service.database.reading("demo") as session:
        told = session.scalars(select(OutboxItem).where(OutboxItem.kind == "notify.customer"))
        return sorted((one.payload["conversation"], one.payload["text"]) for one in told)


def public(scripted: Scripted, number: int) -> list[str]:
    with scripted.service.database.reading("demo") as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return [one.text for one in list_thread(session, found) if one.audience]


def another(scripted: Scripted, contact: str | None, conversation: str | None) -> int:
    """A ticket of another trouble."""
    told = NewTicket(
        conversation, contact, "widget", "en", None, "outage", None, "down", "down",
        Priority("P2", (Words("测试如此", "as the test wants"),)),
    )  # fmt: skip
    with scripted.service.database.uow("demo") as session:
        return open_ticket(session, "demo", told, new_id=new_id, deed=Deed("bot", utc_now())).number


def merge(client: TestClient, number: int, into: int) -> None:
    assert post(client, f"{number}/merge", value=str(into)).status_code == 200


# Answers


def test_an_answer_in_the_conversation_of_a_merged_ticket_reaches_the_customer_of_its_root(
    console, scripted
) -> None:
    (theirs, root), (mine, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    merge(console, number, root)
    answers_in(console, mine, "It works again.")
    assert public(scripted, root)[-1] == "It works again."
    assert passed_on(scripted) == [(theirs, "It works again.")]


def test_an_incidents_answer_from_the_inbox_reaches_whom_it_gathers(console, scripted) -> None:
    (own, incident), (hit, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    mark(console, incident)
    assert post(console, f"{number}/gather", value=str(incident)).status_code == 200
    answers_in(console, own, "We are on it.")
    assert public(scripted, number)[-1] == "We are on it."
    assert ticket(scripted, number).first_responded_at is not None
    assert passed_on(scripted) == [(hit, "We are on it.")]


def test_an_answer_on_a_ticket_of_its_own_is_passed_on_to_nobody(console, scripted) -> None:
    (mine, number), (_, other) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    answers_in(console, mine, "Only for you.")
    assert public(scripted, number)[-1] == "Only for you."
    assert "Only for you." not in public(scripted, other)
    assert passed_on(scripted) == []


@pytest.mark.parametrize("inbox", [False, True])
def test_who_told_one_trouble_in_two_conversations_hears_the_answer_once(console, scripted, inbox) -> None:
    (first, number), (second, same) = (asks(console, scripted, "qinglan") for _ in range(2))
    assert number == same
    if inbox:
        answers_in(console, second, "Here it is.")
    else:
        assert reply(console, number, "Here it is.").status_code == 201
    assert passed_on(scripted) == []
    shown = console.get(f"{API}/conversations/{second}/messages").json()["messages"]
    assert "Here it is." in [one["text"] for one in shown]
    assert first != second


def test_who_has_two_tickets_that_were_merged_hears_the_answer_once_where_they_are(console, scripted) -> None:
    old, root = asks(console, scripted, "qinglan")
    latest = say(console, scripted, "hello", contact="qinglan")
    merge(console, another(scripted, "qinglan", latest), root)
    assert reply(console, root, "Once.").status_code == 201
    assert passed_on(scripted) == []
    said = {
        one: [each["text"] for each in console.get(f"{API}/conversations/{one}/messages").json()["messages"]]
        for one in (old, latest)
    }
    assert "Once." in said[latest]
    assert "Once." not in said[old]


def test_of_a_merged_tickets_customer_the_latest_conversation_is_told_and_a_visitor_in_theirs(
    console, scripted
) -> None:
    _, root = asks(console, scripted, "qinglan")
    _, number = asks(console, scripted, "northfold")
    visitor, third = asks(console, scripted, None)
    latest, same = asks(console, scripted, "northfold")
    assert same == number
    for one in (number, third):
        merge(console, one, root)
    assert reply(console, root, "Fixed.").status_code == 201
    assert passed_on(scripted) == sorted([(latest, "Fixed."), (visitor, "Fixed.")])


def test_who_has_two_tickets_under_an_incident_hears_its_answer_once(console, scripted, open_one) -> None:
    incident = mark(console, open_one("the login is down", contact="trio"))
    _, one = asks(console, scripted, "northfold")
    latest = say(console, scripted, "hello", contact="northfold")
    two = another(scripted, "northfold", latest)
    body = post(console, "bulk/gather", numbers=[one, two], value=str(incident)).json()
    assert body["refused"] == []
    assert reply(console, incident, "It works again.").status_code == 201
    assert [public(scripted, each)[-1] for each in (one, two)] == ["It works again."] * 2
    assert passed_on(scripted) == [(latest, "It works again.")]


# Links


def test_a_linked_ticket_is_gathered_and_the_answer_says_so(console, scripted, open_one) -> None:
    incident, (_, number) = mark(console, open_one("the login is down")), asks(console, scripted, "northfold")
    assert post(console, f"{number}/change", action="link", value=str(incident)).status_code == 200
    assert post(console, f"{number}/gather", value=str(incident)).status_code == 200
    assert gathered(console, incident) == [number]
    assert reply(console, incident, "It works again.").status_code == 201
    assert texts(page(console, number))[-1] == "It works again."


def test_a_plain_link_does_not_leave_an_incident_and_one_made_from_both_sides_goes_at_once(
    console, scripted, open_one
) -> None:
    incident, number = mark(console, open_one("the login is down")), open_one("cannot sign in")
    for one, two in ((number, incident), (incident, number)):
        assert post(console, f"{one}/change", action="link", value=str(two)).status_code == 200
    assert post(console, f"{number}/leave", value=str(incident)).status_code == 200
    assert list(_links(scripted, number).values()) == ["related"]
    assert post(console, f"{number}/change", action="unlink", value=str(incident)).status_code == 200
    assert _links(scripted, number) == {}


def _links(scripted: Scripted, number: int) -> dict[str, str]:
    with scripted.service.database.reading("demo") as session:
        return dict(links_of(session, session.scalars(select(Ticket).where(Ticket.number == number)).one()))


# The end


@pytest.mark.parametrize("many", [False, True])
def test_an_incident_solved_by_its_status_solves_what_it_gathers_and_nobody_waits_any_more(
    console, scripted, open_one, many
) -> None:
    incident, other = mark(console, open_one("the login is down")), open_one("another trouble")
    _, number = asks(console, scripted, "northfold")
    assert post(console, f"{number}/gather", value=str(incident)).status_code == 200
    assert waits(scripted) == 1
    if many:
        done = post(console, "bulk", action="status", value="resolved", numbers=[incident]).json()["done"]
        assert done == [incident]
    else:
        solved = post(console, f"{incident}/change", action="status", value="resolved")
        assert solved.status_code == 200
    assert [ticket(scripted, one).status for one in (incident, number, other)] == [
        "resolved", "resolved", "new",
    ]  # fmt: skip
    assert waits(scripted) == 0
    with scripted.service.database.reading("demo") as session:
        hit = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert read_events(session, hit)[-1].data["why"] == f"#{incident}"


def test_who_waits_on_a_merged_ticket_waits_no_longer_once_its_root_is_solved(console, scripted) -> None:
    (_, root), (_, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    merge(console, number, root)
    assert waits(scripted) == 2
    assert post(console, f"{root}/change", action="status", value="resolved").status_code == 200
    assert waits(scripted) == 0


# What the customer of a merged ticket is told


def test_the_card_shows_a_merged_ticket_as_the_one_it_goes_on_in(console, scripted) -> None:
    (_, root), (mine, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    merge(console, number, root)
    assert post(console, f"{root}/change", action="status", value="closed").status_code == 200
    card = page(console, number).partition("<h3>")[2]
    assert "state-closed" in card
    shown = console.get(f"/console/conversations/{mine}").text
    assert '<span class="state state-closed">已关闭' in shown
    assert '<span class="state state-new">' not in shown


def test_a_late_word_on_a_merged_ticket_opens_the_customers_own_follow_up(console, scripted) -> None:
    (_, root), (mine, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    merge(console, number, root)
    assert act(console, mine, "take-over").status_code == 200
    assert post(console, f"{root}/change", action="status", value="resolved").status_code == 200
    with scripted.service.database.uow("demo") as session:
        long_ago = utc_now().replace(year=2020)
        session.execute(update(Ticket).where(Ticket.number == root).values(resolved_at=long_ago))
    headers = {"Authorization": f"Bearer {scripted.api_key}"}
    said = console.post(
        f"{API}/conversations/{mine}/messages", json={"text": "again", "wait_s": 10}, headers=headers
    )
    assert said.status_code == 201
    late = number_of(scripted, mine)
    assert late not in (root, number)
    assert ticket(scripted, late).contact_key == "northfold"
    assert public(scripted, late) == ["again"]
    assert ticket(scripted, root).status == "resolved"
    assert "again" not in public(scripted, root)


# Files


def send(client: TestClient, name: str, **where: Any) -> Any:
    headers = where.pop("headers")
    sent = client.post(
        f"{API}/attachments", params={"name": name, **where}, content=name.encode(), headers=headers
    )
    assert sent.status_code == 201
    return sent.json()


def names(client: TestClient, headers: dict[str, str], **where: Any) -> list[str]:
    found = client.get(f"{API}/attachments", params=where, headers=headers).json()["attachments"]
    return [one["name"] for one in found]


def test_a_file_of_a_joined_conversation_is_the_tickets_too(console, scripted) -> None:
    key = {"Authorization": f"Bearer {scripted.api_key}"}
    (first, number), (second, _) = (asks(console, scripted, "qinglan") for _ in range(2))
    send(console, "one.txt", conversation=first, headers=key)
    send(console, "two.txt", conversation=second, headers=key)
    for where in ({"ticket": number}, {"conversation": first}, {"conversation": second}):
        assert names(console, key, **where) == ["one.txt", "two.txt"]
    assert "two.txt" in page(console, number)
    with scripted.service.database.reading("demo") as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        log = read_events(session, found)
    attached = [one.data["name"] for one in log if one.type == "ticket.attached"]
    assert attached == ["one.txt", "two.txt"]


def test_the_root_shows_the_files_of_what_was_merged_to_the_desk_and_to_each_customer_their_own(
    console, scripted
) -> None:
    key = {"Authorization": f"Bearer {scripted.api_key}"}
    (_, root), (mine, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    file = send(console, "mine.txt", conversation=mine, headers=key)
    merge(console, number, root)
    assert names(console, key, ticket=root) == ["mine.txt"]
    assert "mine.txt" in page(console, root)
    theirs, ours = (
        {"Authorization": f"Bearer {scripted.access_token(one)}"} for one in ("qinglan", "northfold")
    )
    assert names(console, theirs, ticket=root) == []
    assert console.get(f"{API}/attachments/{file['id']}", headers=theirs).status_code == 404
    assert names(console, ours, ticket=number) == ["mine.txt"]
    assert post(console, f"{number}/unmerge").status_code == 200
    assert names(console, key, ticket=root) == []
    assert names(console, key, ticket=number) == ["mine.txt"]


def test_the_same_file_of_two_customers_is_each_ones_own(console, scripted) -> None:
    key = {"Authorization": f"Bearer {scripted.api_key}"}
    (theirs, root), (mine, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    merge(console, number, root)
    sent = [send(console, "same.txt", conversation=one, headers=key)["id"] for one in (theirs, mine)]
    assert len(set(sent)) == 2
    assert names(console, key, ticket=root) == ["same.txt"] * 2


def test_an_agents_file_in_the_conversation_of_a_merged_ticket_answers_its_root(console, scripted) -> None:
    (_, root), (mine, number) = (asks(console, scripted, one) for one in ("qinglan", "northfold"))
    merge(console, number, root)
    assert act(console, mine, "take-over").status_code == 200
    send(console, "guide.txt", conversation=mine, headers={"X-CSRF-Token": csrf(console)})
    assert "guide.txt" in public(scripted, root)[-1]
    assert ticket(scripted, root).first_responded_at is not None
    assert ticket(scripted, number).first_responded_at is None
    assert passed_on(scripted) == []
