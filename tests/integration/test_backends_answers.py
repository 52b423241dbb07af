"""An answer written in the outside system reaches whom one at the console would reach, each once."""

import pytest
from sqlalchemy import select

from bot.conversations import change_conversation
from bot.models import Conversation, DialogueEvent
from tests.backend_desk import Desk
from tests.integration.test_backends import MakeDesk, make_desk, tracker

__all__ = ["make_desk", "tracker"]

TALKING = ("request-tracker.v1", "zendesk.v1", "zammad.v1")
ANSWER = "已经修好，请重新登录。"
HERE = ("agent", ANSWER)
PASSED_ON = ("system", ANSWER)


def answer_there(desk: Desk, twin: str) -> None:
    desk.pull()
    desk.there.reply(twin, ANSWER, desk.seconds())
    for _ in range(2):
        desk.pull()
        desk.tell_customers()


@pytest.mark.parametrize("kind", TALKING)
def test_what_was_merged_into_a_ticket_hears_its_answer(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    own, other = desk.converse(), desk.converse("hongmei")
    number = desk.open(conversation=own)
    merged = desk.open("登不进去", other, "hongmei")
    desk.merge(merged, number)
    desk.deliver()
    answer_there(desk, desk.twin(number))
    assert desk.heard(own) == [HERE]
    assert desk.heard(other) == [PASSED_ON]
    assert [text for _, text in desk.thread(number)].count(ANSWER) == 1
    assert ANSWER not in [text for _, text in desk.thread(merged)]


@pytest.mark.parametrize("kind", TALKING)
def test_an_answer_to_what_was_merged_goes_on_where_it_went(make_desk: MakeDesk, kind: str) -> None:
    """There the two are two; the one that goes on hears of it there as well, by a push of its own."""
    desk = make_desk(kind)
    own, other = desk.converse(), desk.converse("hongmei")
    number = desk.open(conversation=own)
    merged = desk.open("登不进去", other, "hongmei")
    desk.merge(merged, number)
    desk.deliver()
    before = len(desk.there.messages(desk.twin(merged)))
    answer_there(desk, desk.twin(merged))
    assert desk.heard(other) == [HERE]
    assert desk.heard(own) == [PASSED_ON]
    assert desk.row(number).first_responded_at is not None
    assert [text for _, text in desk.thread(number)].count(ANSWER) == 1
    told = len(desk.there.messages(desk.twin(number)))
    desk.deliver()
    assert len(desk.there.messages(desk.twin(number))) > told
    assert len(desk.there.messages(desk.twin(merged))) == before + 1


@pytest.mark.parametrize("kind", TALKING)
def test_whom_an_incident_gathered_hears_its_answer(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    places = [desk.converse(name) for name in ("qinglan", "hongmei", "zhuyun")]
    incident, *hit = [
        desk.open("登录不了", place, name)
        for place, name in zip(places, ("qinglan", "hongmei", "zhuyun"), strict=True)
    ]
    for number in hit:
        desk.gather(number, incident)
    desk.deliver()
    answer_there(desk, desk.twin(incident))
    assert [desk.heard(place) for place in places] == [[HERE], [PASSED_ON], [PASSED_ON]]
    for number in hit:
        assert [text for _, text in desk.thread(number)].count(ANSWER) == 1


@pytest.mark.parametrize("kind", TALKING)
def test_a_customer_of_both_hears_it_once(make_desk: MakeDesk, kind: str) -> None:
    desk = make_desk(kind)
    conversation = desk.converse()
    number, merged = desk.open(conversation=conversation), desk.open("登不进去", conversation)
    desk.merge(merged, number)
    desk.deliver()
    answer_there(desk, desk.twin(number))
    assert desk.heard(conversation) == [HERE]


def test_who_was_answered_there_waits_no_more_which_is_kept_once(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    waiting, other = desk.converse(), desk.converse("hongmei")
    numbers = [desk.open(conversation=waiting), desk.open("登不进去", other, "hongmei")]
    with desk.database.uow("demo") as session:
        change_conversation(session, waiting, waiting_since=desk.clock.now)
    desk.deliver()
    for number in (*numbers, numbers[0]):
        answer_there(desk, desk.twin(number))
    with desk.database.reading("demo") as session:
        kept = session.execute(select(DialogueEvent.conversation_id, DialogueEvent.type)).all()
        assert session.get_one(Conversation, ("demo", waiting)).waiting_since is None
    assert [tuple(one) for one in kept] == [(waiting, "wait.ended")]


def test_a_note_there_is_told_to_nobody(make_desk: MakeDesk) -> None:
    desk = make_desk("zendesk.v1")
    own, other = desk.converse(), desk.converse("hongmei")
    number = desk.open(conversation=own)
    desk.merge(desk.open("登不进去", other, "hongmei"), number)
    desk.deliver()
    desk.there.update(
        int(desk.twin(number)), {"comment": {"body": "老问题", "public": False}}, 901, desk.seconds()
    )
    desk.pull()
    desk.tell_customers()
    assert desk.thread(number)[-1] == ("Alice", "老问题")
    assert desk.heard(own) == desk.heard(other) == []
