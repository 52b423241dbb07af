"""After a long pause: what was under way is put by and remembered aloud, unless the message answers it."""

import json
from datetime import timedelta

import pytest

from escalation.crm.models import Order

LONG, SHORT = timedelta(hours=5), timedelta(hours=3, minutes=59)


def paused(talk, text, intent, pause=LONG):
    talk.say(text, intent)
    talk.now += pause
    return talk


BEGUN = [
    ("bamboo", "取消 LY20260511031", "cancel_order", "你好", "取消订单办到一半：LY20260511031", "confirms"),
    (
        "bamboo",
        "改一下 LY20260511031",
        "change_order",
        "你好",
        "修改订单办到一半：LY20260511031",
        "asks_slot:seats",
    ),
    (
        "harbor",
        "cancel LY20260507033",
        "cancel_order",
        "hello",
        "order cancellation: LY20260507033",
        "confirms",
    ),
]


@pytest.mark.parametrize(("customer", "text", "intent", "hello", "remembered", "pending"), BEGUN)
@pytest.mark.parametrize("tapped", [True, False])
def test_what_was_put_by_is_remembered_aloud_and_a_yes_goes_on_with_what_was_filled_in(
    chat, customer, text, intent, hello, remembered, pending, tapped
):
    talk = paused(chat(customer), text, intent)
    begun = talk.turns[0].trace
    turn = talk.say(hello, "greet")
    assert turn.trace.acts == ("smalltalk",)
    assert turn.trace.flow is None
    assert remembered in turn.replies[-1].text
    go_on, _ = turn.replies[-1].quick_replies
    turn = talk.say(go_on if tapped else "ok")
    assert turn.trace.acts == (pending,)
    assert (turn.trace.flow, turn.trace.slots) == (begun.flow, begun.slots)


@pytest.mark.parametrize("no", ["不用了", "算了", "先不办"])
def test_a_no_leaves_it_put_by(chat, session, no):
    talk = paused(chat("bamboo"), "取消 LY20260511031", "cancel_order")
    talk.say("你好", "greet")
    assert talk.say(no).trace.acts == ("smalltalk",)
    assert talk.say("好的", "affirm").trace.acts == ("smalltalk",)
    assert session.get(Order, ("lanyun", "LY20260511031")).status == "pending_payment"


def test_a_yes_that_comes_hours_late_carries_nothing_out_before_it_is_asked_again(chat, session):
    talk = paused(chat("bamboo"), "取消 LY20260511031", "cancel_order")
    assert "done:cancel_order" not in talk.say("好的", "affirm").trace.acts
    assert session.get(Order, ("lanyun", "LY20260511031")).status == "pending_payment"
    assert talk.say("好的", "affirm").trace.acts == ("confirms",)
    assert talk.say("好的", "affirm").trace.acts == ("done:cancel_order",)


@pytest.mark.parametrize(
    ("customer", "text", "intent", "answer", "says"),
    [
        ("harbor", "change LY20260507033", "change_order", "8 seats", "change of the order"),
        ("bamboo", "改一下 LY20260511031", "change_order", "12个席位", "修改订单"),
        ("trio", "refund LY20260506022", "request_refund", "we bought it by mistake", "refund"),
        ("solo", "升级到团队版", "upgrade_plan", "年付", "升级"),
    ],
)
def test_an_answer_to_what_was_asked_goes_straight_on(chat, customer, text, intent, answer, says):
    talk = paused(chat(customer), text, intent)
    turn = talk.say(answer)
    assert turn.trace.acts == ("confirms",)
    assert says in turn.replies[0].text


def test_a_pause_of_less_than_four_hours_changes_nothing(chat):
    talk = paused(chat("bamboo"), "取消 LY20260511031", "cancel_order", SHORT)
    assert talk.say("好的", "affirm").trace.acts == ("done:cancel_order",)


def test_each_message_begins_the_pause_anew(chat):
    talk = chat("bamboo")
    for text, intent in (("改一下 LY20260511031", "change_order"), ("你好", "greet"), ("你好", "greet")):
        turn = talk.say(text, intent)
        talk.now += SHORT
    assert turn.trace.flow == "change_order"


@pytest.mark.parametrize(
    ("text", "intent"),
    [("check my bill", "check_bill"), ("where is my order", "order_status"), ("refund", "request_refund")],
)
def test_a_look_up_and_what_had_nothing_filled_in_are_dropped_silently(chat, text, intent):
    talk = paused(chat("trio"), text, intent)
    assert talk.turns[0].trace.flow == intent
    turn = talk.say("hello", "greet")
    assert turn.trace.acts == ("smalltalk",)
    assert turn.trace.flow is None
    assert len(turn.replies) == 1


def test_a_new_wish_comes_before_what_was_put_by(chat):
    talk = paused(chat("bamboo"), "改一下 LY20260511031", "change_order")
    turn = talk.say("我要升级", "upgrade_plan")
    assert turn.trace.acts == ("asks_slot:plan",)
    assert turn.trace.flow == "upgrade_plan"


def test_a_question_is_answered_before_what_was_put_by_is_remembered(chat):
    talk = paused(chat("bamboo"), "改一下 LY20260511031", "change_order")
    turn = talk.say("怎么导出数据？", "data_export")
    assert turn.trace.acts == ("answers_from_kb",)
    assert "修改订单" in turn.replies[-1].text
    turn = talk.say("接着办")
    assert turn.trace.acts == ("asks_slot:seats",)
    assert turn.trace.slots == {"order_id": "LY20260511031"}


def test_who_asks_for_a_person_after_a_pause_is_not_asked_to_go_on(chat):
    talk = paused(chat("bamboo"), "改一下 LY20260511031", "change_order")
    turn = talk.say("转人工")
    assert turn.trace.acts == ("handoff", "ticket:talk_to_human")
    assert len(turn.replies) == 1


def test_conversations_stored_before_messages_had_a_time_do_not_expire(chat):
    talk = chat("bamboo")
    talk.say("取消 LY20260511031", "cancel_order")
    stored = [json.loads(line) for line in talk.stored]
    for event in stored:
        event["data"].pop("at", None)
    talk.stored = [json.dumps(event) for event in stored]
    talk.now += timedelta(days=3)
    assert talk.say("好的").trace.acts == ("done:cancel_order",)
