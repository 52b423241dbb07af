"""The settings in a browser: a rule built by the keys alone, tried and saved; two editors; phones; axe."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.agents import create_agent
from bot.clock import utc_now
from bot.service import Service
from escalation.workflow.defaults import furnish_desk
from tests.e2e import test_desk_console
from tests.e2e.accessibility import find_barriers
from tests.e2e.console_page import pass_the_door
from tests.e2e.paper_service import PASSWORD, PaperService, paper_service

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 900}}
PAGES = (
    "", "/rules", "/rules/edit?id=critical", "/rules/trial?days=7", "/rules/import", "/runs?outcome=all",
    "/people", "/macros/edit", "/templates/edit?id=assigned", "/sla", "/sla/policy?id=p1",
    "/sla/calendar?name=office", "/desk", "/outside", "/outbox", "/customer/forget?ticket=3313",
    "/customer/erase?ticket=3313",
)  # fmt: skip

Shot = Callable[[Page, str], None]
At = Callable[..., Page]


def furnish(service: Service) -> Service:
    """A desk with its rules, six tickets, and two who may set it up."""
    with service.database.uow("demo") as session:
        furnish_desk(session, "demo", utc_now())
        for name, role, language in (("ada", "admin", "en"), ("zhao", "owner", "zh")):
            values = {"name": name.title(), "role": role, "language": language, "password": PASSWORD}
            create_agent(session, email=f"{name}@lanyun.example", now=utc_now(), **values)
    return test_desk_console.furnish(service)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("settings"), furnish) as service:
        yield service


@pytest.fixture
def at(paper: PaperService, new_page: Callable[..., Page]) -> Iterator[At]:
    """A page of the settings, signed in; keywords are Playwright's. A breach of its policy fails the test."""
    breaches: list[str] = []

    def open_at(path: str, name: str = "ada", **options: object) -> Page:
        page = new_page(**(WIDE | options))
        page.on("console", lambda one: breaches.append(one.text) if "Content Security" in one.text else None)
        pass_the_door(page, paper.url, f"{name}@lanyun.example", PASSWORD)
        page.goto(f"{paper.url}/console/settings{path}")
        return page

    yield open_at
    assert breaches == []


def field(page: Page, path: str) -> str:
    """A selector, for paths have points in them."""
    return f'[id="{path}"]'


