"""Queues, teams and a team's people in a browser: by the keys alone, kept as they stand, and on a phone."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.clock import utc_now
from bot.models import Agent
from bot.service import Service
from escalation.routing.people import save_profile, save_team
from escalation.routing.rulebook import replace_rules
from escalation.routing.words import Words
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import lock_ticket, record
from escalation.ticketing.work import Deed, assign, change_status
from escalation.workflow.defaults import furnish_desk
from tests.e2e import test_desk_console as desk
from tests.e2e.accessibility import find_barriers
from tests.e2e.paper_service import COLLEAGUE, PaperService, paper_service
from tests.e2e.test_desk_console import PHONE, SCHEMES, WIDE, At, Shot, console, first

__all__ = ["console", "first"]
pytestmark = pytest.mark.browser

MISSED = {"clock": "resolution", "n": 1}
# Of each ticket from #3313 on: queue, team, whose it is, status, minutes until it is due, was it ever late.
PLACES = (
    ("emergency", "night", None, "new", None, True),
    ("support", "night", "周宁", "open", 40, False),
    ("support", "night", "李明", "open", 25, False),
    ("bot", None, None, "new", None, False),
    ("default", "night", "李明", "pending", None, False),
    (None, None, None, "on_hold", 600, True),
)


def furnish(service: Service) -> Service:
    desk.furnish(service)
    with service.database.uow("demo") as session:
        furnish_desk(session, "demo", utc_now())
        session.flush()
        replace_rules(session, "demo", [], by="test", now=utc_now())
        people = {agent.name: agent.id for agent in session.scalars(select(Agent))}
        night = {"zh": "夜班", "en": "Night shift"}
        members = [people["周宁"], people["李明"]]
        body = {"key": "night", "name": night, "auto_assign": False, "members": members}
        save_team(session, "demo", body, agents=members)
        skills = {"capacity": 2, "languages": ["zh", "en"], "modules": ["billing"], "products": ["crm"]}
        save_profile(session, "demo", people["李明"], skills)
        for number, (queue, team, agent, status, due, late) in enumerate(PLACES, 3313):
            ticket, deed = lock_ticket(session, "demo", number), Deed("system", utc_now())
            assert ticket is not None
            to = {"agent": people.get(agent or ""), "team": team, "queue": queue}
            assign(session, ticket, deed, **to, reason=Words("as told", "as told"))
            change_status(session, ticket, deed, status)
            if late:
                record(session, ticket, TicketEvent("sla.breached", utc_now(), "system", MISSED))
            ticket.due_at = None if due is None else utc_now() + timedelta(minutes=due)
    return service


@pytest.fixture
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("queues"), furnish) as service:
        yield service


def test_a_lead_goes_from_the_queues_to_a_persons_tickets_by_the_keys(
    paper: PaperService, first: int, console: At
) -> None:
    lead, colleague = console(), console(COLLEAGUE)
    page, keys = lead.page, lead.page.keyboard
    colleague.open_list()
    lead.open_list()
    page.locator("#to-queues").focus()
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/console/tickets/queues$"))
    lead.expect_live()
    emergency = page.locator(".gline", has_text="应急").first
    expect(emergency.locator("dd")).to_have_text(["1", "1", "1", "40 分钟", "0", "1"])
    for _ in range(20):
        keys.press("j")
        if page.locator(".glink:focus", has_text="夜班").count():
            break
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("夜班")
    lead.expect_live()
    expect(page.locator(".gdue .glink")).to_have_count(2)
    ming = page.locator(".gline", has_text="李明")
    expect(ming).to_contain_text("在线")
    expect(ming).to_contain_text("2 / 2 已满")
    keys.press("u")
    expect(page).to_have_url(re.compile("/queues$"))
    page.go_back()
    lead.expect_live()
    ming.locator(".glink").focus()
    keys.press("Enter")
    lead.expect_live()
    expect(lead.list).to_have_count(2)
    expect(page.locator(".desk-narrowed")).to_contain_text("李明")


def test_the_figures_follow_what_happens_and_keep_the_focus(first: int, console: At) -> None:
    lead, colleague = console(), console(COLLEAGUE)
    lead.page.goto(f"{lead.url}/console/tickets/queues")
    lead.expect_live()
    line = lead.page.locator(".gline", has_text="应急").first
    line.locator(".glink").focus()
    colleague.open_ticket(first)
    colleague.page.keyboard.press("a")
    expect(line.locator("dd").nth(1)).to_have_text("0", timeout=20_000)
    expect(line.locator(".glink")).to_be_focused()


def test_the_list_is_narrowed_to_a_queue(first: int, console: At) -> None:
    agent = console()
    agent.open_list()
    queue = agent.page.locator('select[name="queue"]')
    agent.page.locator("#show-filters").click()
    queue.select_option(label="支持")
    expect(agent.list).to_have_count(2)
    expect(agent.page).to_have_url(re.compile("queue=support"))
    queue.select_option(label="没有队列")
    expect(agent.ticket_row(first + 5)).to_be_visible()
    agent.page.reload()
    expect(queue).to_have_value("-")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    paper: PaperService, console: At, new_page: Callable[..., Page], shot: Shot, size: dict[str, object],
    language: str,
) -> None:  # fmt: skip
    agent = console(**size)
    if language == "en":
        agent.page.goto(f"{paper.url}/console")
        agent.page.locator('form[action="/console/language"] button').click()
    for name in ("queues", "teams/night", "teams/emergency"):
        agent.page.goto(f"{paper.url}/console/tickets/{name}")
        agent.expect_live()
        for scheme in SCHEMES:
            agent.page.emulate_media(color_scheme=scheme)
            assert find_barriers(agent.page) == [], f"{name}, {scheme}"
            wide = "phone" if size is PHONE else "wide"
            shot(agent.page, f"axe-{name.replace('/', '-')}-{language}-{scheme}-{wide}")
        width = agent.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        scrolled = agent.page.locator(".desk-scroll")
        inside = scrolled.evaluate("(one) => one.scrollWidth - one.clientWidth")
        assert (width, inside) == (0, 0), name
