"""The list of conversations, over both databases: what its views hold, what a search finds, page by page."""

import re
from collections.abc import Iterable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import new_id, utc_now
from bot.models import Agent, Conversation, MailThread
from escalation.crm.models import Contact
from escalation.duplicates.merging import lock_tree, merge
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, assign
from tests.console_weight import LIMIT, weigh
from tests.integration.test_console import NASTY, PASSWORD, act, client, console, rows, say
from tests.scripted import NOW, Scripted

__all__ = ["client", "console"]

PAGE, FEW = 50, 20

WHY = Words("测试如此", "as the test wants")


def listed(client: TestClient, **asked: str) -> list[str]:
    return rows(page(client, **asked))


def page(client: TestClient, **asked: str) -> str:
    answer = client.get("/console/list", params=asked)
    assert answer.status_code == 200
    return answer.text


def link(text: str, id: str) -> str | None:
    """Where the list goes on."""
    found = re.search(rf'id="{id}" href="/console\?([^"]*)"', text)
    return unescape(found[1]) if found else None


def put_back(scripted: Scripted, minutes: dict[str, float]) -> None:
    """As if each conversation had moved last so many minutes ago."""
    with scripted.service.database.uow("demo") as session:
        for conversation, ago in minutes.items():
            at = utc_now() - timedelta(minutes=ago)
            session.execute(update(Conversation).where(Conversation.id == conversation).values(updated_at=at))


def fill(scripted: Scripted, count: int, **values: object) -> list[str]:
    """So many conversations with the bot, the latest first."""
    made = [f"c_{n:03d}" for n in range(count)]
    with scripted.service.database.uow("demo") as session:
        session.add_all(_conversation(one, n, values) for n, one in enumerate(made))
    return made


def _conversation(id: str, ago: int, values: dict[str, object]) -> Conversation:
    at = utc_now() - timedelta(minutes=ago)
    blank: dict[str, object] = {
        "tenant_id": "demo", "id": id, "channel": "widget", "language": "zh", "status": "open",
        "owner": "bot", "fence": 0, "next_seq": 2, "next_event": 1, "preview": id, "customer_seen_seq": 0,
        "agent_seen_seq": 0, "created_at": at, "updated_at": at,
    }  # fmt: skip
    return Conversation(**(blank | values))


def give(scripted: Scripted, number: int) -> None:
    """The ticket to an agent."""
    with scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", number)
        me = session.scalars(select(Agent)).first()
        assert ticket is not None
        assert me is not None
        assign(session, ticket, Deed("system", NOW), agent=me.id, team=None, queue=None, reason=WHY)


def pages(client: TestClient, **asked: str) -> list[list[str]]:
    """The rows of each page, as one goes from the first to the last."""
    text, found = page(client, **asked), []
    for _ in range(9):
        found.append(rows(text))
        onward = link(text, "next-page")
        if onward is None:
            return found
        text = client.get(f"/console/list?{onward}").text
    raise AssertionError("the pages do not end")


def flat(parts: Iterable[list[str]]) -> list[str]:
    return [one for part in parts for one in part]


# Views


def test_each_view_holds_its_conversations_and_says_how_many(console, scripted) -> None:
    waiting, mine, theirs, with_bot, ended = (
        say(console, scripted, text, contact=contact)
        for text, contact in [
            ("person", "qinglan"), ("hi", "qinglan"), ("hi", "northfold"), ("hi", "qinglan"),
            ("hi", "qinglan"),
        ]
    )  # fmt: skip
    act(console, mine, "take-over")
    act(console, theirs, "take-over")
    with scripted.service.database.uow("demo") as session:
        make = {"name": "李明", "role": "agent", "password": PASSWORD, "language": "zh", "now": NOW}
        ming = create_agent(session, email="ming@lanyun.example", **make)
        values = {"agent_id": ming.id, "agent_name": "李明"}
        session.execute(update(Conversation).where(Conversation.id == theirs).values(**values))
    put_back(scripted, {ended: 5 * 60, mine: 6 * 60, theirs: 7 * 60})
    held = {
        "all": [waiting, mine, theirs, with_bot, ended],
        "waiting": [waiting],
        "mine": [mine],
        "unassigned": [waiting],
        "colleagues": [theirs],
        "bot": [with_bot],
        "ended": [ended],
    }
    for view, conversations in held.items():
        assert listed(console, filter=view) == conversations
    chips = re.findall(r'id="filter-(\w+)".*?</a>', page(console))
    assert chips == list(held)
    counted = re.findall(r'id="filter-(\w+)"[^<]*<span class="count[^>]*>(\d+)<', page(console))
    assert dict(counted) == {
        "all": "5", "waiting": "1", "mine": "1", "unassigned": "1", "colleagues": "1", "bot": "1",
    }  # fmt: skip


