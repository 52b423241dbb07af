"""What an agent does with tickets, and what they are shown."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.console_page import ConsolePage


class TicketPages(ConsolePage):
    """The list and a ticket's page, of the console in a page of one's own."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, url)
        self.list: Locator = page.locator(".trow")
        self.story: Locator = page.locator("#story")
        self.said: Locator = page.locator("#story .said")
        self.held: Locator = page.locator("#held")
        self.toast: Locator = page.locator("#toast")
        self.notices: Locator = page.locator("#notices .notice")

    def open_list(self, query: str = "") -> None:
        self.page.goto(f"{self.url}/console/tickets{query}")
        self.expect_live()

    def open_ticket(self, number: int) -> None:
        self.page.goto(f"{self.url}/console/tickets/{number}")
        self.expect_live()

    def ticket_row(self, number: int) -> Locator:
        return self.page.locator(f'.trow[data-number="{number}"]')

    def focus_on(self, number: int) -> None:
        """By k to the top, then by j."""
        many = self.list.count()
        for key in "k" * many + "j" * many:
            self.page.keyboard.press(key)
            if self.ticket_row(number).locator(".tlink:focus").count():
                return
        raise AssertionError(f"#{number} is not in the list")

    def expect_ticket(self, number: int) -> None:
        expect(self.page).to_have_url(re.compile(rf"/console/tickets/{number}$"))
        self.expect_live()

    def expect_status(self, status: str) -> None:
        expect(self.page.locator("#ticket-head")).to_have_attribute("data-status", status)

    def write(self, text: str) -> None:
        self.reply.fill(text)
        self.reply.press("Control+Enter")
