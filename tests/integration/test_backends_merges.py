"""Merges made in the outside system are made here, or followed; nothing is doubled or told to a stranger."""

import pytest

from escalation.ticketing.log import read_events
from tests.backend_desk import Desk
from tests.integration.test_backends import TALKING, MakeDesk, make_desk, tracker

__all__ = ["make_desk", "tracker"]

ANSWER = "已经修好，请重新登录。"
PLACES = ("qinglan", "hongmei")


def two(desk: Desk) -> tuple[list[str], list[int]]:
    """Conversations and tickets of two customers, both there."""
    places = [desk.converse(name) for name in PLACES]
    numbers = [desk.open("登录不了", place, name) for place, name in zip(places, PLACES, strict=True)]
    desk.deliver()
    desk.pull()
    return places, numbers


def pull(desk: Desk) -> None:
    for _ in range(2):
        desk.pull()
        desk.tell_customers()
    desk.deliver()


def merge_there(desk: Desk, ticket: str, into: str) -> None:
    desk.there.merge(ticket, into, desk.seconds())
    pull(desk)


def log(desk: Desk, number: int) -> list[tuple[str, str]]:
    with desk.database.reading("demo") as session:
        return [(one.type, one.by) for one in read_events(session, desk.row(number))]


@pytest.mark.parametrize("kind", TALKING)
def test_two_of_ours_are_merged_here_too_and_hear_one_answer_once(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    places, (kept, gone) = two(desk)
    twins = [desk.twin(number) for number in (kept, gone)]
    before = [len(desk.thread(number)) for number in (kept, gone)]
    merge_there(desk, twins[1], twins[0])
    assert desk.row(gone).merged_into == desk.row(kept).id
    merged = [by for type, by in log(desk, gone) if type == "ticket.merged"]
    assert len(merged) == 1
    assert merged[0].lower().startswith("agent:outside:alice")
    assert [len(desk.thread(gone))] == before[1:]
    assert [desk.heard(place) for place in places] == [[], []]
    desk.there.reply(twins[0], ANSWER, desk.seconds())
    pull(desk)
    assert desk.heard(places[0]) == [("agent", ANSWER)]
    assert desk.heard(places[1]) == [("system", ANSWER)]
    assert [text for _, text in desk.thread(kept)].count(ANSWER) == 1
    assert desk.stopped() == []


@pytest.mark.parametrize("kind", TALKING)
def test_it_is_taken_apart_as_the_desks_own_merges_are_and_stays_so(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    places, (kept, gone) = two(desk)
    merge_there(desk, desk.twin(gone), into := desk.twin(kept))
    desk.unmerge(gone)
    desk.say(gone, "您这边是另一个问题。")
    desk.set_status(gone, "resolved")
    desk.deliver()
    pull(desk)
    assert desk.row(gone).merged_into is None
    assert desk.row(kept).status != "resolved"
    assert desk.there.status(into) not in ("resolved", "solved", "closed")
    desk.there.reply(into, ANSWER, desk.seconds())
    pull(desk)
    assert desk.heard(places[0]) == [("agent", ANSWER)]
    assert ("agent", ANSWER) not in desk.heard(places[1])
    assert desk.stopped() == []


@pytest.mark.parametrize("kind", TALKING)
def test_one_that_goes_into_a_strangers_follows_its_news_and_no_older_ones(
    make_desk: MakeDesk, kind: str
) -> None:
    desk = make_desk(kind)
    (place, _), (number, _) = two(desk)
    foreign = desk.there.add_foreign(desk.seconds())
    desk.there.reply(twin := desk.twin(number), "我们在查。", desk.seconds())
    pull(desk)
    merge_there(desk, twin, foreign)
    desk.there.reply(foreign, ANSWER, desk.seconds())
    pull(desk)
    assert desk.heard(place) == [("agent", "我们在查。"), ("agent", ANSWER)]
    texts = [text for _, text in desk.thread(number)]
    assert texts.count(ANSWER) == texts.count("我们在查。") == 1
    assert "Dear Mallory" not in "".join(texts)
    assert len([text for text in texts if f"并入了 {foreign}" in text]) == 1
    told = len(desk.there.messages(foreign))
    desk.say(number, "收到。")
    desk.deliver()
    assert len(desk.there.messages(foreign)) == told + 1
    desk.there.resolve(foreign, desk.seconds())
    pull(desk)
    assert desk.row(number).status == "resolved"
    assert desk.stopped() == []


@pytest.mark.parametrize("kind", TALKING)
def test_what_goes_on_and_on_is_followed_to_the_end(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    places, (kept, gone) = two(desk)
    foreign = desk.there.add_foreign(desk.seconds())
    pull(desk)
    merge_there(desk, desk.twin(gone), foreign)
    merge_there(desk, foreign, desk.twin(kept))
    assert desk.row(gone).merged_into == desk.row(kept).id
    desk.there.reply(desk.twin(kept), ANSWER, desk.seconds())
    pull(desk)
    assert desk.heard(places[0]) == [("agent", ANSWER)]
    assert ("system", ANSWER) in desk.heard(places[1])


def test_both_merges_in_one_look_are_followed(make_desk: MakeDesk) -> None:
    desk = make_desk("request-tracker.v1")
    places, (kept, gone) = two(desk)
    foreign = desk.there.add_foreign(desk.seconds())
    desk.there.merge(desk.twin(gone), foreign, desk.seconds())
    desk.there.reply(foreign, "我们在查。", desk.seconds())
    desk.there.merge(foreign, desk.twin(kept), desk.seconds())
    pull(desk)
    assert desk.row(gone).merged_into == desk.row(kept).id
    assert ("agent", "我们在查。") in desk.heard(places[1])


def test_two_that_go_into_one_strangers_are_one_here(make_desk: MakeDesk) -> None:
    desk = make_desk("request-tracker.v1")
    places, (first, second) = two(desk)
    foreign = desk.there.add_foreign(desk.seconds())
    merge_there(desk, desk.twin(first), foreign)
    merge_there(desk, desk.twin(second), foreign)
    assert desk.row(second).merged_into == desk.row(first).id
    desk.there.reply(foreign, ANSWER, desk.seconds())
    pull(desk)
    assert desk.heard(places[0]) == [("agent", ANSWER)]
    assert desk.heard(places[1]) == [("system", ANSWER)]


def test_what_cannot_be_merged_here_says_so(make_desk: MakeDesk) -> None:
    desk = make_desk("request-tracker.v1")
    _, (kept, gone) = two(desk)
    third = desk.open("账单不对")
    desk.merge(gone, third)
    desk.deliver()
    merge_there(desk, desk.twin(gone), into := desk.twin(kept))
    assert desk.row(gone).merged_into == desk.row(third).id
    told = desk.thread(gone)[-1][1]
    assert f"并入了 {into}，也就是 #{kept}" in told
    assert "它已经并入其他工单" in told


def test_merged_on_both_sides_is_merged_once(make_desk: MakeDesk) -> None:
    desk = make_desk("request-tracker.v1")
    _, (kept, gone) = two(desk)
    desk.merge(gone, kept)
    desk.deliver()
    merge_there(desk, desk.twin(gone), desk.twin(kept))
    assert [type for type, _ in log(desk, gone)].count("ticket.merged") == 1


def test_what_a_closed_ticket_refused_goes_where_it_was_merged(
    make_desk: MakeDesk, database_url: str
) -> None:
    desk = make_desk("zendesk.v1", database_url)
    _, (kept, gone) = two(desk)
    into = desk.twin(kept)
    desk.there.merge(desk.twin(gone), into, desk.seconds())
    desk.say(gone, "请清一下缓存再试。")
    desk.deliver()
    assert [one.number for one in desk.stopped()] == [gone]
    pull(desk)
    assert desk.stopped() == []
    assert [one for one in desk.there.messages(into) if "缓存" in one] == ["周宁：\n请清一下缓存再试。"]


def test_what_it_was_sent_without_an_answer_is_found_after_a_merge(make_desk: MakeDesk) -> None:
    desk = make_desk("request-tracker.v1")
    _, (number, _) = two(desk)
    foreign = desk.there.add_foreign(desk.seconds())
    desk.faulty.faults = ["drop after"]
    desk.say(number, "请清一下缓存再试。")
    desk.deliver(rounds=1, to_the_end=False)
    merge_there(desk, twin := desk.twin(number), foreign)
    said = [one for ticket in (twin, foreign) for one in desk.there.messages(ticket) if f"[#{number}/" in one]
    assert len(said) == 1


@pytest.mark.parametrize("kind", ["request-tracker.v1", "zendesk.v1"])
def test_an_opening_without_an_answer_that_was_merged_is_found(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation = desk.converse()
    number = desk.open(conversation=conversation)
    desk.faulty.faults = ["drop after"]
    desk.deliver(rounds=1, to_the_end=False)
    twin, foreign = desk.there.opened(desk.key(number))[0], desk.there.add_foreign(desk.seconds())
    desk.there.merge(twin, foreign, desk.seconds() + 1)
    desk.deliver()
    assert desk.link(number).outside_id == twin
    pull(desk)
    desk.there.reply(foreign, ANSWER, desk.seconds())
    pull(desk)
    assert desk.link(number).follows == foreign
    assert desk.heard(conversation) == [("agent", ANSWER)]


def test_an_opening_that_went_into_an_older_ticket_is_for_a_person(make_desk: MakeDesk) -> None:
    desk = make_desk("zammad.v1")
    foreign = desk.there.add_foreign(desk.seconds())
    number = desk.open()
    desk.faulty.faults = ["drop after"]
    desk.deliver(rounds=1, to_the_end=False)
    desk.there.merge(desk.there.opened(desk.key(number))[0], foreign, desk.seconds())
    desk.deliver()
    assert [(one.number, one.state) for one in desk.stopped()] == [(number, "unknown")]
    assert "were they merged?" in desk.stopped()[0].problem


def test_a_strangers_words_that_come_with_a_merge_are_told_to_nobody(
    make_desk: MakeDesk, database_url: str
) -> None:
    desk = make_desk("zammad.v1", database_url)
    (place, _), (number, _) = two(desk)
    foreign = desk.there.add_foreign(desk.seconds())
    pull(desk)
    merge_there(desk, foreign, desk.twin(number))
    assert desk.heard(place) == []
    assert desk.thread(number)[-1] == ("Alice", "Dear Mallory")
    desk.there.reply(desk.twin(number), ANSWER, desk.seconds())
    pull(desk)
    assert desk.heard(place) == [("agent", ANSWER)]
