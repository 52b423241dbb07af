"""Authors at work in a real browser: written, previewed, published, found; and nobody's text is lost."""

import base64
import re
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
from tests.picture_files import png

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


def write(page: Page, site: Site, title: str, body: str, path: str = "new") -> None:
    page.goto(f"{site.url}/console/knowledge/{path}")
    page.locator("#title").press_sequentially(title)
    page.locator("#body").fill(body)
    for name, value in (("module", "account"), ("error_type", "how_to"), ("solution", "steps")):
        page.locator(f"#{name}").fill(value)


def test_a_link_of_the_preview_leads_to_the_article_and_keeps_what_is_written(
    site: Site, at: Callable[..., Page]
) -> None:
    page = at()
    write(page, site, "Where limits are told", "See [limits](api-rate-limits).")
    with page.expect_popup() as opened:
        page.locator("#preview a").click()
    address = re.compile(r"/console/knowledge/articles/api-rate-limits\?lang=(zh|en)$")
    expect(opened.value).to_have_url(address)
    expect(page.locator("#body")).to_have_value("See [limits](api-rate-limits).")


def test_the_preview_of_a_new_article_is_in_the_language_that_is_chosen(
    site: Site, at: Callable[..., Page]
) -> None:
    page = at()
    write(page, site, "Where limits are told", "See [limits](api-rate-limits).")
    link = page.locator("#preview a")
    for language in ("en", "zh", "en"):
        page.locator("#language").select_option(language)
        expect(link).to_have_attribute("href", re.compile(rf"lang={language}$"))


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


PASTE = """([box, file, plain]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(file), (one) => one.charCodeAt(0));
  data.items.add(new File([bytes], "image.png", { type: "image/png" }));
  if (plain) data.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(box).dispatchEvent(event);
}"""


def test_pictures_are_put_in_by_button_and_by_paste_said_in_words_and_shown_to_readers(
    site: Site, at: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page = at()
    write(page, site, "Where the menu is", "Open it so.")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Picture").click()
    picture = {"name": "menu.png", "mimeType": "image/png", "buffer": png(900, 500, shade=90)}
    chooser.value.set_files([picture])
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("img")).to_have_js_property("naturalWidth", 900)
    shot(page, "authors-picture")
    dialog.get_by_role("button", name="Put in").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("What it shows").fill("the [menu] of boards")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#preview img")).to_have_js_property("naturalWidth", 900)
    expect(page.locator("#preview img")).to_have_attribute("alt", "the [menu] of boards")
    text = page.locator("#body").input_value()
    assert text.startswith("Open it so.\n\n![the \\[menu\\] of boards](pictures/menu-"), text

    page.evaluate(PASTE, ["#body", base64.b64encode(png(40, 30)).decode(), "copied cells"])
    page.evaluate(PASTE, ["#body", base64.b64encode(png(40, 30)).decode(), ""])
    dialog.get_by_label("What it shows").fill("left out")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.locator("#body").input_value() == text
    page.evaluate(PASTE, ["#body", base64.b64encode(b"<svg/>").decode(), ""])
    expect(page.locator("#toast")).to_contain_text("Only PNG, JPEG, GIF and WebP")

    page.keyboard.press("Control+s")
    expect(page.locator(".kb-done")).to_have_text("The draft is saved.")
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator("article.kb-text img")).to_have_js_property("naturalWidth", 900)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site.url}/kb/{site.key}/where-the-menu-is?lang=en")
    expect(page.locator(".text img")).to_have_js_property("naturalWidth", 900)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".text img").evaluate("one => Math.round(one.width / one.height * 10)") == 18
    shot(page, "help-picture")


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


def test_who_is_refused_stands_where_it_is_to_be_mended(site: Site, at: Callable[..., Page]) -> None:
    page = at()
    write(page, site, "Where mending begins", "Text.")
    page.locator("#solution").fill("")
    page.locator("#save").click()
    expect(page.locator("#solution")).to_be_focused()
    expect(page.locator("#wrong-solution")).to_be_in_viewport()
    page.keyboard.type("steps")
    page.locator("#save").click()
    page.locator("summary", has_text="Publish at").click()
    page.locator("button[value=schedule]").click()
    expect(page.locator("#publish_at")).to_be_focused()


def test_the_form_says_who_will_be_shown_the_article_as_its_audience_is_typed(
    site: Site, at: Callable[..., Page]
) -> None:
    page = at()
    write(page, site, "For whom", "It is told.")
    expect(page.locator("#seen-by")).to_have_text("Customers will be shown this article.")
    page.locator("#audience").fill("Agent")
    expect(page.locator("#seen-by")).to_have_text("Internal: no customer is shown it.")


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


def test_what_was_saved_is_not_brought_back_into_another_new_article(
    site: Site, at: Callable[..., Page]
) -> None:
    page = at()
    write(page, site, "Saved at once", "It is stored.")
    page.locator("#save").click()
    expect(page.locator(".kb-done")).to_be_visible()
    page.goto(f"{site.url}/console/knowledge/new")
    expect(page.locator("#title")).to_have_value("")
    page.goto(f"{site.url}/console/knowledge/new?language=zh")
    page.locator("#title").fill("没有存")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{site.url}/console/knowledge/new?gap=another")
    expect(page.locator("#title")).to_have_value("")
    page.goto(f"{site.url}/console/knowledge/new?language=zh")
    expect(page.locator("#title")).to_have_value("没有存")


def test_what_was_refused_and_then_saved_is_over_at_both_addresses(
    site: Site, at: Callable[..., Page]
) -> None:
    page = at()
    write(page, site, "Refused first", "", path="new?language=en")
    page.locator("#save").click()
    expect(page.locator("[role=alert].problem")).to_be_visible()
    page.locator("#body").fill("Now with a text.")
    page.locator("#save").click()
    expect(page.locator(".kb-done")).to_be_visible()
    for path in ("new?language=en", "new"):
        page.goto(f"{site.url}/console/knowledge/{path}")
        expect(page.locator("#title")).to_have_value("")


def test_who_publishes_again_and_again_clashes_with_nobody(site: Site, at: Callable[..., Page]) -> None:
    page = at()
    write(page, site, "Published twice", "The first text.")
    page.locator("#save").click()
    page.get_by_role("button", name="Approve and publish").click()
    for text in ("The second text.", "The third text."):
        expect(page.locator(".kb-done")).to_contain_text("Published")
        page.goto(f"{site.url}/console/knowledge/articles/published-twice/en/edit")
        expect(page.locator("#reason")).to_have_value("")
        page.locator("#body").fill(text)
        page.locator("#reason").fill(f"why {text}")
        page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator(".kb-done")).to_contain_text("Published")
    expect(page.locator("#clash")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(site: Site, at: Callable[..., Page], width: int) -> None:
    page = at(viewport={"width": width, "height": 760})
    for path in ("", "/new", "/gaps"):
        page.goto(f"{site.url}/console/knowledge{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('.kb-page').scrollWidth") <= width
