"""What cannot be read of the outside system keeps its own ticket waiting for a while, and no other's."""

from collections.abc import Callable

import pytest

from bot.desk.backend_answer import Answer
from bot.desk.backend_pull import TRIES
from tests.backend_desk import Desk
from tests.integration.test_backends import MakeDesk, make_desk, tracker
from tests.request_tracker import RequestTracker
from tests.zendesk_fake import AGENT, REQUESTER

__all__ = ["make_desk", "tracker"]


def opened(desk: Desk) -> tuple[str, int, str]:
    """The conversation, the ticket and its twin."""
    conversation = desk.converse()
    number = desk.open(conversation=conversation)
    desk.deliver()
    desk.pull()
    return conversation, number, desk.twin(number)


def words(desk: Desk, number: int) -> list[str]:
    return [text for _, text in desk.thread(number)][1:]


def spoil_zendesk(desk: Desk) -> None:
    desk.there.events[-1]["child_events"][0]["body"] = None


def spoil_zammad(desk: Desk) -> None:
    desk.there.articles[-1]["created_at"] = "yesterday"


BROKEN = [("zendesk.v1", spoil_zendesk), ("zammad.v1", spoil_zammad)]


@pytest.mark.parametrize(("kind", "spoil"), BROKEN)
def test_what_can_never_be_read_is_passed_over_and_the_ticket_says_so(
    make_desk: MakeDesk, kind: str, spoil: Callable[[Desk], None]
) -> None:
    desk = make_desk(kind)
    conversation, number, twin = opened(desk)
    _, other, others_twin = opened(desk)
    cursor = desk.system().cursor
    desk.there.reply(twin, "读不出来的", desk.seconds())
    spoil(desk)
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds() + 1)
    desk.there.reply(others_twin, "账单已改。", desk.seconds() + 2)
    desk.pull()
    assert words(desk, other) == ["账单已改。"]
    assert words(desk, number) == []
    assert "cannot be read" in (desk.system().problem or "")
    for _ in range(TRIES - 2):
        desk.pull()
    assert (words(desk, number), desk.system().cursor) == ([], cursor)
    desk.pull()
    note, answer = words(desk, number)
    assert "外部系统中有一项变更读不出来" in note
    assert answer == "请换一个浏览器。"
    assert desk.heard(conversation) == [("agent", "请换一个浏览器。")]
    assert desk.system().problem is None
    assert desk.system().cursor != cursor
    had = desk.there.messages(twin)
    desk.deliver()
    for _ in range(TRIES + 1):
        desk.pull()
    assert len(words(desk, number)) == 2
    assert desk.there.messages(twin) == had, "the note is of this desk alone"


def test_what_can_be_read_again_in_time_comes_as_it_was_said(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    conversation, number, twin = opened(desk)
    desk.there.reply(twin, "请换一个浏览器。", at := desk.seconds())
    right, desk.there.articles[-1]["created_at"] = desk.there.articles[-1]["created_at"], None
    desk.there.reply(twin, "再清一下缓存。", at + 1)
    for _ in range(TRIES - 1):
        desk.pull()
    assert words(desk, number) == []
    desk.there.articles[-2]["created_at"] = right
    desk.pull()
    assert [text for _, text in desk.heard(conversation)] == ["请换一个浏览器。", "再清一下缓存。"]
    assert desk.system().problem is None


def test_a_change_of_no_ticket_that_can_be_told_keeps_nothing_waiting_for_ever(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    _, number, twin = opened(desk)
    desk.there.reply(twin, "谁的？", desk.seconds())
    del desk.there.events[-1]["ticket_id"]
    cursor = desk.system().cursor
    for _ in range(TRIES):
        desk.pull()
    assert desk.system().cursor != cursor
    assert desk.system().problem is None
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds())
    desk.pull()
    assert words(desk, number) == ["请换一个浏览器。"]


def test_a_system_that_is_down_has_nothing_passed_over(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    _, number, twin = opened(desk)
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds())
    desk.faulty.reads = True
    for _ in range(TRIES + 1):
        desk.faulty.faults = ["503 before"]
        desk.pull()
    assert words(desk, number) == []
    desk.pull()
    assert words(desk, number) == ["请换一个浏览器。"]


@pytest.mark.parametrize("gone", [AGENT, REQUESTER])
def test_a_message_of_somebody_who_cannot_be_looked_up_is_a_note(make_desk: MakeDesk, gone: int) -> None:
    """Whether they answered or asked nobody can tell: it reaches no customer and answers nobody."""
    desk = make_desk("zendesk.v1")
    conversation, number, twin = opened(desk)
    desk.there.gone = {str(gone)}
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds(), by="Agent" if gone == AGENT else "Customer")
    desk.pull()
    assert words(desk, number) == ["请换一个浏览器。"]
    assert desk.heard(conversation) == []
    assert desk.row(number).first_responded_at is None
    assert desk.system().problem is None


