"""What is suggested beside a conversation, from outside, over both databases."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agents import create_agent, find_agent
from bot.clock import utc_now
from bot.given_answers import list_outdated
from bot.knowledge import TenantShelf
from bot.models import Conversation, SolvedCase
from bot.service import Service
from bot.solved_cases import CaseCollector
from bot.tracker_cache import add_events
from dialogs.events import Event
from escalation.crm.models import Contact
from escalation.ticketing.models import Ticket
from kb_index.articles import ArticleFile
from kb_index.embedder import HashingEmbedder
from kb_index.history import By
from kb_index.indexing import index_files
from kb_index.models import ArticleFeedback
from kb_index.retriever import Retriever
from tests.integration.test_console import PASSWORD, act, csrf, say, sign_in
from tests.scripted import NOW, Scripted
from tests.shared_app import app_over

EMBEDDER = HashingEmbedder()
REFUND, EXPORT = "How long does a refund take", "How do I export a board"

Suggest = Callable[[str], str]


def article(name: str, title: str, body: str, asked: str, **facets: object) -> ArticleFile:
    plain = {"module": "billing", "error_type": "how_to", "solution": "steps", "versions": "*"}
    return ArticleFile(
        id=name, language="en", title=title, revision=None, updated=date(2026, 5, 1), asked_as=(asked,),
        body=body, **({"audience": ("member",), "related": ()} | plain | facets),
    )  # fmt: skip


ARTICLES = (
    article("refunds", "Refunds", "A refund takes three days.\n\n## By card\nA card takes ten days.", REFUND),
    article("refunds-inside", "Refunds, inside", "Ask finance at once.", REFUND + "?", audience=("agent",)),
    article("export-4x", "Export (4.x)", "Settings, export.", EXPORT, versions=">=4.0,<5.0"),
    article("export-5x", "Export (5.x)", "Menu, export.", EXPORT + " now", versions=">=5.0", plans=("team",)),
)


@pytest.fixture
def service(scripted: Scripted) -> Service:
    """With articles for `demo`, one for `other`, and agents of three roles in `demo`."""
    service = scripted.service
    others = (article("refunds", "Rival refunds", "Never.", REFUND),)
    for tenant, files in (("demo", ARTICLES), ("other", others)):
        with service.database.uow(tenant) as session:
            index_files(session, tenant, files, EMBEDDER, by=By("import", "test", NOW))
    with service.database.uow("demo") as session:
        for role in ("viewer", "agent"):
            make = {"name": role.title(), "role": role, "password": PASSWORD, "language": "en", "now": NOW}
            create_agent(session, email=f"{role}@lanyun.example", **make)
        qinglan = session.get_one(Contact, ("demo", "qinglan"))
        qinglan.name, qinglan.product_version = "Dana Whitlock", "5.2"
    shelf = TenantShelf(service.database, service.tenants, lambda: EMBEDDER.name)
    shelf.warm_up()
    return replace(service, knowledge=shelf, embed=lambda text: EMBEDDER.embed_queries([text])[0])


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    app = app_over(service, "bot.web.console.routes")
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert service.readiness.ready.wait(60)
        yield client


@pytest.fixture
def console(client: TestClient) -> TestClient:
    sign_in(client, "agent@lanyun.example")
    return client


def suggested(client: TestClient, conversation: str) -> str:
    answer = client.get(f"/console/conversations/{conversation}/suggestions")
    assert answer.status_code == 200
    return answer.text


def entries(page: str) -> list[str]:
    return re.findall(r'data-path="([^"]+)"', page)


def inserts(page: str) -> dict[str, str]:
    """By key, what it puts into the reply."""
    found = re.findall(r'data-insert="(\d)" data-text="([^"]*)"', page)
    return {key: html.unescape(text) for key, text in found}


def tell(client: TestClient, conversation: str, what: str, **form: str) -> Response:
    path = f"/console/conversations/{conversation}/suggestions/{what}"
    return client.post(path, data={"csrf": csrf(client)} | form)


def solve(client: TestClient, scripted: Scripted, service: Service, *said: str, answer: str) -> int:
    """The number of a ticket on which the customer said so, an agent answered, and then resolved it."""
    conversation = say(client, scripted, *said, "person")
    assert act(client, conversation, "take-over").status_code == 200
    assert act(client, conversation, "messages", text=answer).status_code == 201
    with service.database.reading("demo") as session:
        mine = select(Ticket).where(Ticket.conversation_id == conversation)
        number = session.scalars(mine).one().number
    change(client, number, "resolved")
    return number


def change(client: TestClient, number: int, status: str) -> None:
    answer = client.post(
        f"/console/tickets/{number}/change",
        data={"csrf": csrf(client), "action": "status", "value": status},
    )
    assert answer.status_code == 303


def kept(service: Service, tenant: str = "demo") -> list[SolvedCase]:
    with service.database.reading(tenant) as session:
        return list(session.scalars(select(SolvedCase).order_by(SolvedCase.ticket)))


# Articles


def test_articles_for_what_the_customer_said_last_internal_ones_among_them(console, scripted) -> None:
    page = suggested(console, say(console, scripted, REFUND))
    assert {"articles/refunds/en/1", "articles/refunds-inside/en/1"} <= set(entries(page))
    assert "Internal" in page
    assert f"For: {REFUND}" in page
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)


def test_an_insertion_is_the_passage_with_a_link_and_never_what_is_internal(console, scripted) -> None:
    texts = inserts(suggested(console, say(console, scripted, REFUND)))
    assert texts["1"].startswith("A refund takes three days.\nRefunds: http://testserver/kb/")
    assert texts["1"].endswith("/refunds?lang=en")
    assert not any("finance" in text for text in texts.values())


def test_what_stands_under_a_heading_is_shown_and_inserted_with_it(console, scripted) -> None:
    page = suggested(console, say(console, scripted, "Refund by card: does a card take ten days"))
    assert "By card: A card takes ten days." in page
    assert inserts(page)["1"].startswith("By card:\nA card takes ten days.\nRefunds: http")


def test_a_new_message_changes_what_is_suggested(console, scripted) -> None:
    conversation = say(console, scripted, REFUND)
    assert entries(suggested(console, conversation))[0].startswith("articles/refunds")
    headers = {"Authorization": f"Bearer {scripted.api_key}"}
    console.post(f"/api/v1/conversations/{conversation}/messages", json={"text": EXPORT}, headers=headers)
    assert entries(suggested(console, conversation))[0] == "articles/export-5x/en/1"


def test_asking_for_a_person_leaves_the_suggestions_at_what_was_wanted(console, scripted) -> None:
    page = suggested(console, say(console, scripted, REFUND, "person"))
    assert f"For: {REFUND}<" in page


def test_only_what_holds_for_the_customers_version_and_a_doubt_about_the_plan_shows(
    console, scripted
) -> None:
    page = suggested(console, say(console, scripted, EXPORT))
    assert "articles/export-4x/en/1" not in entries(page)
    assert "The customer has 5.2" in page
    unknown = suggested(console, say(console, scripted, EXPORT, contact="northfold"))
    assert "articles/export-4x/en/1" in entries(unknown)
    assert "Past version" in unknown


def test_what_the_customer_spoke_of_comes_before_what_is_known_of_them(console, scripted, service) -> None:
    conversation = say(console, scripted, EXPORT)

    def told(version: str) -> list[str]:
        with service.database.uow("demo") as session:
            row = session.get_one(Conversation, ("demo", conversation))
            event = Event("customer.told", {"slot": "product_version", "value": version})
            add_events(session, conversation, position=row.next_event, seq=1, events=[event])
            row.next_event += 1
        return [one for one in entries(suggested(console, conversation)) if "export" in one]

    assert told("4.8") == ["articles/export-4x/en/1"]
    assert told("5.1") == ["articles/export-5x/en/1"]
    assert told("4.8") == ["articles/export-4x/en/1"]
    assert told("") == ["articles/export-5x/en/1"]  # taken back: the contact's 5.2


def test_the_plan_that_is_named_comes_before_the_plan_that_is_had(console, scripted) -> None:
    """An agent's customer writes of another plan to the agent, and no bot reads it."""
    for plan, misfit in (("Enterprise", True), ("Team", False)):
        page = suggested(console, say(console, scripted, f"{EXPORT} now on {plan}"))
        (tag,) = re.findall(r"<span[^>]*>Only for Team", page)
        assert ("hot" in tag) is misfit