def test_what_ended_is_with_the_bot_again_once_the_customer_writes(console, scripted) -> None:
    conversation = say(console, scripted, "hello")
    put_back(scripted, {conversation: 5 * 60})
    assert listed(console, filter="ended") == [conversation]
    path = f"/api/v1/conversations/{conversation}/messages"
    headers = {"Authorization": f"Bearer {scripted.api_key}"}
    console.post(path, json={"text": "one more thing", "wait_s": 10}, headers=headers)
    assert (listed(console, filter="ended"), listed(console, filter="bot")) == ([], [conversation])


def test_unassigned_is_what_needs_a_person_and_whose_ticket_has_none(console, scripted) -> None:
    of_bot = say(console, scripted, "hello")
    asked = say(console, scripted, "person")
    say(console, scripted, "hello", contact="northfold")
    told = NewTicket(
        conversation_id=of_bot,
        contact_key="qinglan",
        channel="widget",
        language="en",
        tier=None,
        intent="report_bug",
        module=None,
        subject="the board fails",
        text="the board fails",
        priority=Priority("P2", (Words("测试如此", "as the test wants"),)),
    )
    with scripted.service.database.uow("demo") as session:
        number = open_ticket(session, "demo", told, new_id=new_id, deed=Deed("bot", NOW)).number
    assert set(listed(console, filter="unassigned")) == {of_bot, asked}
    for one in (number, 1):
        give(scripted, one)
    assert listed(console, filter="unassigned") == []
    assert listed(console, filter="waiting") == [asked]


def test_of_a_merged_ticket_what_it_goes_on_in_says_whether_it_is_somebodys(console, scripted) -> None:
    """Also over more than one step, and while it is open."""
    asked = say(console, scripted, "person")
    others = [say(console, scripted, "person", contact=one) for one in ("northfold", "hongmei")]
    with scripted.service.database.uow("demo") as session:
        tickets = {one.number: one for one in session.scalars(select(Ticket))}
        locked = lock_tree(session, "demo", [one.id for one in tickets.values()])
        for number, into in ((1, 2), (2, 3)):
            merge(session, locked[tickets[number].id], locked[tickets[into].id], Deed("system", NOW))
    assert set(listed(console, filter="unassigned")) == {asked, *others}
    give(scripted, 3)
    assert listed(console, filter="unassigned") == []
    assert set(listed(console, filter="waiting")) == {asked, *others}
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).values(waiting_since=None))
        found = session.scalars(select(Ticket).where(Ticket.number == 3)).one()
        found.agent_id = None
    assert set(listed(console, filter="unassigned")) == {asked, *others}
    with scripted.service.database.uow("demo") as session:
        found = session.scalars(select(Ticket).where(Ticket.number == 3)).one()
        found.status = "resolved"
    assert listed(console, filter="unassigned") == []


@pytest.mark.parametrize("view", ["waiting", "mine", "unassigned", "colleagues", "bot", "ended"])
def test_an_empty_view_says_so_in_its_own_words(console, scripted, view) -> None:
    assert "现在没有会话" in page(console, filter=view)
    say(console, scripted, "person" if view == "ended" else "hello")
    if view in ("bot", "unassigned"):
        put_back(scripted, {listed(console)[0]: 5 * 60})
    empty = page(console, filter=view)
    assert rows(empty) == []
    assert "现在没有会话" not in empty
    assert link(empty, "filter-all") == "filter=all"


# Search


