"""An incident in a browser: tickets are gathered from the list and on a page, and one answer reaches all."""

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import find_barriers
from tests.e2e.paper_service import PaperService
from tests.e2e.test_desk_console import PHONE, At, Shot, console, first, paper

__all__ = ["console", "first", "paper"]

pytestmark = pytest.mark.browser

ANSWER = "登录已经恢复，请刷新页面。"


def hit(paper: PaperService, contact: str) -> str:
    """A customer's conversation with a ticket."""
    conversation = paper.open(contact)
    paper.say(conversation, "我要找人工客服")
    return conversation


def said_to(paper: PaperService, conversation: str) -> list[str]:
    return [text for author, text in paper.thread(conversation) if author != "customer"]


def test_two_tickets_are_gathered_by_the_keys_and_one_answer_reaches_both_customers(
    paper: PaperService, first: int, console: At, shot: Shot
) -> None:
    talks = [hit(paper, contact) for contact in ("qinglan", "northfold")]
    agent = console()
    keys = agent.page.keyboard
    agent.open_ticket(first)
    agent.page.locator("#more-props summary").click()
    agent.page.get_by_role("button", name="标为故障工单").click()
    expect(agent.page.locator("#incident-title")).to_have_text("归入的工单：0")
    agent.open_list("?view=all&sort=age")
    newest = [agent.list.nth(place).get_attribute("data-number") for place in (-1, -2)]
    hits = [int(number or 0) for number in newest]
    for number in hits:
        agent.focus_on(number)
        keys.press("x")
    shot(agent.page, "incident-bulk")
    keys.press("g")
    expect(agent.page.locator("#gather-dialog button:focus")).to_contain_text(f"#{first}")
    shot(agent.page, "incident-dialog")
    keys.press("Enter")
    expect(agent.toast).to_have_text("已处理 2 张")
    agent.open_ticket(first)
    gathered = agent.page.locator("#incident .gathered li")
    expect(gathered).to_have_count(2)
    expect(agent.page.locator("#gathers")).to_contain_text("2 张关联工单的客户")
    agent.write(ANSWER)
    expect(agent.said.last).to_contain_text(ANSWER)
    shot(agent.page, "incident-page")
    for conversation in talks:
        for _ in range(50):
            if ANSWER in said_to(paper, conversation):
                break
            agent.page.wait_for_timeout(100)
        assert said_to(paper, conversation).count(ANSWER) == 1
    gathered.first.get_by_role("button", name="移出").press("Enter")
    expect(gathered).to_have_count(1)
    expect(gathered.first.get_by_role("button")).to_be_focused()
    expect(agent.page.locator("#gathers")).to_contain_text("1 张关联工单的客户")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_ticket_is_gathered_from_its_page_and_leaves_again(
    paper: PaperService, first: int, console: At, shot: Shot, scheme: str
) -> None:
    agent = console(color_scheme=scheme, **PHONE)
    agent.open_ticket(first)
    agent.page.locator("#context-toggle").click()
    agent.page.locator("#more-props summary").click()
    agent.page.get_by_role("button", name="标为故障工单").click()
    expect(agent.page.locator("#incident-title")).to_contain_text("归入的工单")
    agent.open_ticket(first + 3)
    agent.page.locator("#context-toggle").click()
    agent.page.locator("#gather").click()
    shot(agent.page, f"incident-phone-dialog-{scheme}")
    agent.page.locator("#gather-number").fill(f"#{first + 1}")
    agent.page.locator("#gather-form button").click()
    expect(agent.toast).to_have_text("对方不是故障工单，请先标记")
    agent.page.locator("#gather").click()
    agent.page.locator("#gather-dialog .choices button").click()
    place = agent.page.locator("#incident .gathered li")
    expect(place).to_contain_text(f"#{first}")
    assert find_barriers(agent.page) == []
    assert agent.page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    place.scroll_into_view_if_needed()
    shot(agent.page, f"incident-phone-{scheme}")
    place.get_by_role("button", name="移出").click()
    expect(place).to_have_count(0)
