"""Customers are asked how it went, once, and what they say is kept; over both databases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.clock import new_id
from bot.demo_tenant import load_demo
from bot.desk import surveys
from bot.desk.surveys import Surveyor
from bot.persistence.metadata import owned_classes
from bot.principal import Principal
from escalation.crm.demo_file import check_demo_file
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.surveys import asking
from escalation.surveys.kinds import net_promoter_score, satisfied_share
from escalation.surveys.models import Survey
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import lock_ticket, read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, change_status, reply
from tests.integration.test_ownership import NING, QINGLAN, Desk, desk
from tests.scripted import Scripted
from tests.shared_app import app_over

__all__ = ["desk"]


@pytest.fixture
def page(scripted: Scripted) -> Iterator[TestClient]:
    app = app_over(scripted.service, "bot.web.help.routes")
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        assert scripted.service.readiness.ready.wait(60)
        yield client


def solve(desk: Desk) -> None:
    desk.open().ask()
    desk.take_over()
    desk.reply(NING, "Done, please try again.")
    with desk.scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", 1)
        assert ticket is not None
        change_status(session, ticket, Deed("agent:a_1", desk.now), "resolved")


def asked(desk: Desk) -> list[Survey]:
    with desk.scripted.service.database.reading("demo") as session:
        return list(session.scalars(select(Survey).order_by(Survey.asked_at)))


def later(desk: Desk, **passed: float) -> int:
    desk.now += timedelta(**passed)
    service = desk.scripted.service
    return Surveyor(service.database, service.hub).run(service.tenants.get("demo"), desk.now)


def test_who_was_answered_is_asked_once_in_the_conversation(desk: Desk) -> None:
    solve(desk)
    assert later(desk, minutes=9) == 0
    assert later(desk, minutes=2) == 1
    assert desk.thread[-1] == (
        "system",
        "Ticket #1 is solved. How satisfied are you with how it went? (1 not at all, 5 very)",
    )
    assert later(desk, minutes=5) == 0
    [survey] = asked(desk)
    assert (survey.kind, survey.contact_key, survey.language, survey.channel) == (
        "csat",
        "qinglan",
        "en",
        "widget",
    )


def begin(desk: Desk, conversation: str, customer: Principal) -> None:
    desk.scripted.service.intake.open_conversation(
        customer, language="en", contact=None, key=None, new_id=conversation, now=desk.now
    )


def solve_another(desk: Desk, conversation: str | None = "c2", customer: Principal = QINGLAN) -> None:
    """In another conversation, or in none."""
    service, told = desk.scripted.service, (Words("told", "told"),)
    if conversation:
        begin(desk, conversation, customer)
    contact = customer.id if customer.kind == "contact" else None
    deed = Deed("agent:a_1", desk.now)
    with service.database.uow("demo") as session:
        ticket = open_ticket(
            session, "demo",
            NewTicket(conversation, contact, "widget", "en", None, "x", None, "two", "hm",
                      Priority("P2", told)),
            new_id=new_id, deed=Deed("bot", desk.now),
        )  # fmt: skip
        reply(session, ticket, deed, name="Ning", text="done")
        change_status(session, ticket, deed, "resolved")


def test_who_had_two_tickets_solved_is_asked_about_one_of_them(desk: Desk) -> None:
    solve(desk)
    solve_another(desk)
    assert later(desk, minutes=11) == 1
    assert later(desk, minutes=5) == 0
    assert later(desk, days=4) == 0
    assert [one.kind for one in asked(desk)] == ["csat"]


def test_who_may_not_be_asked_stands_in_nobodys_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "BATCH", 2)
    monkeypatch.setattr(surveys, "BATCH", 2)
    solve(desk)
    assert later(desk, minutes=11) == 1
    for conversation in ("c2", "c3", None, None):
        solve_another(desk, conversation)
    desk.now += timedelta(minutes=1)
    solve_another(desk, "v", Principal("visitor", "demo", "v1"))
    assert later(desk, minutes=11) == 1
    assert [(one.kind, one.conversation_id) for one in asked(desk)] == [("csat", "c"), ("csat", "v")]
    begin(desk, "d", Principal("contact", "demo", "boyuan"))
    desk.now += timedelta(minutes=1)
    for conversation in ("c4", "c5"):
        begin(desk, conversation, QINGLAN)
    assert later(desk, hours=2) == 1
    last = asked(desk)[-1]
    assert (last.kind, last.conversation_id, last.contact_key) == ("nps", "d", "boyuan")


@pytest.mark.parametrize("kind", ["csat", "nps"])
def test_two_processes_that_found_the_same_person_ask_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The other one looks, asks and is done between our look and our question."""
    desk.set(surveys=(kind,))
    if kind == "csat":
        solve(desk)
        solve_another(desk)
    else:
        desk.open().say("hello")
    first, changing = [True], surveys.changing_tickets

    def overtaken(*where: Any) -> Any:
        if first.pop() if first else False:
            assert later(desk) == 1
        return changing(*where)

    monkeypatch.setattr(surveys, "changing_tickets", overtaken)
    assert later(desk, hours=2) == 0
    assert [one.kind for one in asked(desk)] == [kind]


