"""What axe finds where customers and agents meet: the demo's page, the chat and a conversation's page."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.e2e.accessibility import find_barriers
from tests.e2e.console_page import ConsolePage
from tests.e2e.paper_service import PaperService, paper_service
from tests.e2e.widget_page import WidgetPage

pytestmark = pytest.mark.browser

SIZES = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}

Shot = Callable[[Page, str], None]
Look = Callable[[Page, Page | Frame, str], None]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("accessibility")) as service:
        yield service


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def look(size: str, shot: Shot) -> Look:
    """Finds no barrier in what `page` shows, or in one of its frames, by day and by night."""

    def at(page: Page, within: Page | Frame, name: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(200)
            shot(page, f"axe-{name}-{size}-{scheme}")
            assert find_barriers(within) == [], f"{name}, {scheme}"

    return at


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_serious_on_the_demos_page(
    paper: PaperService, new_page: Callable[..., Page], look: Look, size: str, language: str
) -> None:
    page = new_page(**SIZES[size])
    page.goto(f"{paper.url}/demo?lang={language}")
    page.wait_for_function("window.Huiyi && window.Huiyi.ready")
    look(page, page, f"demo-{language}")


def test_axe_finds_nothing_serious_in_the_chat(
    paper: PaperService, new_page: Callable[..., Page], look: Look, size: str
) -> None:
    page = new_page(**SIZES[size])
    page.goto(f"{paper.url}/demo?lang=en")
    widget = WidgetPage(page).open()
    frame = page.frame(url=re.compile("/widget/frame"))
    assert frame is not None
    look(page, frame, "widget-welcome")
    widget.send("How do I reset my password?")
    expect(widget.log.locator(".source")).to_have_count(1)
    widget.send("\u0007\u0001")  # refused: there is nothing in it
    expect(widget.log.get_by_role("alert")).to_contain_text("This is empty.")
    expect(widget.chips).to_have_count(2)
    look(page, frame, "widget-refused")
    widget.frame.get_by_role("button", name="Discard").click()
    widget.person.click()
    expect(widget.person).to_have_text("A person was asked")
    look(page, frame, "widget-person")


def test_axe_finds_nothing_serious_where_the_chat_cannot_be_reached(
    paper: PaperService, new_page: Callable[..., Page], look: Look, size: str
) -> None:
    page = new_page(**SIZES[size])
    page.goto(f"{paper.url}/demo?lang=zh")
    page.wait_for_function("window.Huiyi && window.Huiyi.ready")
    page.context.set_offline(True)
    widget = WidgetPage(page)
    widget.launcher.click()
    expect(widget.panel.get_by_role("alert")).to_be_visible()
    look(page, page, "widget-lost")


def test_axe_finds_nothing_serious_on_a_conversations_page(
    paper: PaperService, new_page: Callable[..., Page], look: Look, size: str
) -> None:
    conversation = paper.open("qinglan")
    paper.say(conversation, "怎么重置密码？", "我要找人工")
    agent = ConsolePage(new_page(**SIZES[size]), paper.url).sign_in()
    agent.page.goto(f"{paper.url}/console/conversations/{conversation}")
    agent.expect_open(conversation)
    look(agent.page, agent.page, "conversation-waiting")
    agent.take_over()
    agent.send("您好，我是周宁。")
    expect(agent.bubbles.last).to_have_text("您好，我是周宁。")
    look(agent.page, agent.page, "conversation-mine")
