"""What is suggested beside a conversation, in a browser: words hashed instead of a model."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from bot.clock import utc_now
from bot.demo import SLUG
from bot.knowledge import TenantShelf
from bot.models import SolvedCase
from bot.service import Service
from kb_index.articles import ArticleFile
from kb_index.embedder import HashingEmbedder
from kb_index.history import By
from kb_index.indexing import index_files
from kb_index.passages import vector_bytes
from tests.e2e.console_page import ConsolePage
from tests.e2e.paper_service import VIEWER, PaperService, paper_service

pytestmark = pytest.mark.browser

EMBEDDER = HashingEmbedder()
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
PASSWORD, EXPORT = "怎么重置密码", "怎么导出看板的数据"
CASE = "请先清理浏览器缓存，再用重置邮件里的链接登录。"
TEXTS = {
    "reset-password": (
        "重置密码",
        "在登录页点“忘记密码”，我们会发一封重置邮件。链接 30 分钟内有效。",
        PASSWORD,
    ),
    "password-inside": ("密码重置的内部流程", "先核对身份，再在后台发重置邮件。", f"{PASSWORD}？"),
    "two-factor": ("关闭两步验证后重置密码", "管理员可以在成员页重置两步验证。", f"{PASSWORD}和两步验证"),
    "export-5x": ("导出数据（5.x）", "在看板右上角的菜单里点“导出”，选择格式。", EXPORT),
    "export-4x": ("导出数据（4.x）", "在“设置 > 数据”里点“导出”，得到一个压缩文件。", f"{EXPORT}呢"),
}
VERSIONS = {"export-5x": ">=5.0", "export-4x": ">=4.0,<5.0"}

At = Callable[..., ConsolePage]


def furnish(service: Service) -> Service:
    """Articles, and a case that was solved."""
    files = [
        ArticleFile(
            id=name, language="zh", title=title, module="account", error_type="how_to", solution="steps",
            versions=VERSIONS.get(name, "*"), audience=("agent",) if "inside" in name else ("member",),
            related=(), revision=None, updated=date(2026, 5, 1), asked_as=(asked,), body=body,
        )
        for name, (title, body, asked) in TEXTS.items()
    ]  # fmt: skip
    with service.database.uow(SLUG) as session:
        index_files(session, SLUG, files, EMBEDDER, by=By("import", "test", utc_now()))
        session.add(
            SolvedCase(
                tenant_id=SLUG, ticket=3199, language="zh", question=f"{PASSWORD}，收不到邮件", answer=CASE,
                embedder=EMBEDDER.name, vector=vector_bytes(EMBEDDER.embed_queries([PASSWORD])[0]), used=3,
                solved_at=utc_now(),
            )
        )  # fmt: skip
    shelf = TenantShelf(service.database, service.tenants, lambda: EMBEDDER.name)
    shelf.warm_up()
    return replace(service, knowledge=shelf, embed=lambda text: EMBEDDER.embed_queries([text])[0])


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("suggestions"), furnish) as service:
        yield service


@pytest.fixture
def console(paper: PaperService, new_page: Callable[..., Page]) -> Iterator[At]:
    """A signed-in console; keywords are Playwright's. A breach of the page's policy fails the test."""
    breaches: list[str] = []

    def at(email: str = "agent@lanyun.example", **browser: object) -> ConsolePage:
        page = new_page(**(WIDE | browser))
        page.on("console", lambda one: breaches.append(one.text) if "Security Policy" in one.text else None)
        return ConsolePage(page, paper.url).sign_in(email)

    yield at
    assert breaches == []


def test_one_key_puts_an_article_into_the_reply_and_another_a_case(
    paper: PaperService, console: At, shot: Callable[[Page, str], None]
) -> None:
    conversation = paper.open()
    paper.say(conversation, PASSWORD)
    agent = console()
    agent.open(conversation)
    suggestions = agent.page.locator("#suggestions")
    expect(suggestions).to_contain_text("重置密码")
    agent.page.keyboard.press("Alt+1")
    expect(agent.page.locator("#toast")).to_have_text("先接手这个会话，再插入。")
    agent.take_over()
    agent.reply.fill("您好，")
    expect(agent.page.locator("#toast")).to_be_empty()
    shot(agent.page, "suggestions")
    agent.page.keyboard.press("Alt+1")
    expect(agent.reply).to_have_value(
        containing(f"您好，\n{TEXTS['reset-password'][1]}\n重置密码：{paper.url}/kb/")
    )
    agent.page.keyboard.press("Alt+5")
    expect(agent.reply).to_have_value(containing(CASE))
    expect(agent.reply).to_be_focused()
    expect(agent.page.locator("#send")).to_be_enabled()
    assert "agent" not in [author for author, _ in paper.thread(conversation)]


def test_the_next_message_changes_what_is_suggested(paper: PaperService, console: At) -> None:
    conversation = paper.open("northfold")
    paper.say(conversation, PASSWORD)
    agent = console()
    agent.open(conversation)
    title = agent.page.locator("#suggestions .suggest-title > [lang]").first
    expect(title).to_have_text("重置密码")
    paper.say(conversation, EXPORT)
    expect(title).to_have_text("导出数据（5.x）")
    agent.take_over()
    paper.write(conversation, f"{PASSWORD}，收不到邮件")
    expect(title).to_have_text("重置密码")


def test_a_failure_says_so_and_another_try_brings_them(
    paper: PaperService, console: At, shot: Callable[[Page, str], None]
) -> None:
    conversation = paper.open()
    paper.say(conversation, PASSWORD)
    agent = console()
    agent.page.route("**/suggestions", lambda route: route.fulfill(status=503))
    agent.open(conversation)
    failed = agent.page.locator(".suggest-failed")
    expect(failed).to_be_visible()
    expect(agent.bubbles.first).to_be_visible()
    shot(agent.page, "suggestions-failed")
    agent.page.unroute("**/suggestions")
    failed.locator("button").click()
    expect(agent.page.locator("#suggestions")).to_contain_text("重置密码")
    expect(failed).to_be_hidden()


def test_a_thumb_stays_pressed(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, PASSWORD)
    agent = console()
    agent.open(conversation)
    thumb = agent.page.locator("#suggestions .thumb").first
    with agent.page.expect_response("**/rating"):
        thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    agent.page.reload()
    expect(thumb).to_have_attribute("aria-pressed", "true")


def test_a_viewer_reads_what_an_agent_would_insert(paper: PaperService, console: At) -> None:
    conversation = paper.open()
    paper.say(conversation, PASSWORD)
    agent = console(VIEWER)
    agent.open(conversation)
    expect(agent.page.locator("#suggestions")).to_contain_text("重置密码")
    expect(agent.page.locator("#suggestions .insert, #suggestions .thumb")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_they_are_behind_the_customers_button(
    paper: PaperService, console: At, shot: Callable[[Page, str], None], scheme: str
) -> None:
    conversation = paper.open()
    paper.say(conversation, PASSWORD)
    agent = console(**PHONE, color_scheme=scheme)
    agent.open(conversation)
    agent.take_over()
    agent.page.locator("#context-toggle").tap()
    insert = agent.page.locator("#suggestions .insert").first
    expect(insert).to_be_visible()
    shot(agent.page, f"suggestions-phone-{scheme}")
    insert.tap()
    expect(agent.reply).to_have_value(containing(TEXTS["reset-password"][1]))
    expect(agent.page.locator("#context")).to_be_hidden()


def containing(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))
