"""Fixtures: a shop's page with the widget on it, and the desk made of paper that it talks to."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import free_port
from tests.e2e.paper_desk import PaperDesk, paper_desk
from tests.e2e.widget_page import WidgetPage

Shop = Callable[..., WidgetPage]


@pytest.fixture(scope="module")
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


@pytest.fixture
def paper() -> Iterator[PaperDesk]:
    with paper_desk(free_port()) as desk:
        yield desk


@pytest.fixture
def shop(paper: PaperDesk, new_page: Callable[..., Page]) -> Shop:
    """A page with the script tag (`tag` goes into it), in a browser that speaks English."""

    def visit(tag: str = "", *, site: str = "", **browser: object) -> WidgetPage:
        page = new_page(**{"locale": "en-US"} | browser)
        page.goto(f"{site or paper.url}/shop?options={tag}")
        page.wait_for_function("window.Huiyi && window.Huiyi.ready")
        return WidgetPage(page)

    return visit