def test_a_search_looks_at_name_company_address_and_key_in_both_languages(console, scripted) -> None:
    with scripted.service.database.uow("demo") as session:
        qinglan = session.get_one(Contact, ("demo", "qinglan"))
        qinglan.name, qinglan.company, qinglan.email = "何青岚", "山海物流", "he@shanhai.example"
        northfold = session.get_one(Contact, ("demo", "northfold"))
        northfold.name, northfold.company = "Dana Whitlock", "Northfold Ltd"
    hers, theirs = say(console, scripted, "hello"), say(console, scripted, "hello", contact="northfold")
    for words in ("青岚", "山海物流", "HE@shanhai", "qinglan"):
        assert listed(console, q=words) == [hers]
    for words in ("whitlock", "NORTHFOLD LTD", "  Dana "):
        assert listed(console, q=words) == [theirs]
    assert set(listed(console, q="example")) == {hers, theirs}
    assert listed(console, q="nobody at all") == []


@pytest.mark.parametrize(
    ("said", "words"),
    [("看板打不开了，一直转圈", "打不开"), ("The Board keeps spinning", "board KEEPS"), ("100%_sure", "%_s")],
)
def test_a_search_finds_what_was_said_and_shows_where(console, scripted, said, words) -> None:
    conversation = say(console, scripted, said, "thanks, later then")
    say(console, scripted, "something else")
    found = page(console, q=words)
    assert rows(found) == [conversation]
    [hit] = re.findall(r"<mark>([^<]*)</mark>", found)
    assert unescape(hit).lower() == words.lower()


def test_a_search_for_a_ticket_finds_its_conversations_and_for_an_id_that_one(console, scripted) -> None:
    say(console, scripted, "hello")
    asked = say(console, scripted, "person")
    counts = say(console, scripted, "there are 1 of them", contact="northfold")
    assert listed(console, q="#1") == [asked]
    assert listed(console, q="#1", filter="bot") == [asked]
    assert set(listed(console, q="1")) >= {asked, counts}
    assert listed(console, q=counts) == [counts]
    assert listed(console, q="#99") == []


def test_a_search_finds_who_writes_by_mail_without_signing_in(console, scripted) -> None:
    [conversation] = fill(scripted, 1, channel="email")
    with scripted.service.database.uow("demo") as session:
        session.add(
            MailThread(
                tenant_id="demo", conversation_id=conversation, address="wei@far.example", name="Li Wei",
                ours="help@lanyun.example", subject="hello", last_id="", ids=[],
            )
        )  # fmt: skip
    assert listed(console, q="wei@far") == listed(console, q="li wei") == [conversation]


def test_a_search_keeps_to_the_view_and_says_what_the_others_have(console, scripted) -> None:
    mine, other = say(console, scripted, "the board"), say(console, scripted, "the board")
    act(console, mine, "take-over")
    found = page(console, filter="mine", q="board")
    assert rows(found) == [mine]
    assert "在全部会话中找到 2 个" in found
    assert link(found, "everywhere") == "filter=all&q=board"
    assert link(found, "clear-search") == "filter=mine"
    assert link(found, "filter-bot") == "filter=bot&q=board"
    assert "在全部会话中找到" not in page(console, filter="all", q="board")
    assert "在全部会话中找到 2 个" in page(console, filter="waiting", q="board")
    assert f"/console/conversations/{other}?filter=bot&amp;q=board" in page(console, filter="bot", q="board")


def test_nothing_of_another_tenant_is_found_or_counted(console, scripted) -> None:
    theirs = say(
        console, scripted, "the board, person", "person", contact="rival", key=scripted.other_api_key
    )
    assert listed(console) == []
    for words in ("board", "rival", "Rival", theirs, "#1", "1"):
        found = page(console, q=words)
        assert rows(found) == []
        assert not re.search(r'class="count', found)
    assert listed(console, filter="unassigned") == []


def test_what_is_searched_for_and_found_is_text(console, scripted) -> None:
    conversation = say(console, scripted, NASTY)
    for found in (
        page(console, q=NASTY[:60]),
        page(console, q="<script>"),
        page(console, q='"><script>alert(3)</script>'),
        console.get("/console", params={"q": "<img src=x onerror=alert(2)>"}).text,
        console.get(f"/console/conversations/{conversation}", params={"q": '"><script>alert(3)'}).text,
    ):
        assert "<script>alert" not in found
        assert "<img src=x" not in found
        assert "1787569" not in found
    assert rows(page(console, q="<script>alert(1)")) == [conversation]


