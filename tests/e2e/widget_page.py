"""What a person does with the widget on a page, and what it shows them."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect


class WidgetPage:
    """The widget on `page`, which must hold its script tag."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frame: FrameLocator = page.frame_locator("iframe")
        self.launcher: Locator = page.locator("button.launcher")
        self.panel: Locator = page.locator(".panel")
        self.text: Locator = self.frame.locator("#text")
        self.log: Locator = self.frame.get_by_role("log")
        self.said: Locator = self.log.locator(".said")
        self.status: Locator = self.frame.locator("#status")
        self.chips: Locator = self.frame.locator("#quick .chip")
        self.person: Locator = self.frame.locator("#person")

    def open(self) -> "WidgetPage":
        self.launcher.click()
        expect(self.text).to_be_visible()
        expect(self.frame.locator("#loading")).to_be_hidden()
        return self

    def send(self, text: str) -> None:
        self.text.fill(text)
        self.text.press("Enter")

    def expect_thread(self, *texts: str | re.Pattern[str]) -> None:
        expect(self.said).to_have_text(list(texts))

    def expect_delivered(self) -> None:
        """The customer's last message is stored, and nothing waits to be sent any more."""
        last = self.log.locator(".customer .meta").last
        expect(last).to_contain_text(re.compile("已发送|已读|Sent|Seen"))
        expect(self.log.get_by_text(re.compile("发送中|Sending"))).to_have_count(0)
