"""The help centre as its readers meet it: without a script, by keyboard, on a phone, in the dark."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.help_site import help_site

NewPage = Callable[..., Page]

# Text and everything drawn with a tenant's colour, against the nearest ground behind it.
WEAK_TEXT = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    if (!textContent.trim() || !element.checkVisibility()) continue;
    const both = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const [dark, bright] = both.sort((a, b) => a - b);
    if ((bright + 0.05) / (dark + 0.05) < 4.5) weak.push(textContent.trim());
  }
  return weak;
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".text, .note, label"))
  .map((one) => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24 || box.width < 24)"""
PAGES = (
    "?lang={}",
    "/in/billing?lang={}",
    "/search?lang={}&q=seats",
    "/search?lang={}&q=pizza",
    "/seats?lang={}",
    "/seats?lang={}&thanks=no",
    "/harm?lang={}",
    "/never-was?lang={}",
)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with help_site(tmp_path_factory.mktemp("help")) as address:
        yield address


def test_nothing_that_an_article_says_can_run_or_reach_out(centre: str, new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{centre}/harm?lang=en")
    for place in page.locator("article td, article h2").all():
        place.hover()
        place.click()
    page.wait_for_timeout(300)
    expect(page).to_have_title("Harm · 蓝云 Lanyun · Help centre")
    expect(page.locator("article")).to_be_visible()
    assert page.locator(":is(article, .text) :is(script, img, iframe, style, form, svg)").count() == 0
    links = page.locator("article a").evaluate_all("all => all.map((one) => one.protocol)")
    assert set(links) <= {"http:", "https:"}
    assert page.locator("[onclick], [onload], [onerror], [onmouseover]").count() == 0
    assert [url for url in asked if not url.startswith(centre.partition("/kb")[0])] == []


def test_a_reader_without_scripts_finds_reads_and_rates(
    centre: str, new_page: NewPage, shot: Callable[[Page, str], None]
) -> None:
    page = new_page(java_script_enabled=False, locale="en-GB")
    page.goto(centre)
    page.get_by_role("searchbox").fill("remove seats")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Add or remove seats").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add or remove seats")
    page.get_by_role("button", name="No").click()
    page.get_by_label("It is outdated").check()
    page.get_by_label("Anything to add").fill("The button has moved.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()
    page.get_by_role("navigation", name="Language").get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("增加或减少席位")
    shot(page, "help-article")


def test_by_keyboard_the_content_is_one_jump_away_and_focus_is_seen(centre: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{centre}/seats?lang=en")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.locator(":focus-visible")
    expect(focused).to_have_text("Help centre")
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_the_table_of_contents_leads_to_its_heading(centre: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{centre}/seats?lang=en")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Step 4").click()
    expect(page.get_by_role("heading", name="Step 4")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_is_legible_and_has_targets_to_hit(
    centre: str, new_page: NewPage, scheme: str, width: int, language: str
) -> None:
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(centre + path.format(language))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(WEAK_TEXT) == [], path
        assert page.evaluate(SMALL_TARGETS) == [], path
        assert page.locator("h1").count() == 1, path
