"""Tickets in a browser: a shift by the keys alone, two agents at one ticket, no network, and nothing that
keeps anybody out."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.clock import new_id, utc_now
from bot.models import Agent
from bot.service import Service
from escalation.routing.action_check import Known
from escalation.routing.models import TeamMember, TeamRow
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.work import Deed
from escalation.workflow.shelf import MACROS
from tests.e2e.accessibility import find_barriers
from tests.e2e.console_page import pass_the_door
from tests.e2e.paper_service import COLLEAGUE, VIEWER, PaperService, paper_service
from tests.e2e.ticket_page import TicketPages

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TROUBLES = (
    ("登录页一直转圈", "全公司都进不来，急！", "zh", "P0"),
    ("发票抬头写错了", "能重开一张吗？", "zh", "P3"),
    ("Two-factor code never arrives", "It worked yesterday on the same phone.", "en", "P1"),
    ("看板卡片拖不动", "Chrome 里拖不动，Safari 可以。", "zh", "P2"),
    ("Export takes an hour", "The CSV of May never ends.", "en", "P2"),
    ("想减少席位", "从 5 个改成 3 个。", "zh", "P3"),
)

Shot = Callable[[Page, str], None]
At = Callable[..., TicketPages]


def furnish(service: Service) -> Service:
    """Six tickets that nobody has, from #3313 on, a team of all, and a macro."""
    with service.database.uow("demo") as session:
        session.add(
            TeamRow(tenant_id="demo", key="first", name_zh="一线", name_en="First line", auto_assign=False)
        )
        session.flush()
        for agent_id in session.scalars(select(Agent.id)):
            session.add(TeamMember(tenant_id="demo", team="first", agent_id=agent_id))
        greeting = {
            "name": {"zh": "问候", "en": "Greet"},
            "actions": [{"do": "tag", "add": ["greeted"]}],
            "reply": {"zh": "您好！", "en": "Hello!"},
        }
        MACROS.save(session, "demo", "greet", greeting, Known(), version=None, by="a_1", now=utc_now())
        for number, (subject, text, language, priority) in enumerate(TROUBLES):
            told = NewTicket(
                conversation_id=None,
                contact_key="northfold" if language == "en" else "qinglan",
                channel="email",
                language=language,
                tier="business",
                intent="report_bug",
                module=None,
                subject=subject,
                text=text,
                priority=Priority(priority, (Words("测试如此", "as told"),)),
            )
            at = utc_now() - timedelta(minutes=40 - number)
            open_ticket(session, "demo", told, new_id=new_id, deed=Deed("customer", at))
    return service


@pytest.fixture
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("desk"), furnish) as service:
        yield service


@pytest.fixture
def console(paper: PaperService, new_page: Callable[..., Page]) -> Iterator[At]:
    """A signed-in console, on no page yet; keywords are Playwright's. A breach of a page's policy fails the
    test."""
    breaches: list[str] = []

    def watch(text: str) -> None:
        if "Content Security Policy" in text:
            breaches.append(text)

    def at(email: str = "agent@lanyun.example", **browser: object) -> TicketPages:
        page = new_page(**(WIDE | browser))
        page.on("console", lambda message: watch(message.text))
        pass_the_door(page, paper.url, email)
        return TicketPages(page, paper.url)

    yield at
    assert breaches == []


@pytest.fixture
def first(paper: PaperService) -> int:
    """The number of the first of `TROUBLES`: the demo's customers have tickets of their own."""
    return 3313


