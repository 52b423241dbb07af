"""Queues, teams and a team's people in the console, over both databases: each figure is of the tickets that
it leads to, and of nobody else's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event, select
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import utc_now
from bot.models import Agent
from bot.staffing import disable_agent
from escalation.duplicates.merging import merge
from escalation.routing.people import save_profile, save_queue, save_team
from escalation.routing.words import Words
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import lock_ticket, record
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, assign, change_status
from tests.integration.test_console import PASSWORD, act, client, console, say, sign_in
from tests.integration.test_desk_console import _no_rules, listed, ming, open_one
from tests.scripted import NOW, Scripted

__all__ = ["_no_rules", "client", "console", "ming", "open_one"]

MISSED = {"clock": "resolution", "n": 1}


@pytest.fixture
def put(scripted: Scripted, open_one) -> Any:
    """A ticket in that place and state; `due` is in minutes from now; answers its number."""

    def make(*, queue=None, team=None, agent=None, status=None, due=None, missed=False, at=0) -> int:
        number = open_one("a ticket", at=at)
        with scripted.service.database.uow("demo") as session:
            ticket, deed = lock(session, number), Deed("system", utc_now())
            assign(session, ticket, deed, agent=agent, team=team, queue=queue, reason=Words("test", "test"))
            if status:
                change_status(session, ticket, deed, status)
            if missed:
                record(session, ticket, TicketEvent("sla.breached", utc_now(), "system", MISSED))
            ticket.due_at = utc_now() + timedelta(minutes=due) if due is not None else None
        return number

    return make


def lock(session: Any, number: int) -> Ticket:
    ticket = lock_ticket(session, "demo", number)
    assert ticket is not None
    return ticket


def ids(scripted: Scripted) -> dict[str, str]:
    with scripted.service.database.reading("demo") as session:
        return {agent.name: agent.id for agent in session.scalars(select(Agent))}


def team(scripted: Scripted, key: str, *members: str, tenant: str = "demo") -> None:
    name = {"zh": f"组{key}", "en": f"Team {key}"}
    body = {"key": key, "name": name, "auto_assign": False, "members": list(members)}
    with scripted.service.database.uow(tenant) as session:
        save_team(session, tenant, body, agents=members)


def lines(page: str) -> dict[str, list[tuple[str, str]]]:
    """By name: what each figure shows, and where it leads."""
    found = {}
    for line in page.split('<li class="gline"')[1:]:
        name = re.search(r'class="glink" href="[^"]*">([^<]*)<', line)
        assert name is not None
        cells = re.findall(r'<dd>(?:<a href="([^"]*)"[^>]*>|<span class="muted">)([^<]*)<', line)
        found[unescape(name[1])] = [(shown, unescape(address)) for address, shown in cells]
    return found


def shown(client: TestClient, path: str = "queues") -> dict[str, list[str]]:
    page = client.get(f"/console/tickets/{path}")
    assert page.status_code == 200
    return {name: [shown for shown, _ in cells] for name, cells in lines(page.text).items()}


def test_each_queue_and_team_tells_what_waits_in_it(console, scripted, put) -> None:
    me = ids(scripted)["周宁"]
    team(scripted, "night", me)
    put(queue="bot", team="night", at=-1440, due=30)
    put(queue="bot", agent=me, team="night", status="pending")
    put(queue="bot", status="on_hold", due=-5, at=-9000)
    put(queue="emergency", team="support", agent=me, due=70)
    put(at=-180)
    put(queue="bot", status="resolved")
    found = shown(console)
    assert found["机器人"] == ["3", "2", "1", "25 小时", "1", "1"]
    assert found["应急"] == ["1", "0", "1", "1 小时", "0", "0"]
    assert found["支持"] == ["0", "0", "0", "–", "0", "0"]
    assert found["没有队列"] == ["1", "1", "1", "4 小时", "0", "0"]
    assert found["组night"] == ["2", "1", "1", "25 小时", "1", "0"]
    assert found["支持组"] == ["1", "0", "1", "1 小时", "0", "0"]
    assert found["没有团队"] == ["2", "2", "1", "4 小时", "0", "1"]
    assert list(found)[-1] == "没有团队"


def test_each_figure_is_the_number_of_tickets_that_it_leads_to(console, scripted, put) -> None:
    me = ids(scripted)["周宁"]
    team(scripted, "night", me)
    for n, queue in enumerate(("bot", "emergency", None, "gone")):
        for status in (None, "pending", "on_hold", "resolved"):
            put(
                queue=queue,
                team=("night", None)[n % 2],
                agent=(me, None)[n // 2],
                status=status,
                due=50 - 40 * n,
            )
        put(queue=queue, team="night", missed=True, agent=me)
    pages = [console.get(f"/console/tickets/{path}").text for path in ("queues", "teams/night")]
    addresses = 0
    for page in pages:
        for name, cells in lines(page).items():
            for figure, address in cells:
                if address and figure.isdecimal():
                    addresses += 1
                    found = console.get(address, headers={"HX-Request": "true"}).text
                    assert found.count('<li class="trow"') == int(figure), (name, address)
    assert addresses > 20
    tiles = pages[1][pages[1].index('class="gtiles"') :].partition("</dl>")[0]
    for address, figure in re.findall(r'<a href="([^"]*)"[^>]*>(\d+)</a>', tiles):
        found = console.get(unescape(address), headers={"HX-Request": "true"}).text
        assert found.count('<li class="trow"') == int(figure), address


def test_a_deadline_that_was_missed_counts_though_an_answer_came_since(console, put) -> None:
    answered, late, soon, later = (
        put(queue="bot", missed=True, due=30), put(queue="bot", due=-1), put(queue="bot", due=59),
        put(queue="bot", due=61),
    )  # fmt: skip
    solved = put(queue="bot", missed=True, status="resolved")
    assert shown(console)["机器人"][4:] == ["2", "2"]
    assert set(listed(console, queue="bot", sla="missed")) == {answered, late}
    assert set(listed(console, queue="bot", sla="soon")) == {answered, soon}
    assert set(listed(console, view="all", sla="missed")) == {answered, late, solved}
    assert later in listed(console, sla="nonsense")


def test_what_was_merged_counts_with_the_ticket_it_went_into(console, scripted, put) -> None:
    whole, part = put(queue="bot"), put(queue="bot")
    with scripted.service.database.uow("demo") as session:
        merge(session, lock(session, part), lock(session, whole), Deed("system", utc_now()))
    assert shown(console)["机器人"][0] == "1"


def test_the_list_is_narrowed_by_queue_and_by_whose_move_it_is(console, put) -> None:
    bot, waits, nowhere = put(queue="bot"), put(queue="bot", status="pending"), put(team="support")
    assert set(listed(console, queue="bot")) == {bot, waits}
    assert listed(console, queue="bot", status="ours") == [bot]
    assert listed(console, queue="-") == [nowhere]
    assert set(listed(console, team="-")) == {bot, waits}
    assert listed(console, queue="nobody-knows") == []
    page = console.get("/console/tickets", params={"queue": "bot", "status": "ours", "sla": "soon"}).text
    assert '<option value="bot" selected>机器人</option>' in page
    assert '<option value="ours" selected>等我们处理</option>' in page
    assert re.findall(r'<span class="tag">([^<]*)</span>', page[page.index('"desk-narrowed"') :])[:3] == [
        "等我们处理", "一小时内到期", "机器人",
    ]  # fmt: skip


def test_a_team_shows_its_people_with_what_they_have_in_hand(console, ming, scripted, put) -> None:
    people = ids(scripted)
    team(scripted, "night", *people.values())
    with scripted.service.database.uow("demo") as session:
        save_profile(
            session, "demo", people["李明"],
            {"capacity": 2, "languages": ["en"], "modules": ["billing"], "products": ["crm"]},
        )  # fmt: skip
    put(agent=people["李明"], team="support", due=-1)
    put(agent=people["李明"], team="night", due=30)
    put(agent=people["周宁"], team="night", status="pending")
    put(team="night", due=10)
    assert act(ming, say(console, scripted, "person"), "take-over").status_code == 200
    with scripted.service.presence.at_console("demo", people["李明"]):
        page = console.get("/console/tickets/teams/night").text
    mine, his = page.split('data-key="person-')[1:]
    assert (people["周宁"] in mine, people["李明"] in his) == (True, True)
    assert "在线" in mine
    assert "什么都接" in mine
    assert "不在线" not in his
    assert re.findall(r'<span class="tag">([^<]*)</span>', his) == ["英文", "billing", "crm"]
    assert ">已满</span>" in his
    assert lines(page)["周宁"][-4:] == [("0", ""), ("–", ""), ("0", ""), ("0", "")]
    assert re.search(r'">2</a><span class="muted"> / 2</span>', his)
    assert re.search(r"<dt>会话</dt><dd>1</dd>", his)
    assert [shown for shown, _ in lines(page)["李明"]][-4:] == ["2", "1 小时", "1", "1"]
    due = re.findall(r'<li data-key="t\d+">.*?class="due (\w+)"', page, re.DOTALL)
    assert due == ["soon", "soon"]  # what the team has, not its people elsewhere
    away = ming.get("/console/tickets/teams/night").text
    assert "away" in away.split('data-key="person-')[2]


def test_who_left_stands_last_and_is_no_one_to_count_on(console, ming, scripted, put) -> None:
    people = ids(scripted)
    team(scripted, "night", *people.values())
    with scripted.service.database.uow("demo") as session:
        disable_agent(session, session.get(Agent, ("demo", people["李明"])), now=NOW)
    assert "1 人，在线 1" in console.get("/console/tickets/queues").text
    last = console.get("/console/tickets/teams/night").text.split('data-key="person-')[-1]
    assert "李明" in last
    assert "不再接单" in last


def test_where_there_is_nothing_it_says_so(console, scripted) -> None:
    team(scripted, "empty")
    page = console.get("/console/tickets/teams/empty").text
    assert "这个团队里还没有人。" in page
    assert "一小时内没有要到期的工单。" in page
    sign_in(console, workspace="rival")
    page = console.get("/console/tickets/queues").text
    assert "还没有队列。" in page
    assert "还没有团队。" in page


def test_anothers_tickets_queues_and_teams_are_like_none(console, scripted, put) -> None:
    team(scripted, "night")
    team(scripted, "theirs", tenant="other")
    put(queue="bot", team="night")
    with scripted.service.database.uow("other") as session:
        save_queue(session, "other", {"key": "bot", "name": {"zh": "他们的", "en": "Theirs"}})
    assert console.get("/console/tickets/teams/theirs").status_code == 404
    assert "他们的" not in shown(console)
    sign_in(console, workspace="rival")
    assert shown(console) == {
        "他们的": ["0", "0", "0", "–", "0", "0"],
        "组theirs": ["0", "0", "0", "–", "0", "0"],
    }
    assert console.get("/console/tickets/teams/night").status_code == 404
    assert listed(console, queue="bot") == []


def test_who_may_only_look_looks_and_who_is_nobody_does_not(client, scripted, put) -> None:
    put(queue="bot")
    team(scripted, "night")
    for path in ("queues", "teams/night"):
        assert client.get(f"/console/tickets/{path}").headers["location"].startswith("/console/sign-in")
    with scripted.service.database.uow("demo") as session:
        make = {"name": "Vera", "role": "viewer", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="vera@lanyun.example", **make)
    sign_in(client, "vera@lanyun.example")
    assert shown(client)["Bot"][0] == "1"
    assert "/console/settings" not in client.get("/console/tickets/queues").text
    assert client.get("/console/tickets/teams/night").status_code == 200
    assert "Nobody is in this team yet." in client.get("/console/tickets/teams/night").text


def test_a_script_gets_the_parts_that_change(console, put) -> None:
    put(queue="bot")
    part = console.get("/console/tickets/queues", headers={"HX-Request": "true"})
    assert part.headers["vary"] == "HX-Request"
    assert 'id="views"' in part.text
    assert 'id="groups"' in part.text
    assert "<html" not in part.text


def test_more_queues_teams_and_people_are_no_more_statements(console, scripted, put) -> None:
    people = [ids(scripted)["周宁"]]
    team(scripted, "night", *people)
    put(queue="bot", team="night", agent=people[0], due=5)

    def counted() -> list[int]:
        found = []
        for path in ("queues", "teams/night"):
            with statements(scripted) as seen:
                assert console.get(f"/console/tickets/{path}").status_code == 200
            found.append(len(seen))
        return found

    before = counted()
    with scripted.service.database.uow("demo") as session:
        for n in range(5):
            make = {"role": "agent", "password": PASSWORD, "language": "en", "now": NOW}
            people.append(create_agent(session, email=f"a{n}@x.example", name=f"A{n}", **make).id)
            save_queue(session, "demo", {"key": f"q{n}", "name": {"zh": f"队{n}", "en": f"Queue {n}"}})
    for n in range(5):
        team(scripted, f"team{n}", *people)
        put(queue=f"q{n}", team=f"team{n}", agent=people[n], due=5)
    team(scripted, "night", *people)
    assert counted() == before


@contextmanager
def statements(scripted: Scripted) -> Iterator[list[str]]:
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "tickets" in statement or "team" in statement or "queues" in statement or "agent" in statement:
            seen.append(statement)

    engine = scripted.service.database.engine
    event.listen(engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", see)
