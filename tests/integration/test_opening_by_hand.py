"""Tickets opened by hand, from outside: the API and the console in, real SMTP out, over both databases."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from email.message import EmailMessage

import pytest
from httpx import Response
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.agent_sessions import COOKIE
from bot.agents import create_agent
from bot.clock import new_id
from bot.desk.furnishing import furnish
from bot.models import Agent, Conversation, MailThread
from bot.tenants import store_tenant
from escalation.crm.models import Subscription
from escalation.routing.action_check import Known
from escalation.routing.priority import Priority
from escalation.routing.rule_check import read_rule
from escalation.routing.rulebook import replace_rules
from escalation.routing.words import Words
from escalation.sla.settings import get_settings, save_settings
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import columns_of, read_events, state_of
from escalation.ticketing.models import Ticket
from escalation.ticketing.state import fold
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed
from tests.integration.test_console import PASSWORD, csrf, sign_in
from tests.mail_desk import SUPPORT, MailDesk, body_of, mail_desk
from tests.rule_desk import rule
from tests.scripted import NOW
from tests.shared_app import app_over

NEW = "someone.new@mail.example"
LANGUAGES = ("zh", "en")


@pytest.fixture
def desk(database, tmp_path) -> Iterator[MailDesk]:
    with mail_desk(database, tmp_path) as desk:
        with desk.database.uow("demo") as session:
            session.add(
                Subscription(
                    tenant_id="demo", contact_key="qinglan", plan="enterprise", seats=5, addons=[],
                    billing_period=None, renews_on=None,
                )
            )  # fmt: skip
            make = {"role": "agent", "password": PASSWORD, "now": NOW}
            create_agent(session, email="ann@lanyun.example", name="Ann", language="en", **make)
            make["role"] = "viewer"
            create_agent(session, email="vera@lanyun.example", name="Vera", language="en", **make)
        yield desk


@pytest.fixture
def client(desk) -> Iterator[TestClient]:
    app = app_over(desk.scripted.service, "bot.web.console.routes")
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert desk.scripted.service.readiness.ready.wait(60)
        yield client


@pytest.fixture
def script(desk, client) -> TestClient:
    client.headers["Authorization"] = f"Bearer {desk.scripted.api_key}"
    return client


def ask(client: TestClient, key: str | None = None, **body: object) -> Response:
    told = {"subject": "They cannot sign in", "text": "Called about it this morning."} | body
    return client.post("/api/v1/tickets", json=told, headers={"Idempotency-Key": key} if key else {})


def fill(client: TestClient, **form: str) -> Response:
    told = {"subject": "打不开看板", "text": "电话里说打不开。", "client_id": new_id()}
    return client.post("/console/tickets/new", data={"csrf": csrf(client)} | told | form)


def ticket(desk: MailDesk, number: int = 1) -> Ticket:
    with desk.database.reading("demo") as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def log(desk: MailDesk, number: int = 1) -> list[tuple[str, str]]:
    with desk.database.reading("demo") as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        events = read_events(session, found)
        assert columns_of(fold(events)) == columns_of(state_of(found))
        return [(event.type, event.by.partition(":")[0]) for event in events]


def thread(desk: MailDesk, number: int = 1) -> list[tuple[str, str, str]]:
    with desk.database.reading("demo") as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return [(one.author, one.audience, one.text) for one in list_thread(session, found)]


def count(desk: MailDesk) -> int:
    with desk.database.reading("demo") as session:
        return session.scalar(select(func.count(Ticket.number))) or 0


# The API


def test_a_script_opens_a_ticket_that_is_numbered_promised_and_seen_by_the_rules(desk, script) -> None:
    with desk.database.uow("demo") as session:
        furnish(session, "demo", NOW)
        session.flush()
        when = {"all": [{"field": "tags", "operator": "contains", "value": ["phone"]}, by("api")]}
        one = rule("r", {"do": "tag", "add": ["seen"]}, when=when)
        replace_rules(session, "demo", [read_rule(one, Known())], by="test", now=NOW)
    answer = ask(script, contact="qinglan", tags=["Phone", "phone", " "], module="  kanban ")
    told = answer.json()
    expected = {
        "label": "#1", "status": "new", "channel": "api", "contact": "qinglan", "tier": "enterprise",
        "module": "kanban", "tags": ["phone"],
    }  # fmt: skip
    assert answer.status_code == 201
    assert {name: told[name] for name in expected} == expected
    # The text reads as no more than a question; the Enterprise plan raises it.
    assert (told["priority"], "Enterprise plan" in told["priority_reason"]) == ("P2", True)
    assert told["due_at"] is not None
    assert log(desk)[:3] == [("ticket.opened", "api"), ("sla.applied", "system"), ("ticket.noted", "api")]
    assert thread(desk) == [("tests", "", "Called about it this morning.")]
    desk.deliver()
    assert ticket(desk).tags == ["phone", "seen"]
    assert desk.out.messages == []


def by(kind: str) -> dict[str, object]:
    return {"field": "by", "operator": "is", "value": [kind]}


def test_the_same_key_is_the_same_ticket(desk, script) -> None:
    first, again = ask(script, key="k-1"), ask(script, key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["number"] == first.json()["number"]
    other = ask(script, key="k-1", subject="Something else")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")
    assert count(desk) == 1
    assert ask(script).status_code == 201  # without a key each is one


def test_the_same_key_at_the_same_moment_is_one_ticket_too(desk, script) -> None:
    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(lambda _: ask(script, key="k-1", contact="qinglan"), range(6)))
    assert sorted(one.status_code for one in answers) == [200] * 5 + [201]
    assert count(desk) == 1


@pytest.mark.parametrize(
    ("body", "status", "names"),
    [
        ({"subject": " \u200b "}, 422, "subject"),
        ({"subject": "x" * 301}, 422, "subject"),
        ({"text": ""}, 422, "visible character"),
        ({"text": "x" * 4001}, 422, "4000"),
        ({"contact": "rival"}, 422, "contact"),
        ({"contact": "qinglan", "email": NEW}, 422, "contact"),
        ({"email": "no address"}, 422, "email"),
        ({"email": SUPPORT.upper()}, 422, "address of the desk itself"),
        ({"priority": "P9"}, 422, "priority"),
        ({"audience": "everybody"}, 422, "audience"),
        ({"tags": ["x" * 65]}, 409, "64"),
        ({"module": "x" * 65}, 422, "module"),
        ({"language": "fr"}, 422, "language"),
        ({"channel": "widget"}, 422, "channel"),
        ({"agent": "a_1"}, 422, "agent"),
        ({"audience": "customer"}, 409, "no e-mail address"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_was_expected(desk, script, body, status, names) -> None:
    answer = ask(script, **body)
    assert answer.status_code == status
    assert names in answer.json()["error"]["message"]
    assert count(desk) == 0
    with desk.database.reading("demo") as session:
        assert session.scalars(select(Conversation.id)).all() == []


def test_only_the_desk_opens_tickets(desk, client) -> None:
    token = desk.scripted.access_token()
    customer = client.post(
        "/api/v1/tickets", json={"subject": "a", "text": "b"}, headers={"Authorization": f"Bearer {token}"}
    )
    assert (customer.status_code, customer.json()["error"]["code"]) == (403, "not_allowed")
    assert ask(client).status_code == 401
    sign_in(client, "vera@lanyun.example")
    client.headers["X-CSRF-Token"] = csrf(client)
    assert ask(client).status_code == 403
    assert client.get("/console/tickets/new").status_code == 403
    assert fill(client).status_code == 403
    assert count(desk) == 0


def test_an_agent_opens_one_through_the_api_too(desk, client) -> None:
    sign_in(client, "ann@lanyun.example")
    assert ask(client).status_code == 403  # another site's page has no such token
    client.headers["X-CSRF-Token"] = csrf(client)
    answer = ask(client, priority="P1", email=NEW, name="New One", audience="customer", language="en")
    assert answer.status_code == 201
    assert (answer.json()["priority"], answer.json()["priority_reason"]) == ("P1", "set by hand")
    assert ("ticket.agent_replied", "agent") in log(desk)
    desk.deliver()
    (mail,) = desk.received(1)
    assert mail["Auto-Submitted"] is None


def test_a_scripts_message_is_the_services_and_waits_for_the_customer(desk, script) -> None:
    assert ask(script, email=NEW, audience="customer").json()["channel"] == "email"
    desk.deliver()
    (mail,) = desk.received(1)
    assert (mail["To"], mail["Subject"]) == (NEW, "They cannot sign in")
    assert mail["Auto-Submitted"] == "auto-replied"
    assert ticket(desk).status == "pending"
    assert "ticket.agent_replied" not in dict(log(desk))  # a person has not answered yet
    desk.post(desk.answer_to(mail, "It works again", sender=NEW))
    desk.work()
    assert ticket(desk).status == "open"
    assert thread(desk)[-1] == ("customer", "customer", "It works again")


def have_support(desk: MailDesk, *addresses: str) -> None:
    tenant = replace(desk.scripted.demo, support_addresses=addresses)
    with desk.database.control() as session:
        store_tenant(session, tenant, now=NOW)
    desk.scripted.service.tenants.replace([tenant])


def test_without_a_support_address_nothing_is_said_to_be_sent(desk, script) -> None:
    have_support(desk)
    answer = ask(script, email=NEW, audience="customer")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "customer_unreachable")
    assert "Settings" in error["hint"]
    assert ask(script, email=NEW).json()["conversation"] is None


def test_while_the_models_load_wording_tells_how_urgent_it_is(desk, script, monkeypatch) -> None:
    from bot.errors import NotReady

    def loading(*_one: object, **_more: object) -> None:
        raise NotReady("the models are still loading")

    monkeypatch.setattr(desk.scripted.understanding, "parse", loading)
    told = ask(script, text="Everybody is locked out and we lose money every minute, nothing works!").json()
    assert (told["priority"], told["intent"]) == ("P0", "by_hand")


def test_the_api_document_tells_of_it(script) -> None:
    told = script.get("/api/v1/openapi.json").json()["paths"]["/api/v1/tickets"]["post"]
    assert {"201", "409", "422"} <= told["responses"].keys()


# The console


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agents_first_message_is_mailed_and_their_answer_is_the_tickets(desk, client, language) -> None:
    email, name = {"zh": ("ning@lanyun.example", "周宁"), "en": ("ann@lanyun.example", "Ann")}[language]
    sign_in(client, email)
    opened = fill(
        client, customer="key:qinglan", audience="customer", priority="P1", tags="电话，vip", module="kanban"
    )
    assert opened.headers["location"] == "/console/tickets/1"
    desk.deliver()
    (mail,) = desk.received(1)
    assert (mail["To"], mail["Subject"], mail["In-Reply-To"]) == ("qinglan@example.com", "打不开看板", None)
    assert mail["From"].addresses[0].addr_spec == SUPPORT
    assert "电话里说打不开。" in body_of(mail) and f"— {name}" in body_of(mail)
    one = ticket(desk)
    assert (one.contact_key, one.tier, one.status, one.priority) == ("qinglan", "enterprise", "open", "P1")
    assert (one.channel, one.module, one.tags) == ("email", "kanban", ["电话", "vip"])
    desk.post(desk.answer_to(mail, "现在好了", sender="qinglan@example.com"))
    desk.work()
    assert thread(desk)[-1] == ("customer", "customer", "现在好了")
    page = client.get("/console/tickets/1").text
    opened_by = {
        "zh": f"<strong>{name}</strong> 建立了工单（邮件，P1）",
        "en": f"<strong>{name}</strong> opened the ticket (E-mail, P1)",
    }
    assert opened_by[language] in page
    assert opened_by[language] in client.get("/console/tickets/1/log").text


def test_what_is_written_before_they_answer_goes_on_from_our_own_mail(desk, client) -> None:
    sign_in(client)
    fill(client, q=NEW, audience="customer", name="New One")
    desk.deliver()
    first = desk.received(1)[0]
    seen = re.search(r'data-events="(\d+)"', client.get("/console/tickets/1").text)
    assert seen is not None
    said = {"text": "还有一件事", "client_id": new_id(), "begun": seen[1], "seen": seen[1]}
    answer = client.post("/console/tickets/1/reply", data={"csrf": csrf(client), **said})
    assert answer.status_code == 201
    desk.deliver()
    second = desk.received(2)[1]
    assert (second["Subject"], second["In-Reply-To"]) == ("Re: 打不开看板", first["Message-ID"])
    assert second["References"] == first["Message-ID"]


def test_a_note_is_for_colleagues_and_who_it_names_is_told(desk, client) -> None:
    sign_in(client)
    assert fill(client, customer="key:qinglan", text="@Ann 请看一下").status_code == 303
    assert thread(desk) == [("周宁", "", "@Ann 请看一下")]
    assert ("ticket.watched", "agent") in log(desk)
    desk.deliver()
    assert desk.out.messages == []
    assert (ticket(desk).status, ticket(desk).channel) == ("new", "console")
    page = client.get("/console/tickets?view=unassigned").text
    assert 'data-number="1"' in page and 'id="new-ticket"' in page
    # An answer on its page reaches them by mail all the same.
    events = re.search(r'data-events="(\d+)"', client.get("/console/tickets/1").text)
    assert events is not None
    said = {"text": "您好", "client_id": new_id(), "begun": events[1], "seen": events[1]}
    client.post("/console/tickets/1/reply", data={"csrf": csrf(client), **said})
    desk.deliver()
    assert desk.received(1)[0]["To"] == "qinglan@example.com"


@pytest.mark.parametrize(
    ("channel", "told"), [("phone", ("电话", "Phone")), ("in_person", ("当面", "In person"))]
)
def test_how_it_came_is_said_by_who_opens_it_and_policies_and_rules_go_by_it(
    desk, client, script, channel, told
) -> None:
    desk.scripted.service.clocks.stop()  # they keep what is promised until somebody has set something
    with desk.database.uow("demo") as session:
        kept = get_settings(session, "demo")
        data = dict(kept.data)
        calls = {**data["policies"][3], "id": "calls", "name": "Calls", "when": {"channel": [channel]}}
        data["policies"] = [calls, *data["policies"]]
        save_settings(session, "demo", data, version=kept.version, author="ning", now=NOW)
        furnish(session, "demo", NOW)
        session.flush()
        tag = {"do": "tag", "add": ["called"]}
        rules = [read_rule(rule("r", tag, channels=[channel]), Known())]
        replace_rules(session, "demo", rules, by="test", now=NOW)
    assert [ask(script, channel=way).json()["channel"] for way in (channel, None)] == [channel, "api"]
    del client.headers["Authorization"]
    for email, words in zip(("ning@lanyun.example", "ann@lanyun.example"), told, strict=True):
        sign_in(client, email)
        assert f'<option value="{channel}">{words}</option>' in client.get("/console/tickets/new").text
        sent = fill(client, channel=channel, customer="key:qinglan", audience="customer")
        number = int(sent.headers["location"].rpartition("/")[2])
        assert words in client.get(f"/console/tickets/{number}").text
    desk.deliver()
    assert [ticket(desk, number).channel for number in (1, 2, 3, 4)] == [channel, "api", channel, channel]
    assert [ticket(desk, number).tags for number in (1, 2, 3, 4)] == [["called"], [], ["called"], ["called"]]
    with desk.database.reading("demo") as session:
        rows = session.scalars(select(Ticket).order_by(Ticket.number)).all()
        logs = [read_events(session, one) for one in rows]
    applied = [next(one.data["policy"] for one in log if one.type == "sla.applied") for log in logs]
    assert [one["id"] == "calls" for one in applied] == [True, False, True, True]


def test_whom_the_first_note_names_is_told_at_their_console_once(desk, client) -> None:
    sign_in(client, "ann@lanyun.example")
    headers = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}", "Origin": "http://testserver"}
    with client.websocket_connect("/api/v1/ws", headers=headers) as feed:
        feed.send_json({"type": "hello", "conversation": None, "after": 0})
        sign_in(client)
        for text in ("Nobody is named", "@Ann 请看一下"):
            form = {"customer": "key:qinglan", "text": text, "client_id": new_id()}
            for _ in range(2):
                fill(client, **form)
        note = {"csrf": csrf(client), "text": "@Ann 还有这个", "client_id": new_id()}
        client.post("/console/tickets/1/notes", data=note)
        told = []
        while len(told) < 2:
            frame = feed.receive_json()
            told += [frame["data"]] if frame.get("kind") == "ticket.mentioned" else []
    assert [(one["who"], one["ticket"]) for one in told] == [("周宁", 2), ("周宁", 1)]
    with desk.database.reading("demo") as session:
        ann = session.scalars(select(Agent.id).where(Agent.name == "Ann")).one()
    assert [one["agents"] for one in told] == [[ann], [ann]]


@pytest.mark.parametrize("here", [True, False])
def test_whom_a_note_without_a_ticket_names_is_mailed_while_they_are_away(desk, client, here) -> None:
    desk.write("hello")
    (conversation,) = [one.id for one in desk.conversations()]
    desk.received(1)
    with desk.database.reading("demo") as session:
        ann = session.scalars(select(Agent.id).where(Agent.name == "Ann")).one()
    sign_in(client)
    with desk.scripted.service.presence.at_console("demo", ann) if here else nullcontext():
        note = {"csrf": csrf(client), "text": "@Ann 请看一下，@周宁 也在", "client_id": new_id()}
        for _ in range(2):
            client.post(f"/console/conversations/{conversation}/notes", data=note)
    desk.deliver()
    mails = desk.received(1 if here else 2)[1:]
    assert [(one["To"], one["Subject"]) for one in mails] == (
        [] if here else [("ann@lanyun.example", "周宁 mentioned you in a note")]
    )
    assert all(f"/console/conversations/{conversation}" in body_of(one) for one in mails)


def test_the_form_sent_twice_opens_one(desk, client) -> None:
    sign_in(client)
    form = {"client_id": "c-1", "customer": "key:qinglan"}
    assert [fill(client, **form).headers["location"] for _ in range(2)] == ["/console/tickets/1"] * 2
    assert count(desk) == 1


WRONG = [
    ({"subject": ""}, ("主题要有 1 到 300 个字符", "a subject has 1 to 300 characters")),
    ({"text": " "}, ("内容要有 1 到 4000 个字符", "the text has 1 to 4000 characters")),
    ({"q": "nobody"}, ("请从结果中选一位客户", "choose a customer from what is found")),
    ({"customer": "key:rival"}, ("请从结果中选一位客户", "choose a customer from what is found")),
    ({"customer": f"mail:{SUPPORT}"}, ("这不是客户的邮箱", "that is no customer&#39;s e-mail address")),
    ({"tags": "x" * 65}, ("最多 64 个", "expected at most 64")),
    ({"channel": "email"}, ("请重新选择怎么来的", "choose again how it came")),
    ({"priority": "P9"}, ("请重新选择优先级", "choose the priority again")),
    ({"audience": "customer"}, ("这位客户没有邮箱", "the customer has no e-mail address")),
]


@pytest.mark.parametrize(("form", "told"), WRONG)
def test_what_is_wrong_with_the_form_is_told_in_the_agents_language(desk, client, form, told) -> None:
    for email, words in zip(("ning@lanyun.example", "ann@lanyun.example"), told, strict=True):
        sign_in(client, email)
        answer = fill(client, **form)
        assert answer.status_code == 422
        assert words in answer.text
        assert "电话里说打不开。" in answer.text or "text" in form
    assert count(desk) == 0


def test_customers_are_found_by_name_mail_and_company_and_the_new_by_their_address(desk, client) -> None:
    sign_in(client)

    def found(q: str, new: str = "true") -> list[str]:
        page = client.get("/console/tickets/customers", params={"q": q, "new": new}).text
        return re.findall(r'name="customer" value="([^"]+)"', page)

    assert found("QINGLAN@") == found("qing lan") == found("Qinglan") == ["key:qinglan"]
    assert found("qinglan northfold") == found("") == found("rival") == []
    assert found(NEW) == [f"mail:{NEW}"]
    assert found(NEW, new="false") == []
    assert found("Northfold@Example.com") == ["key:northfold"]
    assert found("%") == found("_") == []


def test_without_a_script_the_form_finds_customers_too(desk, client) -> None:
    sign_in(client)
    page = fill(client, q="qinglan", find="1", subject="half written")
    assert page.status_code == 200
    assert 'value="key:qinglan"' in page.text and 'value="half written"' in page.text
    assert count(desk) == 0


def test_a_customer_of_the_books_is_known_by_their_address(desk, client) -> None:
    sign_in(client)
    fill(client, q="Qinglan@Example.com")
    assert (ticket(desk).contact_key, ticket(desk).tier) == ("qinglan", "enterprise")
    with desk.database.reading("demo") as session:
        held = session.scalars(select(MailThread)).one()
        talk = session.get_one(Conversation, ("demo", held.conversation_id))
    assert (held.address, held.customer_key, talk.contact_key) == ("qinglan@example.com", "qinglan", None)


# Whom an answer reaches


def answer(client: TestClient, text: str = "您好", number: int = 1, **more: str) -> Response:
    events = re.search(r'data-events="(\d+)"', client.get(f"/console/tickets/{number}").text)
    assert events is not None
    said = {"text": text, "client_id": new_id(), "begun": events[1], "seen": events[1], **more}
    return client.post(f"/console/tickets/{number}/reply", data={"csrf": csrf(client), **said})


AWAY = {
    "desk": {"zh": "还没有设置支持邮箱", "en": "There is no support address"},
    "customer": {
        "zh": "客户没有会话也没有邮箱",
        "en": "The customer has no conversation and no e-mail address",
    },
}


@pytest.mark.parametrize(("form", "lacks"), [({}, "customer"), ({"q": NEW}, "desk")])
def test_an_answer_that_would_reach_nobody_is_not_sent_and_ends_no_clock(desk, client, form, lacks) -> None:
    if lacks == "desk":
        have_support(desk)
    sign_in(client)
    fill(client, **form)
    for email, language in (("ning@lanyun.example", "zh"), ("ann@lanyun.example", "en")):
        sign_in(client, email)
        words = AWAY[lacks][language]
        assert f'data-unreached="{words}' in client.get("/console/tickets/1").text
        refused = answer(client, then="resolved")
        assert (refused.status_code, words in refused.json()["problem"]) == (422, True)
    assert dict(log(desk)).keys().isdisjoint({"ticket.agent_replied", "ticket.status_changed"})
    assert desk.said() == [] if lacks == "desk" else desk.conversations() == []
    note = {"csrf": csrf(client), "text": "Call them back.", "client_id": new_id()}
    client.post("/console/tickets/1/notes", data=note)
    assert thread(desk)[-1] == ("Ann", "", "Call them back.")
    desk.deliver()
    assert desk.out.messages == []


def answered_by_mail(desk: MailDesk, client: TestClient, address: str) -> EmailMessage:
    """Twice, in one conversation; the last mail."""
    for count, text in enumerate(("您好", "修好了"), start=1):
        assert answer(client, text).status_code == 201
        desk.deliver()
        mail = desk.received(count)[-1]
        assert [mail[one].addresses[0].addr_spec for one in ("To", "From")] == [address, SUPPORT]
        assert body_of(mail) == f"{text}\n— 周宁\n"
    (held,) = desk.conversations()
    assert ticket(desk).conversation_id == held.id
    return mail


def test_who_was_somebody_new_without_a_support_address_is_kept_and_mailed_once_there_is_one(
    desk, client
) -> None:
    have_support(desk)
    sign_in(client)
    fill(client, q=NEW, name="New One")
    page = client.get("/console/tickets/1").text
    assert f"New One &lt;{NEW}&gt;" in page
    assert "New One" in client.get("/console/tickets?q=打不开看板").text
    have_support(desk, SUPPORT)
    assert 'data-unreached=""' in client.get("/console/tickets/1").text
    mail = answered_by_mail(desk, client, NEW)
    desk.post(desk.answer_to(mail, "现在好了", sender=NEW))
    desk.work()
    assert thread(desk)[-1] == ("customer", "customer", "现在好了")


def test_a_ticket_without_a_conversation_is_answered_at_the_customers_own_address(desk, client) -> None:
    told = NewTicket(
        None, "qinglan", "phone", "zh", None, "by_hand", None, "打不开看板", "打不开",
        Priority("P2", (Words("测试如此", "as the test wants"),)),
    )  # fmt: skip
    with desk.database.uow("demo") as session:
        open_ticket(session, "demo", told, new_id=new_id, deed=Deed("agent:a_1", NOW))
    sign_in(client)
    assert 'data-unreached=""' in client.get("/console/tickets/1").text
    assert desk.conversations() == []
    mail = answered_by_mail(desk, client, "qinglan@example.com")
    desk.post(desk.answer_to(mail, "现在好了", sender="qinglan@example.com"))
    desk.work()
    assert thread(desk)[-1] == ("customer", "customer", "现在好了")
