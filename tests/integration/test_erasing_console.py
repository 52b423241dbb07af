"""Forgetting and erasing a customer from the console, over both databases: who may, what goes, what stays."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from httpx import Response
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.models import Conversation, DialogueEvent, MailThread
from dialogs.events import Event
from dialogs.types import BotResponse
from escalation.backends.models import OutsideTicket
from escalation.crm.models import Contact
from escalation.ticketing.models import Ticket
from tests.html_form import form_of
from tests.integration.test_console import client, csrf, say
from tests.integration.test_settings_console import hire, texts
from tests.scripted import Scripted

__all__ = ["client", "hire"]

ASK = "/console/settings/customer"
PHONE = "13900139000"
Hire = Callable[..., TestClient]


@pytest.fixture
def telling(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message tells a phone number; the bot says what it had in mind before."""
    handle = scripted.manager.handle

    def tell(tracker, message, world):
        turn = handle(tracker, message, world)
        told = Event("customer.told", {"slot": "phone", "value": PHONE})
        known = BotResponse(f"I know {dict(tracker.told)}")
        return replace(turn, events=(*turn.events, told), replies=(known,))

    monkeypatch.setattr(scripted.manager, "handle", tell)


def links(page: str) -> dict[str, str]:
    """The ways from a customer's card, by what they lead to."""
    found = [unescape(one.partition('"')[0]) for one in page.split('href="')[1:]]
    return {one.removeprefix(f"{ASK}/").partition("?")[0]: one for one in found if one.startswith(ASK)}


def confirm(browser: TestClient, ask: str) -> Response:
    """Sends the form of the page that asks."""
    page = browser.get(ask)
    assert page.status_code == 200
    action = page.text.split('<form method="post" action="')[-1].partition('"')[0]
    return browser.post(unescape(action), data=form_of(page.text, unescape(action)).as_data())


def test_what_was_told_is_forgotten_and_the_rest_stays(client, hire: Hire, scripted, telling) -> None:
    talk = say(client, scripted, "one", "two")
    with scripted.service.database.uow("demo") as session:
        contact = session.get_one(Contact, ("demo", "qinglan"))
        contact.platform, contact.name = "ios", "周若溪"
    ada = hire()
    ask = links(ada.get(f"/console/conversations/{talk}").text)["forget"]
    assert "such as phone or company (2)" in texts(ada.get(ask).text)
    done = confirm(ada, ask)
    assert done.status_code == 200
    assert "Forgotten: platform, version and what they told (2)." in texts(done.text)
    assert f'href="/console/conversations/{talk}"' in done.text
    assert "(0)" in texts(ada.get(ask).text)
    with scripted.service.database.reading("demo") as session:
        contact = session.get_one(Contact, ("demo", "qinglan"))
        assert (contact.platform, contact.name) == (None, "周若溪")
        told = session.scalars(select(DialogueEvent).where(DialogueEvent.type == "customer.told"))
        assert {event.data["value"] for event in told} == {""}
    page = ada.get(f"/console/conversations/{talk}").text
    assert ">one</p>" in page
    assert "周若溪" in page


def test_a_conversation_that_goes_on_has_forgotten_too(client, hire: Hire, scripted, telling) -> None:
    headers = {"Authorization": f"Bearer {scripted.api_key}"}
    talk = say(client, scripted, "one", "two")
    path = f"/api/v1/conversations/{talk}/messages"

    def last() -> str:
        return client.get(path, headers=headers).json()["messages"][-1]["text"]

    assert last() == f"I know {{'phone': '{PHONE}'}}"
    confirm(hire(), f"{ASK}/forget?conversation={talk}")
    client.post(path, json={"text": "three", "wait_s": 10}, headers=headers)
    assert last() == "I know {}"


def test_a_customer_is_erased_and_others_stay(client, hire: Hire, scripted) -> None:
    ada = hire()
    talk = say(client, scripted, "my board is empty", "person")
    other = say(client, scripted, "my own trouble", contact="northfold")
    with scripted.service.database.uow("demo") as session:
        session.get_one(Contact, ("demo", "qinglan")).name = "周若溪"
        ticket = session.scalars(select(Ticket)).one()
        session.add(
            OutsideTicket(tenant_id="demo", ticket_id=ticket.id, system="zammad.v1 z", outside_id="4711",
                          queued=1, pushed=1, mark="", state="failed")
        )  # fmt: skip
    ask = links(ada.get(f"/console/tickets/{ticket.number}").text)["erase"]
    asked = texts(ada.get(ask).text)
    assert "周若溪" in asked
    assert "conversations (1)" in asked
    assert "tickets (1), and all files (0)" in asked
    assert "To be erased in the outside ticket system too: 4711" in asked
    assert "my board is empty" in ada.get(f"/console/conversations/{talk}").text  # asking erases nothing
    done = confirm(ada, ask)
    assert "Erased. Conversations: 1, messages: " in texts(done.text)
    assert "the outside ticket system too: 4711" in texts(done.text)
    assert f'href="/console/tickets/{ticket.number}"' in done.text
    for path in (f"tickets/{ticket.number}", f"conversations/{talk}"):
        page = ada.get(f"/console/{path}").text
        assert "(erased)" in page
        assert "my board is empty" not in page
        assert "周若溪" not in page
    assert "my own trouble" in ada.get(f"/console/conversations/{other}").text