def test_a_shift_by_the_keyboard_alone(
    paper: PaperService, first: int, new_page: Callable[..., Page], shot: Shot
) -> None:
    page = new_page(**WIDE)
    keys = page.keyboard
    page.goto(f"{paper.url}/console")
    _tab_to(page, "#email")
    keys.type("agent@lanyun.example")
    _tab_to(page, "#password")
    keys.type("lanyun-demo")
    keys.press("Enter")
    agent = TicketPages(page, paper.url)
    agent.expect_live()
    _tab_to(page, "#to-tickets")
    keys.press("Enter")
    agent.expect_live()
    # Triage: two are picked and raised together, one is taken.
    agent.focus_on(first + 3)
    keys.press("x")
    agent.focus_on(first + 4)
    keys.press("x")
    expect(page.locator("#bulk-count")).to_have_text("已选 2 张")
    keys.press("p")
    expect(page.locator("#chooser")).to_be_visible()
    keys.press("2")
    expect(agent.toast).to_have_text("已处理 2 张")
    expect(agent.ticket_row(first + 4).locator(".prio")).to_contain_text("P1")
    agent.focus_on(first)
    keys.press("a")
    expect(agent.ticket_row(first).locator(".tagent")).to_have_text("周宁")
    shot(page, "tickets")
    # Open it, answer, leave a note for a colleague, solve it, go on to the next one.
    keys.press("Enter")
    agent.expect_ticket(first)
    keys.press("r")
    expect(agent.reply).to_be_focused()
    keys.type("我们正在查，十分钟内给您消息。")
    keys.press("Control+Enter")
    expect(agent.said.last).to_contain_text("十分钟内给您消息")
    agent.expect_status("open")
    keys.press("Escape")
    keys.press("n")
    keys.type("@李")
    expect(page.locator("#names li:visible")).to_have_count(1)
    keys.press("Enter")
    keys.type("看一下登录日志")
    keys.press("Control+Enter")
    expect(agent.said.last).to_contain_text("@李明 看一下登录日志")
    expect(page.locator(".watchers")).to_contain_text("李明")
    shot(page, "ticket")
    keys.press("Escape")
    keys.press("e")
    agent.expect_status("resolved")
    keys.press("j")
    expect(page).not_to_have_url(re.compile(rf"/console/tickets/{first}$"))
    agent.expect_live()
    keys.press("u")
    expect(page).to_have_url(re.compile(r"/console/tickets(\?.*)?$"))
    expect(agent.ticket_row(first)).to_have_count(0)


def test_search_and_views_change_the_list_without_a_new_page(first: int, console: At) -> None:
    agent = console()
    agent.open_list()
    agent.page.evaluate("window.kept = true")
    agent.page.keyboard.press("/")
    agent.page.keyboard.type("two-factor")
    expect(agent.list).to_have_count(1)
    expect(agent.ticket_row(first + 2)).to_be_visible()
    agent.page.keyboard.press("Escape")
    agent.page.locator('[data-view="on_hold"]').click()
    expect(agent.page.locator(".empty")).to_contain_text("这个视图里没有工单")
    agent.page.go_back()
    expect(agent.list).to_have_count(1)
    assert agent.page.evaluate("window.kept")


def test_the_list_moves_by_itself_and_keeps_the_focus(first: int, console: At) -> None:
    agent, colleague = console(), console(COLLEAGUE)
    agent.open_list()
    agent.focus_on(first + 1)
    colleague.open_ticket(first)
    colleague.page.keyboard.press("a")
    expect(agent.ticket_row(first).locator(".tagent")).to_have_text("李明")
    expect(agent.ticket_row(first + 1).locator(".tlink")).to_be_focused()


def test_two_at_one_ticket_see_each_other_and_the_second_reply_waits(
    first: int, console: At, shot: Shot
) -> None:
    agent, colleague = console(), console(COLLEAGUE)
    agent.open_ticket(first)
    colleague.open_ticket(first)
    expect(agent.page.locator("#viewers")).to_have_text("李明 也在看")
    expect(colleague.page.locator("#viewers")).to_have_text("周宁 也在看")
    agent.page.keyboard.press("r")
    agent.page.keyboard.type("请清一下缓存再试。")
    expect(colleague.page.locator("#writers")).to_have_text("周宁 正在写回复…")
    colleague.write("我们已经修好了，请刷新页面。")
    expect(agent.said.last).to_contain_text("我们已经修好了")
    agent.reply.press("Control+Enter")
    expect(agent.held).to_be_visible()
    expect(agent.held).to_contain_text("我们已经修好了")
    expect(agent.held).to_contain_text("请清一下缓存再试。")
    shot(agent.page, "ticket-held")
    agent.page.locator("#held-edit").click()
    expect(agent.reply).to_have_value("请清一下缓存再试。")
    expect(agent.said).to_have_count(2)
    agent.write("同事说得对，刷新就好。")
    expect(agent.held).to_contain_text("李明")  # who has the conversation by mail that their answer began
    agent.page.locator("#held-send").click()
    expect(agent.said).to_have_count(3)


