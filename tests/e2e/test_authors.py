"""Authors at work in a real browser: written, previewed, published, found; and nobody's text is lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from bot.agents import create_agent
from bot.bootstrap import build_database
from bot.clock import utc_now
from bot.demo import SLUG
from bot.settings import Settings
from bot.tenants import get_tenant
from tests.e2e.console_page import ConsolePage
from tests.e2e.paper_service import PASSWORD, paper_service

PUBLISHER = "ada@lanyun.example"
BODY = """Open **Settings** and choose *Theme*.

<script>document.title = "harmed"</script>
<img src=x onerror="document.title = 'harmed'">

[click](javascript:document.title='harmed') [ours](https://lanyun.example)

## On a phone
1. Open the menu.
2. Choose *Theme*.
"""


@dataclass(frozen=True)
class Site:
    url: str
    key: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("authors")
    with paper_service(home) as paper:
        database = build_database(Settings(home=home))
        with database.uow(SLUG) as session:
            values = {"name": "Ada", "role": "admin", "password": PASSWORD, "language": "en"}
            create_agent(session, email=PUBLISHER, now=utc_now(), **values)
        key = get_tenant(database, SLUG).site_key
        database.dispose()
        yield Site(paper.url, key)


@pytest.fixture
def at(site: Site, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A signed-in page; a breach of the content policy fails the test by what it does to the title."""

    def sign_in(email: str = PUBLISHER, **options: object) -> Page:
        page = new_page(**options)
        ConsolePage(page, site.url).sign_in(email)
        return page

    return sign_in


def write(page: Page, site: Site, title: str, body: str) -> None:
    page.goto(f"{site.url}/console/knowledge/new")
    page.locator("#title").press_sequentially(title)
    page.locator("#body").fill(body)
    for name, value in (("module", "account"), ("error_type", "how_to"), ("solution", "steps")):
        page.locator(f"#{name}").fill(value)


def test_what_is_written_is_previewed_harmlessly_published_and_found(
    site: Site, at: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page = at()
    write(page, site, "Switch to dark mode", BODY)
    expect(page.locator("#id")).to_have_value("switch-to-dark-mode")
    preview = page.locator("#preview")
    expect(preview.locator("h2")).to_have_text("On a phone")
    expect(preview).to_contain_text("<script>document.title")
    expect(preview.locator("script, img, a[href^=javascript]")).to_have_count(0)
    shot(page, "authors-new")
    page.keyboard.press("Control+s")
    expect(page.locator(".kb-done")).to_have_text("The draft is saved.")
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator(".kb-done")).to_contain_text("Published")
    expect(page.locator("article.kb-text")).to_contain_text("Open Settings")
    assert "harmed" not in page.title()
    page.goto(f"{site.url}/kb/{site.key}/switch-to-dark-mode?lang=en")
    expect(page.locator("h1")).to_have_text("Switch to dark mode")
    assert "harmed" not in page.title()


def test_the_second_author_is_shown_both_texts_and_saves_over_knowingly(
    site: Site, at: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    first, second = at(), at("agent@lanyun.example")
    write(first, site, "Invite a guest", "The text to begin with.")
    first.locator("#save").click()
    first.wait_for_url("**/edit?done=saved")
    second.goto(first.url)
    second.locator("#body").fill("What the second wrote.")
    first.locator("#body").fill("What the first wrote.")
    first.locator("#save").click()
    expect(first.locator(".kb-done")).to_be_visible()
    second.locator("#save").click()
    clash = second.locator("#clash")
    expect(clash.locator("del")).to_have_text("What the first wrote.")
    expect(clash.locator("ins")).to_have_text("What the second wrote.")
    expect(second.locator("#body")).to_have_value("What the second wrote.")
    shot(second, "authors-clash")
    clash.get_by_role("button").click()
    expect(second.locator(".kb-done")).to_be_visible()
    expect(second.locator("#body")).to_have_value("What the second wrote.")


def test_what_was_not_saved_is_back_after_the_page_was_lost(site: Site, at: Callable[..., Page]) -> None:
    page = at()
    write(page, site, "Half written", "A paragraph of an hour's work.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#body")).to_have_value("A paragraph of an hour's work.")
    expect(page.locator("#preview")).to_contain_text("an hour's work")
    expect(page.locator("#toast")).to_have_text("What you had not saved is back.")


def test_what_is_brought_back_is_still_older_than_what_was_published_meanwhile(
    site: Site, at: Callable[..., Page]
) -> None:
    first, second = at(), at("agent@lanyun.example")
    write(first, site, "Move a board", "The text to begin with.")
    first.locator("#save").click()
    first.get_by_role("button", name="Approve and publish").click()
    expect(first.locator(".kb-done")).to_contain_text("Published")
    second.goto(f"{site.url}/console/knowledge/articles/move-a-board/en/edit")
    second.locator("#body").fill("What the second wrote.")
    first.goto(second.url)
    first.locator("#body").fill("What the first published.")
    first.get_by_role("button", name="Approve and publish").click()
    expect(first.locator(".kb-done")).to_contain_text("Published")
    second.once("dialog", lambda dialog: dialog.accept())
    second.reload()
    expect(second.locator("#body")).to_have_value("What the second wrote.")
    second.locator("#save").click()
    expect(second.locator("#clash del")).to_have_text("What the first published.")
    second.locator("#clash").get_by_role("button").click()
    expect(second.locator(".kb-done")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(site: Site, at: Callable[..., Page], width: int) -> None:
    page = at(viewport={"width": width, "height": 760})
    for path in ("", "/new", "/gaps"):
        page.goto(f"{site.url}/console/knowledge{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('.kb-page').scrollWidth") <= width
