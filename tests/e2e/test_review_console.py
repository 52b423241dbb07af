"""The review in a browser: decided and reasoned by the keyboard, narrowed, and read on a phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.agents import create_agent
from bot.clock import utc_now
from bot.review.collecting import Collector
from bot.service import Service
from tests.contracts.test_review_queue import tell, unsure
from tests.e2e.accessibility import find_barriers
from tests.e2e.paper_service import PASSWORD, PaperService, paper_service
from tests.e2e.test_console import CONTRASTS, PHONE, SMALL_TARGETS, At, Shot, console

__all__ = ["console"]

pytestmark = pytest.mark.browser

ADMIN = "ada@lanyun.example"
SAID = (
    "how long?",
    "How long?",
    "发票什么时候开",
    "the board of zhou@qinglan.example is empty",
    "can we talk",
    "hm",
)


def furnish(service: Service) -> Service:
    """Five cards, one of them for two messages; an admin who decides."""
    now = utc_now()
    with service.database.uow("demo") as session:
        who = {"name": "Ada", "role": "admin", "password": PASSWORD, "language": "en"}
        create_agent(session, email=ADMIN, **who, now=now)
    for number, text in enumerate(SAID):
        trace = unsure(language="zh" if "发" in text else "en")
        at = now - timedelta(days=2, minutes=number)
        tell(service.database, f"c_r{number}", ("customer", text, trace), tenant="demo", at=at)
    Collector(service.database, quiet=timedelta(0)).run_all("demo", now)
    return service


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("review"), furnish) as service:
        yield service


def review(console: At, query: str = "", **browser: object) -> Page:
    agent = console(ADMIN, **browser)
    agent.page.goto(f"{agent.url}/console/review{query}")
    return agent.page


def test_a_proposal_is_rejected_with_a_reason_by_the_keyboard_alone(console: At, shot: Shot) -> None:
    page = review(console)
    before = page.locator(".proposal").count()
    card = page.locator(".proposal").first
    page.keyboard.press("j")
    expect(card).to_be_focused()
    page.keyboard.press("r")
    expect(card.locator("textarea")).to_be_focused()
    page.keyboard.type("says nothing")
    page.keyboard.press("Enter")
    page.keyboard.type("by itself")
    expect(card.locator(".verdict")).to_have_count(0)
    shot(page, "review-reason")
    page.keyboard.press("Escape")
    expect(card).to_be_focused()
    page.keyboard.press("n")
    expect(card.locator(".verdict")).to_contain_text("Rejected")
    expect(card.locator(".verdict")).to_contain_text("says nothing by itself")
    expect(page.locator("#review-count")).to_have_text(str(before - 1))


def test_what_was_decided_is_decided_anew_and_stays_to_be_read(console: At, shot: Shot) -> None:
    page = review(console, "?language=zh")
    card = page.locator(".proposal")
    card.locator("textarea").fill("no question")
    card.get_by_role("button", name="Reject").click()
    expect(card.locator(".verdict")).to_contain_text("no question")
    card.locator("summary").click()
    card.locator("select").select_option("request_invoice")
    card.get_by_role("button", name="Use this").click()
    expect(card.locator(".verdict")).to_contain_text("Request an invoice")
    expect(card.locator(".decided-before")).to_contain_text("no question")
    shot(page, "review-anew")


def test_the_list_is_narrowed_by_its_form_and_the_address_keeps_it(console: At) -> None:
    page = review(console)
    page.get_by_role("combobox", name="Why").select_option("unsure")
    page.get_by_role("combobox", name="Language").select_option("en")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.wait_for_url("**/console/review?why=unsure&intent=&language=en")
    expect(page.locator(".proposal", has_text="发票")).to_have_count(0)
    expect(page.locator(".proposal", has_text="can we talk")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("combobox", name="Language")).to_have_value("en")
    page.get_by_role("link", name="Clear").click()
    page.wait_for_url("**/console/review")


@pytest.mark.parametrize("size", [PHONE, {}], ids=["phone", "wide"])
def test_the_page_fits_and_nobody_is_kept_out(console: At, shot: Shot, size: dict[str, object]) -> None:
    page = review(console, **size)
    expect(page.locator(".proposal").first).to_be_visible()
    for show in ("open", "decided"):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(
            "[...document.querySelectorAll('.thread')].every((one) => one.scrollWidth <= one.clientWidth)"
        )
        assert page.evaluate(CONTRASTS) == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert find_barriers(page) == []
        shot(page, f"review-{'phone' if size else 'wide'}-{show}")
        page.goto(page.url + "?show=decided")
