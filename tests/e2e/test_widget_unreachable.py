"""A chat that does not come: the page says so, stays usable, and the next try is a new one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.paper_desk import SITE_KEY, PaperDesk
from tests.e2e.widget_page import WidgetPage
from tests.e2e.widget_shop import Shop, browser, paper, shop

__all__ = ["browser", "paper", "shop"]

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
FRAME = re.compile("/widget/frame")
FOCUSED = "document.activeElement.shadowRoot?.activeElement?.tagName"

Shot = Callable[[Page, str], None]


def notice(widget: WidgetPage) -> Locator:
    return widget.panel.get_by_role("alert")


def again(widget: WidgetPage) -> Locator:
    return widget.panel.get_by_role("button", name="Try again")


def test_offline_on_a_phone_it_says_so_at_once_and_leaves_the_page_usable(shop: Shop, shot: Shot) -> None:
    widget = shop(**PHONE)
    widget.page.context.set_offline(True)
    widget.launcher.click()
    expect(notice(widget)).to_have_text("The chat cannot be reached just now.", timeout=2000)
    expect(again(widget)).to_be_focused()
    expect(widget.page.locator("iframe")).to_have_count(0)
    widget.panel.evaluate("one => Promise.all(one.getAnimations().map(each => each.finished))")
    box, launcher = widget.panel.bounding_box(), widget.launcher.bounding_box()
    assert box is not None
    assert launcher is not None
    assert box["x"] >= 0
    assert box["height"] < 200
    assert box["y"] + box["height"] <= launcher["y"]
    expect(widget.panel).to_have_attribute("aria-modal", "false")
    assert widget.page.evaluate("document.documentElement.style.overflow") == ""
    shot(widget.page, "widget-lost-phone")
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()
    widget.launcher.click()
    expect(notice(widget)).to_be_visible()
    widget.launcher.click()
    expect(widget.panel).to_be_hidden()


def test_back_online_it_comes_by_itself(paper: PaperDesk, shop: Shop) -> None:
    widget = shop(**PHONE)
    widget.page.context.set_offline(True)
    widget.launcher.click()
    expect(notice(widget)).to_be_visible()
    widget.page.context.set_offline(False)
    expect(widget.text).to_be_visible()
    expect(widget.panel).to_have_attribute("aria-modal", "true")
    expect(widget.launcher).to_be_hidden()
    widget.send("Back again")
    widget.expect_thread("Back again", "You said: Back again")
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()


def test_a_browser_that_wrongly_calls_itself_offline_is_asked_again(shop: Shop) -> None:
    widget = shop()
    widget.page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    widget.launcher.click()
    again(widget).click()
    expect(widget.text).to_be_focused()


@pytest.mark.parametrize("why", ["unknown site", "page not listed"])
def test_where_the_desk_refuses_the_frame_its_error_never_shows_and_the_next_try_is_new(
    paper: PaperDesk, shop: Shop, why: str
) -> None:
    if why == "unknown site":
        paper.tenants.replace([])
    else:
        paper.allow("https://lanyun.example")
    widget = shop('data-language="zh"')
    widget.page.locator("#other").focus()
    widget.page.evaluate("Huiyi('open')")
    assert widget.page.evaluate(FOCUSED) == "DIV"  # Escape would be lost in a frame that is an error page
    expect(widget.page.locator("iframe")).to_be_hidden()
    expect(notice(widget)).to_have_text("客服对话暂时连不上。")
    expect(widget.panel.get_by_role("button", name="重试")).to_be_focused()
    paper.allow(paper.url)
    widget.page.keyboard.press("Enter")
    expect(widget.text).to_be_focused()
    widget.send("你好")
    widget.expect_thread("你好", "You said: 你好")


def test_while_a_slow_frame_is_awaited_escape_closes_and_in_the_end_it_is_given_up(shop: Shop) -> None:
    widget = shop(**PHONE)
    asked: list[str] = []
    widget.page.route(FRAME, lambda route: asked.append(route.request.url))  # never answered
    widget.launcher.click()
    expect(widget.launcher).to_be_visible()  # a way out that is no part of the frame
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    widget.launcher.click()
    expect(notice(widget)).to_be_visible()
    assert len(asked) == 1
    widget.page.unroute(FRAME)
    again(widget).click()
    expect(widget.text).to_be_visible()


def test_who_writes_on_the_page_meanwhile_is_not_interrupted(paper: PaperDesk, shop: Shop) -> None:
    paper.tenants.replace([])
    widget = shop()
    widget.launcher.click()
    widget.page.locator("#other").focus()
    expect(notice(widget)).to_be_visible()
    expect(widget.page.locator("#other")).to_be_focused()


def test_a_frame_that_was_fetched_ahead_and_failed_is_fetched_anew_when_opened(
    paper: PaperDesk, shop: Shop
) -> None:
    widget = shop()
    widget.page.evaluate(f"localStorage.setItem('huiyi:{SITE_KEY}:talked', '1')")
    paper.tenants.replace([])
    with widget.page.expect_response(FRAME):
        widget.page.reload()
    expect(widget.page.locator("iframe")).to_have_count(0)
    expect(widget.panel).to_be_hidden()
    paper.allow(paper.url)
    widget.open()