def test_a_reply_that_would_reach_nobody_is_told_above_the_box_and_given_back(
    paper: PaperService, console: At
) -> None:
    agent = console()
    agent.open_ticket(paper.open_ticket(subject="来电", text="没有留下联系方式。"))
    expect(agent.note).to_contain_text("客户没有会话也没有邮箱")
    agent.write("您好")
    expect(agent.toast).to_contain_text("到不了任何人")
    expect(agent.reply).to_have_value("您好")
    expect(agent.said).to_have_count(1)
    agent.page.locator("#kind-note").click()
    expect(agent.note).not_to_contain_text("客户没有会话也没有邮箱")


def test_the_second_of_two_who_close_it_hears_who_was_first(first: int, console: At) -> None:
    agent, colleague = console(), console(COLLEAGUE)
    agent.open_ticket(first)
    stale = re.compile(rf"/console/tickets/{first}$")
    agent.page.route(stale, lambda route: route.abort())  # the colleague's change does not come through
    colleague.open_ticket(first)
    colleague.page.keyboard.press("e")
    colleague.expect_status("resolved")
    agent.page.keyboard.press("e")
    expect(agent.toast).to_have_text("李明 刚把它改成了“已解决”，你的修改没有生效")
    agent.page.unroute(stale)


def test_a_reply_written_without_a_network_goes_out_once_it_is_back(first: int, console: At) -> None:
    agent = console()
    agent.open_ticket(first)
    agent.page.context.set_offline(True)
    agent.write("马上回来")
    expect(agent.page.locator("#pending")).to_contain_text("马上回来")
    expect(agent.note).to_contain_text("没有网络")
    agent.page.context.set_offline(False)
    expect(agent.said.filter(has_text="马上回来")).to_have_count(1)
    expect(agent.page.locator("#pending li")).to_have_count(0)
    agent.page.reload()
    expect(agent.said.filter(has_text="马上回来")).to_have_count(1)


def test_what_could_not_be_sent_goes_out_from_any_page_and_is_counted_until_then(
    first: int, console: At
) -> None:
    agent = console()
    agent.open_ticket(first)
    agent.page.context.route("**/reply", lambda route: route.abort())
    agent.write("马上回来")
    expect(agent.page.locator("#pending")).to_contain_text("马上回来")
    agent.page.goto(f"{agent.url}/console")
    unsent = agent.page.locator("#unsent")
    expect(unsent).to_contain_text("还没有发出：1 条")
    expect(unsent.get_by_role("link")).to_have_text([f"#{first}"])
    agent.page.context.unroute("**/reply")
    expect(unsent).to_be_hidden(timeout=15_000)
    agent.open_ticket(first)
    expect(agent.said.filter(has_text="马上回来")).to_have_count(1)


def test_what_one_agent_could_not_send_is_not_sent_by_the_next_at_this_computer(
    first: int, console: At
) -> None:
    agent = console()
    agent.open_ticket(first)
    agent.page.context.route("**/reply", lambda route: route.abort())
    agent.write("我是周宁，马上回来")
    expect(agent.page.locator("#pending")).to_contain_text("马上回来")
    agent.page.locator("#sign-out button").click()
    agent.page.context.unroute("**/reply")
    agent.sign_in(COLLEAGUE)
    agent.open_ticket(first)
    expect(agent.page.locator("#unsent")).to_be_hidden()
    agent.write("我是李明")
    expect(agent.said.filter(has_text="我是李明")).to_have_count(1)
    expect(agent.page.locator("#story")).not_to_contain_text("我是周宁")
    expect(agent.page.locator("#pending li")).to_have_count(0)
    agent.page.locator("#sign-out button").click()
    agent.sign_in()
    agent.page.goto(f"{agent.url}/console/tickets")
    expect(agent.page.locator("#unsent")).to_contain_text(f"#{first}")
    agent.open_ticket(first)
    expect(agent.held).to_contain_text("我是李明")
    expect(agent.held).to_contain_text("我是周宁")


