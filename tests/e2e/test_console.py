"""The console in a browser: with a bot made of paper."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.e2e.console_page import ConsolePage
from tests.e2e.paper_service import COLLEAGUE, VIEWER, PaperService, paper_service

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
NASTY = "<img src=x onerror=alert(1)><script>alert(2)</script> & <b>bold</b>"

Shot = Callable[[Page, str], None]
At = Callable[..., ConsolePage]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("console")) as service:
        yield service


@pytest.fixture
def console(paper: PaperService, new_page: Callable[..., Page]) -> Iterator[At]:
    """A signed-in console; keywords are Playwright's. A breach of the page's policy fails the test."""
    breaches: list[str] = []

    def watch(text: str) -> None:
        if "Content Security Policy" in text:
            breaches.append(text)

    def at(email: str = "agent@lanyun.example", **browser: object) -> ConsolePage:
        page = new_page(**(WIDE | browser))
        page.on("console", lambda message: watch(message.text))
        return ConsolePage(page, paper.url).sign_in(email)

    yield at
    assert breaches == []


# The list


def test_whoever_asks_for_a_person_appears_by_themselves_and_is_counted(
    paper: PaperService, console: At
) -> None:
    agent = console()
    before = agent.waiting.count()
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "I want to talk to a person")
    expect(agent.waiting).to_have_count(before + 1)
    expect(agent.row(conversation)).to_contain_text("Dana Whitlock")
    expect(agent.row(conversation)).to_contain_text("不到 1 分钟")
    expect(agent.page).to_have_title(re.compile(r"^\(\d+\) 会话"))
    expect(agent.page.locator("#toast")).to_have_text("有客户在等人工")
    expect(agent.page.locator("#icon")).not_to_have_attribute("href", "/console/icon/0.svg")


def test_a_filter_stays_chosen_while_the_list_moves(paper: PaperService, console: At) -> None:
    agent = console()
    paper.say(paper.open("solo"), "我要找人工")
    agent.page.locator("#filter-waiting").click()
    expect(agent.page.locator("#filter-waiting")).to_have_attribute("aria-current", "true")
    with_bot = paper.open("solo")
    paper.say(with_bot, "忘记密码了")
    waiting = paper.open("solo")
    paper.say(waiting, "转人工")
    expect(agent.row(waiting)).to_be_visible()
    expect(agent.row(with_bot)).to_have_count(0)
    agent.page.locator("#filter-bot").click()
    expect(agent.row(with_bot)).to_be_visible()
    expect(agent.row(waiting)).to_have_count(0)


def test_a_row_stays_the_same_element_while_the_list_moves(paper: PaperService, console: At) -> None:
    """A press that began before another customer wrote must still end on the row."""
    pressed = paper.open("northfold", "en")
    paper.say(pressed, "I want to talk to a person")
    agent = console()
    box = agent.row(pressed).bounding_box()
    assert box is not None
    mouse = agent.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 12)
    mouse.down()
    agent.row(pressed).evaluate("row => { row.kept = true; }")
    newcomer = paper.open("solo")
    paper.say(newcomer, "忘记密码了")
    expect(agent.row(newcomer)).to_be_visible()
    assert agent.row(pressed).evaluate("row => row.kept === true")
    mouse.up()
    agent.expect_open(pressed)


# A conversation by keyboard alone


def test_keyboard_alone_takes_over_replies_and_hands_back(paper: PaperService, console: At) -> None:
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "I want to talk to a person")
    agent = console()
    keys = agent.page.keyboard
    for _ in range(agent.waiting.count()):
        keys.press("j")
    expect(agent.row(conversation)).to_be_focused()
    keys.press("Enter")
    agent.expect_open(conversation)
    expect(agent.page.locator("#work")).to_be_focused()
    keys.press("t")
    agent.expect_owner("me")
    expect(agent.reply).to_be_focused()
    keys.type("Hello Dana,")
    keys.press("Shift+Enter")
    keys.type("how can I help?")
    keys.press("Enter")
    expect(agent.bubbles.last).to_have_text("Hello Dana,\nhow can I help?")
    expect(agent.pending).to_have_count(0)
    assert paper.say(conversation, "my invoice is wrong") == []
    expect(agent.bubbles.last).to_have_text("my invoice is wrong")
    keys.press("Escape")
    keys.press("h")
    agent.expect_owner("bot")
    assert paper.say(conversation, "and my password?") != []
    keys.press("x")
    expect(agent.page.locator(".trace-facts")).to_contain_text("重置密码")
    keys.press("?")
    expect(agent.page.locator("#help")).to_be_visible()
    keys.press("Escape")
    expect(agent.page.locator("#help")).to_be_hidden()


def test_single_keys_can_be_switched_off(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    agent = console()
    agent.page.locator("#show-help").click()
    agent.page.locator("#shortcuts-on").uncheck()
    agent.page.keyboard.press("Escape")
    agent.open(conversation)
    agent.page.keyboard.press("t")
    agent.page.wait_for_timeout(300)
    agent.expect_owner("bot")


def test_an_input_methods_enter_takes_a_word_and_sends_nothing(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    agent = console()
    agent.open(conversation)
    agent.take_over()
    agent.reply.fill("您好")
    enter = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    agent.reply.evaluate(f"box => box.dispatchEvent({enter})")
    expect(agent.reply).to_have_value("您好")
    expect(agent.pending).to_have_count(0)


# What the bot made of it


def test_each_turn_shows_what_was_understood_found_done_and_why(
    paper: PaperService, console: At, shot: Shot
) -> None:
    conversation = paper.open()
    paper.say(conversation, "忘记密码了", "订单 LY-20260428006 想退款")
    agent = console()
    agent.open(conversation)
    expect(agent.turns).to_have_count(2)
    expect(agent.turns.last.locator("summary")).to_contain_text("申请退款")
    agent.turns.last.locator("summary").click()
    facts = agent.turns.last.locator(".trace-facts")
    expect(facts.locator("mark")).to_contain_text("LY-20260428006")
    expect(facts.locator("mark")).to_contain_text("订单号 · 即LY20260428006")
    expect(facts.locator(".ranks li")).to_have_count(4)
    expect(facts).to_contain_text("all slots are filled, so the flow asks for a yes")
    expect(facts).to_contain_text("等确认")
    shot(agent.page, "console-trace")
    agent.turns.last.locator("summary").click()
    expect(facts).to_be_hidden()


def test_what_customers_write_is_text(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, NASTY)
    agent = console()
    agent.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    agent.open(conversation)
    paper.say(conversation, f"{NASTY} again")
    expect(agent.bubbles.filter(has_text=f"{NASTY} again")).to_have_count(1)
    expect(agent.messages.locator("img, script, b")).to_have_count(0)
    agent.turns.last.locator("summary").click()
    expect(agent.turns.last.locator(".trace-facts")).to_be_visible()
    expect(agent.page.locator("#list img, #list b")).to_have_count(0)


def test_the_customer_stands_beside_the_conversation_and_the_ticket_behind_it(
    paper: PaperService, console: At, shot: Shot
) -> None:
    conversation = paper.open()
    paper.say(conversation, "忘记密码了", "转人工")
    agent = console()
    agent.open(conversation)
    card = agent.page.locator("#card")
    for words in (
        "周若溪",
        "ruoxi.zhou@qinglan.example",
        "30 个席位",
        "2026-08-01",
        "LY20260428006",
        "INV-202604",
        "#3312",
    ):
        expect(card).to_contain_text(words)
    agent.page.locator(".ticket-link").click()
    expect(agent.page.locator("#story")).to_be_visible()
    expect(agent.page.locator("#story")).to_contain_text("忘记密码了")
    shot(agent.page, "console-ticket")
    agent.page.get_by_role("link", name="打开会话").first.click()
    agent.expect_open(conversation)


# Colleagues, cuts and the end of a session


def test_a_colleague_takes_over_and_the_draft_stays(paper: PaperService, console: At, shot: Shot) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    ning, ming = console(), console(COLLEAGUE)
    ning.open(conversation)
    ning.take_over()
    ning.reply.fill("我看一下您的")
    ming.open(conversation)
    expect(ming.controls).to_contain_text("周宁 在接待")
    ming.take_over()
    ning.expect_owner("colleague")
    expect(ning.note).to_have_text("李明 接手了这个会话。你的草稿还在这里。")
    expect(ning.reply).to_have_value("我看一下您的")
    expect(ning.reply).not_to_be_editable()
    shot(ning.page, "console-colleague")
    ning.page.reload()
    expect(ning.reply).to_have_value("我看一下您的")
    ning.take_over()
    ning.reply.press("Enter")
    expect(ning.bubbles.last).to_have_text("我看一下您的")
    expect(ming.note).to_contain_text("周宁 接手了这个会话")


def test_a_reply_that_meets_a_cut_is_sent_once_when_it_is_over(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    agent = console()
    agent.open(conversation)
    agent.take_over()
    stored = agent.page.context.request
    blocked = "**/api/v1/conversations/*/messages"

    def lose_the_answer(route: Route) -> None:
        """The service gets it; the browser never hears of it."""
        stored.fetch(route.request)
        with suppress(PlaywrightError):  # the page may have gone meanwhile, and its request with it
            route.abort()

    agent.page.route(blocked, lose_the_answer)
    agent.send("第一句")
    agent.send("第二句")
    expect(agent.page.locator("#pending .message").last).to_contain_text("发送中")
    agent.page.reload()
    agent.page.unroute(blocked)
    expect(agent.pending).to_have_count(0)
    expect(agent.bubbles.last).to_have_text("第二句")
    assert [text for author, text in paper.thread(conversation) if author == "agent"] == ["第一句", "第二句"]


def test_a_reply_that_could_not_be_sent_goes_out_from_another_page(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    agent = console()
    agent.open(conversation)
    agent.take_over()
    blocked = "**/api/v1/conversations/*/messages"
    agent.page.route(blocked, lambda route: route.abort())
    agent.send("第一句")
    expect(agent.page.locator("#pending .message").last).to_contain_text("发送中")
    agent.page.goto(f"{agent.url}/console/tickets")
    unsent = agent.page.locator("#unsent")
    expect(unsent).to_contain_text("还没有发出：1 条")
    agent.page.unroute(blocked)
    expect(unsent).to_be_hidden(timeout=15_000)
    assert [text for author, text in paper.thread(conversation) if author == "agent"] == ["第一句"]


def test_a_reply_that_could_not_be_sent_outlives_its_tab(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    agent = console()
    agent.open(conversation)
    agent.take_over()
    other, blocked = agent.page.context.new_page(), "**/api/v1/conversations/*/messages"
    agent.page.route(blocked, lambda route: route.abort())
    for text in ("第一句", "第二句"):
        agent.send(text)
    expect(agent.pending).to_have_count(2)
    agent.page.close()
    other.goto(f"{agent.url}/console/tickets")
    expect(other.locator("#unsent")).to_be_hidden(timeout=15_000)
    assert [text for author, text in paper.thread(conversation) if author == "agent"] == ["第一句", "第二句"]


def test_a_reply_that_could_not_be_sent_waits_for_its_author_to_sign_in_again(
    paper: PaperService, console: At
) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    agent = console()
    agent.open(conversation)
    agent.take_over()
    blocked = "**/api/v1/conversations/*/messages"
    agent.page.route(blocked, lambda route: route.abort())
    agent.send("我是周宁")
    expect(agent.pending).to_have_count(1)
    agent.reply.fill("写到一半")
    agent.page.locator("#sign-out button").click()
    agent.page.unroute(blocked)
    agent.sign_in(COLLEAGUE)
    agent.open(conversation)
    expect(agent.page.locator("#unsent")).to_be_hidden()
    expect(agent.pending).to_have_count(0)
    agent.page.locator("#sign-out button").click()
    agent.sign_in()
    agent.open(conversation)
    expect(agent.bubbles.last).to_have_text("我是周宁")
    expect(agent.reply).to_have_value("")
    assert [text for author, text in paper.thread(conversation) if author == "agent"] == ["我是周宁"]


def test_without_a_connection_the_console_says_so_and_comes_back(paper: PaperService, console: At) -> None:
    agent = console()
    cut = True

    def line(socket: WebSocketRoute) -> None:
        if cut:
            socket.close(code=1001)
        else:
            socket.connect_to_server()

    agent.page.route_web_socket("**/api/v1/ws", line)
    agent.page.reload()
    banner = agent.page.locator("#banner")
    expect(banner).to_contain_text("连接断开了")
    cut = False
    agent.expect_live()
    expect(banner).to_be_hidden()


def test_a_session_that_ended_elsewhere_leads_to_the_door_and_back_to_the_draft(
    paper: PaperService, console: At
) -> None:
    conversation = paper.open()
    paper.say(conversation, "转人工")
    agent = console()
    agent.open(conversation)
    agent.take_over()
    agent.reply.fill("写到一半")
    agent.page.context.clear_cookies()
    agent.reply.press("Enter")
    expect(agent.page.locator("#banner")).to_contain_text("你已退出登录")
    agent.page.locator("#banner-link").click()
    agent.page.locator("#email").fill("agent@lanyun.example")
    agent.page.locator("#password").fill("lanyun-demo")
    agent.page.locator("button.primary").click()
    agent.expect_open(conversation)
    expect(agent.bubbles.last).to_have_text("写到一半")


def test_a_viewer_reads_along_and_has_nothing_to_write_in(paper: PaperService, console: At) -> None:
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "a person please")
    viewer = console(VIEWER)
    viewer.open(conversation)
    expect(viewer.note).to_have_text("Your role can only look.")
    expect(viewer.reply).to_have_count(0)
    viewer.page.keyboard.press("t")
    paper.say(conversation, "my password")
    expect(viewer.bubbles.nth(2)).to_have_text("my password")
    viewer.expect_owner("bot")


# Every window, every eye


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_one_pane_at_a_time_and_nothing_runs_over_the_edge(
    paper: PaperService, console: At, shot: Shot, scheme: str, language: str
) -> None:
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "password " + "long" * 60, "a person")
    agent = console(VIEWER if language == "en" else "agent@lanyun.example", color_scheme=scheme, **PHONE)
    expect(agent.page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-CN")
    shot(agent.page, f"console-phone-list-{language}-{scheme}")
    agent.open(conversation)
    expect(agent.page.locator("#list")).to_be_hidden()
    agent.turns.first.locator("summary").click()
    expect(agent.page.locator(".trace-facts")).to_be_visible()
    assert agent.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert agent.page.locator("#thread").evaluate("one => one.scrollWidth <= one.clientWidth")
    agent.page.locator("#context-toggle").click()
    expect(agent.page.locator("#card")).to_be_visible()
    agent.page.locator("#context-toggle").click()
    expect(agent.page.locator("#card")).to_be_hidden()
    shot(agent.page, f"console-phone-{language}-{scheme}")
    agent.page.locator(".back").click()
    expect(agent.page.locator("#list")).to_be_visible()


CONTRASTS = """
() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const found = rgb(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const one of document.querySelectorAll("body *")) {
    const text = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!text || !one.checkVisibility({ visibilityProperty: true })) continue;
    if (one.matches("script, template, :disabled")) continue;
    const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${one.className} ${one.textContent.trim()}: ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""