def test_a_ticket_that_was_opened_again_is_not_asked_about(desk: Desk) -> None:
    solve(desk)
    desk.say("it is broken again")
    assert later(desk, minutes=30) == 0


def test_what_the_customer_answers_stands_in_the_tickets_log_and_the_last_word_counts(
    desk: Desk, page: TestClient
) -> None:
    solve(desk)
    later(desk, minutes=11)
    [survey] = asked(desk)
    site = desk.scripted.demo.site_key
    address = f"/kb/{site}/survey/{survey.id}?lang=en"
    shown = page.get(address)
    assert shown.status_code == 200
    assert "How satisfied are you" in shown.text
    assert page.post(address, data={"score": "2"}).status_code == 303
    sent = page.post(address, data={"score": "5", "comment": "ask at ning@lanyun.example <b>"})
    assert sent.status_code == 303
    thanks = page.get(sent.headers["location"])
    assert "Thank you, it is noted." in thanks.text
    assert "<b>" not in thanks.text
    [survey] = asked(desk)
    assert survey.score == 5
    assert "ning@lanyun.example" not in (survey.comment or "")
    with desk.scripted.service.database.reading("demo") as session:
        events = read_events(session, session.scalars(select(Ticket)).one())
    assert [event.data["score"] for event in events if event.type == "survey.answered"] == [2, 5]


def test_a_score_off_the_scale_and_a_survey_that_is_not_there_are_refused(
    desk: Desk, page: TestClient
) -> None:
    solve(desk)
    later(desk, minutes=11)
    site = desk.scripted.demo.site_key
    assert page.post(f"/kb/{site}/survey/{asked(desk)[0].id}", data={"score": "6"}).status_code == 422
    assert page.get(f"/kb/{site}/survey/nothing").status_code == 404
    assert asked(desk)[0].score is None


def test_the_nps_is_asked_for_once_a_quarter_and_not_on_top_of_another_question(desk: Desk) -> None:
    desk.open().say("hello")
    assert later(desk, hours=2) == 1
    assert [one.kind for one in asked(desk)] == ["nps"]
    desk.say("hello again")
    assert later(desk, days=6) == 0
    for _ in range(15):
        desk.say("and again")
        later(desk, days=6)
    assert [one.kind for one in asked(desk)] == ["nps", "nps"]
    assert asked(desk)[1].asked_at - asked(desk)[0].asked_at >= timedelta(days=91)


def test_a_tenant_that_asks_nothing_asks_nobody(desk: Desk) -> None:
    desk.set(surveys=())
    solve(desk)
    assert later(desk, minutes=30) == 0


def test_the_figures_are_what_the_field_calls_them() -> None:
    assert satisfied_share([5, 4, 3, 1]) == 0.5
    assert net_promoter_score([10, 9, 8, 3]) == 25
    assert satisfied_share([]) is None


def test_customers_that_are_loaded_anew_leave_nothing_of_their_tickets_behind(desk: Desk) -> None:
    solve(desk)
    later(desk, minutes=11)
    load_demo(desk.scripted.service.database, check_demo_file({"customers": {}}))
    with desk.scripted.service.database.reading("demo") as session:
        held = [kind for kind in owned_classes() if "ticket_id" in kind.__table__.c]
        assert [kind.__name__ for kind in held if session.scalars(select(kind)).first()] == []
