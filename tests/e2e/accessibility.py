"""What keeps people out of a page, as axe finds it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

# To tell what was in order would be most of the work, and nobody reads it; nor are styles fetched again.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
RUN = "async (options) => (await axe.run(document, options)).violations"


def find_barriers(page: Page | Frame) -> list[tuple[str, list[str]]]:
    """The serious ones, as (rule, elements); of a page without its frames."""
    if page.evaluate("!window.axe"):
        page.evaluate(Axe().axe_script)
    return [
        (one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in page.evaluate(RUN, OPTIONS)
        if one["impact"] in ("serious", "critical")
    ]
