"""Reports of the desk: what happened is counted, and shown to who may see it; over both databases."""

import csv
from io import StringIO

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.desk.report_mail import ReportMailer
from bot.models import OutboxItem
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.work import Deed, assign, change_status
from tests.integration.test_console import PASSWORD, client, console, sign_in
from tests.integration.test_ownership import NING, Desk, desk

__all__ = ["client", "console", "desk"]


@pytest.fixture
def reporting(desk: Desk, client: TestClient) -> TestClient:
    """A ticket of Tuesday 15:00, answered after half an hour and solved after one."""
    desk.set(fixed_clock=desk.now)
    desk.open().ask()
    work(desk, "assign", minutes=0)
    desk.at("15:30").set(fixed_clock=desk.now)
    desk.take_over()
    desk.reply(NING, "here I am")
    work(desk, "resolve", minutes=60)
    desk.at("17:00").set(fixed_clock=desk.now)
    with desk.scripted.service.database.uow("demo") as session:
        create_agent(
            session, email="boss@lanyun.example", name="=Boss", role="owner", password=PASSWORD,
            language="en", now=desk.now,
        )  # fmt: skip
    assert sign_in(client, "boss@lanyun.example").status_code == 303
    return client


def work(desk: Desk, what: str, *, minutes: int) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", 1)
        assert ticket is not None
        deed = Deed("agent:a_1", desk.at("15:00").now.replace(hour=15 + minutes // 60))
        if what == "assign":
            assign(session, ticket, deed, agent="a_1", team="support", queue=None, reason="took it")
        else:
            change_status(session, ticket, deed, "resolved")


def read(client: TestClient, by: str) -> list[dict[str, str]]:
    answer = client.get(f"/console/reports/{by}.csv?days=7")
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="huiyi-{by}-2026')
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_ticket_counts_with_its_business_minutes(reporting: TestClient) -> None:
    [support, total] = read(reporting, "team")
    assert (support["team"], support["volume"], support["solved"], support["handoffs"]) == (
        "Support team",
        "1",
        "1",
        "1",
    )
    assert (support["first_response_median"], support["resolution_median"]) == ("30", "60")
    assert (support["attainment"], support["reopen_rate"], support["csat"]) == ("1", "0", "")
    assert total["team"] == "total"


def test_the_page_shows_the_figures_and_links_the_file(reporting: TestClient) -> None:
    page = reporting.get("/console/reports?by=intent&days=7").text
    assert "Talk to a person" in page
    assert "30 min" in page
    assert "60 min" in page
    assert 'href="/console/reports/intent.csv?days=7"' in page
    assert 'aria-label="New tickets a day: ' in page


def test_what_is_asked_for_wrongly_is_the_usual_report(reporting: TestClient) -> None:
    assert reporting.get("/console/reports?by=nonsense&days=4711").status_code == 200


def test_a_cell_is_never_a_formula(desk: Desk, reporting: TestClient) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", 1)
        assert ticket is not None
        ticket.intent = "=HYPERLINK(1)"
    assert read(reporting, "intent")[0]["intent"] == "'=HYPERLINK(1)"


def test_who_sees_no_figures_sees_no_report(console: TestClient) -> None:
    assert console.get("/console/reports").status_code == 403
    assert "/console/reports" not in console.get("/console").text


def test_last_weeks_report_leaves_on_monday_morning_once_to_each_address(desk: Desk) -> None:
    desk.set(report_to=("boss@lanyun.example", "ops@lanyun.example"), language="en", surveys=())
    desk.open().ask()
    service = desk.scripted.service
    mailer, tenant = ReportMailer(service.database, "https://desk.example"), service.tenants.get("demo")
    assert mailer.run(tenant, desk.at("2026-05-17T23:00:00+08:00").now) == 0
    assert mailer.run(tenant, desk.at("2026-05-18T07:59:00+08:00").now) == 0
    assert mailer.run(tenant, desk.at("2026-05-18T08:00:00+08:00").now) == 2
    assert mailer.run(tenant, desk.at("2026-05-18T18:00:00+08:00").now) == 0
    with desk.scripted.service.database.reading("demo") as session:
        mails = [one.payload for one in session.scalars(select(OutboxItem)) if one.kind == "notify.mail"]
    assert {mail["to"] for mail in mails} == {"boss@lanyun.example", "ops@lanyun.example"}
    assert mails[0]["subject"].endswith("desk report 2026-05-11 to 2026-05-17")
    assert mails[0]["text"].startswith("Tickets: 1\nSolved: 0\n")
    assert [file["name"] for file in mails[0]["files"]] == [
        "team.csv", "agent.csv", "intent.csv", "tier.csv", "article.csv",
    ]  # fmt: skip