def test_a_login_with_a_slash_keeps_nobodys_news_waiting(
    make_desk: MakeDesk, tracker: RequestTracker
) -> None:
    desk = make_desk("request-tracker.v1")
    _, number, twin = opened(desk)
    alice = tracker.ask("/user/alice", user="root")["id"]
    tracker.ask(f"/user/{alice}", {"Name": "team/alice"}, method="PUT", user="root")
    told = {"Content": "请换一个浏览器。", "ContentType": "text/plain"}
    try:
        tracker.ask(f"/ticket/{twin}/correspond", told, user="team/alice")
        desk.pull()
    finally:
        tracker.ask(f"/user/{alice}", {"Name": "alice"}, method="PUT", user="root")
    assert words(desk, number) == ["请换一个浏览器。"]
    assert desk.system().problem is None
    desk.there.reply(twin, "再清一下缓存。", desk.seconds())
    desk.pull()
    assert words(desk, number)[1:] == ["再清一下缓存。"]


@pytest.mark.parametrize("kind", ["zendesk.v1", "zammad.v1"])
def test_what_is_too_long_to_read_at_once_is_read_in_parts(
    make_desk: MakeDesk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(kind)
    conversation, _, twin = opened(desk)
    for index in range(12):
        desk.there.reply(twin, f"{index} " + "长" * 900, desk.seconds() + index)
    monkeypatch.setattr("bot.desk.backend_transport.LARGEST", 60_000 if kind == "zendesk.v1" else 12_000)
    desk.pull()
    desk.pull()
    assert [text.split()[0] for _, text in desk.heard(conversation)] == [str(index) for index in range(12)]
    assert desk.system().problem is None


def test_one_article_that_is_too_long_is_passed_over_alone(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk("zammad.v1")
    _, number, twin = opened(desk)
    desk.there.reply(twin, "长" * 9000, desk.seconds())
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds() + 1)
    monkeypatch.setattr("bot.desk.backend_transport.LARGEST", 12_000)
    for _ in range(TRIES):
        desk.pull()
    note, answer = words(desk, number)
    assert "外部系统中有一项变更读不出来" in note
    assert answer == "请换一个浏览器。"


# What is not a person's answer, and what is nobody's business any more


@pytest.mark.parametrize("public", [True, False])
def test_what_the_outside_system_says_by_itself_is_nobodys_answer(make_desk: MakeDesk, public: bool) -> None:
    desk = make_desk("zammad.v1")
    conversation, number, twin = opened(desk)
    desk.there.reply(twin, "已收到您的来信", desk.seconds(), public=public, by="System")
    desk.pull()
    assert words(desk, number) == ["已收到您的来信"]
    assert desk.heard(conversation) == []
    assert desk.row(number).first_responded_at is None
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds())
    desk.pull()
    assert desk.heard(conversation) == [("agent", "请换一个浏览器。")]
    assert desk.row(number).first_responded_at is not None


def test_a_ticket_that_was_left_hears_nothing_more_of_the_outside_system(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    conversation, number, twin = opened(desk)
    kept = desk.there.tickets.pop(int(twin))
    desk.say(number, "请清一下缓存再试。")
    desk.deliver()
    desk.there.tickets[int(twin)] = kept
    desk.answer(number, Answer.leave)
    before = words(desk, number)
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds())
    desk.there.reply(twin, "老问题", desk.seconds(), public=False)
    desk.there.resolve(twin, desk.seconds())
    assert desk.pull() == 0
    assert desk.heard(conversation) == []
    assert (words(desk, number), desk.row(number).status) == (before, "open")
    assert desk.system().problem is None
