"""The inbox in a browser: searched and paged by the keyboard, notes and canned replies in a conversation."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect

from bot.clock import utc_now
from bot.models import Conversation
from bot.service import Service
from escalation.routing.action_check import Known
from escalation.workflow.shelf import MACROS
from tests.e2e.accessibility import find_barriers
from tests.e2e.console_page import ConsolePage
from tests.e2e.paper_service import COLLEAGUE, PaperService, paper_service
from tests.e2e.test_console import CONTRASTS, PHONE, SMALL_TARGETS, WIDE, At, Shot, console

__all__ = ["console"]

pytestmark = pytest.mark.browser

PAGE, FEW = 50, 20
NOTES = "**/conversations/*/notes"
REPLIES = {
    "greet": {
        "name": {"zh": "问候", "en": "Greeting"},
        "reply": {"zh": "{{customer}}，您好！我是{{agent}}。", "en": "Hello {{customer}}, {{agent}} here."},
    },
    "later": {
        "name": {"zh": "稍后回复", "en": "Later"},
        "reply": {"zh": "我们查清楚后马上回复您。", "en": "We will get back to you as soon as we know more."},
    },
    "rush": {
        "name": {"zh": "加急", "en": "Rush"},
        "actions": [{"do": "set_priority", "priority": "P0"}],
    },
}


def furnish(service: Service) -> Service:
    """A page and a half of conversations that ended, two canned replies, and one that acts."""
    with service.database.uow("demo") as session:
        for key, body in REPLIES.items():
            MACROS.save(session, "demo", key, body, Known(), version=None, by="a_1", now=utc_now())
        for number in range(PAGE + 12):
            at = utc_now() - timedelta(hours=5 + number)
            session.add(
                Conversation(
                    tenant_id="demo", id=f"c_old{number:03d}", channel="widget", contact_key="qinglan",
                    language="zh", status="open", owner="bot", fence=0, next_seq=2, next_event=1,
                    preview=f"很久以前 {number}", customer_seen_seq=0, agent_seen_seq=0, created_at=at,
                    updated_at=at,
                )
            )  # fmt: skip
    return service


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("inbox"), furnish) as service:
        yield service


def focused(agent: ConsolePage) -> str:
    found: str = agent.page.evaluate("document.activeElement.id")
    return found


def test_a_search_is_typed_walked_through_and_left_by_the_keyboard(paper: PaperService, console: At) -> None:
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "the kaleidoscope widget forgets my password")
    another = paper.open()
    paper.say(another, "忘记密码了，万花筒")
    agent = console()
    keys = agent.page.keyboard
    keys.press("/")
    assert focused(agent) == "search"
    keys.type("KALEIDOSCOPE")
    expect(agent.page.locator(".row")).to_have_count(1)
    assert focused(agent) == "search"
    expect(agent.row(conversation).locator("mark")).to_have_text("kaleidoscope")
    keys.press("Enter")
    expect(agent.row(conversation)).to_be_focused()
    keys.press("Enter")
    agent.expect_open(conversation)
    expect(agent.page).to_have_url(re.compile("q=KALEIDOSCOPE"))
    keys.press("/")
    agent.page.locator("#search").fill("万花筒")
    expect(agent.row(another)).to_be_visible()
    expect(agent.page.locator(".row")).to_have_count(1)
    agent.page.locator("#search").fill("nothing of the kind")
    expect(agent.page.locator("#rows .empty")).to_contain_text("没有找到会话")
    assert find_barriers(agent.page) == []
    agent.page.locator("#clear-search").click()
    expect(agent.row(conversation)).to_be_visible()
    expect(agent.row(another)).to_be_visible()


def test_what_was_found_stays_put_while_the_counts_go_on(paper: PaperService, console: At) -> None:
    found = [paper.open("solo") for _ in range(2)]
    for one in found:
        paper.say(one, "忘记密码 rhubarb")
    agent = console()
    agent.page.locator("#search").fill("rhubarb")
    expect(agent.page.locator(".row")).to_have_count(2)
    before = agent.page.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.id)")
    waiting = int(agent.rows.get_attribute("data-waiting") or 0)
    paper.say(found[0], "忘记密码 again")
    paper.say(paper.open("northfold"), "我要找人工 rhubarb")
    expect(agent.rows).to_have_attribute("data-waiting", str(waiting + 1))
    expect(agent.page.locator("#filter-waiting .count")).to_have_text(str(waiting + 1))
    expect(agent.page.locator("#toast")).to_have_text("有客户在等人工")
    assert agent.page.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.id)") == before
    expect(agent.page.locator("#search")).to_have_value("rhubarb")


def test_older_pages_are_walked_by_the_keyboard_and_nothing_jumps_there(
    paper: PaperService, console: At, shot: Shot
) -> None:
    agent = console()
    expect(agent.page.locator(".group[data-key=ended] .row")).to_have_count(FEW)
    agent.page.locator("#more-ended").click()
    expect(agent.page.locator("#filter-ended")).to_have_attribute("aria-current", "true")
    agent.page.locator("#next-page").focus()
    agent.page.keyboard.press("Enter")
    expect(agent.page.locator(".row")).to_have_count(12)
    expect(agent.page.locator(".row").first).to_be_focused()
    agent.page.keyboard.press("j")
    expect(agent.row("c_old051")).to_be_focused()
    shot(agent.page, "inbox-older")
    waiting = int(agent.rows.get_attribute("data-waiting") or 0)
    paper.say(paper.open("solo"), "转人工")
    expect(agent.rows).to_have_attribute("data-waiting", str(waiting + 1))
    expect(agent.page.locator(".row")).to_have_count(12)
    expect(agent.row("c_old051")).to_be_focused()
    agent.page.keyboard.press("Enter")
    agent.expect_open("c_old051")
    expect(agent.page.locator(".row")).to_have_count(12)
    agent.page.locator("#first-page").click()
    expect(agent.page.locator(".row").first).to_have_attribute("data-id", "c_old000")


def test_a_canned_reply_is_chosen_by_keyboard_and_edited_before_it_goes(
    paper: PaperService, console: At, shot: Shot
) -> None:
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "a person")
    agent = console()
    agent.open(conversation)
    agent.take_over()
    keys, offered = agent.page.keyboard, agent.page.locator("#canned-list")
    keys.type("/")
    expect(offered.locator("li:visible")).to_have_count(3)
    shot(agent.page, "inbox-canned")
    assert find_barriers(agent.page) == []
    keys.type("greet")
    expect(offered.locator("li:visible")).to_have_count(1)
    keys.press("Enter")
    expect(agent.reply).to_have_value("Hello Dana Whitlock, 周宁 here.")
    keys.type(" How can I help?")
    keys.press("Enter")
    expect(agent.bubbles.last).to_have_text("Hello Dana Whitlock, 周宁 here. How can I help?")
    keys.type("see a/b")
    expect(offered).to_be_hidden()
    agent.reply.fill("")
    keys.type("、加")
    keys.press("Tab")
    expect(agent.page.locator("#toast")).to_contain_text("加急")
    expect(agent.reply).to_have_value("")
    expect(agent.page.locator("#card")).to_contain_text("P0")
    agent.page.locator("#show-canned").click()
    expect(offered).to_be_visible()
    keys.press("Escape")
    expect(offered).to_be_hidden()


def test_a_note_is_written_by_keyboard_names_a_colleague_and_shows_at_once_on_every_desk(
    paper: PaperService, console: At, shot: Shot
) -> None:
    conversation = paper.open(None, "en")
    paper.say(conversation, "my password")
    agent, colleague = console(), console(COLLEAGUE)
    agent.open(conversation)
    colleague.open(conversation)
    keys = agent.page.keyboard
    keys.press("n")
    assert focused(agent) == "note"
    keys.type("she is in a hurry, @李")
    expect(agent.page.locator("#names")).to_be_visible()
    keys.press("Enter")
    expect(agent.page.locator("#note")).to_have_value("she is in a hurry, @李明 ")
    keys.press("Enter")
    note = agent.page.locator("#messages .note")
    expect(note).to_contain_text("she is in a hurry, @李明")
    expect(agent.page.locator("#note")).to_have_value("")
    expect(colleague.page.locator("#messages .note")).to_contain_text("she is in a hurry")
    expect(colleague.page.locator("#notices a")).to_have_attribute(
        "href", f"/console/conversations/{conversation}"
    )
    shot(agent.page, "inbox-note")
    assert find_barriers(agent.page) == []
    keys.press("Escape")
    keys.press("r")
    assert focused(agent) == "reply"
    assert [text for _, text in paper.thread(conversation)][-1].startswith("Choose")
    agent.page.reload()
    expect(note).to_have_count(1)


def lose_the_answer(agent: ConsolePage) -> None:
    """The service gets the note; the browser never hears of it."""
    stored = agent.page.context.request

    def lose(route: Route) -> None:
        stored.fetch(route.request)
        route.abort()

    agent.page.route(NOTES, lose)


@pytest.mark.parametrize("reloaded", [False, True])
@pytest.mark.parametrize(
    ("added", "noted"), [("", ["她五点回电"]), ("，请准备账单", ["她五点回电", "她五点回电，请准备账单"])]
)
def test_a_note_whose_answer_got_lost_is_neither_doubled_nor_lost(
    paper: PaperService, console: At, *, reloaded: bool, added: str, noted: list[str]
) -> None:
    conversation = paper.open()
    paper.say(conversation, "你好")
    agent = console()
    agent.open(conversation)
    box, toast = agent.page.locator("#note"), agent.page.locator("#toast")
    agent.page.locator("#kind-note").click()
    lose_the_answer(agent)
    box.fill("她五点回电")
    box.press("Enter")
    expect(toast).to_have_text("没有发出")
    agent.page.unroute(NOTES)
    if reloaded:
        agent.page.reload()
        agent.page.locator("#kind-note").click()
    expect(box).to_have_value("她五点回电")
    for text in (f"她五点回电{added}", "她五点回电", "谢谢"):
        box.fill(text)
        box.press("Enter")
        expect(toast).to_have_text("已添加备注")
        expect(box).to_have_value("")
    shown = agent.page.locator("#messages .note .bubble")
    expect(shown).to_have_text([*noted, "她五点回电", "谢谢"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_and_in_the_dark_it_can_be_read_and_pressed(
    paper: PaperService, console: At, shot: Shot, scheme: str
) -> None:
    conversation = paper.open("qinglan")
    paper.say(conversation, "忘记密码了", "转人工")
    for kind, options in (("wide", WIDE), ("phone", PHONE)):
        agent = console(color_scheme=scheme, reduced_motion="reduce", **options)
        agent.page.locator("#search").fill("密码")
        expect(agent.row(conversation).locator("mark")).to_be_visible()
        shot(agent.page, f"inbox-search-{kind}-{scheme}")
        assert agent.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert agent.page.evaluate(CONTRASTS) == []
        assert agent.page.evaluate(SMALL_TARGETS) == []
        agent.open(conversation)
        agent.page.locator("#kind-note").click()
        agent.page.locator("#note").fill(f"客户很急 {kind}")
        agent.page.locator("#send-note").click()
        expect(agent.page.locator("#messages .note").last).to_contain_text(f"客户很急 {kind}")
        agent.page.locator("#kind-reply").click()
        if agent.controls.get_attribute("data-owner") != "me":
            agent.take_over()
        agent.page.locator("#show-canned").click()
        expect(agent.page.locator("#canned-list li").first).to_be_visible()
        shot(agent.page, f"inbox-talk-{kind}-{scheme}")
        assert agent.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert agent.page.evaluate(CONTRASTS) == []
        assert agent.page.evaluate(SMALL_TARGETS) == []
        assert find_barriers(agent.page) == []
