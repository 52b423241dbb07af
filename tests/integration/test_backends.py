"""Tickets kept in an outside system too: nothing lost, nothing doubled, whatever goes wrong on the way.

Request Tracker is a real one; Zendesk and Zammad are stand-ins made from their documentation, and the webhook
has a receiver that keeps to its standard.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.desk.backend_answer import Answer
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from escalation.routing.words import Words
from escalation.ticketing.work import change_priority, customer_writes, note
from tests.backend_desk import SECRET, Desk, build_desk, system_of
from tests.databases import NewDatabase
from tests.faulty_server import RETRY_AFTER_S, Reply, faulty_server
from tests.model_home import require
from tests.request_tracker import PACKAGES, RequestTracker, is_installed, request_tracker

KINDS = ("request-tracker.v1", "zendesk.v1", "zammad.v1", "webhook.v1")
AFTER = ("late", "500 after", "drop after")
BEFORE = ("503 before", "drop before")


class MakeDesk(Protocol):
    """`url` is of a database; a fresh one of SQLite by default."""

    def __call__(self, kind: str, url: str | None = None) -> Desk: ...


@pytest.fixture(scope="session")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTracker]:
    require(is_installed(), PACKAGES)
    with request_tracker(tmp_path_factory.mktemp("rt")) as tracker:
        yield tracker


@pytest.fixture
def make_desk(
    new_sqlite: NewDatabase,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[MakeDesk]:
    opened: list[Any] = []

    def make(kind: str, url: str | None = None) -> Desk:
        there, behind, options, secret = system_of(kind, lambda: request.getfixturevalue("tracker"))
        late_s = 9.0 if kind == "request-tracker.v1" else 0.6
        server = faulty_server(behind, late_s=late_s)
        faulty = server.__enter__()
        database = Database(build_engine(url or new_sqlite()))
        opened.append((server, database))
        monkeypatch.setenv(SECRET, secret)
        return build_desk(database, there, faulty, kind, options, tmp_path)

    yield make
    for server, database in opened:
        database.dispose()
        server.__exit__(None, None, None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_ticket_is_there_with_its_thread_and_its_status(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    number = desk.open()
    desk.say(number, "请清一下缓存再试。")
    desk.change(number, lambda *at: note(*at, name="周宁", text="可能是 4.2 的老问题"))
    desk.change(number, lambda *at: change_priority(*at, "P0", reason=Words("全公司", "whole company")))
    desk.change(number, lambda *at: customer_writes(*at, "还是不行"), by="customer")
    desk.set_status(number, "pending")
    desk.deliver()
    twin = desk.twin(number)
    assert len(desk.there.messages(twin)) == (5 if kind == "zammad.v1" else 3)  # changes are notes there
    assert desk.there.status(twin) in ("stalled", "pending", "pending reminder")
    assert desk.link(number).pushed == desk.row(number).events


@pytest.mark.parametrize("fault", [*AFTER, "slow", "429"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost_or_doubled_when_an_answer_is(make_desk: MakeDesk, kind: str, fault: str) -> None:
    desk = make_desk(kind)
    number = desk.open()
    desk.faulty.faults = [fault]
    desk.deliver()
    twin = desk.twin(number)
    desk.faulty.faults = [fault]
    desk.say(number, "请清一下缓存再试。")
    desk.deliver()
    once = desk.there.messages(twin)
    desk.faulty.faults = [fault]
    desk.set_status(number, "resolved")
    desk.deliver()
    assert desk.twin(number) == twin
    assert desk.faulty.faults == []
    assert len([one for one in once if "缓存" in one or "[#" in one]) == 1
    assert desk.there.status(twin) in ("resolved", "solved", "closed")
    assert desk.stopped() == []


@pytest.mark.parametrize("fault", BEFORE)
@pytest.mark.parametrize("kind", ["request-tracker.v1", "zendesk.v1", "webhook.v1"])
def test_what_was_not_done_is_done_later(make_desk: MakeDesk, kind: str, fault: str) -> None:
    desk = make_desk(kind)
    number = desk.open()
    desk.faulty.faults = [fault]
    desk.deliver()
    twin = desk.twin(number)
    desk.faulty.faults = [fault]
    desk.say(number, "请清一下缓存再试。")
    desk.deliver()
    assert len(desk.there.messages(twin)) == 1


def test_a_system_that_is_down_gets_everything_once_it_is_back(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    desk.use_url("http://127.0.0.1:9")  # nobody listens there
    number = desk.open()
    desk.say(number, "请清一下缓存再试。")
    with pytest.raises(pytest.fail.Exception):
        desk.deliver(rounds=8)
    assert desk.there.tickets == {}
    desk.use_url(desk.faulty.url)
    desk.deliver()
    assert desk.there.messages(desk.twin(number)) == ["周宁：\n请清一下缓存再试。"]


def test_who_says_when_to_come_again_is_left_alone_until_then(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    number = desk.open()
    desk.open()
    desk.faulty.faults = ["429"]
    desk.deliver(rounds=1, to_the_end=False)
    asked = len(desk.there.asked)
    desk.deliver(rounds=1, to_the_end=False)
    assert len(desk.there.asked) == asked
    desk.clock.now += timedelta(seconds=RETRY_AFTER_S)
    desk.deliver()
    assert desk.twin(number)


def test_where_a_search_cannot_tell_a_person_is_asked(make_desk: MakeDesk, database_url: str) -> None:
    desk = make_desk("zammad.v1", database_url)
    desk.there.lags = True
    number = desk.open()
    desk.faulty.faults = ["drop after"]
    desk.deliver()
    assert [one.number for one in desk.stopped()] == [number]
    assert "请核对" in desk.thread(number)[-1][1]
    assert "“设置 → 外部工单系统”（/console/settings/outside）" in desk.thread(number)[-1][1]
    assert len(desk.there.tickets) == 1
    desk.say(number, "请清一下缓存再试。")
    desk.deliver()
    assert desk.there.messages("1") == []
    desk.answer(number, Answer.there, outside_id="1")
    desk.deliver()
    assert desk.there.messages("1")[0] == "周宁：\n请清一下缓存再试。"
    assert desk.stopped() == []


def test_a_person_may_have_it_sent_again_or_left(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    again, left = desk.open(), desk.open("账单不对")
    desk.faulty.faults = ["503 before", "503 before"]
    desk.deliver()
    assert {one.state for one in desk.stopped()} == {"unknown"}
    assert desk.there.tickets == {}
    desk.answer(again, Answer.again)
    desk.answer(left, Answer.leave)
    desk.say(left, "我们在这边处理。")
    desk.deliver()
    assert desk.twin(again) == "1"
    assert desk.there.opened(desk.key(left)) == []
    assert desk.stopped() == []


def test_what_it_refuses_is_shown_and_nothing_passes_it_by(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    number = desk.open()
    desk.deliver()
    kept = desk.there.tickets.pop(1)
    desk.say(number, "请清一下缓存再试。")
    desk.deliver()
    assert [(one.number, one.state) for one in desk.stopped()] == [(number, "failed")]
    desk.there.tickets[1] = kept
    desk.answer(number, Answer.again)
    desk.deliver()
    assert desk.there.messages("1") == ["周宁：\n请清一下缓存再试。"]


def test_two_that_carry_one_key_are_shown_not_chosen_from(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    number = desk.open()
    desk.faulty.faults = ["drop after"]
    desk.deliver(rounds=1, to_the_end=False)
    desk.there.tickets[2] = {**desk.there.tickets[1], "id": 2}
    desk.deliver()
    assert [(one.number, one.state) for one in desk.stopped()] == [(number, "unknown")]
    assert "2 times: 1, 2" in desk.stopped()[0].problem


def test_a_status_that_was_overtaken_is_not_brought_there(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    number = desk.open()
    desk.deliver()
    for status in ("pending", "open", "resolved"):
        desk.set_status(number, status)
    desk.deliver()
    changes = [child["status"] for one in desk.there.audits for child in one["events"] if "status" in child]
    assert changes == ["solved"]


def test_a_secret_that_is_missing_keeps_everything_for_later(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk("zendesk.v1")
    number = desk.open()
    monkeypatch.delenv(SECRET)
    desk.deliver(rounds=3, to_the_end=False)
    assert SECRET in (desk.system().problem or "")
    monkeypatch.setenv(SECRET, "zendesk-token")
    desk.deliver()
    assert desk.twin(number)


@pytest.mark.parametrize("wanting", ["secret", "quiet", "answer"])
def test_what_is_given_up_is_said_on_its_ticket_whatever_stood_in_the_way(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch, wanting: str
) -> None:
    """The secret is missing, the other side asks to be left alone, or it answers what nobody understands."""
    desk = make_desk("zendesk.v1")
    number = desk.open()
    desk.deliver()
    desk.say(number, "请清一下缓存再试。")
    with monkeypatch.context() as patch:
        if wanting == "secret":
            patch.delenv(SECRET)
        elif wanting == "quiet":
            desk.hold(timedelta(days=10))
        else:
            patch.setattr(desk.there, "list_audits", lambda *_: Reply(200, b"[]"))
        desk.deliver()
    assert [(one.number, one.state) for one in desk.stopped()] == [(number, "failed")]
    assert desk.thread(number)[-1][1].startswith("未能同步到外部系统：一条消息。")
    assert desk.there.messages(desk.twin(number)) == []
    desk.hold(timedelta(0))
    desk.answer(number, Answer.again)
    desk.deliver()
    assert desk.there.messages(desk.twin(number)) == ["周宁：\n请清一下缓存再试。"]
    assert desk.stopped() == []


def test_a_tracker_without_the_field_for_keys_gets_nothing(
    make_desk: MakeDesk, tracker: RequestTracker
) -> None:
    desk = make_desk("request-tracker.v1")
    field = tracker.ask("/queue/General")["TicketCustomFields"][0]["id"]
    tracker.ask(f"/customfield/{field}", {"Disabled": 1}, method="PUT", user="root")
    try:
        before = tracker.tickets()
        desk.open()
        desk.deliver(rounds=2, to_the_end=False)
        assert tracker.tickets() == before
        assert "HuiyiKey" in (desk.system().problem or "")
    finally:
        tracker.ask(f"/customfield/{field}", {"Disabled": 0}, method="PUT", user="root")


TALKING = ("request-tracker.v1", "zendesk.v1", "zammad.v1")


@pytest.mark.parametrize("kind", TALKING)
def test_a_persons_answer_there_reaches_the_customer_here_once(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation = desk.converse()
    number = desk.open(conversation=conversation)
    desk.deliver()
    twin = desk.twin(number)
    desk.pull()
    desk.there.reply(twin, "请换一个浏览器。", desk.seconds())
    desk.pull()
    desk.pull()
    assert [text for _, text in desk.thread(number)] == ["登录不了，急", "请换一个浏览器。"]
    assert [(one["author"], one["text"]) for one in desk.messages(conversation)] == [
        ("agent", "请换一个浏览器。")
    ]
    assert desk.row(number).first_responded_at is not None
    before = desk.there.messages(twin)
    desk.deliver()
    assert desk.there.messages(twin) == before


@pytest.mark.parametrize("kind", TALKING)
def test_what_is_resolved_there_is_resolved_here_and_the_other_way_round(
    make_desk: MakeDesk, kind: str
) -> None:
    desk = make_desk(kind)
    number = desk.open()
    desk.deliver()
    twin = desk.twin(number)
    desk.there.resolve(twin, desk.seconds())
    desk.pull()
    assert desk.row(number).status == "resolved"
    desk.set_status(number, "reopened")
    desk.deliver()
    assert desk.there.status(twin) == "open"
    desk.pull()
    assert desk.row(number).status == "reopened"
    events = desk.row(number).events
    desk.pull()
    desk.deliver()
    assert desk.row(number).events == events


def test_a_status_set_there_after_ours_got_lost_on_the_way_stands(make_desk: MakeDesk) -> None:
    desk = make_desk("request-tracker.v1")
    number = desk.open()
    desk.deliver()
    twin = desk.twin(number)
    desk.faulty.faults = ["drop after"]
    desk.set_status(number, "resolved")
    desk.deliver(rounds=1, to_the_end=False)
    desk.there.tracker.ask(f"/ticket/{twin}", {"Status": "stalled"}, method="PUT")
    desk.deliver()
    desk.pull()
    assert desk.there.status(twin) == "stalled"
    assert desk.row(number).status == "pending"


def test_relays_side_by_side_bring_everything_there_once(make_desk: MakeDesk, database_url: str) -> None:
    desk = make_desk("zendesk.v1", database_url)
    numbers = [desk.open(f"第 {index} 件") for index in range(6)]
    for number in numbers:
        desk.say(number, "请清一下缓存再试。")
    desk.queue()
    relays = [threading.Thread(target=desk.relay.run, args=("demo", desk.clock.now)) for _ in range(4)]
    for relay in relays:
        relay.start()
    for relay in relays:
        relay.join()
    desk.deliver()
    for number in numbers:
        assert desk.there.messages(desk.twin(number)) == ["周宁：\n请清一下缓存再试。"]


def test_control_characters_and_repeats_in_what_comes_do_no_harm(
    make_desk: MakeDesk, database_url: str
) -> None:
    desk = make_desk("zendesk.v1", database_url)
    number = desk.open()
    desk.deliver()
    desk.there.reply("1", "a\x00b\u202e\ud800", desk.seconds())
    desk.there.events.append(desk.there.events[-1])
    desk.pull()
    assert [text for _, text in desk.thread(number)][1:] == ["ab"]


def test_a_flood_of_markup_is_read_as_words(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    number = desk.open()
    desk.deliver()
    desk.there.reply("1", "<script>steal()</script><img src=x onerror=steal()>Hi", desk.seconds())
    desk.pull()
    assert desk.thread(number)[-1][1] == "Hi"


def test_changes_that_cannot_be_read_are_shown_and_looked_at_again(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    number = desk.open()
    desk.deliver()
    desk.there.reply("1", "请换一个浏览器。", desk.seconds())
    kept = desk.there.events[-1].pop("ticket_id")
    assert desk.pull() == 0
    assert "cannot be read" in (desk.system().problem or "")
    desk.there.events[-1]["ticket_id"] = kept
    assert desk.pull() == 1
    assert desk.system().problem is None
    assert desk.thread(number)[-1][1] == "请换一个浏览器。"


def test_tickets_from_before_stay_here(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    before, desk.clock.now = desk.clock.now, desk.clock.now - timedelta(days=1)
    old = desk.open()
    desk.clock.now = before
    desk.say(old, "请清一下缓存再试。")
    new = desk.open()
    desk.deliver()
    assert desk.twin(new) == "1"
    assert len(desk.there.tickets) == 1
