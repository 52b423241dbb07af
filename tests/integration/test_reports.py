"""Reports of the desk: what happened is counted, and shown to who may see it; over both databases."""

import csv
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from io import StringIO

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.agents import create_agent
from bot.clock import new_id, utc_now
from bot.desk import report
from bot.desk.report_mail import ReportMailer
from bot.models import Agent, OutboxItem
from bot.persistence.tenancy import TenantSession
from escalation.reports.figures import Figures, TicketFacts, sum_up
from escalation.routing.priority import Priority
from escalation.routing.rulebook import replace_rules
from escalation.routing.words import Words
from escalation.surveys.answers import answer
from escalation.surveys.models import Survey
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, assign, change_status, customer_writes, reply
from escalation.workflow.defaults import furnish_desk, has_desk
from kb_index.models import Answer as GivenAnswer
from kb_index.models import Article, ArticleRevision
from tests.integration.test_console import PASSWORD, client, console, sign_in
from tests.integration.test_ownership import NING, Desk, desk

__all__ = ["client", "console", "desk"]

FIRST = "First response, median (business minutes)"
FIRST_P90 = "First response, P90 (business minutes)"

WHY = Words("测试如此", "as the test wants")


@pytest.fixture
def reporting(desk: Desk, client: TestClient) -> TestClient:
    """A ticket of Tuesday 15:00, answered after half an hour and solved after one."""
    desk.set(fixed_clock=desk.now)
    desk.open().ask()
    add_a_1(desk)
    work(desk, "assign", minutes=0)
    desk.at("15:30").set(fixed_clock=desk.now)
    desk.take_over()
    desk.reply(NING, "here I am")
    work(desk, "resolve", minutes=60)
    desk.at("17:00").set(fixed_clock=desk.now)
    wait_for_teams(desk)
    with desk.scripted.service.database.uow("demo") as session:
        create_agent(
            session, email="boss@lanyun.example", name="=Boss", role="owner", password=PASSWORD,
            language="en", now=desk.now,
        )  # fmt: skip
    assert sign_in(client, "boss@lanyun.example").status_code == 303
    return client


