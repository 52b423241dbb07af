"""Saved views of the ticket list, in a browser: kept by the keys alone, renamed, removed; phones; axe."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import find_barriers
from tests.e2e.paper_service import PaperService, paper_service
from tests.e2e.test_settings_console import PHONE, WIDE, at, furnish

__all__ = ["at"]

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
At = Callable[..., Page]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("views"), furnish) as service:
        yield service


def open_list(page: Page, paper: PaperService, query: str = "") -> None:
    page.goto(f"{paper.url}/console/tickets{query}")
    expect(page.locator("#link-state")).to_have_attribute("data-state", "live")


def keep(page: Page, name: str) -> None:
    page.keyboard.press("v")
    expect(page.locator("#view-name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("#view-dialog")).to_be_hidden()


def test_a_view_is_kept_opened_renamed_and_removed_by_the_keys_alone(
    paper: PaperService, at: At, shot: Shot
) -> None:
    page = at("")
    open_list(page, paper, "?view=all&priority=P1&sort=updated")
    numbers = page.locator(".trow").evaluate_all("rows => rows.map((one) => one.dataset.number)")
    keep(page, "Urgent ones")
    expect(page.locator("h1")).to_have_text("Urgent ones")
    expect(page.locator(".views [aria-current]")).to_have_text("Urgent ones")
    page.locator(".views a", has_text="Mine").press("Enter")
    expect(page.locator("h1")).to_have_text("Mine")
    page.locator(".saved a", has_text="Urgent ones").press("Enter")
    expect(page.locator("h1")).to_have_text("Urgent ones")
    assert page.locator(".trow").evaluate_all("rows => rows.map((one) => one.dataset.number)") == numbers
    page.keyboard.press("Tab")
    expect(page.locator("[data-edit-view]")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("<b>Most urgent</b>")
    shot(page, "views-rename")
    assert find_barriers(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("<b>Most urgent</b>")
    page.locator("[data-edit-view]").press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[data-edit-view]")).to_be_focused()
    page.keyboard.press("Enter")
    remove = page.locator("#view-remove")
    remove.press("Enter")
    expect(remove).to_have_text("Really remove it")
    remove.press("Enter")
    expect(page.locator(".saved")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("All tickets")


def test_a_name_that_is_taken_is_told_and_can_be_replaced(paper: PaperService, at: At) -> None:
    page = at("")
    open_list(page, paper, "?view=mine")
    keep(page, "Again")
    page.locator(".views a", has_text="All open").click()
    expect(page.locator("h1")).to_have_text("All open")
    page.keyboard.press("v")
    page.keyboard.type("Again")
    page.keyboard.press("Enter")
    expect(page.locator("#view-problem")).to_have_text("There is a view of that name already.")
    expect(page.locator("#view-save")).to_have_text("Replace that one")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Again")
    expect(page.locator(".saved li")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/console/tickets\?view=open&saved=v_"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_window(
    paper: PaperService, at: At, shot: Shot, scheme: str, size: dict[str, object]
) -> None:
    page = at("", "ada" if scheme == "light" else "zhao", color_scheme=scheme, **size)
    open_list(page, paper, "?view=all&team=no_such_team")
    page.locator("#keep-view").click()
    name = f"{scheme} {'phone' if size is PHONE else 'wide'}"
    page.locator("#view-name").fill(f"{name} " + "长" * 20)
    page.locator("#view-shared").check()
    shot(page, f"views-dialog-{name.replace(' ', '-')}")
    assert find_barriers(page) == []
    page.locator("#view-save").click()
    expect(page.locator("h1")).to_contain_text(name)
    expect(page.locator(".desk-gone")).to_contain_text("no_such_team")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    assert find_barriers(page) == []
    shot(page, f"views-{name.replace(' ', '-')}")