SMALL_TARGETS = """
() => [...document.querySelectorAll("button, summary, .row, .filters a")]
  .filter((one) => one.checkVisibility() && one.getClientRects().length)
  .filter((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 24)
  .map((one) => one.outerHTML.slice(0, 80))
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_and_every_target_is_large_enough(
    paper: PaperService, console: At, shot: Shot, scheme: str
) -> None:
    conversation = paper.open()
    paper.say(conversation, "忘记密码了", "订单 LY-20260428006 想退款", "今天天气如何", "转人工")
    agent = console(color_scheme=scheme, reduced_motion="reduce")
    shot(agent.page, f"console-inbox-{scheme}")
    agent.open(conversation)
    agent.turns.nth(1).locator("summary").click()
    expect(agent.page.locator(".trace-facts")).to_be_visible()
    agent.take_over()
    agent.send("您好，我是周宁。")
    expect(agent.pending).to_have_count(0)
    shot(agent.page, f"console-{scheme}")
    assert agent.page.evaluate(CONTRASTS) == []
    assert agent.page.evaluate(SMALL_TARGETS) == []
    agent.page.locator(".ticket-link").click()
    expect(agent.page.locator("#story")).to_be_visible()
    assert agent.page.evaluate(CONTRASTS) == []


def test_the_language_can_be_changed_and_stays(console: At) -> None:
    agent = console(COLLEAGUE)
    agent.page.get_by_role("button", name="English").click()
    expect(agent.page.locator("h2").first).to_have_text("Conversations")
    agent.page.reload()
    expect(agent.page).to_have_title(re.compile("Conversations"))
    agent.page.get_by_role("button", name="中文").click()
    expect(agent.page.locator("h2").first).to_have_text("会话")