def test_nothing_said_and_nothing_that_fits_say_so(console, scripted) -> None:
    assert "has not said anything" in suggested(console, say(console, scripted))
    assert "No article fits" in suggested(console, say(console, scripted, "qwzx vbnm"))


def test_where_articles_cannot_be_searched_that_is_said_and_not_that_none_fits(
    console, scripted, service, monkeypatch
) -> None:
    conversation = say(console, scripted, REFUND)
    lacking = Retriever(None, lacks="embedded by another encoder")
    monkeypatch.setattr(service.knowledge, "of", lambda tenant_id: lacking)
    text = suggested(console, conversation)
    assert "Articles cannot be searched right now" in text
    assert "No article fits" not in text


def test_the_page_does_not_wait_for_suggestions(console, scripted, service, monkeypatch) -> None:
    conversation = say(console, scripted, REFUND)
    monkeypatch.setattr(type(service.knowledge), "of", lambda *_: pytest.fail("the page searched"))
    assert 'id="suggestions"' in console.get(f"/console/conversations/{conversation}").text


# What agents make of them


def feedback(service: Service) -> list[tuple[str, str, int]]:
    with service.database.reading("demo") as session:
        rows = session.scalars(select(ArticleFeedback).order_by(ArticleFeedback.kind))
        return [(row.kind, row.person, row.value) for row in rows]


