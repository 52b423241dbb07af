"""The tickets in the console, over both databases: what the list finds, what a page tells, who may do what,
and what happens when two do it at once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agent_sessions import COOKIE
from bot.agents import create_agent
from bot.clock import new_id, utc_now
from bot.desk.furnishing import furnish
from bot.models import Agent, Message, OutboxItem
from bot.tenants import store_tenant
from escalation.duplicates.incidents import gather
from escalation.routing.action_check import Known
from escalation.routing.models import TeamMember, TeamRow
from escalation.routing.priority import Priority
from escalation.routing.rule_check import read_rule
from escalation.routing.rulebook import replace_rules
from escalation.routing.words import Words
from escalation.surveys.models import Survey
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.work import Deed, assign, change_status, customer_writes, tag
from escalation.workflow.shelf import MACROS
from tests.console_weight import LIMIT, weigh
from tests.integration.test_console import NASTY, PASSWORD, act, client, console, csrf, say, sign_in
from tests.scripted import NOW, Scripted

__all__ = ["client", "console"]


@pytest.fixture
def ming(client: TestClient, scripted: Scripted) -> TestClient:
    """李明, a colleague at another browser."""
    with scripted.service.database.uow("demo") as session:
        make = {"name": "李明", "role": "agent", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="ming@lanyun.example", **make)
    browser = TestClient(client.app, raise_server_exceptions=False, follow_redirects=False)
    assert sign_in(browser, "ming@lanyun.example").status_code == 303
    return browser


@pytest.fixture(autouse=True)
def _no_rules(scripted: Scripted) -> None:
    """What the tests do is all that is done, until they set rules of their own."""
    with scripted.service.database.uow("demo") as session:
        furnish(session, "demo", NOW)
        session.flush()
        replace_rules(session, "demo", [], by="test", now=NOW)


@pytest.fixture
def mailed(scripted: Scripted) -> None:
    """The desk has an address, so that tickets without a conversation are answered by mail."""
    with scripted.service.database.control() as session:
        tenant = replace(scripted.demo, support_addresses=("support@lanyun.example",))
        store_tenant(session, tenant, now=NOW)
    scripted.service.tenants.replace([tenant])


Open = Callable[..., int]


@pytest.fixture
def open_one(scripted: Scripted) -> Open:
    """A ticket without a conversation; answers its number."""

    def make(subject: str, *, contact: str = "qinglan", at: int = 0, **told: Any) -> int:
        new = NewTicket(
            conversation_id=None,
            contact_key=contact,
            channel=told.get("channel", "email"),
            language=told.get("language", "zh"),
            tier=told.get("tier"),
            intent="report_bug",
            module=None,
            subject=subject,
            text=told.get("text", f"text of {subject}"),
            priority=Priority(told.get("priority", "P2"), (Words("测试如此", "as the test wants"),)),
        )
        deed = Deed("customer", utc_now() - timedelta(minutes=60 - at))
        with scripted.service.database.uow("demo") as session:
            return open_ticket(session, "demo", new, new_id=new_id, deed=deed).number

    return make


def numbers(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'<li class="trow"[^>]*data-number="(\d+)"', page)]


def listed(client: TestClient, **asked: str) -> list[int]:
    answer = client.get("/console/tickets", params=asked, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return numbers(answer.text)


def post(client: TestClient, path: str, **form: Any) -> Response:
    data = {"csrf": csrf(client), **form}
    return client.post(f"/console/tickets/{path}", data=data, headers={"HX-Request": "true"})


def reply(client: TestClient, number: int, text: str, **form: Any) -> Response:
    seen = events(client, number)
    return post(
        client, f"{number}/reply", text=text, **({"client_id": new_id(), "begun": seen, "seen": seen} | form)
    )


def events(client: TestClient, number: int) -> int:
    found = re.search(r'data-events="(\d+)"', client.get(f"/console/tickets/{number}").text)
    assert found is not None
    return int(found[1])


def texts(page: str) -> list[str]:
    return re.findall(r'<p class="said-text">([^<]*)</p>', page)


# The list


def test_each_view_holds_its_tickets_and_says_how_many(console, scripted, open_one) -> None:
    mine, taken, waits, solved = (open_one(f"ticket {n}", at=n) for n in range(4))
    with scripted.service.database.uow("demo") as session:
        me = session.scalars(select(Agent)).one()
        session.add(TeamRow(tenant_id="demo", key="mine", name_zh="我们", name_en="Ours", auto_assign=False))
        session.flush()
        session.add(TeamMember(tenant_id="demo", team="mine", agent_id=me.id))
        deed = Deed("system", utc_now())
        to = {"queue": None, "reason": Words("test", "test")}
        assign(session, _lock(session, mine), deed, agent=me.id, team=None, **to)
        assign(session, _lock(session, taken), deed, agent="somebody", team="mine", **to)
        change_status(session, _lock(session, waits), deed, "pending")
        change_status(session, _lock(session, solved), deed, "resolved")
    assert set(listed(console)) == {mine, taken, waits}
    assert listed(console, view="mine") == [mine]
    assert listed(console, view="team") == [taken]
    assert listed(console, view="unassigned") == [waits]
    assert listed(console, view="pending") == [waits]
    assert listed(console, view="resolved") == [solved]
    assert listed(console, view="on_hold") == []
    assert set(listed(console, view="all")) == {mine, taken, waits, solved}
    page = console.get("/console/tickets").text
    counted = dict(re.findall(r'data-view="(\w+)"[^>]*>[^<]*<span class="count[^"]*">(\d+)</span>', page))
    assert (counted["mine"], counted["open"], counted["resolved"]) == ("1", "3", "1")


def test_what_is_due_within_the_hour_or_late_is_in_the_due_view_and_first(
    console, scripted, open_one
) -> None:
    later, late, soon = (open_one(f"ticket {n}", at=n) for n in range(3))
    with scripted.service.database.uow("demo") as session:
        for number, minutes in ((later, 300), (late, -5), (soon, 30)):
            _lock(session, number).due_at = utc_now() + timedelta(minutes=minutes)
    assert listed(console) == [late, soon, later]
    assert listed(console, view="due") == [late, soon]
    page = console.get("/console/tickets").text
    assert re.search(r'class="due over"[^>]*>超时 5 分钟<', page)
    assert re.search(r'class="due soon"[^>]*>剩 29 分钟<', page)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("#{0}", [0]),
        ("{1}", [1]),
        ("EXPORT", [0]),
        ("发票", [1]),
        ("qinglan", [0]),
        ("Northfold@example.com", [1]),
        ("deep in the thread", [1]),
        ("100%", []),
        ("no_such", []),
    ],
)
def test_search_looks_at_number_subject_customer_company_and_thread(
    console, scripted, open_one, search, found
) -> None:
    made = [open_one("Export is slow"), open_one("发票抬头", contact="northfold")]
    with scripted.service.database.uow("demo") as session:
        customer_writes(
            session, _lock(session, made[1]), Deed("customer", utc_now()), "It is Deep in the thread"
        )
    assert listed(console, view="all", q=search.format(*made)) == [made[one] for one in found]


def test_a_search_says_what_other_views_have_and_a_number_is_found_from_any(
    console, scripted, open_one
) -> None:
    solved, open_too = open_one("Export is slow"), open_one("Export fails")
    with scripted.service.database.uow("demo") as session:
        change_status(session, _lock(session, solved), Deed("agent:a_1", utc_now()), "resolved")

    def everywhere(**query: str) -> list[str]:
        page = unescape(console.get("/console/tickets", params=query).text)
        return re.findall(r'id="everywhere" href="/console/tickets\?([^"]*)"[^>]*>([^<]*)<', page)

    assert listed(console, q="export") == [open_too]
    assert everywhere(q="export") == [("view=all&q=export", "在全部工单中找到 2 张")]
    assert everywhere(q="slow", priority="P2") == [("view=all&q=slow&priority=P2", "在全部工单中找到 1 张")]
    assert everywhere(q="slow", priority="P0") == everywhere(q="fails") == everywhere(q="nothing") == []
    assert everywhere() == everywhere(view="all", q="export") == []
    assert listed(console, q=f"#{solved}") == listed(console, view="mine", q=f"#{solved}") == [solved]
    assert everywhere(q=f"#{solved}") == everywhere(q="#99999999") == []
    assert everywhere(q=str(solved)) == [(f"view=all&q={solved}", "在全部工单中找到 1 张")]


def test_filters_narrow_a_view_and_nonsense_narrows_nothing(console, scripted, open_one) -> None:
    one = open_one("one", tier="enterprise", language="en", priority="P0")
    two = open_one("two", tier="free", language="zh", priority="P3")
    with scripted.service.database.uow("demo") as session:
        tag(session, _lock(session, one), Deed("system", utc_now()), add=["等 待", "vip"])
    assert listed(console, tier="enterprise") == [one]
    assert listed(console, language="zh") == [two]
    assert listed(console, priority="P0") == [one]
    assert listed(console, tag="等-待") == [one]
    assert listed(console, tag="vi") == []
    assert set(listed(console, agent="-")) == {one, two}
    assert set(listed(console, status="what", tier="gold", sort="sideways", after="%%%", view="x")) == {
        one,
        two,
    }


@pytest.mark.parametrize("sort", ["due", "updated", "priority", "age"])
def test_pages_go_on_where_the_last_one_ended_in_every_order(console, scripted, open_one, sort) -> None:
    made = [open_one(f"ticket {n}", at=54 + n % 7, priority=f"P{n % 4}") for n in range(57)]
    with scripted.service.database.uow("demo") as session:
        for number in made[::2]:
            _lock(session, number).due_at = NOW + timedelta(minutes=number % 3)
    first = console.get("/console/tickets", params={"sort": sort}).text
    after = re.search(r'id="next-page" href="[^"]*after=([\w-]+)"', first)
    assert after is not None
    second = listed(console, sort=sort, after=after[1])
    assert len(numbers(first)) == 50
    assert sorted([*numbers(first), *second]) == made


def test_the_card_beside_a_ticket_says_how_its_customer_fares_and_why(console, scripted, open_one) -> None:
    def card(number: int) -> list[str]:
        page = console.get(f"/console/tickets/{number}").text
        told = re.search(r'<p class="health health-(\w+)">(.*?)</p>', page)
        assert told is not None
        return [told[1], *re.findall(r"<(?:strong|span)>(.*?)</", told[2])]

    quiet = open_one("导出很慢")
    assert card(quiet) == ["good", "状况良好"]
    with scripted.service.database.uow("demo") as session:
        session.add(
            Survey(
                tenant_id="demo", id="s_1", kind="csat", contact_key="qinglan", channel="widget",
                language="zh", asked_at=utc_now(), score=2, answered_at=utc_now(),
            )
        )  # fmt: skip
    assert card(quiet) == ["watch", "需要关注", "最近一次评价 2/5"]
    open_one("全公司都打不开", priority="P0", at=59)
    assert card(quiet) == ["risk", "有流失风险", "1 个 P0 工单未解决", "最近一次评价 2/5"]
    assert card(open_one("another's", contact="northfold"))[0] == "good"


def test_an_empty_view_says_so(console) -> None:
    assert "每张工单都有人负责" in console.get("/console/tickets?view=unassigned").text
    assert "没有符合条件的工单" in console.get("/console/tickets?q=nothing").text


# Many at once


def test_a_change_of_many_tells_what_was_done_and_what_was_not(console, scripted, open_one) -> None:
    one, two, closed = (open_one(f"ticket {n}") for n in range(3))
    with scripted.service.database.uow("demo") as session:
        change_status(session, _lock(session, closed), Deed("system", utc_now()), "closed")
    answer = post(console, "bulk", action="status", value="pending", numbers=[one, two, closed, 999])
    body = answer.json()
    assert body["done"] == [one, two]
    assert [number for number, _ in body["refused"]] == [closed, 999]
    assert body["text"].startswith("2 张完成，2 张没有：")
    assert "“已关闭”的工单不能改为“等待客户”" in body["text"]
    assert set(listed(console, view="pending")) == {one, two}


def test_many_are_assigned_tagged_and_prioritised(console, scripted, open_one) -> None:
    made = [open_one("one"), open_one("two")]
    with scripted.service.database.reading("demo") as session:
        me = session.scalars(select(Agent.id)).one()
    for action, value in (("agent", me), ("tag", "Big Deal, vip"), ("priority", "P1")):
        assert post(console, "bulk", action=action, value=value, numbers=made).json()["done"] == made
    assert set(listed(console, view="mine", tag="big-deal", priority="P1")) == set(made)
    post(console, "bulk", action="agent", value="-", numbers=made)
    assert listed(console, view="mine") == []


@pytest.mark.parametrize(
    ("action", "value"), [("agent", "nobody-we-know"), ("priority", "P9"), ("status", "new"), ("tag", " ")]
)
def test_what_cannot_be_chosen_is_refused_for_each(console, open_one, action, value) -> None:
    number = open_one("one")
    assert post(console, "bulk", action=action, value=value, numbers=[number]).json()["done"] == []


def test_only_who_works_at_the_desk_changes_anything(client, scripted, open_one) -> None:
    number = open_one("one")
    with scripted.service.database.uow("demo") as session:
        make = {"name": "Vera", "role": "viewer", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="vera@lanyun.example", **make)
    sign_in(client, "vera@lanyun.example")
    assert numbers(client.get("/console/tickets").text) == [number]
    assert "<textarea" not in client.get(f"/console/tickets/{number}").text
    assert post(client, "bulk", action="priority", value="P0", numbers=[number]).status_code == 403
    assert post(client, f"{number}/change", action="priority", value="P0").status_code == 403
    assert post(client, f"{number}/reply", text="hi", client_id="x").status_code == 403
    assert client.post(f"/console/tickets/{number}/change", data={"action": "watch"}).status_code == 403


# A ticket


def test_a_reply_is_said_once_in_ticket_and_conversation_and_takes_it_over(console, scripted) -> None:
    conversation = say(console, scripted, "the board is empty", "person")
    key = new_id()
    assert reply(console, 1, "On my way.", client_id=key).status_code == 201
    assert reply(console, 1, "On my way.", client_id=key).status_code == 201
    with scripted.service.database.reading("demo") as session:
        said = session.scalars(select(Message).where(Message.author == "agent")).all()
        entries = session.scalars(select(TicketMessage).where(TicketMessage.author == "周宁")).all()
    assert [one.text for one in said] == ["On my way."]
    assert [(one.text, one.conversation_id, one.seq) for one in entries] == [
        ("On my way.", conversation, said[0].seq)
    ]
    page = console.get(f"/console/conversations/{conversation}").text
    assert 'data-owner="me"' in page
    assert "周宁 加入了对话" in page or "周宁 joined the conversation" in page
    assert texts(console.get("/console/tickets/1").text).count("On my way.") == 1


def test_the_story_tells_what_was_said_to_the_bot_aside_and_the_rest_in_order(console, scripted) -> None:
    conversation = say(console, scripted, "the board is empty", "person")
    reply(console, 1, "Which board?")
    headers = {"Authorization": f"Bearer {scripted.api_key}"}
    path = f"/api/v1/conversations/{conversation}/messages"
    console.post(path, json={"text": "The blue one", "wait_s": 10}, headers=headers)
    post(console, "1/notes", text="blue again")
    page = console.get("/console/tickets/1").text
    assert texts(page)[-3:] == ["Which board?", "The blue one", "blue again"]
    aside = page[page.index('class="aside"') : page.index("</details>")]
    assert "the board is empty" in aside
    assert "The blue one" not in aside


@pytest.mark.usefixtures("mailed")
def test_a_reply_without_a_conversation_stands_in_the_ticket(console, open_one) -> None:
    number = open_one("by mail")
    assert reply(console, number, "We are looking.").status_code == 201
    page = console.get(f"/console/tickets/{number}").text
    assert texts(page)[-1] == "We are looking."
    assert 'data-status="open"' in page


@pytest.mark.usefixtures("mailed")
def test_a_reply_that_solves_solves(console, open_one) -> None:
    number = open_one("by mail")
    reply(console, number, "Done.", then="resolved")
    assert 'data-status="resolved"' in console.get(f"/console/tickets/{number}").text
    refused = reply(console, number, "Oh, wait.", then="pending")
    assert refused.status_code == 422
    assert "不能改为" in refused.json()["problem"]
    assert "Oh, wait." not in console.get(f"/console/tickets/{number}").text


@pytest.mark.usefixtures("mailed")
def test_the_second_of_two_replies_is_held_with_both_texts_to_read(console, ming, open_one) -> None:
    number = open_one("by mail")
    begun = events(console, number)
    reply(ming, number, "Use the other button.")
    held = reply(console, number, "Try again later.", begun=begun)
    assert held.status_code == 409
    others = held.json()["held"]["others"]
    assert [(one["who"], one["text"]) for one in others] == [("李明", "Use the other button.")]
    assert texts(console.get(f"/console/tickets/{number}").text).count("Try again later.") == 0
    now = held.json()["held"]["events"]
    assert reply(console, number, "Try again later.", begun=now, seen=now, take="true").status_code == 201


@pytest.mark.usefixtures("mailed")
def test_a_reply_is_held_where_the_customer_wrote_unseen_but_not_for_what_i_did(
    console, scripted, open_one
) -> None:
    number = open_one("by mail")
    seen = events(console, number)
    post(console, f"{number}/notes", text="my own note")
    post(console, f"{number}/change", action="priority", value="P1")
    assert reply(console, number, "Hello.", begun=seen, seen=seen).status_code == 201
    seen = events(console, number)
    with scripted.service.database.uow("demo") as session:
        customer_writes(session, _lock(session, number), Deed("customer", utc_now()), "Never mind, solved")
    assert reply(console, number, "Next step…", begun=seen, seen=seen).status_code == 409
    assert reply(console, number, "Next step…", begun=seen).status_code == 201


def test_a_reply_into_a_colleagues_conversation_is_held_until_it_is_taken(console, ming, scripted) -> None:
    conversation = say(console, scripted, "person")
    assert act(ming, conversation, "take-over").status_code == 200
    held = reply(console, 1, "I can help.")
    assert held.status_code == 409
    assert "李明" in held.json()["held"]["owner"]
    assert reply(console, 1, "I can help.", take="true").status_code == 201
    assert 'data-owner="me"' in console.get(f"/console/conversations/{conversation}").text


def test_the_second_of_two_who_close_it_is_told_who_was_first(console, ming, open_one) -> None:
    number = open_one("by mail")
    seen = events(console, number)
    assert post(ming, f"{number}/change", action="status", value="resolved", seen=seen).status_code == 200
    second = post(console, f"{number}/change", action="status", value="resolved", seen=seen)
    assert second.status_code == 409
    assert second.json()["problem"] == "李明 刚把它改成了“已解决”，你的修改没有生效"
    assert post(console, f"{number}/change", action="status", value="resolved").status_code == 409
    assert post(ming, f"{number}/change", action="status", value="resolved").status_code == 200


def test_a_colleague_who_took_it_meanwhile_keeps_it(console, ming, scripted, open_one) -> None:
    number = open_one("by mail")
    with scripted.service.database.reading("demo") as session:
        ids = {agent.name: agent.id for agent in session.scalars(select(Agent))}
    seen = events(console, number)
    post(ming, f"{number}/change", action="agent", value=ids["李明"], seen=seen)
    refused = post(console, f"{number}/change", action="agent", value=ids["周宁"], seen=seen)
    assert refused.status_code == 409
    assert "李明" in refused.json()["problem"]
    again = post(console, f"{number}/change", action="agent", value=ids["周宁"], seen=events(console, number))
    assert again.status_code == 200


def test_whom_a_note_names_watches_and_hears_of_it(console, ming, scripted, open_one) -> None:
    number = open_one("by mail")
    headers = {"Cookie": f"{COOKIE}={ming.cookies[COOKIE]}", "Origin": "http://testserver"}
    with ming.websocket_connect("/api/v1/ws", headers=headers) as socket:
        socket.send_json({"type": "hello", "conversation": None, "after": 0})
        assert socket.receive_json()["type"] == "welcome"
        assert post(console, f"{number}/notes", text="@李明 look at this, not @Nobody").status_code == 201
        frames = [socket.receive_json(), socket.receive_json()]
    notice = next(one for one in frames if one["type"] == "notice")
    assert notice["kind"] == "ticket.mentioned"
    assert notice["data"]["ticket"] == number
    assert listed(ming, view="watching") == [number]


def test_a_note_with_the_same_id_is_one_note(console, open_one) -> None:
    number, key = open_one("by mail"), new_id()
    for _ in range(2):
        assert post(console, f"{number}/notes", text="once", client_id=key).status_code in (200, 201)
    assert texts(console.get(f"/console/tickets/{number}").text).count("once") == 1


def test_properties_are_changed_one_by_one_and_the_log_says_each(console, open_one) -> None:
    number, other = open_one("one"), open_one("two")
    for action, value in (
        ("priority", "P0"),
        ("tag", "vip"),
        ("untag", "vip"),
        ("field", "build=4.2"),
        ("field", "build="),
        ("link", f"#{other}"),
        ("unlink", str(other)),
        ("incident", "yes"),
        ("watch", ""),
        ("unwatch", ""),
    ):
        assert post(console, f"{number}/change", action=action, value=value).status_code == 200
    log = console.get(f"/console/tickets/{number}/log").text
    for words in (
        "从 P2 改为 P0",
        "加了标签 vip",
        "去掉标签 vip",
        "把 build 设为“4.2”",
        "清除了 build",
        f"关联了 #{other}",
        "标为故障工单",
    ):
        assert words in log
    assert log.count("周宁") >= 10


def test_the_reason_of_a_priority_is_told_in_the_readers_language(console, ming, open_one) -> None:
    number = open_one("nobody can log in")
    assert "测试如此" in console.get(f"/console/tickets/{number}").text
    assert "as the test wants" in ming.get(f"/console/tickets/{number}").text
    post(console, f"{number}/change", action="priority", value="P0")
    assert "由人指定" in console.get(f"/console/tickets/{number}").text
    assert "set by hand" in ming.get(f"/console/tickets/{number}").text


def test_what_rules_do_is_told_in_the_readers_language(console, ming, scripted, open_one) -> None:
    actions = [
        {"do": "note", "text": "seen by a rule"},
        {"do": "assign", "team": "support"},
        {"do": "tag", "add": ["old"]},
    ]
    names = {"zh": "转给支持", "en": "To support"}
    made = {"id": "r", "name": names, "events": ["ticket.opened"], "actions": actions}
    with scripted.service.database.uow("demo") as session:
        replace_rules(session, "demo", [read_rule(made, Known())], by="test", now=NOW)
    number = open_one("one", language="zh")
    scripted.service.sweeper.sweep(utc_now())
    with scripted.service.database.uow("demo") as session:
        tag(session, _lock(session, number), Deed("system", utc_now()), add=["new"], remove=["old"])
    for browser, name, why, tagged in (
        (console, "转给支持", "转给支持：团队里没有人", "加了标签 new；去掉标签 old"),
        (ming, "To support", "To support: the team has nobody", "added new; removed old"),
    ):
        page = browser.get(f"/console/tickets/{number}").text
        assert f"<strong>{name}</strong>" in page
        assert why in page
        assert tagged in browser.get(f"/console/tickets/{number}/log").text


@pytest.mark.parametrize(
    ("action", "value"),
    [("link", "999"), ("link", "x"), ("field", "=1"), ("field", "n" * 65 + "=1"), ("nonsense", "")],
)
def test_a_change_that_makes_no_sense_is_refused(console, open_one, action, value) -> None:
    number = open_one("one")
    assert post(console, f"{number}/change", action=action, value=value).status_code in (404, 409)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (",".join(f"t{n}" for n in range(40)), "that would be 40 tags", "这样会有 40 个标签"),
        ("x" * 65, "has 65 characters; expected at most 64", "有 65 个字符，最多 64 个"),
    ],
)
def test_tags_that_do_not_fit_are_refused_with_the_reason(
    console, ming, open_one, value, english, chinese
) -> None:
    number = open_one("one")
    for browser, why in ((ming, english), (console, chinese)):
        refused = post(browser, f"{number}/change", action="tag", value=value)
        assert (refused.status_code, why in refused.text) == (409, True)
    assert not listed(console, tag="t0")
    done = post(console, "bulk", action="tag", value=value, numbers=[number]).json()["done"]
    assert done == []


def test_one_custom_field_too_many_is_refused(console, open_one) -> None:
    number = open_one("one")
    answers = [
        post(console, f"{number}/change", action="field", value=f"f{n}=x").status_code for n in range(51)
    ]
    assert answers[-1] == 409
    assert set(answers[:-1]) == {answers[0]}
    assert answers[0] < 300


def test_what_people_write_is_text_wherever_it_stands(console, open_one) -> None:
    number = open_one(NASTY, text=NASTY)
    post(console, f"{number}/notes", text=NASTY)
    reply(console, number, NASTY)
    fields = (("field", f"{NASTY[:20]}={NASTY}"), ("tag", NASTY[:40]), ("tag", NASTY[40:]))
    for action, value in fields:
        assert post(console, f"{number}/change", action=action, value=value).status_code < 300
    for path in ("", f"/{number}", f"/{number}/log", f"?q={NASTY}"):
        page = console.get(f"/console/tickets{path}").text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "1787569" not in page


def test_every_answer_forbids_foreign_and_inline_scripts(console, open_one) -> None:
    number = open_one("one")
    for path in ("", f"/{number}", f"/{number}/log"):
        answer = console.get(f"/console/tickets{path}")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", answer.text)


def test_another_tenants_tickets_are_not_there(console, scripted) -> None:
    say(console, scripted, "person", contact="rival", key=scripted.other_api_key)
    assert listed(console, view="all") == []
    assert console.get("/console/tickets/1").status_code == 404
    assert post(console, "1/change", action="priority", value="P0").status_code == 404
    assert post(console, "bulk", action="priority", value="P0", numbers=[1]).json()["done"] == []


# Merging, incidents, macros


def test_merged_tickets_tell_one_story_and_are_taken_apart_again(console, open_one) -> None:
    one, two = open_one("first"), open_one("second")
    assert post(console, f"{two}/merge", value=f"#{one}").status_code == 200
    page = console.get(f"/console/tickets/{one}").text
    assert {"text of first", "text of second"} <= set(texts(page))
    assert f"来自 #{two}" in page
    assert listed(console) == [one]
    assert "<textarea" not in console.get(f"/console/tickets/{two}").text
    refused = post(console, f"{two}/change", action="priority", value="P0")
    assert refused.json()["problem"] == f"已合并到 #{one}，请在那里处理"
    assert post(console, f"{one}/merge", value=str(two)).status_code == 409
    assert post(console, f"{two}/unmerge").status_code == 200
    assert set(listed(console)) == {one, two}
    assert texts(console.get(f"/console/tickets/{one}").text) == ["text of first"]


def test_many_are_merged_into_the_oldest(console, open_one) -> None:
    made = [open_one(f"ticket {n}") for n in range(3)]
    answer = post(console, "bulk/merge", numbers=made[::-1])
    assert set(answer.json()["done"]) == set(made[1:])
    assert listed(console) == [made[0]]
    assert post(console, "bulk/merge", numbers=made[:1]).status_code == 422


def test_an_incidents_answer_goes_to_all_whom_it_gathers(console, scripted, open_one) -> None:
    incident = open_one("the login is down")
    hit = say(console, scripted, "person")
    post(console, f"{incident}/change", action="incident", value="yes")
    with scripted.service.database.uow("demo") as session:
        other = session.scalars(select(Ticket).where(Ticket.conversation_id == hit)).one()
        gather(session, _lock(session, incident), _lock(session, other.number), Deed("system", utc_now()))
        number = other.number
    assert "1 张关联工单" in console.get(f"/console/tickets/{incident}").text
    assert reply(console, incident, "It works again.", then="resolved").status_code == 201
    page = console.get(f"/console/tickets/{number}").text
    assert texts(page)[-1] == "It works again."
    assert 'data-status="resolved"' in page
    with scripted.service.database.reading("demo") as session:
        told = session.scalars(select(OutboxItem).where(OutboxItem.kind == "notify.customer")).all()
    assert [one.payload["conversation"] for one in told] == [hit]


def test_a_macro_acts_at_once_and_gives_its_reply_to_look_over(console, scripted, open_one) -> None:
    number = open_one("slow")
    reply_in = {"zh": "{{customer}}，您好", "en": "Dear {{customer}}"}
    body = {
        "name": {"zh": "加急", "en": "Rush"},
        "actions": [{"do": "set_priority", "priority": "P0"}],
        "reply": reply_in,
    }
    with scripted.service.database.uow("demo") as session:
        MACROS.save(session, "demo", "rush", body, Known(), version=None, by="test", now=NOW)
    answer = post(console, f"{number}/macro", key="rush", mark=new_id())
    assert answer.json()["reply"] == "Qinglan，您好"
    assert "加急" in answer.json()["text"]
    assert listed(console, priority="P0") == [number]
    assert texts(console.get(f"/console/tickets/{number}").text) == ["text of slow"]
    assert post(console, f"{number}/macro", key="nothing", mark=new_id()).status_code == 404


# Who else is there


def test_who_has_the_ticket_open_and_who_writes_is_told_to_the_others(console, ming, open_one) -> None:
    number = open_one("one")
    with _follow(console, number) as mine:
        assert [one["name"] for one in _next(mine, "viewers")["viewers"]] == ["周宁"]
        with _follow(ming, number) as theirs:
            assert {one["name"] for one in _next(mine, "viewers")["viewers"]} == {"周宁", "李明"}
            theirs.send_json({"type": "typing", "on": True})
            assert _next(mine, "writing")["name"] == "李明"
            post(ming, f"{number}/change", action="priority", value="P0")
            assert _next(mine, "ticket")["ticket"] == number
        assert [one["name"] for one in _next(mine, "viewers")["viewers"]] == ["周宁"]


def test_only_people_at_the_desk_follow_a_ticket_that_is_there(console, scripted, open_one) -> None:
    open_one("one")
    hello = {"type": "hello", "ticket": 1, "after": 0, "token": scripted.access_token()}
    for frame in (hello, {"type": "hello", "ticket": 99, "after": 0}):
        headers = {"Cookie": f"{COOKIE}={console.cookies[COOKIE]}", "Origin": "http://testserver"}
        with console.websocket_connect("/api/v1/ws", headers=headers) as socket:
            socket.send_json(frame)
            assert socket.receive_json()["error"]["code"] == "not_found"


def _follow(client: TestClient, number: int) -> Any:
    headers = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}", "Origin": "http://testserver"}
    socket = client.websocket_connect("/api/v1/ws", headers=headers)
    opened = socket.__enter__()
    opened.send_json({"type": "hello", "conversation": None, "ticket": number, "after": 0})
    assert opened.receive_json()["type"] == "welcome"
    return _Left(socket)


class _Left:
    """The socket, entered already."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    def __enter__(self) -> Any:
        return self._socket

    def __exit__(self, *problem: Any) -> None:
        self._socket.__exit__(*problem)


def _next(socket: Any, kind: str) -> Any:
    while (frame := socket.receive_json())["type"] != kind:
        pass
    return frame


def _lock(session: Any, number: int) -> Any:
    ticket = lock_ticket(session, "demo", number)
    assert ticket is not None
    return ticket


# How much and how fast


@pytest.mark.parametrize("path", ["/console/tickets", "/console/tickets/1", "/console/conversations/{}"])
def test_a_page_is_light_the_first_time(console, scripted, open_one, path) -> None:
    conversation = say(console, scripted, "person")
    for number in range(55):
        open_one(f"a subject of the usual length, of ticket {number}", tier="enterprise")
    assert sum(weigh(console, path.format(conversation)).values()) <= LIMIT