@pytest.mark.parametrize(
    "asked", [{"filter": "nonsense"}, {"after": "nonsense"}, {"after": "WyJ4IiwgInkiXQ"}]
)
def test_what_makes_no_sense_asks_for_nothing(console, scripted, asked) -> None:
    conversation = say(console, scripted, "hello")
    assert listed(console, **asked) == [conversation]
    assert listed(console, **({"filter": "bot"} | asked)) == [conversation]


# Pages


def test_pages_go_on_where_the_last_one_ended(console, scripted) -> None:
    made = fill(scripted, 2 * PAGE + 7)
    found = pages(console, filter="bot")
    assert [len(one) for one in found] == [PAGE, PAGE, 7]
    assert flat(found) == made


def test_who_waits_longest_comes_first_on_every_page(console, scripted) -> None:
    made = fill(scripted, PAGE + 3)
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).values(waiting_since=Conversation.updated_at))
    assert flat(pages(console, filter="waiting")) == made[::-1]


def test_what_a_search_finds_has_pages_too(console, scripted) -> None:
    made = fill(scripted, PAGE + 3, contact_key="qinglan")
    found = pages(console, q="qinglan")
    assert [len(one) for one in found] == [PAGE, 3]
    assert flat(found) == made


def test_those_that_moved_at_one_instant_are_on_one_page_each(console, scripted) -> None:
    made = fill(scripted, PAGE + 5)
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).values(updated_at=utc_now()))
    assert sorted(flat(pages(console, filter="bot"))) == made


def test_a_later_page_is_the_same_whatever_comes_in_meanwhile(console, scripted) -> None:
    fill(scripted, PAGE + 5)
    second = link(page(console, filter="bot"), "next-page")
    before = console.get(f"/console/list?{second}").text
    say(console, scripted, "a newcomer")
    after = console.get(f"/console/list?{second}").text
    assert rows(before) == rows(after)
    assert "data-still" in after
    assert link(after, "first-page") == "filter=bot"
    assert 'data-waiting="0"' in after


def test_a_page_that_stands_still_asks_for_the_counts_alone(console, scripted) -> None:
    say(console, scripted, "person")
    heads = page(console, filter="bot", q="x", heads="true")
    assert rows(heads) == []
    assert 'data-waiting="1"' in heads
    assert re.search(r'id="filter-waiting".*?class="count hot">1<', heads)


def test_the_first_page_of_all_leads_to_the_rest_of_each_group(console, scripted) -> None:
    fill(scripted, PAGE + 5)
    first = page(console)
    assert len(rows(first)) == FEW
    assert "data-still" not in first
    assert link(first, "more-bot") == "filter=bot"
    assert "看全部 55 个" in first
    with scripted.service.database.uow("demo") as session:
        session.execute(update(Conversation).values(waiting_since=utc_now()))
    assert len(rows(page(console))) == PAGE


def test_a_conversation_opened_from_a_page_leads_back_to_it(console, scripted) -> None:
    made = fill(scripted, PAGE + 5)
    second = link(page(console, filter="bot"), "next-page")
    assert second is not None
    whole = console.get(f"/console/conversations/{made[0]}?{second}").text
    assert rows(whole) == made[PAGE:]
    [back] = re.findall(r'class="tool back" href="/console\?([^"]*)"', whole)
    assert unescape(back) == second


def test_a_list_as_long_as_it_gets_is_light(console, scripted) -> None:
    with scripted.service.database.reading("demo") as session:
        me = session.scalars(select(Agent.id)).one()
    kinds: list[dict[str, object]] = [
        {"owner": "agent", "agent_id": me, "agent_name": "周宁"},
        {"owner": "agent", "agent_id": "a_x", "agent_name": "李明"},
        {"waiting_since": utc_now()},
        {},
        {"updated_at": utc_now() - timedelta(hours=9)},
    ]
    with scripted.service.database.uow("demo") as session:
        for place, kind in enumerate(kinds):
            said = {"contact_key": "qinglan", "preview": "something that customers say of their boards"}
            session.add_all(
                _conversation(f"c_of_a_usual_length_{place}_{n}", n, {**said, **kind})
                for n in range(PAGE + 5)
            )
    assert len(rows(page(console))) == 2 * PAGE + 3 * FEW
    for path in ("/console", "/console?filter=bot", "/console/conversations/c_of_a_usual_length_0_0"):
        assert sum(weigh(console, path).values()) <= LIMIT
