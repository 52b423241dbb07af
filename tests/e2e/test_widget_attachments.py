"""A customer sends files at the widget, an agent sees them and sends one back."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bot.service import Service
from tests.attachment_files import EXE, PDF, PNG
from tests.e2e.paper_service import PaperService, paper_service
from tests.e2e.ticket_page import TicketPages
from tests.e2e.widget_page import WidgetPage

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
UPLOADS = "**/api/v1/attachments?*"
LIMIT = 100 * 1024

Shop = Callable[..., WidgetPage]
Shot = Callable[[Page, str], None]
File = dict[str, str | bytes]


def furnish(service: Service) -> Service:
    return replace(service, settings=service.settings.model_copy(update={"attachment_limit": LIMIT}))


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperService]:
    with paper_service(tmp_path_factory.mktemp("attachments"), furnish) as service:
        yield service


@pytest.fixture
def shop(paper: PaperService, new_page: Callable[..., Page]) -> Iterator[Shop]:
    """The demo's page; a breach of the frame's policy fails the test."""
    breaches: list[str] = []

    def visit(contact: str = "", language: str = "en", **browser: object) -> WidgetPage:
        page = new_page(**{"locale": "en-US" if language == "en" else "zh-CN"} | browser)
        page.on(
            "console", lambda message: breaches.append(message.text) if "Policy" in message.text else None
        )
        page.goto(f"{paper.url}/demo?lang={language}")
        if contact:
            page.locator(f'#people input[value="{contact}"]').check(force=True)
        page.wait_for_function("window.Huiyi && window.Huiyi.ready")
        return WidgetPage(page).open()

    yield visit
    assert breaches == []


def attach(widget: WidgetPage, *files: File) -> None:
    with widget.page.expect_file_chooser() as chooser:
        widget.frame.get_by_role("button", name=re.compile("Attach a file|添加文件")).click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def file(name: str, content: bytes) -> File:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def in_thread(widget: WidgetPage, name: str) -> Locator:
    return widget.log.get_by_role("button", name=re.compile(re.escape(name)))


def lines(widget: WidgetPage) -> Locator:
    return widget.frame.locator(".files li")


def test_a_file_by_the_button_reaches_the_agent_and_theirs_comes_back(
    paper: PaperService, shop: Shop, new_page: Callable[..., Page], shot: Shot
) -> None:
    widget = shop("qinglan", "zh")
    asked: list[str] = []
    widget.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    agent = TicketPages(new_page(viewport={"width": 1440, "height": 900}), paper.url)
    agent.sign_in()
    assert "files.js" not in asked
    attach(widget, file("错误截图.png", PNG))
    expect(in_thread(widget, "错误截图.png")).to_be_visible()
    expect(widget.log.locator(".bot .said")).to_contain_text("“错误截图.png”已经收到")
    expect(lines(widget)).to_have_count(0)
    assert "files.js" in asked
    shot(widget.page, "attachments-widget-zh")

    agent.page.locator(".row", has_text="错误截图.png").click()
    link = agent.messages.get_by_role("link", name="错误截图.png")
    with agent.page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes() == PNG
    shot(agent.page, "attachments-console")

    widget.chips.first.click()  # a person, as the bot offered
    expect(widget.person).to_have_text("已通知人工客服")
    agent.page.goto(f"{paper.url}/console/tickets/3313")
    agent.expect_live()
    attach(widget, file("日志.txt", b"ERROR 500"))
    expect(agent.page.locator("#story .said.customer").get_by_role("link", name="日志.txt")).to_be_visible()
    sent: list[str] = []
    agent.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    for name, content, why in (
        ("setup.EXE", EXE, "不支持“setup.EXE”这种文件"),
        ("big.txt", b"x" * (LIMIT + 1), "“big.txt”超过"),
    ):
        agent.page.locator("#file").set_input_files([file(name, content)])  # type: ignore[list-item]
        expect(agent.page.locator("#toast")).to_contain_text(why)
    assert sent == []  # neither went up first
    with agent.page.expect_file_chooser() as chooser:
        agent.page.locator("label.attach").click()
    chooser.value.set_files([file("answer.pdf", PDF)])  # type: ignore[list-item]
    expect(agent.page.locator("#story .said.agent").get_by_role("link", name="answer.pdf")).to_be_visible()
    shot(agent.page, "attachments-ticket")
    theirs = widget.log.locator(".agent").get_by_role("button", name=re.compile("answer.pdf"))
    with widget.page.expect_download() as saved:
        theirs.click()
    assert saved.value.suggested_filename == "answer.pdf"
    assert Path(saved.value.path()).read_bytes() == PDF


def test_a_file_that_is_not_taken_says_why_in_the_customers_language(shop: Shop, shot: Shot) -> None:
    widget = shop(language="zh", color_scheme="dark", **PHONE)
    attach(widget, file("setup.exe", EXE), file("big.txt", b"x" * (LIMIT + 1)), file("a.txt", b"fine"))
    refused = lines(widget).and_(widget.frame.locator(".refused"))
    expect(refused).to_have_count(2)
    expect(refused.nth(0)).to_contain_text("不支持“setup.exe”这种文件")
    expect(refused.nth(1)).to_contain_text("文件超过 100 kB 的上限")
    expect(in_thread(widget, "a.txt")).to_be_visible()
    shot(widget.page, "attachments-refused-phone-dark")
    widget.frame.get_by_role("button", name="关闭提示：setup.exe").click()
    expect(lines(widget)).to_have_count(1)
    expect(in_thread(widget, "setup.exe")).to_have_count(0)
    widget.frame.get_by_role("button", name="Switch to English").click()
    sent: list[str] = []
    widget.page.on(
        "request", lambda request: sent.append(request.url) if "/attachments?" in request.url else None
    )
    attach(widget, file("setup.exe", EXE))
    expect(lines(widget).last).to_contain_text("files such as setup.exe are not taken")
    assert sent == []  # it did not go up first


def test_a_file_whose_answer_is_lost_is_sent_again_and_not_doubled(shop: Shop) -> None:
    widget = shop("solo")
    keys: list[str] = []

    def lose(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort("connectionreset")
        elif len(keys) == 2:
            route.fulfill(
                status=503, json={"error": {"code": "storage_unavailable", "message": "", "hint": ""}}
            )
        else:
            route.continue_()

    widget.page.route(UPLOADS, lose)
    attach(widget, file("once.txt", b"only once"))
    expect(lines(widget)).to_contain_text("trying again")
    expect(lines(widget)).to_have_count(0)
    expect(in_thread(widget, "once.txt")).to_have_count(1)
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_file_on_its_way_can_be_taken_back_and_the_next_one_goes(shop: Shop, shot: Shot) -> None:
    widget = shop(**PHONE)
    widget.page.route(UPLOADS, lambda route: None if "slow" in route.request.url else route.continue_())
    attach(widget, file("slow.txt", b"never"), file("next.txt", b"goes"))
    expect(lines(widget)).to_have_count(2)
    expect(widget.frame.get_by_role("progressbar", name="Sending slow.txt")).to_be_visible()
    shot(widget.page, "attachments-progress-phone")
    stop = widget.frame.get_by_role("button", name="Cancel sending slow.txt")
    stop.focus()
    stop.press("Enter")
    expect(widget.frame.locator("#attach")).to_be_focused()
    expect(in_thread(widget, "next.txt")).to_be_visible()
    expect(in_thread(widget, "slow.txt")).to_have_count(0)


def test_a_screenshot_is_pasted_and_a_file_dropped(shop: Shop) -> None:
    widget = shop()
    fire = """(target, [kind, name, bytes, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name));
      if (text) data.setData("text/plain", text);
      const options = { bubbles: true, cancelable: true };
      const made = kind === "paste"
        ? new ClipboardEvent(kind, { ...options, clipboardData: data })
        : new DragEvent(kind, { ...options, dataTransfer: data });
      target.dispatchEvent(made);
      return made.defaultPrevented;
    }"""
    panel = widget.frame.locator("#panel")
    assert widget.text.evaluate(fire, ["paste", "image.png", list(PNG), ""])
    expect(in_thread(widget, "image.png")).to_be_visible()
    assert not widget.text.evaluate(fire, ["paste", "cells.png", list(PNG), "a table's cells"])
    assert panel.evaluate(fire, ["dragover", "a.txt", [65], ""])
    expect(panel).to_have_class(re.compile("over"))
    assert panel.evaluate(fire, ["drop", "a.txt", [65], ""])
    expect(panel).not_to_have_class(re.compile("over"))
    expect(in_thread(widget, "a.txt")).to_be_visible()
    expect(in_thread(widget, "cells.png")).to_have_count(0)