def test_a_rule_is_built_tried_and_saved_by_the_keys_alone(at: At, shot: Shot) -> None:
    page = at("/rules")
    _tab_to(page, ".set-acts .button.primary")
    page.keyboard.press("Enter")
    _tab_to(page, field(page, "name.zh"))
    page.keyboard.type("大客户的登录问题")
    page.keyboard.press("Tab")
    page.keyboard.type("Sign-in of large customers")
    _tab_to(page, field(page, "when.parts.0.field"))
    _choose(page, "Customer's plan")
    expect(page.locator(field(page, "when.parts.0.value:business"))).to_be_attached()
    expect(page.locator(field(page, "when.parts.0.field"))).to_be_focused()
    _tab_to(page, field(page, "when.parts.0.value:business"))
    page.keyboard.press("Space")
    _tab_to(page, '[value="add:when.parts"]')
    page.keyboard.press("Enter")
    expect(page.locator(field(page, "when.parts.1.field"))).to_be_focused()
    _choose(page, "Message text")
    expect(page.locator("textarea[name='when.parts.1.value']")).to_be_visible()
    _tab_to(page, field(page, "when.parts.1.value"))
    page.keyboard.type("登录\nsign in\n进不来")
    _tab_to(page, field(page, "actions.0.do"))
    _choose(page, "Set the priority")
    expect(page.locator(field(page, "actions.0.priority"))).to_be_visible()
    _tab_to(page, field(page, "actions.0.priority"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("[value='business']")).to_be_checked()
    _tab_to(page, "#try")
    page.keyboard.press("Enter")
    expect(page.locator("#trial-head")).to_be_focused()
    expect(page.locator("#trial")).to_contain_text("6 tickets, of which")
    expect(page.locator("#trial")).to_contain_text("This rule would act on 0 of them.")
    expect(page.locator("#trial tr", has_text="登录页一直转圈")).to_contain_text(
        'Sign-in of large customers stopped before it: the rule "Critical: emergency team and an SMS"'
    )
    shot(page, "settings-trial")
    page.keyboard.press("Control+s")
    expect(page.locator(".set-done")).to_have_text("Saved.")
    row = page.locator(".rule-row").last
    expect(row).to_contain_text(
        "When a ticket is opened, if customer's plan is Business and message text contains “登录” or "
        "“sign in” or “进不来”: set the priority to P0"
    )
    shot(page, "settings-rules")


def test_rows_go_and_come_and_what_was_typed_stays(at: At) -> None:
    page = at("/rules/edit")
    page.locator(field(page, "name.en")).fill("kept")
    page.locator('[value="group:when.parts"]').click()
    expect(page.locator(field(page, "when.parts.1.mode"))).to_be_focused()
    page.locator('[value="add:when.parts.1.parts"]').click()
    expect(page.locator(".cond")).to_have_count(3)
    page.locator('[value="remove:when.parts.0"]').click()
    expect(page.locator(".cond")).to_have_count(2)
    page.locator('[value="add:actions"]').click()
    expect(page.locator(field(page, "actions.1.do"))).to_be_focused()
    page.locator('[value="up:actions.1"]').click()
    expect(page.locator(field(page, "actions.1.do"))).to_have_value("assign")
    expect(page.locator(field(page, "name.en"))).to_have_value("kept")


def test_what_is_wrong_stands_beside_its_field_and_has_the_focus(at: At, shot: Shot) -> None:
    page = at("/rules/edit", "zhao")
    page.locator(field(page, "name.zh")).fill("半条规则")
    page.locator("#save").click()
    expect(page.locator(field(page, "name.en"))).to_be_focused()
    expect(page.locator(field(page, "wrong-name.en"))).to_contain_text("应为一段文字")
    expect(page.locator(".set-bar-wrong")).to_contain_text("没有保存")
    expect(page.locator(field(page, "name.zh"))).to_have_value("半条规则")
    shot(page, "settings-wrong")


def test_the_second_editor_is_told_keeps_their_text_and_may_save_over(at: At, shot: Shot) -> None:
    first, second = at("/rules/edit?id=rest"), at("/rules/edit?id=rest", "zhao")
    first.locator(field(first, "name.en")).fill("Whatever is left")
    first.locator("#save").click()
    expect(first.locator(".set-done")).to_be_visible()
    second.locator(field(second, "name.zh")).fill("剩下的")
    second.locator("#save").click()
    expect(second.locator("#clash")).to_contain_text("没有保存：Ada 在你打开之后改过它")
    expect(second.locator(field(second, "name.zh"))).to_have_value("剩下的")
    shot(second, "settings-clash")
    second.locator("#save").click()
    expect(second.locator(".set-done")).to_be_visible()
    expect(second.locator(".rule-row").filter(has_text="剩下的")).to_be_visible()


def test_leaving_what_is_not_saved_asks_first(at: At) -> None:
    page, asked = at("/desk"), []
    page.locator("#patience").fill("25")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(page.url.replace("/desk", "/sla"))
    assert asked == ["beforeunload"]


def test_what_was_not_saved_is_back_after_the_page_was_lost(at: At, paper: PaperService) -> None:
    page = at("/rules/edit")
    page.locator(field(page, "name.en")).fill("Half a rule")
    page.locator('[value="add:when.parts"]').click()
    page.locator(field(page, "when.parts.1.field")).select_option("tags")
    page.locator("textarea[name='when.parts.1.value']").fill("vip")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("textarea[name='when.parts.1.value']")).to_have_value("vip")
    expect(page.locator(field(page, "name.en"))).to_have_value("Half a rule")
    expect(page.locator("#toast")).to_have_text("What you had not saved is back.")
    page.locator(".set-bar a").click()
    page.goto(f"{paper.url}/console/settings/rules/edit")
    expect(page.locator(field(page, "name.en"))).to_have_value("")
    page.goto(f"{paper.url}/console/settings/desk")
    page.locator("#reopen").fill("9")
    page.locator(field(page, "days:sat")).check()
    page.context.clear_cookies()
    page.locator("#save").click()
    page.locator("#email").fill("ada@lanyun.example")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#to-settings")).to_be_visible()
    page.goto(f"{paper.url}/console/settings/desk")
    expect(page.locator("#reopen")).to_have_value("9")
    expect(page.locator(field(page, "days:sat"))).to_be_checked()


