"""The review from outside, over both databases: from the customer's message to the training data."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from httpx import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import utc_now
from bot.models import Message
from bot.review.exporting import export
from tests.integration.test_console import NASTY, PASSWORD, act, csrf, field, say, sign_in
from tests.model_labels import put_in_force
from tests.scripted import NOW, Scripted
from tests.shared_app import app_over


@pytest.fixture
def client(scripted: Scripted) -> Iterator[TestClient]:
    """With an admin beside the agent that every scripted service has."""
    with scripted.service.database.uow("demo") as session:
        make = {"name": "Ada", "role": "admin", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="ada@lanyun.example", **make)
    app = app_over(scripted.service, "bot.web.console.routes")
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert scripted.service.readiness.ready.wait(60)
        yield client


@pytest.fixture
def admin(client: TestClient) -> TestClient:
    sign_in(client, "ada@lanyun.example")
    return client


def solve(client: TestClient, scripted: Scripted, text: str) -> str:
    """A conversation in which the customer says so, asks for a person, and gets an answer from one."""
    conversation = say(client, scripted, text, "person")
    sign_in(client)
    assert act(client, conversation, "take-over").status_code == 200
    assert act(client, conversation, "messages", text="it is mended").status_code == 201
    scripted.service.sweeper.collect(utc_now() + timedelta(hours=1))
    return conversation


@pytest.fixture
def proposed(client: TestClient, scripted: Scripted) -> str:
    """The conversation whose first message is proposed as how_to; the client is signed in as the admin."""
    conversation = solve(client, scripted, "the board of zhou@x.example is empty")
    sign_in(client, "ada@lanyun.example")
    return conversation


def decide(
    client: TestClient, conversation: str, decision: str, *, fragment: bool = False, query: str = "", **form
) -> Response:
    fields = {"csrf": csrf(client), "decision": decision, "version": "1"} | form
    headers = {"HX-Request": "true"} if fragment else {}
    return client.post(f"/console/review/{conversation}/1?{query}", data=fields, headers=headers)


def cards(client: TestClient, show: str = "open") -> list[str]:
    page = client.get(f"/console/review?show={show}").text
    return re.findall(r'id="proposal-([^"]+)-1"', page)


def test_a_message_that_a_person_answered_is_shown_with_what_was_understood_and_why(admin, proposed) -> None:
    page = admin.get("/console/review").text
    for words in (
        "the board of zhou@x.example is empty",
        "the board of name@example.com is empty",
        "How to",
        "90%",
        "a person dealt with it",
        f'href="/console/conversations/{proposed}"',
    ):
        assert words in page
    assert cards(admin) == [proposed]
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)


def test_the_time_beside_the_message_is_when_the_customer_wrote_it(client, scripted) -> None:
    conversation = say(client, scripted, "how long?", "person")
    sign_in(client)
    act(client, conversation, "take-over")
    act(client, conversation, "messages", text="two days")
    scripted.service.sweeper.collect(utc_now() + timedelta(days=3))
    sign_in(client, "ada@lanyun.example")
    with scripted.service.database.reading("demo") as session:
        wrote = session.scalar(
            select(Message.created_at).where(Message.conversation_id == conversation, Message.seq == 1)
        )
    for decision in ("", "rejected"):
        if decision:
            decide(client, conversation, decision)
        card = client.get("/console/review?show=" + ("decided" if decision else "open")).text
        head = card.partition('<p class="proposal-head">')[2].partition("</p>")[0]
        assert f'<time datetime="{wrote.isoformat()}"' in head


def test_nothing_to_review_says_when_there_will_be(admin) -> None:
    assert "Nothing to review" in admin.get("/console/review").text
    assert "Nothing was decided yet" in admin.get("/console/review?show=decided").text


@pytest.mark.parametrize(
    ("decision", "form", "shown", "learned"),
    [
        ("confirmed", {}, "Confirmed: How to", ["how_to"]),
        ("relabelled", {"intent": "report_bug"}, "Relabelled: Report a bug", ["report_bug"]),
        ("rejected", {}, "Rejected", []),
    ],
)
def test_a_decision_is_kept_shown_with_who_made_it_and_learned(
    admin, proposed, scripted, tmp_path, decision, form, shown, learned
) -> None:
    answer = decide(admin, proposed, decision, **form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/review")
    assert (cards(admin), cards(admin, "decided")) == ([], [proposed])
    page = admin.get("/console/review?show=decided").text
    assert shown in page
    assert "by ada@lanyun.example" in page
    with scripted.service.database.reading("demo") as session:
        added = export(session, tmp_path / "nlu").added
    assert [one.intent for one in added] == learned
    assert [one.text for one in added] == ["the board of name@example.com is empty"] * len(learned)


def test_the_same_words_of_several_customers_are_one_card_that_decides_for_all(client, scripted) -> None:
    said = [solve(client, scripted, words) for words in ("how long?", "How long?", "how long?")]
    alone = solve(client, scripted, "how far?")
    sign_in(client, "ada@lanyun.example")
    page = client.get("/console/review").text
    assert page.count("with the same words, decided together") == 1
    assert "3 with the same words" in page
    assert 'id="review-count">2<' in page
    shown = next(one for one in cards(client) if one in said)
    answer = decide(client, shown, "confirmed", fragment=True)
    assert "3 with the same words" in answer.text
    assert 'id="review-count" hx-swap-oob="true">1<' in answer.text
    assert cards(client) == [alone]
    assert len(cards(client, "decided")) == 1


def test_what_does_not_fit_on_a_page_is_on_the_next_and_the_address_says_where(
    client, scripted, monkeypatch
) -> None:
    monkeypatch.setattr("bot.web.console.review.PAGE", 1)
    said = {solve(client, scripted, words) for words in ("how long?", "how far?", "how much?")}
    sign_in(client, "ada@lanyun.example")
    seen, address = [], "/console/review?why=person_solved"
    for _ in said:
        page = client.get(address).text
        seen += re.findall(r'id="proposal-([^"]+)-1"', page)
        onward = re.search(r'id="next-page" href="([^"]+)"', page)
        if onward:
            address = unescape(onward[1])
            assert "why=person_solved" in address
    assert (set(seen), len(seen), onward) == (said, 3, None)
    assert 'href="/console/review?why=person_solved">First page' in page
    decided = decide(client, seen[-1], "rejected", query=address.partition("?")[2])
    assert unescape(decided.headers["location"]) == address
    assert "No message matches" in client.get(address).text


def test_the_address_narrows_the_list_and_the_page_says_by_what(admin, proposed) -> None:
    def shown(query: str) -> list[str]:
        return re.findall(r'id="proposal-([^"]+)-1"', admin.get(f"/console/review?{query}").text)

    assert shown("why=person_solved&intent=how_to&language=en") == [proposed]
    for other in ("why=chosen", "intent=report_bug", "language=zh", "intent=-", "intent=%00x"):
        assert shown(other) == [], other
        page = admin.get(f"/console/review?{other}").text
        assert "No message matches" in page
        assert 'href="/console/review">Clear' in page
    for nonsense in ("why=because", "language=fr", "show=all", "after=x", "after=WyJ4IiwgIlx1MDAwMCIsIDFd"):
        assert shown(nonsense) == [proposed], nonsense
    page = admin.get("/console/review?why=person_solved&intent=how_to").text
    assert '<option value="person_solved" selected>' in page
    assert '<option value="how_to" selected>How to' in page
    assert 'href="/console/review?show=decided&amp;why=person_solved&amp;intent=how_to"' in page


def test_in_place_a_decision_answers_with_its_card_and_the_new_count(admin, proposed) -> None:
    answer = decide(admin, proposed, "confirmed", fragment=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<li")
    assert re.search(r'id="review-count" hx-swap-oob="true">0<', answer.text)


def test_who_decides_second_is_told_and_sees_what_the_first_decided(admin, proposed) -> None:
    decide(admin, proposed, "confirmed")
    late = decide(admin, proposed, "rejected")
    assert late.status_code == 409
    in_place = decide(admin, proposed, "rejected", fragment=True)
    for answer in (late, in_place):
        assert "your decision was not saved" in answer.text
        assert "Confirmed: How to" in answer.text
    anew = decide(admin, proposed, "rejected", version=field(in_place.text, "version"))
    assert anew.status_code == 303
    assert "Rejected" in admin.get("/console/review?show=decided").text


@pytest.mark.parametrize("decision", ["confirmed", "relabelled", "rejected"])
def test_a_reason_can_be_given_and_stands_with_the_decision_then_with_what_came_before(
    admin, proposed, decision
) -> None:
    reasons = {"note": "a <b>board</b> & nothing", "intent": "report_bug"}
    shown = decide(admin, proposed, decision, fragment=True, **reasons).text
    assert "a &lt;b&gt;board&lt;/b&gt; &amp; nothing" in shown
    assert "Decided on these words before" not in shown
    anew = decide(admin, proposed, "rejected", fragment=True, version=field(shown, "version")).text
    now, _, before = anew.partition("Decided on these words before")
    assert "nothing" not in now
    assert "a &lt;b&gt;board&lt;/b&gt; &amp; nothing" in before
    assert "by ada@lanyun.example" in before


def test_a_reason_is_not_lost_with_a_decision_that_does_not_hold(admin, proposed) -> None:
    answer = decide(admin, proposed, "relabelled", fragment=True, note="it is <new>")
    assert ">it is &lt;new&gt;</textarea>" in answer.text
    assert "&lt;new&gt;" not in admin.get("/console/review").text


@pytest.mark.parametrize("intent", ["", "brand_new"])
def test_another_intent_must_be_one_that_there_is(admin, proposed, intent) -> None:
    answer = decide(admin, proposed, "relabelled", intent=intent)
    assert answer.status_code == 422
    assert "Choose an intent first" in answer.text
    assert cards(admin) == [proposed]


def test_the_intents_to_choose_from_are_those_of_the_tenants_own_model(admin, proposed, scripted) -> None:
    put_in_force(scripted.service.settings.home, "demo", ("book_table", "order_status"))
    offered = admin.get("/console/review").text.partition("All intents")[2].partition("</select>")[0]
    assert re.findall(r'value="(\w+)"', offered) == ["order_status", "out_of_scope", "book_table"]
    assert decide(admin, proposed, "relabelled", intent="report_bug").status_code == 422
    assert decide(admin, proposed, "relabelled", intent="book_table").status_code == 303
    assert "Relabelled: book_table" in admin.get("/console/review?show=decided").text


def test_the_page_says_what_learns_from_it(admin, scripted) -> None:
    slug = scripted.service.tenants.get("demo").slug
    assert f"the next huiyi train --tenant {slug} learns them" in admin.get("/console/review").text


@pytest.mark.parametrize("form", [{"decision": "maybe"}, {"version": "x"}])
def test_a_form_that_makes_no_sense_changes_nothing(admin, proposed, form) -> None:
    assert decide(admin, proposed, **{"decision": "confirmed"} | form).status_code == 422
    assert cards(admin) == [proposed]


def test_agents_may_look_and_not_decide(client, proposed) -> None:
    sign_in(client)
    page = client.get("/console/review").text
    assert "the board of zhou@x.example is empty" in page
    assert 'name="decision"' not in page
    assert decide(client, proposed, "confirmed").status_code == 403
    assert cards(client) == [proposed]


def test_without_the_token_and_the_cookie_nothing_is_decided(admin, proposed) -> None:
    assert decide(admin, proposed, "confirmed", csrf="guessed").status_code == 403
    assert cards(admin) == [proposed]
    admin.cookies.clear()
    for headers, status in (({}, 303), ({"HX-Request": "true"}, 401)):
        assert admin.get("/console/review", headers=headers).status_code == status


def test_anothers_proposal_is_like_one_that_never_was(admin, client, proposed, scripted) -> None:
    with scripted.service.database.uow("other") as session:
        make = {"name": "Eve", "role": "admin", "password": PASSWORD, "language": "en", "now": NOW}
        create_agent(session, email="eve@rival.example", **make)
    sign_in(client, "eve@rival.example", workspace="rival")
    assert cards(client) == []
    answers = [decide(client, one, "confirmed") for one in (proposed, "c_never")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text


def test_what_customers_write_is_text_here_too(client, scripted) -> None:
    solve(client, scripted, NASTY)
    answer = client.get("/console/review")
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert" not in answer.text
    assert "1787569" not in answer.text
    assert "<img src=x" not in answer.text


def test_in_chinese_the_page_speaks_chinese(client, scripted) -> None:
    solve(client, scripted, "看板是空的")
    page = client.get("/console/review").text
    assert all(words in page for words in ("训练审核", "怎么用", "由客服处理"))
