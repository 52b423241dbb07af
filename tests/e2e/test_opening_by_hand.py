"""A ticket opened by hand, by the keyboard alone and on a phone, and a customer attached to a mail."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from bot.clock import new_id, utc_now
from bot.desk.opening import Wish
from bot.principal import Principal
from bot.service import Service
from bot.tenants import store_tenant
from tests.e2e.accessibility import find_barriers
from tests.e2e.console_page import pass_the_door
from tests.e2e.paper_service import VIEWER, PaperService, paper_service
from tests.e2e.ticket_page import TicketPages

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SUPPORT, STRANGER = "support@lanyun.example", "someone@mail.example"

Shot = Callable[[Page, str], None]
At = Callable[..., TicketPages]


def furnish(service: Service) -> Service:
    """A support address, and #3313: of somebody by an address that nobody knows."""
    tenant = replace(service.tenants.get("demo"), support_addresses=(SUPPORT,))
    with service.database.control() as session:
        store_tenant(session, tenant, now=utc_now())
    service.tenants.replace([tenant])
    wish = Wish("Cannot sign in", "They called and cannot sign in.", address=STRANGER, name="Some One")
    script = Principal("api", "demo", "k_1", "the phone system")
    assert service.openings.open(script, wish, new_id(), utc_now()).ticket.number == 3313
    return service


@pytest.fixture
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("desk"), furnish) as service:
        yield service


@pytest.fixture
def console(paper: PaperService, new_page: Callable[..., Page]) -> At:
    def at(email: str = "agent@lanyun.example", **browser: object) -> TicketPages:
        page = new_page(**(WIDE | browser))
        pass_the_door(page, paper.url, email)
        return TicketPages(page, paper.url)

    return at


def test_a_ticket_is_opened_by_the_keyboard_alone(console: At, shot: Shot) -> None:
    agent = console()
    page, keys = agent.page, agent.page.keyboard
    agent.open_list()
    keys.press("n")
    expect(page.locator("#customer-q")).to_be_focused()
    keys.type("青岚")
    found = page.locator("#customer-found input[type=radio]")
    expect(found).not_to_have_count(0)
    keys.press("ArrowDown")
    expect(found.first).to_be_focused()
    keys.press("Space")
    expect(found.first).to_be_checked()
    keys.press("Tab")
    expect(page.locator("#new-subject")).to_be_focused()
    keys.type("电话：看板打不开")
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(page.locator("input[value=customer]")).to_be_checked()
    keys.press("Tab")
    keys.type("您好，我们已经记下了这个问题。")
    shot(page, "new-ticket-filled")
    keys.press("Control+Enter")
    agent.expect_ticket(3314)
    expect(agent.said.filter(has_text="我们已经记下了这个问题")).to_have_count(1)
    expect(agent.story.locator(".did").first).to_contain_text("周宁 建立了工单")
    expect(page.locator("#customer .card-who")).to_contain_text("青岚")
    shot(page, "new-ticket-opened")


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(console: At, shot: Shot) -> None:
    agent = console()
    page = agent.page
    agent.open_list()
    page.locator("#new-ticket").click()
    page.locator("#customer-q").fill("nobody of this name")
    page.locator("#new-text").fill("half a ticket")
    page.locator("#open-ticket").click()
    expect(page.locator("#customer-wrong")).to_be_visible()
    expect(page.locator("#customer-q")).to_be_focused()
    expect(page.locator("#new-text")).to_have_value("half a ticket")
    assert find_barriers(page) == []
    shot(page, "new-ticket-wrong")
    page.locator("#customer-q").fill("someone.new@mail.example")
    expect(page.locator("#customer-found")).to_contain_text("someone.new@mail.example")
    page.locator("#customer-found input[type=radio]").check()
    page.locator("#customer-found input[name=name]").fill("小新")
    page.locator("#new-subject").fill("一位新客户")
    page.locator("#open-ticket").click()
    agent.expect_ticket(3314)
    expect(page.locator("#ticket-head")).to_contain_text("小新 <someone.new@mail.example>")


def test_who_writes_from_an_unknown_address_is_attached_and_detached(console: At, shot: Shot) -> None:
    agent = console()
    page = agent.page
    agent.open_ticket(3313)
    shot(page, "whose-nobody")
    page.locator("#attach").click()
    page.locator("#customer-q").fill("青岚")
    page.locator("#customer-found input[type=radio]").first.check()
    assert find_barriers(page) == []
    shot(page, "whose-choose")
    page.locator("#open-ticket").click()
    agent.expect_ticket(3313)
    expect(page.locator("#customer .card-who")).to_contain_text("青岚")
    expect(agent.story.locator(".did").last).to_contain_text("周宁 把客户设为")
    shot(page, "whose-attached")
    page.locator("#detach").click()
    agent.expect_ticket(3313)
    expect(page.locator("#attach-known")).to_have_count(0)  # it is not remembered either
    expect(agent.story.locator(".did").last).to_contain_text("取消了与")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_form_keeps_nobody_out_and_fits_a_phone(
    console: At, shot: Shot, scheme: Literal["light", "dark"]
) -> None:
    for name, size in (("phone", PHONE), ("wide", WIDE)):
        agent = console(color_scheme=scheme, **size)
        page = agent.page
        agent.open_list()
        shot(page, f"new-ticket-list-{name}-{scheme}")
        assert find_barriers(page) == []
        page.goto(f"{agent.url}/console/tickets/new")
        page.locator("#customer-q").fill("青岚")
        page.locator("#customer-found input[type=radio]").first.check()
        assert find_barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(page, f"new-ticket-{name}-{scheme}")


def test_who_may_only_look_has_no_way_to_it(console: At) -> None:
    viewer = console(VIEWER)
    viewer.open_list()
    expect(viewer.page.locator("#new-ticket")).to_have_count(0)
    viewer.page.keyboard.press("n")
    viewer.open_ticket(3313)
    expect(viewer.page.locator("#attach")).to_have_count(0)
    assert viewer.page.goto(f"{viewer.url}/console/tickets/new").status == 403
