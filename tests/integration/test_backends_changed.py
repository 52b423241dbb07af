"""A tenant that changes its outside system, or leaves it and comes back: each ticket keeps its own twin."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.hosts import read_hosts
from bot.desk.backend_account import Connector
from bot.desk.backend_answer import Answer
from bot.desk.backend_links import BACKEND_PUSH
from bot.desk.backend_push import Pusher
from bot.desk.backend_setting import Wanted, remove_system, set_system
from bot.desk.backend_transport import HttpTransport
from bot.errors import NotFound
from bot.outbox import Relay
from bot.tenants import new_tenant
from escalation.backends.types import Author, OutsideMessage
from tests.backend_desk import Desk, system_of
from tests.faulty_server import FaultyServer, faulty_server
from tests.integration.test_backends import MakeDesk, make_desk
from tests.zammad_fake import FakeZammad

__all__ = ["make_desk"]

DEMO = new_tenant("demo", "lanyun", "Lanyun")
FOREIGN = {
    "title": "another's",
    "priority": "2 normal",
    "article": {"subject": "x", "body": "b", "internal": False},
}


@pytest.fixture
def zammad() -> Iterator[tuple[FakeZammad, FaultyServer]]:
    with faulty_server(there := FakeZammad()) as server:
        yield there, server


def wanted_of(desk: Desk) -> Wanted:
    system = desk.system()
    return Wanted(system.kind, system.url, system.secret, system.options)


def connect(desk: Desk, wanted: Wanted) -> None:
    desk.clock.now += timedelta(minutes=5)
    set_system(desk.database, DEMO, desk.puller.connector, wanted, now=desk.clock.now)


def change_to(desk: Desk, there: FakeZammad, server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The same desk with Zammad."""
    _, _, options, secret = system_of("zammad.v1", lambda: pytest.fail("no tracker"))
    monkeypatch.setenv("HUIYI_BACKEND_ZAMMAD", secret)
    transport = HttpTransport(read_hosts(f"127.0.0.1:{server.port}, 127.0.0.1:{desk.faulty.port}"), 0.4)
    connector = Connector(transport, desk.clock)
    pusher = Pusher(desk.database, desk.puller.tenants, connector, desk.hub, desk.clock, 60, desk.store)
    moved = replace(
        desk,
        there=there,
        faulty=server,
        relay=Relay(desk.database, {BACKEND_PUSH: pusher}, attempts=60, only=True),
        puller=replace(desk.puller, connector=connector),
    )
    connect(moved, Wanted("zammad.v1", server.url, "HUIYI_BACKEND_ZAMMAD", options))
    return moved


def test_another_systems_ticket_of_the_same_id_is_a_strangers(
    make_desk: MakeDesk, zammad: tuple[FakeZammad, FaultyServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk("zendesk.v1")
    talk = desk.converse()
    old = desk.open(conversation=talk)
    desk.deliver()
    there, server = zammad
    there.create(FOREIGN)
    moved = change_to(desk, there, server, monkeypatch)
    moved.pull()
    there.reply("1", "Your refund of 5000 is on its way, Mr Other", desk.seconds())
    assert moved.pull() == 0
    late = OutsideMessage("m9", "1", Author("Alice", False), "for Mr Other", True)
    assert not moved.puller.take("demo", moved.system(), late)
    assert desk.messages(talk) == []
    assert len(desk.thread(old)) == 1


def test_a_new_ticket_may_have_an_id_there_that_an_old_one_had_elsewhere(
    make_desk: MakeDesk, zammad: tuple[FakeZammad, FaultyServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk("zendesk.v1")
    old = desk.open()
    desk.deliver()
    moved = change_to(desk, *zammad, monkeypatch)
    new = moved.open()
    moved.say(old, "written here only")
    moved.deliver()
    assert (desk.link(old).outside_id, moved.link(new).outside_id) == ("1", "1")
    assert len(zammad[0].tickets) == 1
    zammad[0].reply("1", "请换一个浏览器。", desk.seconds())
    moved.pull()
    assert desk.thread(new)[-1][1] == "请换一个浏览器。"
    assert desk.thread(old)[-1][1] == "written here only"


def test_what_the_old_system_told_is_not_taken_for_the_new_ones(
    make_desk: MakeDesk, zammad: tuple[FakeZammad, FaultyServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was asked before the change and answered after it."""
    desk = make_desk("zendesk.v1")
    asked = desk.system()
    moved = change_to(desk, *zammad, monkeypatch)
    new = moved.open()
    moved.deliver()
    assert moved.link(new).outside_id == "1"
    late = OutsideMessage("m9", "1", Author("Alice", False), "for another", True)
    assert not moved.puller.take("demo", asked, late)
    assert len(desk.thread(new)) == 1


def test_what_stopped_on_its_way_to_the_old_system_is_nobodys_business_in_the_new(
    make_desk: MakeDesk, zammad: tuple[FakeZammad, FaultyServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk("zendesk.v1")
    old = desk.open()
    desk.deliver()
    kept = desk.there.tickets.pop(1)
    desk.say(old, "请清一下缓存再试。")
    desk.deliver()
    assert [one.number for one in desk.stopped()] == [old]
    before = wanted_of(desk)
    moved = change_to(desk, *zammad, monkeypatch)
    assert moved.stopped() == []
    with pytest.raises(NotFound):
        moved.answer(old, Answer.again)
    connect(moved, before)
    desk.there.tickets[1] = kept
    moved.answer(old, Answer.again)
    moved.deliver()
    assert desk.there.messages("1") == ["周宁：\n请清一下缓存再试。"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_system_that_comes_back_goes_on_with_its_tickets_both_ways(make_desk: MakeDesk, slash: str) -> None:
    desk = make_desk("zendesk.v1")
    talk = desk.converse()
    old, wanted = desk.open(conversation=talk), wanted_of(desk)
    desk.deliver()
    desk.say(old, "on its way when it was disconnected")
    desk.queue()
    remove_system(desk.database, DEMO)
    desk.relay.run("demo", desk.clock.now)
    between = desk.open("opened without one")
    desk.say(old, "written while there was none")
    connect(desk, replace(wanted, url=wanted.url + slash))
    desk.say(old, "written afterwards")
    desk.deliver()
    told = desk.there.messages(desk.twin(old))
    assert [one.splitlines()[-1] for one in told] == [
        "on its way when it was disconnected",
        "written while there was none",
        "written afterwards",
    ]
    assert len(desk.there.tickets) == 1, f"#{between} is kept here only"
    desk.there.reply(desk.twin(old), "answered there", desk.seconds())
    assert desk.pull() == 1
    assert desk.messages(talk)[-1]["text"] == "answered there"


def test_what_was_given_up_without_a_system_goes_on_without_another_word(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    old, wanted = desk.open(), wanted_of(desk)
    desk.queue()
    remove_system(desk.database, DEMO)
    desk.relay.run("demo", desk.clock.now)
    assert any("nowhere else" in (error or "") for error in desk.errors())
    connect(desk, wanted)
    desk.deliver()
    assert desk.twin(old) == "1"