def test_who_only_writes_mails_is_erased_by_their_address(client, hire: Hire, scripted) -> None:
    talk = say(client, scripted, "sent by mail")
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).where(Conversation.id == talk).values(contact_key=None))
        session.add(
            MailThread(tenant_id="demo", conversation_id=talk, address="li@x.example", name="", subject="",
                       ours="help@lanyun.example", last_id="", ids=[])
        )  # fmt: skip
    ada = hire()
    found = links(ada.get(f"/console/conversations/{talk}/customer").text)
    assert list(found) == ["erase"]
    assert "Conversations: 1, messages: 2" in texts(confirm(ada, found["erase"]).text)
    page = ada.get(f"/console/conversations/{talk}").text
    assert "sent by mail" not in page
    assert links(page) == {}
    assert ada.get(found["erase"]).status_code == 404


@pytest.mark.parametrize("role", ["agent", "sales", "success", "viewer"])
def test_only_owners_and_admins_are_led_there_and_may(client, hire: Hire, scripted, role: str) -> None:
    talk = say(client, scripted, "stays")
    kim, owner = hire("kim", role), hire("zhao", "owner")
    for path in (f"/console/conversations/{talk}", f"/console/conversations/{talk}/customer"):
        assert links(kim.get(path).text) == {}
        assert list(links(owner.get(path).text)) == ["forget", "erase"]
    for what in ("forget", "erase"):
        ask = f"{ASK}/{what}?conversation={talk}"
        assert kim.get(ask).status_code == 403
        assert kim.post(ask, data={"csrf": csrf(kim), "key": "qinglan"}).status_code == 403
    assert "stays" in kim.get(f"/console/conversations/{talk}").text


def test_nothing_goes_without_the_sessions_token(client, hire: Hire, scripted) -> None:
    talk, ada = say(client, scripted, "stays"), hire()
    for data in ({"key": "qinglan"}, {"key": "qinglan", "csrf": "of another session"}):
        for what in ("forget", "erase"):
            assert ada.post(f"{ASK}/{what}?conversation={talk}", data=data).status_code == 403
    assert "stays" in ada.get(f"/console/conversations/{talk}").text


def test_anothers_customer_is_like_one_that_never_was(client, hire: Hire, scripted) -> None:
    theirs = say(client, scripted, "stays", contact="rival", key=scripted.other_api_key)
    ada = hire()
    for what in ("forget", "erase"):
        for place in (f"conversation={theirs}", "conversation=c_nobody", "ticket=4711"):
            assert ada.get(f"{ASK}/{what}?{place}").status_code == 404
        for key in ("rival", "nobody"):
            assert ada.post(f"{ASK}/{what}", data={"csrf": csrf(ada), "key": key}).status_code == 404
    headers = {"Authorization": f"Bearer {scripted.other_api_key}"}
    said = client.get(f"/api/v1/conversations/{theirs}/messages", headers=headers).json()["messages"]
    assert said[0]["text"] == "stays"


@pytest.mark.parametrize("place", ["conversation=https://evil.example", "conversation=../../evil", ""])
def test_one_is_led_back_to_our_own_pages_only(hire: Hire, place: str) -> None:
    ada = hire()
    page = ada.post(f"{ASK}/erase?{place}", data={"csrf": csrf(ada), "key": "qinglan"}).text
    assert "evil" not in page
    assert '<a class="button" href="/console">' in page


@pytest.mark.parametrize("what", ["forget", "erase"])
def test_no_address_names_the_customer(client, hire: Hire, scripted, what: str) -> None:
    talk = say(client, scripted, "a person please", "person")
    ada = hire()
    for path in (f"conversations/{talk}", "tickets/1"):
        ask = links(ada.get(f"/console/{path}").text)[what]
        assert "qinglan" not in ask
        page = ada.get(ask).text
        assert form_of(page, unescape(page.split('method="post" action="')[-1].partition('"')[0])).value(
            "key"
        )
        assert not re.search(r'(?:action|href)="[^"]*qinglan', page)


@pytest.mark.parametrize("what", ["forget", "erase"])
def test_an_address_that_names_a_customer_leads_nowhere_any_more(hire: Hire, what: str) -> None:
    answer = hire().get(f"{ASK}/{what}?key=qinglan&back=/console/tickets/1")
    assert answer.status_code == 404
    assert "qinglan" not in answer.text


def test_who_was_asked_about_is_meant_whoever_the_conversation_belongs_to_by_then(
    client, hire: Hire, scripted
) -> None:
    talk, ada = say(client, scripted, "stays"), hire()
    asked = ada.get(f"{ASK}/erase?conversation={talk}").text
    action = unescape(asked.split('<form method="post" action="')[-1].partition('"')[0])
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).where(Conversation.id == talk).values(contact_key="northfold"))
    assert ada.post(action, data=form_of(asked, action).as_data()).status_code == 200
    assert "stays" in ada.get(f"/console/conversations/{talk}").text