def wait_for_teams(desk: Desk) -> None:
    """The service makes the first ones by itself, beside what is asked of it."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
        with desk.scripted.service.database.reading("demo") as session:
            if has_desk(session, "demo"):
                return
        time.sleep(0.02)
    raise AssertionError("the service made no teams")


def add_a_1(desk: Desk) -> None:
    """From somebody whom nobody knows the service would take the ticket away."""
    with desk.scripted.service.database.uow("demo") as session:
        session.add(
            Agent(
                tenant_id="demo", id="a_1", email="a1@lanyun.example", name="a_1", password_hash="",
                role="agent", language="en", created_at=desk.now,
            )
        )  # fmt: skip


def work(desk: Desk, what: str, *, minutes: int) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", 1)
        assert ticket is not None
        deed = Deed("agent:a_1", desk.at("15:00").now.replace(hour=15 + minutes // 60))
        if what == "assign":
            assign(session, ticket, deed, agent="a_1", team="support", queue=None, reason=WHY)
        else:
            change_status(session, ticket, deed, "resolved")


def read(client: TestClient, by: str) -> list[dict[str, str]]:
    answer = client.get(f"/console/reports/{by}.csv?days=7")
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="huiyi-{by}-2026')
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_ticket_counts_with_its_business_minutes(reporting: TestClient) -> None:
    [support, total] = read(reporting, "team")
    assert (support["Team"], support["Tickets"], support["Solved"], support["Handoffs"]) == (
        "Support team",
        "1",
        "1",
        "1",
    )
    assert (support[FIRST], support["Resolution, median (business minutes)"]) == ("30", "60")
    assert (support["SLA kept"], support["Reopened"], support["CSAT"]) == ("1", "0", "")
    assert total["Team"] == "Total"


@pytest.mark.usefixtures("_no_rules")
def test_a_ticket_need_not_be_solved_to_count_with_its_answer_and_with_what_it_missed(
    desk: Desk, reporting: TestClient
) -> None:
    """Two that were answered after six hours, too late for their priority, and one in time."""
    with desk.scripted.service.database.uow("demo") as session:
        for number, answered in ((2, "16:00"), (3, "16:00"), (4, "10:01")):
            ticket = open_one(session, desk.at("10:00").now)
            assert ticket.number == number
            reply(session, ticket, Deed("agent:a_1", desk.at(answered).now), name="Ning", text="Here.")
    while_open = read(reporting, "team")[-1]
    assert (while_open["Solved"], while_open[FIRST], while_open[FIRST_P90]) == ("1", "30", "360")
    assert (while_open["SLA kept"], while_open["Reopened"]) == ("0.333333", "0")
    with desk.scripted.service.database.uow("demo") as session:
        for number in (2, 3, 4):
            ticket = lock_ticket(session, "demo", number)
            assert ticket is not None
            change_status(session, ticket, Deed("agent:a_1", desk.at("16:30").now), "resolved")
    solved = read(reporting, "team")[-1]
    assert (solved["Solved"], solved[FIRST], solved[FIRST_P90]) == ("4", "30", "360")
    assert (solved["SLA kept"], solved["Reopened"]) == ("0.5", "0")
    with desk.scripted.service.database.uow("demo") as session:
        for number in (2, 4):
            ticket = lock_ticket(session, "demo", number)
            assert ticket is not None
            customer_writes(session, ticket, Deed("customer", desk.at("16:40").now), "not yet")
    again = read(reporting, "team")[-1]
    assert (again["Solved"], again[FIRST], again[FIRST_P90]) == ("2", "30", "360")
    assert (again["SLA kept"], again["Reopened"]) == ("0.333333", "0.5")


def test_the_file_speaks_the_readers_language_down_to_its_groups(desk: Desk, reporting: TestClient) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        boss = session.scalars(select(Agent).where(Agent.email == "boss@lanyun.example")).one()
        boss.language = "zh"
    [talk, total] = read(reporting, "intent")
    assert (talk["意图"], talk["工单数"], talk["首次响应中位数（工作分钟）"]) == ("找人工", "1", "30")
    assert total["意图"] == "合计"
    assert read(reporting, "channel")[0]["渠道"] == "网页对话"
    assert read(reporting, "team")[0]["团队"] == "支持组"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (30.0, "30"), (12345.0, "12345"), (1234567, "1234567"), (123456.75, "123456.75"),
     (2 / 3, "0.666667"), (0.000123, "0.000123"), (-50.0, "-50"), (-0.5, "-0.5"), (None, "")],
)  # fmt: skip
def test_a_figure_stands_in_the_file_as_it_is(
    desk: Desk, reporting: TestClient, monkeypatch: pytest.MonkeyPatch, value: float | None, shown: str
) -> None:
    def summed(key: str | None, tickets: Sequence[TicketFacts], ages: tuple[int, ...]) -> Figures:
        return replace(sum_up(key, tickets, ages), first_response_median=value)

    monkeypatch.setattr(report, "sum_up", summed)
    assert read(reporting, "team")[-1][FIRST] == shown


def test_an_article_is_called_by_its_title_in_the_readers_language(desk: Desk, reporting: TestClient) -> None:
    service = desk.scripted.service
    with service.database.uow("demo") as session:
        session.add(
            Article(
                tenant_id="demo", id="two-factor", module="", error_type="", solution="", versions="*",
                audience=[], related=[], plans=[], platforms=[], original="zh",
            )
        )  # fmt: skip
        session.flush()
        for language, version, title in (("zh", 1, "两步验证"), ("en", 1, "Old"), ("en", 2, "Two-factor")):
            session.add(
                ArticleRevision(
                    tenant_id="demo", article_id="two-factor", language=language, version=version,
                    title=title, body="", content_hash="", asked_as=[], author="", reason="", follows=None,
                    updated=desk.now.date(), created_at=desk.now,
                )
            )  # fmt: skip
        session.add(
            GivenAnswer(
                tenant_id="demo", id="g1", article_id="two-factor", language="en", version=1,
                passage_hash="x", index_build=1, limit=100, conversation_id="c1", seq=1, given_at=utc_now(),
                shown_hash="x",
            )
        )  # fmt: skip
    page = unescape(reporting.get("/console/reports?by=article&days=7").text)
    assert '<a href="/console/knowledge/two-factor">Two-factor</a>' in page
    assert [row["Article"] for row in read(reporting, "article")] == ["Two-factor"]


def test_what_customers_answer_is_read_with_their_words(desk: Desk, reporting: TestClient) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        ticket = session.scalars(select(Ticket)).one()
        shared = {
            "tenant_id": "demo", "contact_key": "qinglan", "conversation_id": "c1", "channel": "widget",
            "language": "en", "asked_at": desk.now, "answered_at": desk.now,
        }  # fmt: skip
        session.add_all([
            Survey(id="s1", kind="csat", ticket_id=ticket.id, agent_id="a_1", **shared),
            Survey(id="s2", kind="nps", score=3, comment="=too <b>slow</b>", **shared),
            Survey(id="s3", kind="nps", **(shared | {"answered_at": None})),
        ])  # fmt: skip
        session.flush()
        answer(session, "demo", "s1", score=2, comment="Waited for <b>days</b>", now=desk.now)
    said = [
        (row["Question"], row["Score"], row["Comment"], row["Ticket"]) for row in read(reporting, "answer")
    ]
    assert said == [("CSAT", "2", "Waited for <b>days</b>", "#1"), ("NPS", "3", "'=too <b>slow</b>", "")]
    page = reporting.get("/console/reports?by=answer&days=7").text
    assert "Waited for &lt;b&gt;days&lt;/b&gt;" in page
    assert "=too &lt;b&gt;slow&lt;/b&gt;" in page
    for part in ("", "/log"):
        told = unescape(reporting.get(f"/console/tickets/1{part}").text)
        assert "rated it 2: “Waited for <b>days</b>”" in told


def test_the_csat_is_theirs_whom_the_customer_was_asked_about(desk: Desk, reporting: TestClient) -> None:
    """In the page and in the file, though they have no ticket of that time any more."""
    with desk.scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", 1)
        assert ticket is not None
        session.add(
            Survey(
                id="s1", tenant_id="demo", kind="csat", ticket_id=ticket.id, agent_id="a_1", team="support",
                contact_key="qinglan", channel="widget", language="en", asked_at=desk.now, score=5,
                answered_at=desk.now,
            )
        )  # fmt: skip
        deed = Deed("agent:a_1", desk.now)
        assign(session, ticket, deed, agent=None, team=None, queue=None, reason=WHY)
    file = [(row["Tickets"], row["CSAT"], row["CSAT answers"]) for row in read(reporting, "team")]
    assert file == [("1", "", "0"), ("0", "1", "1"), ("1", "1", "1")]
    page = reporting.get("/console/reports?by=team&days=7").text
    assert re.findall(
        r'<th scope="row">([^<]*)</th><td>(\d)</td>(?:<td>[^<]*</td>){8}<td>([^<]*)</td></tr>', page
    ) == [
        ("(none)", "1", "–"),
        ("Support team", "0", "100 %"),
        ("Total", "1", "100 %"),
    ]


def test_a_report_of_an_earlier_time_is_asked_for_by_the_day_after_it(
    desk: Desk, reporting: TestClient
) -> None:
    answer = reporting.get("/console/reports?by=team&days=7&before=2026-05-18")
    assert "2026-05-11 to 2026-05-17" in answer.text
    assert 'href="/console/reports/team.csv?days=7&amp;before=2026-05-18"' in answer.text
    file = reporting.get("/console/reports/team.csv?days=7&before=2026-05-18")
    assert file.headers["content-disposition"].endswith('"huiyi-team-20260511-20260518.csv"')
    assert "Support team,1," in file.text
    assert "Support team" not in reporting.get("/console/reports/team.csv?days=7&before=2026-05-12").text
    for nonsense in ("2026-13-01", "0001-01-01", "9999-12-31", "x"):
        assert reporting.get(f"/console/reports?before={nonsense}").status_code == 200


AGES = ("Open now", "Open, under 1 day", "Open, 1–3 days", "Open, 3–7 days", "Open, 7–30 days",
        "Open, over 30 days")  # fmt: skip


def open_one(
    session: TenantSession, at: datetime, queue: str | None = None, conversation: str | None = None
) -> Ticket:
    """Of nobody, and of no team."""
    new = NewTicket(
        conversation_id=conversation, contact_key="qinglan", channel="email", language="en", tier="business",
        intent="report_bug", module=None, subject="stuck", text="stuck",
        priority=Priority("P2", (Words("测试如此", "as the test wants"),)),
    )  # fmt: skip
    deed = Deed("customer", at)
    ticket = open_ticket(session, "demo", new, new_id=new_id, deed=deed)
    assign(session, ticket, deed, agent=None, team=None, queue=queue, reason=WHY)
    return ticket


@pytest.fixture
def _no_rules(desk: Desk) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        furnish_desk(session, "demo", desk.now)
        session.flush()
        replace_rules(session, "demo", [], by="test", now=desk.now)


@pytest.mark.usefixtures("_no_rules")
@pytest.mark.parametrize(
    ("by", "column", "expected"),
    [
        ("queue", "Queue", {"Bot": "0 2 1 0 1 0 0", "Emergency": "0 1 0 0 0 0 1", "(none)": "1 1 1 0 0 0 0"}),
        ("team", "Team", {"(none)": "0 4 2 0 1 0 1", "Support team": "1 0 0 0 0 0 0"}),
        ("agent", "Agent", {"(none)": "0 4 2 0 1 0 1", "a_1": "1 0 0 0 0 0 0"}),
        ("intent", "Intent", {"Report a bug": "0 4 2 0 1 0 1", "Talk to a person": "1 0 0 0 0 0 0"}),
        ("tier", "Plan", {"Business": "0 4 2 0 1 0 1", "(none)": "1 0 0 0 0 0 0"}),
        ("channel", "Channel", {"E-mail": "0 4 2 0 1 0 1", "Web chat": "1 0 0 0 0 0 0"}),
    ],
)
def test_each_group_has_the_age_of_its_backlog_in_file_and_page(
    desk: Desk, reporting: TestClient, by: str, column: str, expected: dict[str, str]
) -> None:
    """The one ticket of those seven days is solved; the others are older, but for one of today."""
    with desk.scripted.service.database.uow("demo") as session:
        for days, queue in ((0.1, "bot"), (5, "bot"), (400, "emergency"), (0.2, None)):
            open_one(session, desk.now - timedelta(days=days), queue)
    before = "2026-05-13"  # the day after the desk's Tuesday
    file = reporting.get(f"/console/reports/{by}.csv?days=7&before={before}").text
    rows = list(csv.DictReader(StringIO(file.removeprefix("\ufeff"))))
    total = rows.pop()
    assert [total[one] for one in AGES] == ["4", "2", "0", "1", "0", "1"]
    found = {row[column]: [row[one] for one in AGES] for row in rows}
    assert found == {name: told.split()[1:] for name, told in expected.items()}
    page = reporting.get(f"/console/reports?by={by}&days=7&before={before}").text
    backlog = unescape(page[page.index("<h2>Age of open tickets</h2>") :])
    shown = re.findall(r'<th scope="row">([^<]*)</th>((?:<td[^>]*>\d+</td>)+)', backlog)
    assert {name: re.findall(r">(\d+)<", cells) for name, cells in shown} == {
        **{name: cells for name, cells in found.items() if cells[0] != "0"},
        "Total": ["4", "2", "0", "1", "0", "1"],
    }


@pytest.mark.usefixtures("_no_rules")
def test_an_article_has_the_age_of_the_open_tickets_that_came_after_its_answers(
    desk: Desk, reporting: TestClient
) -> None:
    now = utc_now()
    with desk.scripted.service.database.uow("demo") as session:
        _, solved, _ = (
            open_one(session, desk.now - timedelta(hours=ago), conversation=where)
            for where, ago in (("c1", 40), ("c2", 40), ("c3", 1))
        )
        change_status(session, solved, Deed("agent:a_1", desk.now), "resolved")
        session.add_all(
            GivenAnswer(
                tenant_id="demo", id=f"g{n}", article_id="two-factor", language="en", version=1,
                passage_hash="x", index_build=1, limit=100, conversation_id=where, seq=n,
                given_at=now - timedelta(hours=41), shown_hash="x",
            )
            for n, where in enumerate(("c1", "c1", "c2", "c3"), 1)
        )  # fmt: skip
    [article] = read(reporting, "article")
    assert (article["Answers given"], article["Ticket within a day"]) == ("4", "3")
    assert [article[one] for one in AGES] == ["1", "0", "1", "0", "0", "0"]
    assert "Tickets opened within a day after an answer" in reporting.get("/console/reports?by=article").text


def test_the_nps_stands_in_the_total_of_file_and_mail(desk: Desk, reporting: TestClient) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        session.add_all(
            Survey(
                id=f"n{n}", tenant_id="demo", kind="nps", contact_key="qinglan", channel="widget",
                language="en", asked_at=desk.now, answered_at=desk.now, score=score,
            )
            for n, score in enumerate((10, 9, 9, 7, 3))
        )  # fmt: skip
    for by in ("team", "queue", "priority"):
        assert [row["NPS"] for row in read(reporting, by)] == ["", "40"]
    desk.set(report_to=("boss@lanyun.example",), language="en", surveys=())
    service, monday = desk.scripted.service, desk.at("2026-05-18T08:00:00+08:00").now
    mailer = ReportMailer(service.database, "https://desk.example")
    assert mailer.run(service.tenants.get("demo"), monday) == 1
    with service.database.reading("demo") as session:
        [mail] = [one.payload for one in session.scalars(select(OutboxItem)) if one.kind == "notify.mail"]
    assert "\nNPS: +40" in mail["text"]
    assert "\nOpen now: 0\nOpen, under 1 day: 0\n" in mail["text"]
    files = {file["name"]: file["text"] for file in mail["files"]}
    for name in ("team.csv", "queue.csv", "agent.csv", "intent.csv", "tier.csv"):
        assert (
            files[name]
            .splitlines()[0]
            .endswith(
                ',Open now,"Open, under 1 day","Open, 1–3 days",'
                '"Open, 3–7 days","Open, 7–30 days","Open, over 30 days",NPS'
            )
        )
        assert files[name].splitlines()[-1].endswith(",0,0,0,0,0,0,40")


def test_the_page_shows_the_figures_and_links_the_file(reporting: TestClient) -> None:
    page = reporting.get("/console/reports?by=intent&days=7").text
    assert "Talk to a person" in page
    assert "30 min" in page
    assert "60 min" in page
    assert 'href="/console/reports/intent.csv?days=7"' in page
    assert 'aria-label="New tickets a day: ' in page


def test_what_is_asked_for_wrongly_is_the_usual_report(reporting: TestClient) -> None:
    assert reporting.get("/console/reports?by=nonsense&days=4711").status_code == 200


def test_an_nps_below_nought_is_a_number_too(desk: Desk, reporting: TestClient) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        session.add(
            Survey(
                id="n1", tenant_id="demo", kind="nps", contact_key="qinglan", channel="widget", language="en",
                asked_at=desk.now, answered_at=desk.now, score=3, comment="-1+1",
            )
        )  # fmt: skip
    assert read(reporting, "team")[-1]["NPS"] == "-100"
    assert [(row["Score"], row["Comment"]) for row in read(reporting, "answer")] == [("3", "'-1+1")]


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"])
def test_a_cell_is_never_a_formula(desk: Desk, reporting: TestClient, words: str) -> None:
    with desk.scripted.service.database.uow("demo") as session:
        ticket = lock_ticket(session, "demo", 1)
        assert ticket is not None
        ticket.intent = words
    assert read(reporting, "intent")[0]["Intent"] == f"'{words}"


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
    assert mails[0]["text"].endswith("\n\nhttps://desk.example/console/reports?days=7&before=2026-05-18")
    assert [file["name"] for file in mails[0]["files"]] == [
        "team.csv", "queue.csv", "agent.csv", "intent.csv", "tier.csv", "article.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "sent"),
    [("2026-05-18T07:59", 0), ("2026-05-19T03:00", 1), ("2026-05-22T23:00", 1), ("2026-05-23T09:00", 0)],
)
def test_a_report_that_could_not_leave_on_monday_leaves_as_soon_as_it_can(
    desk: Desk, at: str, sent: int
) -> None:
    desk.set(report_to=("boss@lanyun.example",), language="zh", surveys=())
    desk.open().ask()
    service = desk.scripted.service
    mailer, tenant = ReportMailer(service.database, "https://desk.example"), service.tenants.get("demo")
    assert mailer.run(tenant, desk.at(f"{at}:00+08:00").now) == sent
    assert sent == 0 or mailer.run(tenant, desk.now + timedelta(minutes=1)) == 0
    with service.database.reading("demo") as session:
        mails = [one.payload for one in session.scalars(select(OutboxItem)) if one.kind == "notify.mail"]
    assert ["2026-05-11 至 2026-05-17" in mail["subject"] for mail in mails] == [True] * sent
    for mail in mails:
        files = {file["name"]: file["text"] for file in mail["files"]}
        assert files["intent.csv"].startswith("\ufeff意图,工单数,已解决,首次响应中位数（工作分钟）")
        assert "\n找人工,1,0," in files["intent.csv"].replace("\r", "")
