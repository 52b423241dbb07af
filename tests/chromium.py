"""The browser that tests drive, one for all of a process: Playwright does not run twice in it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.model_home import require

# The same engine without windows, bars and a profile around it: half the cost of a test.
SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 15_000  # two busy cores


def find_chromium() -> str:
    """The path of the shell, or of a whole one; skips the test where there is none, and fails it in CI."""
    return shutil.which(SHELL) or find_whole_chromium()


def find_whole_chromium() -> str:
    """As people have it: it keeps nothing for a frame of another site in a private window."""
    found = next(filter(None, map(shutil.which, WHOLE)), "")
    require(found != "", "a Chromium (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Where what a browser keeps for a page's frames matters."""
    browser = playwright.chromium.launch(executable_path=find_whole_chromium(), args=CHROMIUM_ARGS)
    yield browser
    browser.close()
