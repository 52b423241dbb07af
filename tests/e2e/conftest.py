"""The real service in a process of its own and Debian's Chromium, for widget and console alike."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import PATIENCE_MS
from tests.demo_database import copy_demo_database

CHECKOUT = Path(__file__).resolve().parents[2]
ARTEFACTS = CHECKOUT / "artefacts"
READY_S = 240.0


@dataclass
class Desk:
    """One running service. Pages are opened at `url`; the widget comes from `widget_url`, another origin."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def widget_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        return (self.home / "serve.log").read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Serve the demo, and return when it is ready."""
        command = [sys.executable, "-c", "from bot.cli import main; main()"]
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "serve", "--demo", "--port", str(self.port)],
                cwd=CHECKOUT,
                env={**os.environ, "HUIYI_HOME": str(self.home)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + READY_S
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"the service did not become ready:\n{self.log[-4000:]}")
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 - our own
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        """End it as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Starts for the first test that wants it, which takes long."""
    home = tmp_path_factory.mktemp("home")
    copy_demo_database(home)
    desk = Desk(home=home, port=free_port())
    yield desk
    desk.kill()


@pytest.fixture
def desk(served: Desk) -> Desk:
    """The service that the tests of a file share. Who ends it may leave it so."""
    if not served.is_running:
        served.start()
    return served


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page in a browser context of its own; keywords are Playwright's. A script error fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"} | options
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Where HUIYI_PICTURES is set, keep a picture of the page under artefacts/, for people to look at."""
    wanted = bool(os.environ.get("HUIYI_PICTURES"))

    def take(page: Page, name: str) -> None:
        if wanted:
            # Hiding the caret leaves an empty style behind, which htmx copies against the page's policy.
            page.screenshot(path=ARTEFACTS / f"{name}.png", caret="initial")

    return take


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a loaded machine loses a click now and then: what fails three times is a defect."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))
