"""Lanyun's page with the real service behind it: understanding, knowledge, flows, database, sockets."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.widget_page import WidgetPage

pytestmark = [pytest.mark.browser, pytest.mark.model]

Visit = Callable[..., WidgetPage]
Shot = Callable[[Page, str], None]
CHINESE = {"locale": "zh-CN"}
ENGLISH = {"locale": "en-US", "color_scheme": "dark"}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


@pytest.fixture
def visit(desk: Desk, new_page: Callable[..., Page]) -> Visit:
    """Lanyun's page in a browser of one's own."""

    def open_page(**browser: object) -> WidgetPage:
        page = new_page(**browser)
        page.goto(f"{desk.url}/demo")
        page.wait_for_function("window.Huiyi && window.Huiyi.ready")
        return WidgetPage(page)

    return open_page


def test_a_visitor_gets_an_answer_in_chinese_and_reads_its_source(visit: Visit, shot: Shot) -> None:
    widget = visit(**CHINESE)
    shot(widget.page, "demo-zh-light")
    widget.open()
    shot(widget.page, "widget-zh-welcome")
    widget.frame.get_by_role("button", name="怎么重置密码？").click()
    source = widget.log.locator(".source")
    expect(source).to_have_attribute("href", re.compile(r"^/kb/site_[^/]+/reset-password\?lang=zh&answer=a_"))
    expect(widget.chips.first).to_be_visible()
    shot(widget.page, "widget-zh-answer")
    with widget.page.expect_popup() as popup:
        source.click()
    expect(popup.value.locator("h1")).to_contain_text("密码")
    shot(popup.value, "help-zh")


def test_a_signed_in_customer_on_a_phone_asks_in_english_about_their_order(visit: Visit, shot: Shot) -> None:
    widget = visit(**ENGLISH, **PHONE)
    shot(widget.page, "demo-en-phone-dark")
    _become(widget, "Dana Whitlock")
    widget.open()
    expect(widget.frame.get_by_role("heading", name="Hello, Dana Whitlock")).to_be_visible()
    shot(widget.page, "widget-en-phone-welcome")
    widget.send("Where is my order?")
    expect(widget.log.locator(".bot .said").last).to_contain_text("LY20260503011")
    shot(widget.page, "widget-en-phone-order")


def test_a_person_is_asked_for_and_a_ticket_is_named(visit: Visit, shot: Shot) -> None:
    widget = visit(**CHINESE)
    _become(widget, "顾一")
    widget.open()
    widget.person.click()
    expect(widget.log.locator(".bot .said").last).to_contain_text(re.compile(r"#\d+"))
    expect(widget.person).to_have_attribute("aria-disabled", "true")
    shot(widget.page, "widget-zh-person")


def test_nobody_sees_what_another_customer_said(visit: Visit) -> None:
    widget = visit(**CHINESE)
    _become(widget, "周若溪")
    widget.open().send("我的订单到哪一步了？")
    expect(widget.log.locator(".bot .said").last).to_contain_text("LY2026")
    mine = widget.said.all_inner_texts()
    _become(widget, "访客")
    expect(widget.frame.get_by_role("heading", name="你好，有什么可以帮你？")).to_be_visible()
    expect(widget.said).to_have_count(0)
    widget.send("你好")
    expect(widget.said).not_to_have_count(1)
    widget.page.reload()
    widget.open()
    expect(widget.said.first).to_have_text("你好")
    _become(widget, "周若溪")
    expect(widget.said.first).to_have_text(mine[0])
    expect(widget.said).to_have_count(len(mine))
    widget.page.reload()  # the page knows who is signed in, so the visitor's thread does not even flash
    widget.open()
    expect(widget.said.first).to_have_text(mine[0])


def test_the_demos_articles_are_found_by_what_is_meant(
    desk: Desk, new_page: Callable[..., Page], shot: Shot
) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{desk.url}/demo")
    site_key = page.locator("script[data-site-key]").get_attribute("data-site-key")
    page.goto(f"{desk.url}/kb/{site_key}?lang=en")
    shot(page, "help-home")
    page.get_by_role("searchbox").fill("我想把钱要回来")
    page.keyboard.press("Enter")
    expect(page.locator(".hits h2").first).to_contain_text("Refund")
    shot(page, "help-search")


def test_what_is_written_while_the_service_is_down_arrives_once(desk: Desk, visit: Visit, shot: Shot) -> None:
    widget = visit(**ENGLISH).open()
    widget.send("How do I reset my password?")
    expect(widget.log.locator(".bot .said")).to_have_count(1)
    desk.kill()
    widget.send("And how do I invite a colleague?")
    expect(widget.log.get_by_text("Sending")).to_be_visible()
    expect(widget.frame.get_by_text("Connection lost")).to_be_visible()
    shot(widget.page, "widget-en-cut")
    desk.start()
    expect(widget.log.locator(".bot .said")).to_have_count(2)
    expect(widget.said.filter(has_text="invite a colleague")).to_have_count(1)
    widget.expect_delivered()


def _become(widget: WidgetPage, name: str) -> None:
    widget.page.locator("#people label", has_text=name).click()