@pytest.mark.parametrize(
    ("end", "priority"), [("Enter", "P1"), ("Tab Enter", "P1"), ("Escape", "P0"), ("Tab Tab", "P0")]
)
def test_the_arrows_choose_and_only_enter_or_the_button_decides(
    first: int, console: At, end: str, priority: str
) -> None:
    agent = console()
    agent.open_ticket(first)
    select = agent.page.locator("#prop-priority")
    select.focus()
    agent.page.keyboard.press("ArrowDown")
    expect(agent.page.locator(".decide")).to_have_text("应用")
    for key in end.split():
        agent.page.keyboard.press(key)
    expect(agent.page.locator(".decide")).to_have_count(0)
    expect(select).to_have_value(priority)
    agent.page.reload()
    expect(select).to_have_value(priority)


def test_the_arrows_change_no_list_and_run_no_macro(first: int, console: At) -> None:
    agent = console()
    agent.open_list()
    agent.focus_on(first)
    agent.page.keyboard.press("x")
    agent.page.keyboard.press("#")
    agent.page.keyboard.press("ArrowDown")
    agent.page.keyboard.press("Escape")
    expect(agent.ticket_row(first).locator(".tagent")).not_to_contain_text("周宁")
    agent.page.keyboard.press("ArrowDown")
    agent.page.keyboard.press("Enter")
    expect(agent.ticket_row(first).locator(".tagent")).to_have_text("周宁")
    agent.open_ticket(first)
    macro = agent.page.locator("#macro")
    macro.focus()
    agent.page.keyboard.press("ArrowDown")
    expect(agent.page.locator(".decide")).to_be_visible()
    expect(agent.reply).to_have_value("")
    agent.page.keyboard.press("Enter")
    expect(agent.reply).not_to_have_value("")


def test_a_customers_conversation_and_its_ticket_are_one_story(paper: PaperService, console: At) -> None:
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "I forgot my password", "I want to talk to a person")
    agent = console()
    agent.open_list("?q=Dana&sort=updated")
    agent.list.first.locator(".tlink").click()
    expect(agent.page.locator(".aside")).to_contain_text("与机器人的对话")
    expect(agent.note).to_contain_text("发送后由你接待这个会话")
    agent.write("Hello Dana, I am a person.")
    expect(agent.said.last).to_contain_text("Hello Dana, I am a person.")
    assert ("agent", "Hello Dana, I am a person.") in paper.thread(conversation)
    paper.write(conversation, "Wonderful!")
    expect(agent.said.last).to_contain_text("Wonderful!")


def test_a_file_goes_up_and_stands_in_the_ticket(first: int, console: At) -> None:
    agent = console()
    agent.open_ticket(first)
    log = {"name": "登录 日志.txt", "mimeType": "text/plain", "buffer": b"GET /login 500"}
    agent.page.locator("#file").set_input_files(log)
    expect(agent.page.locator(".files a")).to_have_text("登录 日志.txt")


def test_whoever_is_named_in_a_note_hears_of_it_where_they_are(first: int, console: At) -> None:
    agent, colleague = console(), console(COLLEAGUE)
    colleague.open_list()
    agent.open_ticket(first)
    agent.page.keyboard.press("n")
    agent.write("@李明 帮忙看看")
    expect(colleague.notices).to_contain_text(f"周宁 在工单 #{first} 里提到了你")
    colleague.page.keyboard.press("!")
    colleague.page.keyboard.press("Enter")
    colleague.expect_ticket(first)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(
    paper: PaperService, first: int, console: At, shot: Shot, size: dict[str, object]
) -> None:
    conversation = paper.open("northfold", "en")
    paper.say(conversation, "I want to talk to a person")
    agent = console(**size)
    for name, path in (
        ("list", "/console/tickets?view=all&status=new"),
        ("ticket", f"/console/tickets/{first}"),
        ("conversation", f"/console/conversations/{conversation}"),
    ):
        agent.page.goto(f"{paper.url}{path}")
        expect(agent.page.locator("#work")).to_be_visible()
        agent.page.wait_for_timeout(400)
        for scheme in SCHEMES:
            agent.page.emulate_media(color_scheme=scheme)
            assert find_barriers(agent.page) == [], f"{name}, {scheme}"
            shot(agent.page, f"axe-{name}-{scheme}-{'phone' if size is PHONE else 'wide'}")


def test_who_may_only_look_finds_nothing_to_press(first: int, console: At) -> None:
    viewer = console(VIEWER)
    viewer.open_ticket(first)
    expect(viewer.page.locator("[data-change], #reply")).to_have_count(0)
    expect(viewer.page.locator("#composer-note")).to_have_text("Your role can only look.")


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(12):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")
