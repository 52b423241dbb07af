"""Mails of people nobody knows, attached to customers by agents: what follows from it, and what does not."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import utc_now
from bot.erasing import erase_person
from bot.models import Conversation, MailThread, Message
from bot.tenants import store_tenant
from dialogs.types import World
from escalation.crm.addresses import find_by_address
from escalation.crm.models import ContactAddress, Subscription
from escalation.duplicates.merging import lock_tree, merge
from escalation.sla.models import SLATimer
from escalation.sla.settings import get_settings, save_settings
from escalation.ticketing.log import columns_of, read_events, state_of
from escalation.ticketing.models import Ticket
from escalation.ticketing.state import fold
from escalation.ticketing.work import Deed
from tests.integration.test_console import PASSWORD, csrf, say, sign_in
from tests.mail_desk import LI, MailDesk, mail_desk
from tests.scripted import NOW
from tests.shared_app import app_over

SERVER = "mx.lanyun.example"
PASSED = f"{SERVER}; spf=pass smtp.mailfrom=x.example; dmarc=pass (p=reject) header.from=qinglan.example"


@pytest.fixture
def desk(database, tmp_path) -> Iterator[MailDesk]:
    """qinglan is an Enterprise customer, promised an answer within 10 minutes; others within a day."""
    with mail_desk(database, tmp_path, mail_authserv_id=SERVER) as desk:
        with desk.database.uow("demo") as session:
            session.add(
                Subscription(
                    tenant_id="demo", contact_key="qinglan", plan="enterprise", seats=5, addons=[],
                    billing_period=None, renews_on=None,
                )
            )  # fmt: skip
            make = {"role": "agent", "password": PASSWORD, "now": NOW}
            create_agent(session, email="ann@lanyun.example", name="Ann", language="en", **make)
            one = {"calendar": "24x7", "warn_at": 0.8}
            policies = [
                {"id": "vip", "name": "VIP", "when": {"tier": ["enterprise"]}, "targets": within(10)} | one,
                {"id": "all", "name": "All", "when": {}, "targets": within(1440)} | one,
            ]
            version = get_settings(session, "demo").version
            save_settings(
                session,
                "demo",
                {"policies": policies, "calendars": {}},
                version=version,
                author="test",
                now=NOW,
            )
        yield desk


def within(minutes: int) -> dict[str, object]:
    return {"first_response": {"minutes": minutes, "hours": "around_the_clock"}}


@pytest.fixture
def client(desk) -> Iterator[TestClient]:
    app = app_over(desk.scripted.service, "bot.web.console.routes")
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert desk.scripted.service.readiness.ready.wait(60)
        sign_in(client)
        yield client


def attach(client: TestClient, customer: str = "key:qinglan", number: int = 1) -> Response:
    form = {"csrf": csrf(client), "customer": customer}
    return client.post(f"/console/tickets/{number}/customer", data=form)


def detaching(page: str) -> str:
    """What the button says that takes the customer away."""
    found = re.search(r'id="detach" name="customer" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def ticket(desk: MailDesk, number: int = 1) -> Ticket:
    with desk.database.reading("demo") as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def log(desk: MailDesk, number: int = 1) -> list[str]:
    with desk.database.reading("demo") as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        events = read_events(session, found)
        assert columns_of(fold(events)) == columns_of(state_of(found))
        return [event.type for event in events]


def held(desk: MailDesk, address: str = LI) -> list[str | None]:
    """Whom the desk takes the conversations with that address for, the oldest first."""
    threads = (
        select(MailThread.customer_key)
        .join(Conversation, Conversation.id == MailThread.conversation_id)
        .where(MailThread.address == address, Conversation.tenant_id == "demo")
    )
    with desk.database.reading("demo") as session:
        return list(session.scalars(threads.order_by(Conversation.created_at)))


def policy(desk: MailDesk, number: int = 1) -> str:
    with desk.database.reading("demo") as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        applied = [event for event in read_events(session, found) if event.type == "sla.applied"]
        return applied[-1].data["policy"]["id"]


# What follows


def test_tier_deadlines_and_card_follow_whom_it_is_attached_to_and_back_again(desk, client) -> None:
    desk.write("person", subject="")
    before = ticket(desk)
    assert (before.contact_key, before.tier, policy(desk)) == (None, None, "all")
    assert attach(client).headers["location"] == "/console/tickets/1"
    after = ticket(desk)
    assert (after.contact_key, after.tier, policy(desk)) == ("qinglan", "enterprise", "vip")
    assert after.due_at < before.due_at
    assert log(desk)[-2:] == ["ticket.customer_changed", "sla.applied"]
    with desk.database.reading("demo") as session:
        assert {row.due_at for row in session.scalars(select(SLATimer)) if row.type == "sla.breached"} == {
            after.due_at
        }
    page = client.get("/console/tickets/1").text
    assert "<h2>Qinglan</h2>" in page and "由客服关联，客户没有登录" in page and f"来信地址：{LI}" in page
    assert "<strong>周宁</strong> 把客户设为 Qinglan" in page
    talk = client.get(f"/console/conversations/{before.conversation_id}").text
    assert "<h2>Qinglan</h2>" in talk
    assert attach(client, detaching(page)).status_code == 303
    gone = ticket(desk)
    assert (gone.contact_key, gone.tier, policy(desk), gone.due_at) == (None, None, "all", before.due_at)
    assert "取消了与 Qinglan 的关联" in client.get("/console/tickets/1/log").text
    with desk.database.reading("demo") as session:
        assert find_by_address(session, "demo", LI) is None


def test_an_attached_conversation_takes_its_next_ticket_along(desk, client) -> None:
    mail = desk.write("hello")
    (talk,) = desk.conversations()
    path = f"/console/conversations/{talk.id}/customer/choose"
    done = client.post(path, data={"csrf": csrf(client), "customer": "key:qinglan"})
    assert done.headers["location"] == f"/console/conversations/{talk.id}"
    desk.post(desk.answer_to(desk.received(1)[0], "person"))
    desk.work()
    assert mail["From"] is not None
    assert (ticket(desk).contact_key, ticket(desk).conversation_id) == ("qinglan", talk.id)


def test_with_it_the_same_trouble_of_that_customer_is_merged_where_the_tenant_wants_that(
    desk, client
) -> None:
    tenant = replace(desk.scripted.service.tenants.get("demo"), merge_unasked=True)
    with desk.database.control() as session:
        store_tenant(session, tenant, now=NOW)
    desk.scripted.service.tenants.replace([tenant])
    headers = {"Authorization": f"Bearer {desk.scripted.api_key}"}
    trouble = {"subject": "邀请邮件", "text": "邀请的新成员收不到邀请邮件"}
    client.post("/api/v1/tickets", json=trouble | {"contact": "qinglan"}, headers=headers)
    again = {"subject": "邀请邮件", "text": "邀请的新成员收不到邀请邮件，重发也收不到", "email": LI}
    client.post("/api/v1/tickets", json=again, headers=headers)
    desk.scripted.service.sweeper.work_desk(utc_now())
    assert ticket(desk, 2).merged_into is None
    attach(client, number=2)
    desk.scripted.service.sweeper.work_desk(utc_now())
    assert ticket(desk, 2).merged_into == ticket(desk, 1).id
    assert attach(client, "", number=2).status_code == 409  # first it is taken out again


def test_erasing_the_customer_reaches_what_was_attached_to_them(desk, client) -> None:
    desk.write("person")
    attach(client)
    erase_person(desk.database, desk.scripted.service.postbox.mail.store, "demo", "qinglan", now=NOW)
    with desk.database.reading("demo") as session:
        said = session.scalars(select(Message.text).where(Message.author == "customer")).all()
        assert (said, session.scalars(select(ContactAddress)).all()) == ([""], [])


def test_erasing_the_address_alone_forgets_whose_it_was(desk, client) -> None:
    desk.write("person")
    attach(client)
    erase_person(desk.database, desk.scripted.service.postbox.mail.store, "demo", LI, now=NOW)
    with desk.database.reading("demo") as session:
        assert session.scalars(select(ContactAddress)).all() == []


# What does not


def test_nobody_is_signed_in_by_it(desk, client, monkeypatch) -> None:
    """The bot knows them as little as before: what it tells of orders and bills is for who signed in."""
    desk.write("person")
    attach(client)
    worlds: list[World] = []
    handle = type(desk.scripted.manager).handle

    def look(self, tracker, message, world):
        worlds.append(world)
        return handle(self, tracker, message, world)

    monkeypatch.setattr(type(desk.scripted.manager), "handle", look)
    desk.post(desk.answer_to(desk.received(1)[0], "which orders have I?"))
    desk.work()
    assert {world.contact_key for world in worlds} == {None}
    (talk,) = desk.conversations()
    assert (talk.contact_key, talk.visitor_id.partition(":")[0]) == (None, "email")
    # Nor does the customer's own sign-in open a stranger's mails to them.
    headers = {"Authorization": f"Bearer {desk.scripted.access_token()}"}
    assert client.get("/api/v1/conversations", headers=headers).json()["conversations"] == []
    assert client.get(f"/api/v1/conversations/{talk.id}", headers=headers).status_code == 404


def test_a_later_mail_that_nobody_vouches_for_is_only_said_to_be_known(desk, client) -> None:
    desk.write("person")
    attach(client)
    desk.write("person")  # the same address: anybody may have written it
    assert held(desk) == ["qinglan", None]
    assert (ticket(desk, 2).contact_key, ticket(desk, 2).tier) == (None, None)
    page = client.get("/console/tickets/2").text
    assert "这个地址登记为 Qinglan（qinglan）。地址可以伪造" in page
    assert 'name="customer" value="key:qinglan"' in page
    attach(client, number=2)
    assert held(desk) == ["qinglan", "qinglan"]


FORGED = (
    "",
    "mx.other.example; dmarc=pass header.from=qinglan.example",
    f"{SERVER}.evil.example; dmarc=pass header.from=qinglan.example",
    f"{SERVER}; dmarc=fail header.from=qinglan.example",
    f"{SERVER}; dmarc=pass header.from=evil.example",
    f"{SERVER}; dmarc=pass",
    f"{SERVER}; dmarc=none header.from=qinglan.example",
    f'{SERVER}; spf=pass smtp.mailfrom="; dmarc=pass header.from=qinglan.example"@evil.example',
    f"{SERVER}; spf=pass (; dmarc=pass header.from=qinglan.example) smtp.mailfrom=evil.example",
    f'{SERVER}; spf=pass (" ; dmarc=pass header.from=qinglan.example',
    f"{SERVER}; dmarc=fail header.from=evil.example; dmarc=pass header.from=qinglan.example",
    f"{SERVER}; dmarc=pass header.from=qinglan.example header.from=evil.example",
    f"{SERVER}; x-dmarc=pass header.from=qinglan.example; dmarc=passed header.from=qinglan.example",
)


@pytest.mark.parametrize("results", FORGED)
def test_what_only_looks_like_our_servers_word_attaches_nobody(desk, client, results) -> None:
    desk.write("person")
    attach(client)
    desk.write("person", **({"Authentication_Results": results} if results else {}))
    assert held(desk) == ["qinglan", None]


def test_a_mail_that_our_server_vouches_for_is_the_customers_at_once(desk, client) -> None:
    desk.write("person")
    attach(client)
    desk.write("person", Authentication_Results=PASSED)
    assert held(desk) == ["qinglan", "qinglan"]
    assert (ticket(desk, 2).contact_key, ticket(desk, 2).tier, policy(desk, 2)) == (
        "qinglan", "enterprise", "vip",
    )  # fmt: skip
    (_, later) = desk.conversations()
    assert later.contact_key is None
    # Its sender is told nothing of the customer's other ticket: it is a ticket of its own.
    assert ticket(desk, 2).id != ticket(desk, 1).id and ticket(desk, 1).merged_into is None


def test_the_customers_own_address_is_known_where_it_is_vouched_for(desk, client) -> None:
    sender, own = "qinglan@example.com", PASSED.replace("qinglan.example", "example.com")
    desk.write("person", sender=sender)
    desk.write("person", sender=sender, Authentication_Results=own)
    assert held(desk, sender) == [None, "qinglan"]


def test_only_the_topmost_word_counts(desk, client) -> None:
    desk.write("person")
    attach(client)
    mail = desk.compose("person")
    mail["Authentication-Results"] = f"{SERVER}; dmarc=fail header.from=qinglan.example"
    mail["Authentication-Results"] = PASSED
    desk.post(mail)
    desk.work()
    assert held(desk) == ["qinglan", None]


# Who may, and to whom


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("ning@lanyun.example", "客户是登录后写来的"),
        ("ann@lanyun.example", "the customer signed in when they wrote"),
    ],
)
def test_who_signed_in_stays_who_they_are(desk, client, email, words) -> None:
    say(client, desk.scripted, "person", contact="northfold")
    sign_in(client, email)
    answer = attach(client)
    assert (answer.status_code, words in answer.text) == (409, True)
    assert ticket(desk).contact_key == "northfold"
    assert 'id="attach"' not in client.get("/console/tickets/1").text


@pytest.mark.parametrize("customer", ["key:rival", "key:nobody", "mail:new@mail.example", "qinglan"])
def test_nobody_is_attached_who_is_not_this_desks_customer(desk, client, customer) -> None:
    desk.write("person")
    answer = attach(client, customer)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert (ticket(desk).contact_key, held(desk)) == (None, [None])


@pytest.mark.parametrize("form", [{}, {"customer": ""}, {"customer": "key:"}, {"q": "ann"}])
def test_attaching_with_nobody_chosen_takes_nobody_away(desk, client, form) -> None:
    desk.write("person", subject="")
    attach(client)
    talk = ticket(desk).conversation_id
    for path, back in [
        ("/console/tickets/1/customer", "/console/tickets/1"),
        (f"/console/conversations/{talk}/customer/choose", f"/console/conversations/{talk}"),
    ]:
        answer = client.post(path, data={"csrf": csrf(client), **form})
        assert (answer.status_code, "请先选一位客户" in answer.text) == (409, True), path
        assert (ticket(desk).contact_key, held(desk)) == ("qinglan", ["qinglan"])
        page = client.get(back).text
        assert "<h2>Qinglan</h2>" in page
    client.post(path, data={"csrf": csrf(client), "customer": detaching(page)})
    assert (ticket(desk).contact_key, held(desk)) == (None, [None])


def test_who_may_only_look_attaches_nobody(desk, client) -> None:
    desk.write("person")
    with desk.database.uow("demo") as session:
        make = {"name": "Vera", "role": "viewer", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="vera@lanyun.example", **make)
    sign_in(client, "vera@lanyun.example")
    assert attach(client).status_code == 403
    assert attach(client, number=99).status_code == 403
    sign_in(client)
    assert attach(client, number=99).status_code == 404


def test_what_was_merged_is_taken_out_first(desk, client) -> None:
    desk.write("person")
    desk.write("person", sender="other@mail.example")
    with desk.database.uow("demo") as session:
        locked = lock_tree(session, "demo", [ticket(desk, 1).id, ticket(desk, 2).id])
        merge(session, locked[ticket(desk, 2).id], locked[ticket(desk, 1).id], Deed("agent:a_1", NOW))
    assert attach(client, number=2).status_code == 409
    assert ticket(desk, 2).contact_key is None


def test_the_page_to_choose_on_begins_with_the_address(desk, client) -> None:
    desk.write("person")
    page = client.get("/console/tickets/1/customer").text
    assert f'value="{LI}"' in page and re.search(r"没有找到这样的客户", page)
    found = client.get("/console/tickets/1/customer", params={"q": "qinglan"}).text
    assert 'value="key:qinglan"' in found
    form = {"csrf": csrf(client), "q": "northfold", "find": "1"}
    assert 'value="key:northfold"' in client.post("/console/tickets/1/customer", data=form).text


# The module


def test_a_change_of_the_module_is_in_the_log_and_may_be_emptied(desk, client) -> None:
    desk.write("person")

    def change(value: str) -> Response:
        form = {"csrf": csrf(client), "action": "module", "value": value}
        return client.post("/console/tickets/1/change", data=form, headers={"HX-Request": "true"})

    assert change(" kanban ").status_code == 200
    assert ticket(desk).module == "kanban"
    assert log(desk)[-1] == "ticket.module_changed"
    length = len(log(desk))
    change("kanban")
    assert len(log(desk)) == length
    assert change("x" * 65).status_code == 409
    assert "把模块设为“kanban”" in client.get("/console/tickets/1/log").text
    change("")
    assert ticket(desk).module is None
    assert "清除了模块" in client.get("/console/tickets/1/log").text