def test_an_insertion_is_recorded_once_an_agent_and_revision(console, scripted, service) -> None:
    conversation = say(console, scripted, REFUND)
    for _ in range(2):
        assert tell(console, conversation, "articles/refunds/en/1/inserted").status_code == 204
    with service.database.reading("demo") as session:
        agent = find_agent(session, "agent@lanyun.example")
    assert feedback(service) == [("inserted", f"agent:{agent.id}", 1)]
    assert "You used it" in suggested(console, conversation)


def outdated(service: Service, tenant: str, article: str | None = None) -> list[dict]:
    return list_outdated(service.database, service.tenants.find(tenant).slug, article)


def test_what_was_inserted_is_listed_once_its_passage_is_changed(console, scripted, service) -> None:
    conversation = say(console, scripted, REFUND, "person")
    page = suggested(console, conversation)
    shown = re.search(r'data-text="A refund takes three days[^>]*data-passage="([0-9a-f]{64})"', page)
    assert shown
    for passage in (shown[1], ""):
        answer = tell(console, conversation, "articles/refunds/en/1/inserted", passage=passage)
        assert answer.status_code == 204
    assert tell(console, conversation, "articles/refunds/en/1/inserted", passage="x").status_code == 422
    assert tell(console, "c_none", "articles/refunds/en/1/inserted", passage=shown[1]).status_code == 404
    assert outdated(service, "demo", "refunds") == []
    changed = replace(ARTICLES[0], body=ARTICLES[0].body.replace("three", "five"))
    with service.database.uow("demo") as session:
        index_files(session, "demo", (changed, *ARTICLES[1:]), EMBEDDER, by=By("import", "test", NOW))
        agent = find_agent(session, "agent@lanyun.example")
    [listed] = outdated(service, "demo", "refunds")
    assert (listed["conversation"], listed["version"], listed["agent"]) == (conversation, 1, agent.id)
    assert len(listed["open_tickets"]) == 1
    article_page = console.get("/console/knowledge/articles/refunds?lang=en").text
    assert f"/console/conversations/{conversation}" in article_page
    assert outdated(service, "other") == []


def test_an_agents_last_thumb_counts_and_is_shown_to_them(console, scripted, service) -> None:
    conversation = say(console, scripted, REFUND)
    for helpful in ("true", "false"):
        answer = tell(console, conversation, "articles/refunds/en/1/rating", helpful=helpful)
        assert answer.status_code == 204
    assert [(kind, value) for kind, _, value in feedback(service)] == [("rating", -1)]
    assert re.search(r'data-helpful="false" aria-pressed="true"', suggested(console, conversation))