def test_a_rule_moves_and_is_switched_with_the_focus_where_it_was(at: At) -> None:
    page = at("/rules")
    page.locator(field(page, "down:high")).press("Enter")
    expect(page.locator(".rule-row").nth(2)).to_contain_text("High: support team")
    expect(page.locator(field(page, "down:high"))).to_be_focused()
    page.locator(field(page, "up:high")).press("Enter")
    expect(page.locator(".rule-row").nth(1)).to_contain_text("High: support team")
    switch = page.locator(field(page, "switch:high"))
    switch.press("Space")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(switch).to_be_focused()
    switch.press("Space")
    expect(switch).to_have_attribute("aria-checked", "true")


def test_a_template_is_seen_as_its_readers_will_while_it_is_written(at: At, shot: Shot) -> None:
    page = at("/templates/edit")
    page.locator(field(page, "text.en")).fill("About ")
    page.locator(".places-help summary").click()
    page.locator('[data-place="{{ticket}}"]').click()
    expect(page.locator(field(page, "text.en"))).to_have_value("About {{ticket}}")
    expect(page.locator(".sample-one[lang=en] .sample-text")).to_have_text(re.compile(r"^About #\d+$"))
    shot(page, "settings-template")


def test_a_policy_says_by_when_a_ticket_opened_now_would_be_due(at: At) -> None:
    page = at("/sla/policy?id=p3")
    page.locator(field(page, "targets.first_response.minutes")).fill("90")
    expect(page.locator("#sla-preview")).to_contain_text("90 min, business hours")
    page.locator(field(page, "targets.first_response.minutes")).fill("soon")
    expect(page.locator("#sla-preview")).to_contain_text("Shown once")


def test_agents_are_not_led_there(paper: PaperService, new_page: Callable[..., Page]) -> None:
    page = new_page()
    pass_the_door(page, paper.url)
    page.goto(f"{paper.url}/console")
    expect(page.locator("#to-tickets")).to_be_visible()
    expect(page.locator("#to-settings")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_window(
    paper: PaperService, at: At, shot: Shot, scheme: str, size: dict[str, object]
) -> None:
    page = at("", "ada" if scheme == "light" else "zhao", color_scheme=scheme, **size)
    for path in PAGES:
        page.goto(f"{paper.url}/console/settings{path}")
        width = page.evaluate("innerWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("document.querySelector('.set-main').scrollWidth") <= width, path
        assert find_barriers(page) == [], f"{path}, {scheme}"
        name = re.sub("[^a-z]+", "-", path.partition("?")[0]).strip("-") or "overview"
        shot(page, f"settings-{name}-{scheme}-{'phone' if size is PHONE else 'wide'}")


@pytest.mark.parametrize("who", ["ada", "zhao"])
def test_the_bar_stays_one_line_at_any_width(at: At, who: str) -> None:
    page = at("", who)
    for width in (1180, 1081, 1000, 861, 780, 761):
        page.set_viewport_size({"width": width, "height": 600})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".top").evaluate("one => one.offsetHeight") <= 50, width
        assert page.locator(".brand").evaluate("one => one.offsetHeight") <= 32, width


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def _choose(page: Page, words: str) -> None:
    """In the list that has the focus, by typing as one does."""
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_a_change_of_a_policy_reaches_open_tickets_and_the_page_says_when_all_have_it(
    at: At, shot: Shot
) -> None:
    page = at("/sla/policy?id=p2", "zhao", **PHONE)
    choice = page.get_by_label("也用于现在未结的工单")
    expect(choice).to_be_checked()
    choice.scroll_into_view_if_needed()
    shot(page, "settings-sla-policy-phone")
    choice.uncheck()
    page.locator("#save").click()
    keep = page.locator("#sla-following")
    expect(keep).to_contain_text("未结工单保留原来的承诺")
    shot(page, "settings-sla-keep-phone")
    keep.get_by_role("button").click()
    expect(page.locator(".set-done")).to_have_text("好的，未结工单也会用上它。")
    expect(keep).to_have_text("", timeout=30_000)
