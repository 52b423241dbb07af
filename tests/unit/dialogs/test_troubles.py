"""Bugs, outages, complaints, privacy requests become tickets; the same trouble told twice joins the first."""

import pytest
from sqlalchemy import select

from escalation.ticketing.models import Ticket, TicketMessage


def tickets(session, intent):
    return session.scalars(select(Ticket).where(Ticket.intent == intent)).all()


@pytest.mark.parametrize(
    ("text", "intent", "priority", "module"),
    [
        ("看板拖卡片就报错 E1042", "report_bug", "P2", "board"),
        ("Dashboard shows yesterday's numbers", "report_bug", "P2", "dashboard"),
        ("the board returns 502 since this morning", "report_bug", "P1", "board"),
        ("全公司都登不上了", "outage", "P0", None),
        ("nobody can work, everything is down?", "outage", "P0", None),
        ("你们客服态度太差了", "complaint", "P1", None),
        ("delete all my personal data", "privacy_request", "P1", None),
    ],
)
def test_a_trouble_becomes_a_ticket_at_once(chat, session, text, intent, priority, module):
    turn = chat("qinglan").say(text, intent)
    assert turn.trace.acts == (f"ticket:{intent}",)
    assert turn.trace.flow is None
    ref = turn.trace.ticket
    assert (ref.ticket_id, ref.intent, ref.priority, ref.module, ref.joined) == (
        "#3313",
        intent,
        priority,
        module,
        False,
    )
    assert "#3313" in turn.replies[0].text
    ticket = tickets(session, intent)[0]
    assert (
        text in session.scalars(select(TicketMessage.text).where(TicketMessage.ticket_id == ticket.id)).all()
    )
    assert turn.handoff is None


@pytest.mark.parametrize(
    ("first", "second", "intent"),
    [
        ("看板拖不动卡片", "看板还是拖不动啊", "report_bug"),
        ("everything is down", "still nobody can log in", "outage"),
        ("terrible service", "your support is a joke", "complaint"),
    ],
)
def test_the_same_trouble_told_again_joins_the_first_ticket(chat, session, first, second, intent):
    talk = chat("northfold")
    talk.say(first, intent)
    turn = talk.say(second, intent)
    assert turn.trace.acts == (f"ticket:{intent}",)
    assert turn.trace.ticket.joined
    assert len(tickets(session, intent)) == 1


@pytest.mark.parametrize(
    "text", ["我要报bug", "有个问题", "I found a bug", "hi, I have a problem", "something is broken"]
)
def test_a_bug_without_anything_concrete_is_asked_about_once(chat, session, text):
    talk = chat("qinglan")
    assert talk.say(text, "report_bug").trace.acts == ("asks_slot:description",)
    turn = talk.say("不知道怎么说，反正坏了", "?")
    assert turn.trace.acts == ("ticket:report_bug",)
    assert turn.trace.slots["description"] == "不知道怎么说，反正坏了"
    assert [t.subject for t in tickets(session, "report_bug")] == ["不知道怎么说，反正坏了"]


def test_what_a_description_looks_like_to_the_classifier_does_not_matter(chat):
    talk = chat("northfold")
    talk.say("bug", "report_bug")
    turn = talk.say("why does the dashboard not load?", "slow_performance")
    assert turn.trace.acts == ("ticket:report_bug",)
    assert turn.trace.slots["module"] == "dashboard"


def test_a_question_of_its_own_is_answered_before_the_description(chat):
    talk = chat("northfold")
    talk.say("bug", "report_bug")
    turn = talk.say("how do I export my data?", "data_export")
    assert turn.trace.acts == ("answers_from_kb", "asks_slot:description")


def test_steps_are_kept_where_they_are_told(chat):
    turn = chat("northfold").say("The board crashes. Steps: open a card, press delete", "report_bug")
    assert turn.trace.slots["steps"] == "Steps: open a card, press delete"


def test_a_visitor_can_report_too(chat):
    assert chat(None).say("报表打不开，一直转圈", "report_bug").trace.acts == ("ticket:report_bug",)


def test_a_complaint_offers_a_person_and_a_yes_brings_one(chat):
    talk = chat("qinglan")
    turn = talk.say("等了三天没人回我", "complaint")
    assert turn.handoff is None
    assert talk.say("要").trace.acts == ("handoff", "ticket:talk_to_human")
