"""Canned replies in a conversation, over both databases: the desk's macros, filled in its language."""

import re
from html import unescape
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import new_id
from bot.models import Conversation, MailThread
from escalation.crm.models import Contact
from escalation.routing.action_check import Known
from escalation.ticketing.models import Ticket
from escalation.workflow.shelf import MACROS
from tests.integration.test_console import NASTY, PASSWORD, act, client, console, csrf, say, sign_in
from tests.scripted import NOW, Scripted

__all__ = ["client", "console"]

GREET = {
    "zh": "{{customer}}，您好，我是{{desk}}的{{agent}}。",
    "en": "Dear {{customer}}, {{agent}} of {{desk}} here.",
}
PRIORITY = {"do": "set_priority", "priority": "P0"}


def keep(scripted: Scripted, key: str, *actions: dict[str, Any], tenant: str = "demo", **more: Any) -> None:
    body = {"name": {"zh": f"{key} 中文", "en": f"{key} in English"}, "actions": list(actions), **more}
    with scripted.service.database.uow(tenant) as session:
        MACROS.save(session, tenant, key, body, Known(), version=None, by="test", now=NOW)


def offered(client: TestClient, conversation: str) -> dict[str, str]:
    """Key and reply, as it would come into the box."""
    page = client.get(f"/console/conversations/{conversation}/canned").text
    found = re.findall(r'data-value="([\w-]+)".*?</li>', page)
    texts = [re.search(r'canned-text">(.*?)</span>', one, re.DOTALL) for one in page.split("</li>")]
    return dict(zip(found, [unescape(one[1]) if one else "" for one in texts], strict=False))


def use(client: TestClient, conversation: str, key: str, **form: str) -> Response:
    data = {"csrf": csrf(client), "key": key, "mark": new_id(), **form}
    path = f"/console/conversations/{conversation}/canned"
    return client.post(path, data=data, headers={"HX-Request": "true"})


def in_language(scripted: Scripted, conversation: str, language: str) -> None:
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).where(Conversation.id == conversation).values(language=language))


@pytest.mark.parametrize(
    ("language", "reply"),
    [("zh", "Qinglan，您好，我是Lanyun的周宁。"), ("en", "Dear Qinglan, 周宁 of Lanyun here.")],
)
def test_a_reply_is_filled_in_the_language_of_the_conversation(console, scripted, language, reply) -> None:
    keep(scripted, "greet", reply=GREET)
    conversation = say(console, scripted, "hello")
    in_language(scripted, conversation, language)
    assert offered(console, conversation) == {"greet": reply}
    assert use(console, conversation, "greet").json() == {"reply": reply, "text": ""}


def test_it_is_found_by_its_name_in_either_language_and_nothing_is_sent(console, scripted) -> None:
    keep(scripted, "greet", reply=GREET)
    conversation = say(console, scripted, "hello")
    page = console.get(f"/console/conversations/{conversation}/canned").text
    assert 'data-words="greet greet 中文 greet in English"' in page
    use(console, conversation, "greet")
    assert "Dear Qinglan" not in console.get(f"/console/conversations/{conversation}/messages").text


def test_without_a_ticket_only_what_needs_none_is_offered_or_done(console, scripted) -> None:
    keep(scripted, "greet", reply=GREET)
    keep(scripted, "numbered", reply={"zh": "工单 {{ticket}}", "en": "ticket {{ticket}}"})
    keep(scripted, "rush", PRIORITY, reply=GREET)
    keep(scripted, "quiet", PRIORITY)
    conversation = say(console, scripted, "hello")
    assert list(offered(console, conversation)) == ["greet"]
    for key in ("numbered", "rush", "quiet"):
        answer = use(console, conversation, key)
        assert (answer.status_code, "还没有工单" in answer.json()["problem"]) == (409, True)
    asked = say(console, scripted, "person")
    assert set(offered(console, asked)) == {"greet", "numbered", "quiet", "rush"}
    assert use(console, asked, "numbered").json()["reply"] == "ticket #1"


def test_its_actions_are_done_on_the_conversations_ticket_and_said_beforehand(console, scripted) -> None:
    keep(scripted, "rush", PRIORITY, reply=GREET)
    conversation = say(console, scripted, "person")
    assert "优先级" in console.get(f"/console/conversations/{conversation}/canned").text
    answer = use(console, conversation, "rush")
    assert answer.json()["reply"] == "Dear Qinglan, 周宁 of Lanyun here."
    assert "rush 中文" in answer.json()["text"]
    with scripted.service.database.reading("demo") as session:
        assert session.scalars(select(Ticket.priority)).all() == ["P0"]


def test_a_visitor_is_called_one_and_who_writes_mails_by_their_name(console, scripted) -> None:
    keep(scripted, "greet", reply=GREET)
    conversation = say(console, scripted, "hello")
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).values(contact_key=None))
    assert offered(console, conversation)["greet"].startswith("Dear a visitor")
    with scripted.service.database.uow("demo") as session:
        session.add(
            MailThread(
                tenant_id="demo", conversation_id=conversation, address="wei@far.example", name="Li Wei",
                ours="help@lanyun.example", subject="hello", last_id="", ids=[],
            )
        )  # fmt: skip
    assert offered(console, conversation)["greet"].startswith("Dear Li Wei")


def test_what_customers_call_themselves_is_text(console, scripted) -> None:
    keep(scripted, "greet", reply=GREET)
    with scripted.service.database.uow("demo") as session:
        session.get_one(Contact, ("demo", "qinglan")).name = NASTY + "{{desk}}"
    conversation = say(console, scripted, "hello")
    page = console.get(f"/console/conversations/{conversation}/canned").text
    assert "<script>alert" not in page
    assert use(console, conversation, "greet").json()["reply"].startswith(f"Dear {NASTY}{{{{desk}}}}, 周宁")


def test_another_tenants_are_not_there(console, scripted) -> None:
    keep(scripted, "theirs", tenant="other", reply=GREET)
    conversation = say(console, scripted, "hello")
    assert offered(console, conversation) == {}
    assert use(console, conversation, "theirs").status_code == 404
    away = say(console, scripted, "hello", contact="rival", key=scripted.other_api_key)
    for one in (away, "c_never"):
        assert console.get(f"/console/conversations/{one}/canned").status_code == 404
        assert use(console, one, "theirs").status_code == 404


def test_who_may_only_look_uses_none(client, scripted) -> None:
    keep(scripted, "rush", PRIORITY, reply=GREET)
    conversation = say(client, scripted, "person")
    with scripted.service.database.uow("demo") as session:
        make = {"name": "Vera", "role": "viewer", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="vera@lanyun.example", **make)
    sign_in(client, "vera@lanyun.example")
    assert use(client, conversation, "rush").status_code == 403
    assert act(client, conversation, "take-over").status_code == 403