def test_an_agent_may_say_why_it_did_not_help(console, scripted, service) -> None:
    conversation = say(console, scripted, REFUND)
    rate = partial(tell, console, conversation, "articles/refunds/en/1/rating", helpful="false")
    assert re.search(r'<select class="why"[^>]* hidden>', suggested(console, conversation))
    for reason, kept in (("outdated", "outdated"), ("nonsense", None), ("wrong", "wrong")):
        assert rate(reason=reason).status_code == 204
        with service.database.reading("demo") as session:
            assert session.scalars(select(ArticleFeedback)).one().reason == kept
    page = suggested(console, conversation)
    assert 'value="wrong" selected' in page
    assert re.search(r'<select class="why" aria-label="What is wrong with “Refunds”">', page)


def test_a_viewer_sees_them_and_cannot_insert_or_rate(client, scripted, service) -> None:
    sign_in(client, "viewer@lanyun.example")
    conversation = say(client, scripted, REFUND)
    page = suggested(client, conversation)
    assert "articles/refunds/en/1" in entries(page)
    assert inserts(page) == {}
    assert "data-helpful" not in page
    for what in ("articles/refunds/en/1/inserted", "articles/refunds/en/1/rating", "cases/1/inserted"):
        assert tell(client, conversation, what, helpful="true").status_code == 403
    assert (
        client.post(
            "/console/tickets/1/change", data={"csrf": csrf(client), "action": "status", "value": "resolved"}
        ).status_code
        == 403
    )
    assert feedback(service) == []


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("articles/refunds/en/9/inserted", 404),
        ("articles/nowhere/en/1/rating", 404),
        ("articles/refunds/en/99999999999999999999/inserted", 422),
        ("cases/77/inserted", 404),
    ],
)
def test_what_was_never_suggested_cannot_be_recorded(console, scripted, what, status) -> None:
    assert tell(console, say(console, scripted, REFUND), what, helpful="true").status_code == status


def test_without_the_forms_token_nothing_is_recorded(console, scripted, service) -> None:
    path = f"/console/conversations/{say(console, scripted, REFUND)}/suggestions"
    inserted = console.post(f"{path}/articles/refunds/en/1/inserted", data={"csrf": "guessed"})
    assert inserted.status_code == 403
    assert feedback(service) == []


def test_another_tenant_gets_its_own_and_nothing_of_ours(client, scripted, service) -> None:
    sign_in(client)
    ours = say(client, scripted, REFUND)
    solve(client, scripted, service, REFUND, answer="Ten days by card.")
    service.sweeper.keep_cases(utc_now())
    sign_in(client, workspace="rival")
    assert client.get(f"/console/conversations/{ours}/suggestions").status_code == 404
    theirs = say(client, scripted, REFUND, contact="rival", key=scripted.other_api_key)
    page = suggested(client, theirs)
    assert entries(page) == ["articles/refunds/en/1"]
    assert "Rival refunds" in page
    assert tell(client, theirs, "articles/export-5x/en/1/inserted").status_code == 404
    assert tell(client, theirs, "cases/1/inserted").status_code == 404


# Solved cases


def test_a_resolved_ticket_becomes_a_case_for_the_next_of_its_kind(console, scripted, service) -> None:
    number = solve(console, scripted, service, REFUND, answer="Ten days by card, three days else.")
    assert service.sweeper.keep_cases(utc_now()) == 1
    page = suggested(console, say(console, scripted, REFUND + " please", contact="northfold"))
    assert f"cases/{number}" in entries(page)
    assert inserts(page)["5"] == "Ten days by card, three days else."


