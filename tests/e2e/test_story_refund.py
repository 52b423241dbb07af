"""A customer talks the bot into a refund at the widget, asks and corrects on the way, and it is done."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Desk
from tests.e2e.widget_page import WidgetPage

pytestmark = [pytest.mark.browser, pytest.mark.model]

Shot = Callable[[Page, str], None]


@dataclass(frozen=True)
class Refund:
    """What is said, and what the answers must hold however the bot words them."""

    contact: str
    wish: str
    reason: str
    question: str
    policy: str
    correction: str
    corrected: str
    order: str
    amount: str
    agree: str
    done: str
    again: str
    already: str


STORY = {
    "zh": Refund(
        contact="qinglan",
        wish="我想退款",
        reason="退 LY20260428006，原因是买多了",
        question="退款多久能到账？",
        policy="退款政策",
        correction="等等，原因改成项目取消了",
        corrected="原因(：|是「)项目取消了",
        order="LY20260428006",
        amount="2,400 元",
        agree="确认提交",
        done="已提交 .*的退款申请|的退款申请（.*）已经提交",
        again="再退一次 LY20260428006",
        already="之前已经提交|已经申请过退款",
    ),
    "en": Refund(
        contact="northfold",
        wish="I'd like a refund",
        reason="we ordered too many seats",
        question="How long does a refund take?",
        policy="Refund",
        correction="actually the reason is that two people left",
        corrected='(reason: |because ")two people left',
        order="LY20260503011",
        amount=r"\$38\.00",
        agree="Yes, submit it",
        done="I've filed a refund|refund request .* is in",
        again="Refund LY20260503011 please",
        already="been requested already|has a refund request in already",
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refund_is_done_by_talking(
    desk: Desk, new_page: Callable[..., Page], shot: Shot, language: str
) -> None:
    told = STORY[language]
    page = new_page(locale="zh-CN" if language == "zh" else "en-US")
    page.goto(f"{desk.url}/demo?lang={language}")
    page.locator(f'#people input[value="{told.contact}"]').check(force=True)
    widget = WidgetPage(page).open()
    said = widget.log.locator(".bot .said")

    widget.send(told.wish)
    expect(said.last).to_contain_text(told.order)
    widget.send(told.reason)
    expect(said.last).to_contain_text(re.compile(told.amount))
    expect(widget.chips).to_have_count(2)

    before = said.count()
    widget.send(told.question)
    expect(widget.log.locator(".source").first).to_contain_text(told.policy)
    expect(said).to_have_count(before + 2)  # the answer, and back to what waits for a yes
    expect(said.last).to_contain_text(told.order)
    widget.send(told.correction)
    expect(said.last).to_contain_text(re.compile(told.corrected))
    expect(said.last).to_contain_text(re.compile(told.amount))

    asked = said.count()
    widget.frame.get_by_role("button", name=told.agree).press("Enter")
    expect(said).to_have_count(asked + 1)
    expect(said.last).to_contain_text(re.compile(told.done))
    expect(said.last).to_contain_text(told.order)
    expect(said.last).to_contain_text(re.compile(told.amount))
    expect(widget.chips.filter(has_text=told.agree)).to_have_count(0)
    expect(widget.text).to_be_focused()
    shot(page, f"story-refund-{language}")

    widget.send(told.again)
    expect(said.last).to_contain_text(re.compile(told.already))
