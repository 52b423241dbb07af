"""Bugs, outages, complaints, privacy requests become tickets; the same trouble told twice joins the first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.work import Deed, change_status, links_of
from tests.unit.dialogs.conftest import NOW


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


def solve(session, ticket_id, *, days=0):
    ticket = session.scalars(select(Ticket).where(Ticket.number == int(ticket_id[1:]))).one()
    change_status(session, ticket, Deed("agent:a_1", NOW - timedelta(days=days)), "resolved")


NOT_OVER = [
    ("看板拖不动卡片", "还是不行，看板还是拖不动", "report_bug"),
    ("看板拖不动卡片", "还是不行", "deny"),
    ("看板拖不动卡片", "問題又出現了", "?"),
    ("the board returns E1042", "It still does not work, same error on the board", "report_bug"),
    ("the board returns E1042", "this did not help", "deny"),
    ("the board returns E1042", "it happens again", "goodbye"),
    ("everything is down", "still nobody can log in", "outage"),
    ("everything is down", "还是不行，又挂了", "report_bug"),
]


@pytest.mark.parametrize(("first", "second", "intent"), NOT_OVER)
def test_a_solved_trouble_that_is_not_over_opens_its_ticket_again(chat, session, first, second, intent):
    talk = chat("northfold")
    ref = talk.say(first, "outage" if "everything" in first else "report_bug").trace.ticket
    solve(session, ref.ticket_id)
    again = talk.say(second, intent).trace.ticket
    assert (again.ticket_id, again.status, again.joined) == (ref.ticket_id, "reopened", True)


@pytest.mark.parametrize(("first", "second", "intent"), NOT_OVER[:4])
def test_one_that_was_solved_long_ago_is_followed_up(chat, session, first, second, intent):
    talk = chat("northfold")
    ref = talk.say(first, "report_bug").trace.ticket
    solve(session, ref.ticket_id, days=15)
    again = talk.say(second, intent).trace.ticket
    assert (again.ticket_id, again.joined) == ("#3314", False)
    old, new = tickets(session, "report_bug")
    assert (old.status, links_of(session, new)) == ("resolved", {old.id: "follow_up"})


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("谢谢，好了", "thank"),
        ("thanks, that works now", "thank"),
        ("怎么导出数据？", "data_export"),
        ("how do I export?", "data_export"),
        ("the dashboard shows nothing", "report_bug"),
        ("仪表盘打不开", "report_bug"),
        ("还是不用了", "deny"),
        ("no, that's all", "deny"),
        ("我还有一个问题", "how_to"),
        ("你好", "greet"),
    ],
)
def test_thanks_and_other_wishes_leave_it_solved(chat, session, said, intent):
    talk = chat("northfold")
    ref = talk.say("看板拖不动卡片", "report_bug").trace.ticket
    solve(session, ref.ticket_id)
    talk.say(said, intent)
    assert tickets(session, "report_bug")[0].status == "resolved"


def test_a_person_who_has_solved_it_is_told_that_it_is_not_over(chat, session):
    talk = chat("northfold")
    ref = talk.say("a person please", "talk_to_human").trace.ticket
    solve(session, ref.ticket_id)
    talk.return_to_bot()
    again = talk.say("It still doesn't work, the board returns E1042", "report_bug").trace.ticket
    assert (again.ticket_id, again.status) == (ref.ticket_id, "reopened")


def test_a_request_made_twice_is_two_though_the_first_is_done(chat, session):
    talk = chat("northfold")
    first = ask_for_training(talk)
    solve(session, first.ticket_id)
    assert ask_for_training(talk).ticket_id != first.ticket_id


def ask_for_training(talk):
    talk.say("open session on 27 May, topic: reports", "book_training")
    return talk.say("yes", "affirm").trace.ticket


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


@pytest.mark.parametrize("guess", ["talk_to_human", "login_problem", "greet", "?"])
@pytest.mark.parametrize(
    "text", ["转个不停了", "一直在转圈", "还在转圈圈", "it just keeps spinning", "only a spinning wheel"]
)
def test_a_page_that_spins_is_trouble_and_no_wish_for_a_person(chat, text, guess):
    turn = chat("northfold").say(text, guess, confidence=0.55)
    assert "take_up: a page that only spins" in turn.trace.reasons
    assert turn.handoff is None


def test_one_that_spins_on_is_more_of_the_trouble_told_before(chat):
    talk = chat("northfold")
    talk.say("看板拖卡片就报错 E1042", "report_bug")
    assert talk.say("还在转圈圈", "talk_to_human", confidence=0.3).trace.acts == ("ticket:report_bug",)


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("转人工", "talk_to_human"),
        ("客服电话转个不停没人接", "talk_to_human"),
        ("把我转来转去没人管", "complaint"),
        ("钱一直在转账中", "payment_failed"),
        ("my head is spinning, get me a person", "talk_to_human"),
        ("看板转个不停", "report_bug"),
    ],
)
def test_what_else_turns_round_stays_what_it_is(chat, text, guess):
    turn = chat("northfold").say(text, guess, confidence=0.65)
    assert not any("spins" in reason for reason in turn.trace.reasons)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("打不开", "outage"), ("it won't open", "report_bug"), ("不太行啊你们这", "complaint")],
)
def test_a_weak_guess_opens_no_ticket_but_asks(chat, session, text, intent):
    turn = chat("qinglan").say(text, intent, confidence=0.26)
    assert "clarifies" in turn.trace.acts
    assert tickets(session, intent) == []


@pytest.mark.parametrize("text", ["为什么要原因？", "why do you need a reason?"])
def test_a_weak_guess_opens_no_ticket_in_the_middle_of_something_else(chat, session, text):
    talk = chat("qinglan")
    talk.say("我要退款", "request_refund")
    turn = talk.say(text, "report_bug", confidence=0.32)
    assert "asks_slot:order_id" in turn.trace.acts
    assert tickets(session, "report_bug") == []


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("what's your ETA?", "bot_challenge"),
        ("你们到底什么时候能好", "complaint"),
        ("when will it be fixed", "?"),
    ],
)
def test_who_asks_when_the_trouble_is_over_is_heard_on_its_ticket(chat, session, text, guess):
    talk = chat("qinglan")
    talk.say("全公司都登不上去了", "outage")
    turn = talk.say(text, guess, confidence=0.8)
    assert turn.trace.acts == ("ticket:outage",)
    assert len(tickets(session, "outage")) == 1


def test_who_asks_what_was_meant_complains_of_nothing(chat, session):
    chat("qinglan").say("什么意思", "complaint", confidence=0.44)
    assert tickets(session, "complaint") == []


@pytest.mark.parametrize("text", ["member", "成员"])
def test_a_lone_word_begins_nothing_by_a_weak_guess(chat, text):
    turn = chat("qinglan").say(text, "add_member", confidence=0.25)
    assert turn.trace.acts == ("clarifies",)
    assert turn.trace.flow is None


@pytest.mark.parametrize(
    "text", ["那先不退了，给点优惠行不行", "never mind the refund, can I have a discount instead"]
)
def test_what_is_wanted_instead_is_heard(chat, text):
    talk = chat("qinglan")
    talk.say("LY20260428006 退款，买多了", "request_refund")
    turn = talk.say(text, "discount_request")
    assert turn.trace.acts[0] == "abandons:request_refund"
    assert len(turn.trace.acts) > 1


def test_a_weak_guess_at_a_flow_that_asks_first_may_begin(chat):
    turn = chat("qinglan").say("我想降到团队版", "downgrade_plan", confidence=0.26)
    assert turn.trace.flow is not None