def test_a_ticket_that_was_reopened_is_no_solved_one_and_gives_its_place_to_another(
    console, scripted, service
) -> None:
    numbers = [
        solve(console, scripted, service, f"{REFUND}{'?' * more}", answer=f"{more} days.")
        for more in range(4)
    ]
    assert service.sweeper.keep_cases(utc_now()) == 4
    asking = say(console, scripted, REFUND, contact="northfold")
    shown = [one for one in entries(suggested(console, asking)) if one.startswith("cases/")]
    assert len(shown) == 3
    reopened = int(shown[0].removeprefix("cases/"))
    change(console, reopened, "reopened")
    left = {f"cases/{number}" for number in numbers if number != reopened}
    assert {one for one in entries(suggested(console, asking)) if one.startswith("cases/")} == left
    change(console, reopened, "resolved")
    assert f"cases/{reopened}" in entries(suggested(console, asking))


def test_cases_that_are_embedded_anew_are_found_again(console, scripted, service) -> None:
    number = solve(console, scripted, service, REFUND, answer="Ten days by card.")
    service.sweeper.keep_cases(utc_now())
    asking = say(console, scripted, REFUND, contact="northfold")
    with service.database.uow("demo") as session:
        session.get_one(SolvedCase, ("demo", number)).embedder = "before"
    service.cases.refresh("demo")
    assert f"cases/{number}" not in entries(suggested(console, asking))
    understanding = scripted.understanding
    restarted = CaseCollector(service.database, understanding, understanding.embedder)
    assert restarted.run(scripted.demo, utc_now()) == 1
    service.cases.refresh("demo")
    assert f"cases/{number}" in entries(suggested(console, asking))


def test_a_case_that_was_inserted_counts_it(console, scripted, service) -> None:
    number = solve(console, scripted, service, REFUND, answer="Ten days by card.")
    service.sweeper.keep_cases(utc_now())
    conversation = say(console, scripted, REFUND, contact="northfold")
    for _ in range(2):
        assert tell(console, conversation, f"cases/{number}/inserted").status_code == 204
    assert kept(service)[0].used == 2
    assert "used 2 times" in suggested(console, conversation)


def test_collecting_again_keeps_nothing_anew_and_a_restart_neither(console, scripted, service) -> None:
    solve(console, scripted, service, REFUND, answer="Ten days by card.")
    assert service.sweeper.keep_cases(utc_now()) == 1
    assert service.sweeper.keep_cases(utc_now()) == 0
    understanding = scripted.understanding
    restarted = CaseCollector(service.database, understanding, understanding.embedder)
    assert restarted.run(scripted.demo, utc_now()) == 0
    assert len(kept(service)) == 1


def test_what_names_the_customer_is_a_place_to_fill_in(console, scripted, service) -> None:
    solve(
        console,
        scripted,
        service,
        "I am Dana from qinglan, d.w@x.example, 13900139000: " + REFUND,
        answer="Hello Dana,\nI wrote to d.w@x.example about LY20260428006.\nRegards, Agent",
    )
    service.sweeper.keep_cases(utc_now())
    case = kept(service)[0]
    assert case.question == f"I am <name> from <name>, <email>, 00000000000: {REFUND}"
    assert case.answer == "Hello <name>,\nI wrote to <email> about LY00000000000.\nRegards, <name>"


def test_an_open_ticket_and_one_that_nobody_answered_leave_no_case(console, scripted, service) -> None:
    say(console, scripted, REFUND, "person")
    with service.database.uow("demo") as session:
        assert session.scalars(select(Ticket)).one().status == "new"
    assert service.sweeper.keep_cases(utc_now()) == 0
    console.post(
        "/console/tickets/1/change", data={"csrf": csrf(console), "action": "status", "value": "resolved"}
    )
    assert service.sweeper.keep_cases(utc_now() + timedelta(hours=1)) == 0
    assert kept(service) == []


def test_resolving_is_written_into_the_ticket_once_and_its_button_goes(console, scripted) -> None:
    say(console, scripted, "person")
    assert 'data-value="resolved"' in console.get("/console/tickets/1").text
    change = {"csrf": csrf(console), "action": "status", "value": "resolved"}
    for _ in range(2):
        console.post("/console/tickets/1/change", data=change)
    page = console.get("/console/tickets/1").text
    assert page.count("set it to “Resolved”") == 1
    assert 'data-value="resolved"' not in page
    assert 'data-status="resolved"' in page
