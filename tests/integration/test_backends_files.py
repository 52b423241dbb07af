"""Files cross to an outside system and back with what they came with, once; none holds its words up."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.message_text import text_of_file
from escalation.ticketing.attachments import Attachment
from escalation.ticketing.thread import Said
from escalation.ticketing.work import customer_writes
from tests.attachment_files import EXE, HTML, PNG, SVG
from tests.backend_desk import LARGEST_FILE, Desk
from tests.integration.test_backends import AFTER, KINDS, TALKING, MakeDesk, make_desk, tracker

__all__ = ["make_desk", "tracker"]

NAME = "截图 1.png"
LOG = b"2026-05-12 error\n"


def files(desk: Desk) -> list[Attachment]:
    with desk.database.reading("demo") as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.created_at, Attachment.name)))


def content(desk: Desk, file: Attachment) -> bytes:
    return desk.store.path("demo", file.id).read_bytes()


def said(desk: Desk, twin: str) -> list[str]:
    """Messages there that name our file."""
    return [one for one in desk.there.messages(twin) if "📎" in one or "[#" in one]


@pytest.mark.parametrize("kind", KINDS)
def test_files_go_there_once_each_with_its_message(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    number = desk.open(conversation=desk.converse())
    desk.attach(number, NAME, PNG)
    desk.attach(number, "trace.log", LOG, internal=True)
    desk.deliver()
    twin = desk.twin(number)
    assert desk.there.had(twin) == [(NAME, PNG), ("trace.log", LOG)]
    assert len(said(desk, twin)) == 2
    assert desk.stopped() == []


@pytest.mark.parametrize("kind", KINDS)
def test_files_from_before_the_ticket_go_along_with_its_opening(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation = desk.converse()
    desk.attach(None, NAME, PNG, conversation=conversation)
    number = desk.open(conversation=conversation)
    again = desk.open("账单不对", conversation)
    desk.deliver()
    assert desk.there.had(desk.twin(number)) == [(NAME, PNG)]
    assert desk.there.had(desk.twin(again)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_customers_file_is_brought_by_its_own_event_and_not_told_again(
    make_desk: MakeDesk, kind: str
) -> None:
    desk = make_desk(kind)
    conversation = desk.converse()
    number = desk.open(conversation=conversation)
    desk.attach(None, NAME, PNG, conversation=conversation)
    where, text = Said(conversation, 1), text_of_file(NAME)
    desk.change(number, lambda *at: customer_writes(*at, text, where), by="customer")
    desk.deliver()
    twin = desk.twin(number)
    assert desk.there.had(twin) == [(NAME, PNG)]
    assert len(said(desk, twin)) == 1


@pytest.mark.parametrize("fault", AFTER)
@pytest.mark.parametrize("kind", KINDS)
def test_no_file_is_doubled_when_an_answer_is_lost(make_desk: MakeDesk, kind: str, fault: str) -> None:
    desk = make_desk(kind)
    number = desk.open()
    desk.deliver()
    twin = desk.twin(number)
    desk.attach(number, NAME, PNG)
    desk.faulty.faults = [fault]
    desk.deliver()
    assert desk.faulty.faults == []
    assert desk.there.had(twin) == [(NAME, PNG)]
    assert len(said(desk, twin)) == 1
    assert desk.stopped() == []


@pytest.mark.parametrize("kind", ["zendesk.v1", "zammad.v1", "webhook.v1"])
def test_what_is_refused_with_its_file_goes_without_it(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation = desk.converse()
    desk.attach(None, "before.png", PNG, conversation=conversation)
    desk.there.refuses_files = True
    number = desk.open(conversation=conversation)
    desk.attach(number, NAME, PNG)
    desk.say(number, "请看图。")
    desk.deliver()
    twin = desk.twin(number)
    assert desk.there.had(twin) == []
    told, after = [one for one in desk.there.messages(twin) if one.startswith("周宁")]
    assert f"（文件“{NAME}”没有传过来：这里没有接收，the answer was 4" in told
    assert after == "周宁：\n请看图。"
    assert desk.stopped() == []


@pytest.mark.parametrize("kind", ["request-tracker.v1", "zendesk.v1", "webhook.v1"])
def test_a_file_that_is_never_answered_to_stays_and_its_words_go(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    number = desk.open()
    desk.deliver()
    desk.faulty.faults = ["drop before"] * 3
    desk.attach(number, NAME, PNG)
    desk.deliver()
    twin = desk.twin(number)
    assert desk.there.had(twin) == []
    assert len(said(desk, twin)) == 1
    assert desk.link(number).file_tries == 0
    desk.attach(number, "2.png", PNG)
    desk.deliver()
    assert desk.there.had(twin) == [("2.png", PNG)]


def test_a_system_that_is_down_for_long_gets_the_files_when_it_is_back(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    number = desk.open()
    desk.deliver()
    desk.use_url("http://127.0.0.1:9")
    desk.attach(number, NAME, PNG)
    with pytest.raises(pytest.fail.Exception):
        desk.deliver(rounds=8)
    desk.use_url(desk.faulty.url)
    desk.deliver()
    assert desk.there.had(desk.twin(number)) == [(NAME, PNG)]


def test_what_is_too_large_to_go_along_is_named(make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escalation.backends.zammad.MOST_BYTES", 10)
    desk = make_desk("zammad.v1")
    number = desk.open()
    desk.attach(number, NAME, PNG)
    desk.deliver()
    assert desk.there.had(twin := desk.twin(number)) == []
    assert "超过一次可传的" in desk.there.messages(twin)[0]


def test_a_file_that_is_gone_from_the_disk_is_named(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    number = desk.open()
    desk.store.path("demo", desk.attach(number, NAME, PNG)).unlink()
    desk.deliver()
    assert "原来的文件已不在" in desk.there.messages(desk.twin(number))[0]


def test_an_answers_file_on_what_was_merged_here_goes_where_that_goes_on(
    make_desk: MakeDesk, database_url: str
) -> None:
    desk = make_desk("zammad.v1", database_url)
    number = desk.open(conversation=desk.converse())
    merged = desk.open("登不进去", desk.converse("hongmei"), "hongmei")
    desk.merge(merged, number)
    desk.attach(merged, NAME, PNG)
    desk.deliver()
    assert desk.there.had(desk.twin(merged)) == [(NAME, PNG)]
    assert desk.there.had(desk.twin(number)) == [(NAME, PNG)]


def opened(desk: Desk) -> tuple[str, int, str]:
    """The conversation, the ticket and its twin."""
    conversation = desk.converse()
    number = desk.open(conversation=conversation)
    desk.deliver()
    desk.pull()
    return conversation, number, desk.twin(number)


@pytest.mark.parametrize("kind", TALKING)
def test_an_answers_files_come_with_it_once(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation, number, twin = opened(desk)
    desk.there.reply(twin, "请看图。", desk.seconds(), [(NAME, PNG), ("说明.log", LOG)])
    desk.pull()
    desk.pull()
    assert desk.heard(conversation) == [
        ("agent", "请看图。"), ("agent", f"📎 {NAME}"), ("agent", "📎 说明.log"),
    ]  # fmt: skip
    kept = {one.id: one for one in files(desk)}
    shown = [one["file"] for one in desk.messages(conversation) if one["file"]]
    assert [(one["name"], content(desk, kept[one["id"]])) for one in shown] == [
        (NAME, PNG),
        ("说明.log", LOG),
    ]
    assert {(one.audience, one.conversation_id) for one in kept.values()} == {("customer", conversation)}
    assert [text for _, text in desk.thread(number)][1:] == ["请看图。", f"📎 {NAME}", "📎 说明.log"]
    had = desk.there.had(twin)
    desk.deliver()
    assert desk.there.had(twin) == had


@pytest.mark.parametrize("kind", TALKING)
def test_what_may_not_be_kept_is_named_and_the_message_comes(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation, _, twin = opened(desk)
    given = [
        ("big.log", b"x" * (LARGEST_FILE + 1)),
        ("setup.exe", EXE),
        ("photo.png", HTML),
        ("../../etc/图\u200b.svg", SVG),
        ("page.html", HTML),
    ]
    desk.there.reply(twin, "请看附件。", desk.seconds(), given)
    desk.pull()
    words, *rest = [text for _, text in desk.heard(conversation)]
    assert words.startswith("请看附件。\n\n（附件“big.log”没有收下：文件超过 0.19 MB 的上限）")
    assert "（附件“setup.exe”没有收下：不支持“setup.exe”这种文件）" in words
    assert "（附件“photo.png”没有收下：“photo.png”的内容不是 PNG 格式）" in words
    assert rest == ["📎 图.svg", "📎 page.html"]
    assert {(one.name, one.media_type) for one in files(desk)} == {
        ("图.svg", "application/octet-stream"),
        ("page.html", "application/octet-stream"),
    }


@pytest.mark.parametrize("kind", TALKING)
def test_a_notes_files_are_the_desks_alone(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation, number, twin = opened(desk)
    desk.there.reply(twin, "老问题", desk.seconds(), [("trace.log", LOG)], public=False)
    desk.pull()
    assert desk.heard(conversation) == []
    assert [one.audience for one in files(desk)] == [""]
    assert desk.thread(number)[-1][1] == "老问题\n📎 trace.log"


@pytest.mark.parametrize("kind", ["zendesk.v1", "zammad.v1"])
def test_a_customers_files_come_with_their_words(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    _, number, twin = opened(desk)
    desk.there.reply(twin, "还是不行", desk.seconds(), [(NAME, PNG)], by="Customer")
    desk.pull()
    assert desk.thread(number)[1:] == [("customer", "还是不行"), ("customer", f"📎 {NAME}")]
    assert [(one.by, one.audience) for one in files(desk)] == [("customer", "customer")]
    before = len(desk.there.messages(twin))
    desk.deliver()
    assert len(desk.there.messages(twin)) == before


def test_files_without_a_word_come_too(make_desk: MakeDesk) -> None:
    desk = make_desk("request-tracker.v1")
    conversation, _, twin = opened(desk)
    desk.there.reply(twin, "", desk.seconds(), [(NAME, PNG)])
    desk.pull()
    assert desk.heard(conversation) == [("agent", f"📎 {NAME}")]


def test_files_reach_the_tickets_own_customer_and_the_words_all(
    make_desk: MakeDesk, database_url: str
) -> None:
    """As what an agent attaches at the console does."""
    desk = make_desk("zammad.v1", database_url)
    conversation, number, twin = opened(desk)
    other = desk.converse("hongmei")
    desk.merge(desk.open("登不进去", other, "hongmei"), number)
    desk.there.reply(twin, "请看图。", desk.seconds(), [(NAME, PNG)])
    desk.pull()
    desk.tell_customers()
    assert desk.heard(conversation) == [("agent", "请看图。"), ("agent", f"📎 {NAME}")]
    assert desk.heard(other) == [("system", "请看图。")]


def test_a_file_that_cannot_be_had_does_not_keep_its_message_for_ever(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    conversation, _, twin = opened(desk)
    desk.there.reply(twin, "请看图。", desk.seconds(), [(NAME, PNG)])
    desk.there.broken = True
    assert desk.pull() == desk.pull() == 0
    assert desk.heard(conversation) == []
    desk.pull()
    (_, words), *rest = desk.heard(conversation)
    assert words.startswith(f"请看图。\n\n（附件“{NAME}”没有收下：没能从外部系统取到")
    assert rest == []


def test_a_file_that_was_out_of_reach_for_a_moment_comes(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    conversation, _, twin = opened(desk)
    desk.there.reply(twin, "请看图。", desk.seconds(), [(NAME, PNG)])
    desk.there.broken = True
    desk.pull()
    desk.there.broken = False
    desk.pull()
    assert desk.heard(conversation) == [("agent", "请看图。"), ("agent", f"📎 {NAME}")]


def test_a_file_that_is_gone_there_is_named_at_once(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    conversation, _, twin = opened(desk)
    desk.there.reply(twin, "请看图。", desk.seconds(), [(NAME, PNG)])
    desk.there.files.clear()
    desk.pull()
    assert "没有收下" in desk.heard(conversation)[0][1]


def test_a_file_kept_on_a_host_that_is_not_listed_is_left_there(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    conversation, _, twin = opened(desk)
    desk.there.keeps_files_at = "https://files.example"
    desk.there.reply(twin, "请看图。", desk.seconds(), [(NAME, PNG)])
    desk.pull()
    assert "HUIYI_ACTION_HOSTS" in desk.heard(conversation)[0][1]
    assert files(desk) == []


def test_more_files_than_a_message_may_bring_are_counted(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    conversation, _, twin = opened(desk)
    given: Any = [(f"{index}.log", LOG + bytes([65 + index])) for index in range(23)]
    desk.there.reply(twin, "日志", desk.seconds(), given)
    desk.pull()
    assert len(files(desk)) == 20
    assert "另有 3 个附件" in desk.heard(conversation)[0][1]


def test_a_full_ticket_takes_the_words_alone(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    conversation, number, twin = opened(desk)
    for index in range(50):
        desk.attach(number, f"{index}.log", LOG + bytes([48 + index]), internal=True)
    desk.there.reply(twin, "请看图。", desk.seconds(), [(NAME, PNG)])
    desk.pull()
    assert desk.heard(conversation)[0][1].endswith("没有收下：这里已有 50 个附件，达到上限）")
