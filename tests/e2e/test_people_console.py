"""People in the settings, in a browser: added by the keys alone, in by a link, out at once; phones; axe."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.agents import create_agent
from bot.clock import utc_now
from bot.service import Service
from escalation.routing.people import save_profile, save_team
from escalation.workflow.defaults import TEAMS
from tests.e2e import test_settings_console
from tests.e2e.accessibility import find_barriers
from tests.e2e.console_page import pass_the_door
from tests.e2e.paper_service import PASSWORD, PaperService, paper_service
from tests.e2e.test_settings_console import PHONE, WIDE, _tab_to, at

__all__ = ["at"]

pytestmark = pytest.mark.browser

Shot = Callable[[Page, str], None]
At = Callable[..., Page]


def furnish(service: Service) -> Service:
    """The desk of the settings, with somebody in a team, of many skills and a long name."""
    service = test_settings_console.furnish(service)
    with service.database.uow("demo") as session:
        kim = create_agent(
            session, email="kim@lanyun.example", name="Kim Alexandra Montgomery-Featherstonehaugh",
            role="agent", password=PASSWORD, language="en", now=utc_now(),
        )  # fmt: skip
        skills = ["dashboard", "data warehouse", "api", "automation", "看板", "数据导出"]
        save_profile(session, "demo", kim.id, {"capacity": 12, "languages": ["zh", "en"], "modules": skills})
        zh, en = TEAMS["support"]
        team = {"key": "support", "name": {"zh": zh, "en": en}, "members": [kim.id]}
        save_team(session, "demo", team, agents=[kim.id])
    return service


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("people"), furnish) as service:
        yield service


def test_somebody_is_added_by_the_keys_alone_and_comes_in_by_their_link(
    at: At, new_page: Callable[..., Page], shot: Shot
) -> None:
    page = at("/people")
    _tab_to(page, ".set-acts .button.primary")
    page.keyboard.press("Enter")
    _tab_to(page, "#name")
    page.keyboard.type("Mei 梅")
    page.keyboard.press("Tab")
    page.keyboard.type("not an address")
    page.keyboard.press("Control+s")
    expect(page.locator("#wrong-email")).to_contain_text("an e-mail address")
    expect(page.locator("#email")).to_be_focused()
    page.locator("#email").select_text()
    page.keyboard.type("mei@lanyun.example")
    page.keyboard.press("Enter")
    expect(page.locator(".set-done")).to_have_text("Mei 梅 was added.")
    link = page.locator("#link").input_value()
    shot(page, "people-link")
    assert find_barriers(page) == []
    _tab_to(page, "[data-copy]")
    page.keyboard.press("Enter")
    _tab_to(page, "#role")
    page.goto(page.url.replace("/people/new", "/people"))
    expect(page.locator(".person-row", has_text="Mei 梅")).to_contain_text("has not chosen a password yet")
    expect(page.locator("#link")).to_have_count(0)

    mei = new_page(viewport={"width": 360, "height": 780}, locale="en-GB")
    mei.goto(link)
    expect(mei).to_have_url(link.partition("#")[0])
    assert find_barriers(mei) == []
    mei.keyboard.type("long enough")
    mei.keyboard.press("Tab")
    mei.keyboard.type("not the same")
    mei.keyboard.press("Enter")
    expect(mei.locator("#problem")).to_have_text("The two are not the same.")
    shot(mei, "people-welcome-phone")
    for field in ("#password", "#again"):
        mei.locator(field).fill("long enough")
    mei.keyboard.press("Enter")
    expect(mei.locator(".me")).to_contain_text("Mei 梅")
    mei.goto(link.partition("#")[0])
    expect(mei.locator("#problem")).to_contain_text("This link does not work")


def test_who_is_disabled_is_out_at_once_and_their_page_says_so(
    paper: PaperService, at: At, new_page: Callable[..., Page], shot: Shot
) -> None:
    kim = new_page()
    pass_the_door(kim, paper.url, "kim@lanyun.example", PASSWORD)
    kim.goto(f"{paper.url}/console/tickets")
    expect(kim.locator("#link-state")).to_have_attribute("data-state", "live")
    page = at("/people")
    row = page.locator(".person-row", has_text="Kim")
    expect(row.locator(".person-here")).to_be_visible()
    row.locator("a").press("Enter")
    _tab_to(page, "#access .set-confirm summary")
    page.keyboard.press("Enter")
    _tab_to(page, "#access .button.danger")
    shot(page, "people-leave")
    page.keyboard.press("Enter")
    expect(page.locator(".set-done")).to_contain_text("Disabled")
    expect(page.locator(".person-row", has_text="Kim")).to_contain_text("disabled")
    expect(kim.locator("#banner")).to_contain_text("You are signed out", timeout=5000)
    page.locator(".person-row", has_text="Kim").locator("a").click()
    _tab_to(page, "#return")
    page.keyboard.press("Enter")
    expect(page.locator(".person-row", has_text="Kim")).not_to_contain_text("disabled")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_window(
    paper: PaperService, at: At, shot: Shot, scheme: str, size: dict[str, object]
) -> None:
    page = at("/people", "ada" if scheme == "light" else "zhao", color_scheme=scheme, **size)
    someone = page.locator(".person-row a").first.get_attribute("href") or ""
    for name, path in (("list", "/console/settings/people"), ("new", "/console/settings/people/new"),
                       ("person", someone), ("welcome", "/console/welcome")):  # fmt: skip
        page.goto(f"{paper.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth"), path
        assert find_barriers(page) == [], f"{path}, {scheme}"
        if name == "list":
            page.locator("#people").scroll_into_view_if_needed()
        shot(page, f"people-{name}-{scheme}-{'phone' if size is PHONE else 'wide'}")
