"""A customer at the widget and an agent at the console, from the first question to the last answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.console_page import ConsolePage
from tests.e2e.paper_service import paper_service
from tests.e2e.widget_page import WidgetPage

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1440, "height": 900}}

Shot = Callable[[Page, str], None]

STORY = {
    "zh": (
        "qinglan",
        "怎么重置密码？",
        "密码",
        "我要找人工",
        "您好，我是周宁。",
        "好的，谢谢",
        "怎么重置密码",
    ),
    "en": (
        "northfold",
        "How do I reset my password?",
        "password",
        "I want to talk to a person",
        "Hello Dana, this is Ning.",
        "Good, thank you",
        "how do I reset a password",
    ),
}


def tell_the_story(url: str, language: str, new_page: Callable[..., Page], shot: Shot) -> None:
    """Answered with a source, passed to a person, answered by one, handed back, answered by the bot."""
    contact, question, title, wish, greeting, thanks, again = STORY[language]
    agent = ConsolePage(new_page(**WIDE), url).sign_in()
    page = new_page(locale="zh-CN" if language == "zh" else "en-US")
    page.goto(f"{url}/demo?lang={language}")
    page.locator(f'#people input[value="{contact}"]').check(force=True)
    widget = WidgetPage(page).open()

    widget.send(question)
    expect(widget.log.locator(".source").first).to_contain_text(title, ignore_case=True)
    already = agent.waiting.count()
    widget.send(wish)
    expect(agent.waiting).to_have_count(already + 1)
    agent.waiting.last.click()  # the longest wait stands first
    expect(agent.bubbles.first).to_have_text(question)
    expect(agent.messages).to_contain_text(wish)

    agent.take_over()
    expect(widget.log).to_contain_text("周宁")
    agent.send(greeting)
    expect(widget.said.last).to_have_text(greeting)
    widget.send(thanks)
    expect(agent.bubbles.last).to_have_text(thanks)
    expect(agent.page.locator(".seen-mark")).to_be_visible()
    agent.page.wait_for_timeout(1000)
    expect(widget.said.last).to_have_text(thanks)  # the bot has said nothing
    shot(agent.page, f"story-console-{language}")
    shot(page, f"story-widget-{language}")

    agent.page.keyboard.press("Escape")
    agent.hand_back()
    widget.send(again)
    expect(widget.log.locator(".source")).to_have_count(2)
    expect(agent.turns).to_have_count(3)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_customer_and_an_agent_meet(
    tmp_path: Path, new_page: Callable[..., Page], shot: Shot, language: str
) -> None:
    with paper_service(tmp_path) as service:
        tell_the_story(service.url, language, new_page, shot)


@pytest.mark.model
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_customer_and_an_agent_meet_with_the_real_models(
    desk: Desk, new_page: Callable[..., Page], shot: Shot, language: str
) -> None:
    tell_the_story(desk.url, language, new_page, shot)
