"""What an agent does at the console, and what it shows them."""

import re

from playwright.sync_api import Locator, Page, expect

EMAIL, PASSWORD = "agent@lanyun.example", "lanyun-demo"


def pass_the_door(page: Page, url: str, email: str = EMAIL, password: str = PASSWORD) -> None:
    """Signs in by what the form sends, without drawing it; the page may then go anywhere."""
    door = f"{url}/console/sign-in"
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.context.request.get(door).text())
    assert csrf is not None
    form = {"csrf": csrf[1], "email": email, "password": password}
    assert page.context.request.post(door, form=form, max_redirects=0).status == 303


class ConsolePage:
    """The console of the service at `url`, in a page of one's own."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.rows: Locator = page.locator("#rows")
        self.waiting: Locator = page.locator(".row.waiting")
        self.messages: Locator = page.locator("#messages")
        self.bubbles: Locator = page.locator("#messages .bubble")
        self.pending: Locator = page.locator("#pending .message")
        self.controls: Locator = page.locator("#controls")
        self.reply: Locator = page.locator("#reply")
        self.note: Locator = page.locator("#composer-note")
        self.turns: Locator = page.locator("#messages details.turn")

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> "ConsolePage":
        pass_the_door(self.page, self.url, email, password)
        self.open_inbox()
        return self

    def open_inbox(self) -> None:
        self.page.goto(f"{self.url}/console")
        self.expect_live()

    def expect_live(self) -> None:
        expect(self.page.locator("#link-state")).to_have_attribute("data-state", "live")

    def row(self, conversation: str) -> Locator:
        return self.page.locator(f"#row-{conversation}")

    def open(self, conversation: str) -> None:
        self.row(conversation).click()
        self.expect_open(conversation)

    def expect_open(self, conversation: str) -> None:
        expect(self.page.locator("#work")).to_have_attribute("data-conversation", conversation)

    def expect_owner(self, owner: str) -> None:
        """ "bot", "me" or "colleague"."""
        expect(self.controls).to_have_attribute("data-owner", owner)

    def take_over(self) -> None:
        self.page.locator("#take-over").click()
        self.expect_owner("me")
        expect(self.reply).to_be_focused()

    def hand_back(self) -> None:
        self.page.locator("#hand-back").click()
        self.expect_owner("bot")

    def send(self, text: str) -> None:
        self.reply.fill(text)
        self.reply.press("Enter")
