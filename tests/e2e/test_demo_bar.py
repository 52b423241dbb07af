"""The bar on top of the demo's page: who one is there, and how to come into the console."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.paper_service import PaperService, paper_service

pytestmark = pytest.mark.browser

# Where each line of the bar begins to be seen: a name without a ground of its own begins with its text.
BEGINNINGS = """() => {
  const lines = new Map();
  for (const one of document.querySelectorAll(".demo legend, .demo label > span, .demo p > *")) {
    const { left, top, height } = one.getBoundingClientRect();
    const { backgroundColor, paddingLeft } = getComputedStyle(one);
    const seen = left + (backgroundColor === "rgba(0, 0, 0, 0)" ? parseFloat(paddingLeft) : 0);
    const line = Math.round((top + height / 2) / 8);
    lines.set(line, Math.min(seen, lines.get(line) ?? Infinity));
  }
  return [...lines.values()];
}"""

Shot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("demo-bar")) as service:
        yield service


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_a_phone_every_line_begins_at_the_same_edge(
    paper: PaperService, new_page: Callable[..., Page], shot: Shot, width: int, language: str
) -> None:
    page = new_page(viewport={"width": width, "height": 740}, device_scale_factor=2)
    page.goto(f"{paper.url}/demo?lang={language}")
    shot(page, f"demo-bar-{language}-{width}")
    beginnings = page.evaluate(BEGINNINGS)
    assert len(beginnings) >= 4
    assert set(beginnings) == {20}
    assert page.evaluate("document.documentElement.scrollWidth") == width
