"""Orders that are not paid yet: cancelled, given other seats at their price, or changed by people."""

import pytest

from escalation.crm.models import Order
from tests.opened_tickets import opened_tickets

CANCEL, CHANGE = "cancel_order", "change_order"
ZH_SEATS, ZH_PAID = "LY20260511031", "LY20260509032"
EN_SEATS, EN_ADDON = "LY20260507033", "LY20260508034"


def order(session, order_id):
    found = session.get(Order, ("lanyun", order_id))
    return found.status, found.seats, found.amount


def test_the_only_order_that_can_be_cancelled_is_suggested_and_cancelled_after_a_yes(chat, session):
    talk = chat("bamboo")
    turn = talk.say("取消订单", CANCEL)
    assert turn.trace.acts == ("asks_slot:order_id",)
    assert ZH_SEATS in turn.replies[0].text
    assert ZH_PAID not in turn.replies[0].text
    assert talk.say("是的").trace.acts == ("confirms",)
    assert order(session, ZH_SEATS)[0] == "pending_payment"
    assert talk.say("确认取消").trace.acts == ("done:cancel_order",)
    assert order(session, ZH_SEATS)[0] == "cancelled"
    assert opened_tickets(session) == []


@pytest.mark.parametrize(
    "yes", ["yes", "cancel it", "yes, cancel the order", "go ahead", "ok cancel that one"]
)
def test_cancel_is_a_yes_to_a_cancellation(chat, session, yes):
    talk = chat("harbor")
    talk.say(f"cancel {EN_SEATS}", CANCEL)
    assert talk.say(yes).trace.acts == ("done:cancel_order",)
    assert order(session, EN_SEATS)[0] == "cancelled"


@pytest.mark.parametrize("yes", ["取消吧", "对，取消", "确认取消", "好的", "取消它"])
def test_quxiao_is_a_yes_to_a_cancellation(chat, session, yes):
    talk = chat("bamboo")
    talk.say(f"取消 {ZH_SEATS}", CANCEL)
    assert talk.say(yes).trace.acts == ("done:cancel_order",)
    assert order(session, ZH_SEATS)[0] == "cancelled"


@pytest.mark.parametrize("text", ["no, the other one", f"not that one, {EN_ADDON}", "no, the Automation one"])
def test_the_other_order_is_cancelled_instead(chat, session, text):
    talk = chat("harbor")
    turn = talk.say(f"cancel {EN_SEATS} because we hired nobody", CANCEL)
    assert turn.trace.slots == {"order_id": EN_SEATS, "reason": "we hired nobody"}
    turn = talk.say(text, "deny")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["order_id"] == EN_ADDON
    talk.say("yes")
    assert order(session, EN_ADDON)[0] == "cancelled"
    assert order(session, EN_SEATS)[0] == "pending_payment"


@pytest.mark.parametrize(
    ("customer", "intent", "text", "why"),
    [
        ("northfold", CANCEL, "cancel LY20260503011", "being processed"),
        ("solo", CANCEL, "取消订单", "没有订单"),
        ("northfold", CHANGE, "change LY20260503011 to 4 seats", "no longer waiting for payment"),
        ("solo", CHANGE, "改订单", "没有订单"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_a_person(chat, customer, intent, text, why):
    talk = chat(customer)
    turn = talk.say(text, intent)
    assert turn.trace.acts == (f"abandons:{intent}",)
    assert why in turn.replies[0].text
    assert "handoff" in talk.say("好" if customer == "solo" else "yes").trace.acts


@pytest.mark.parametrize(
    ("customer", "text", "yes"),
    [("bamboo", f"取消 {ZH_PAID}", "好的"), ("trio", "cancel LY20260506022", "yes please")],
)
def test_a_paid_order_is_a_matter_of_money_back(chat, customer, text, yes):
    talk = chat(customer)
    named = talk.say(text, CANCEL).trace.slots["order_id"]
    assert talk.turns[-1].trace.acts == ("abandons:cancel_order",)
    turn = talk.say(yes)
    assert turn.trace.acts == ("asks_slot:reason",)
    assert (turn.trace.flow, turn.trace.slots) == ("request_refund", {"order_id": named})


@pytest.mark.parametrize("intent", [CANCEL, CHANGE])
def test_an_order_cancelled_before_is_not_touched_again(chat, session, intent):
    talk = chat("bamboo")
    talk.say(f"取消 {ZH_SEATS}", CANCEL)
    talk.say("对")
    assert talk.say(ZH_SEATS, intent).trace.acts == (f"abandons:{intent}",)
    assert order(session, ZH_SEATS) == ("cancelled", 8, "2400 CNY")


@pytest.mark.parametrize("intent", [CANCEL, CHANGE])
def test_an_order_of_another_customer_is_not_found(chat, session, intent):
    turn = chat("harbor").say(f"please do it for {ZH_SEATS}", intent)
    assert turn.trace.acts == ("not_found", "asks_slot:order_id")
    assert order(session, ZH_SEATS)[0] == "pending_payment"


def test_seats_are_asked_for_and_the_new_price_is_told_before_the_yes(chat, session):
    talk = chat("bamboo")
    assert talk.say("改订单", CHANGE).trace.acts == ("asks_slot:order_id",)
    assert talk.say("是").trace.acts == ("asks_slot:seats",)
    turn = talk.say("12")
    assert turn.trace.acts == ("confirms",)
    assert "3,600 元" in turn.replies[0].text
    assert order(session, ZH_SEATS) == ("pending_payment", 8, "2400 CNY")
    turn = talk.say("对")
    assert turn.trace.acts == ("done:change_order",)
    assert "3,600 元" in turn.replies[0].text
    assert order(session, ZH_SEATS) == ("pending_payment", 12, "3600 CNY")


@pytest.mark.parametrize(
    ("customer", "first", "corrections", "order_id", "amount"),
    [
        ("bamboo", f"{ZH_SEATS} 改成12个席位", ["不对，是10个席位"], ZH_SEATS, (10, "3000 CNY")),
        ("bamboo", f"{ZH_SEATS} 改成12个席位", ["不是12，9"], ZH_SEATS, (9, "2700 CNY")),
        ("harbor", f"change {EN_SEATS} to 8 seats", ["no, 6"], EN_SEATS, (6, "114.00 USD")),
        ("harbor", f"change {EN_SEATS} to 8 seats", ["7 seats", "no, 6 seats"], EN_SEATS, (6, "114.00 USD")),
    ],
)
def test_the_number_is_put_right_as_often_as_it_takes(
    chat, session, customer, first, corrections, order_id, amount
):
    talk = chat(customer)
    assert talk.say(first, CHANGE).trace.acts == ("confirms",)
    before = order(session, order_id)
    for text in corrections:
        assert talk.say(text).trace.acts == ("confirms",)
    assert order(session, order_id) == before
    talk.say("yes")
    assert order(session, order_id)[1:] == amount


@pytest.mark.parametrize("number", ["0", "0 seats"])
def test_no_seats_at_all_is_asked_again_with_the_reason(chat, number):
    talk = chat("harbor")
    talk.say(f"change {EN_SEATS}", CHANGE)
    turn = talk.say(number)
    assert turn.trace.acts == ("asks_slot:seats",)
    assert "at least one" in turn.replies[0].text


def test_seats_of_an_order_that_has_none_are_dropped_when_the_order_is_put_right(chat):
    talk = chat("harbor")
    talk.say(f"change {EN_SEATS} to 7 seats", CHANGE)
    turn = talk.say("no, the other order")
    assert turn.trace.acts == ("asks_slot:description",)
    assert turn.trace.slots == {"order_id": EN_ADDON}


def test_what_is_not_about_seats_is_passed_on_in_the_customers_words(chat, session):
    talk = chat("harbor")
    assert talk.say(f"change {EN_ADDON}", CHANGE).trace.acts == ("asks_slot:description",)
    turn = talk.say("please let the year begin in July rather than now")
    assert turn.trace.acts == ("confirms",)
    assert opened_tickets(session) == []
    assert talk.say("yes").trace.acts == ("ticket:change_order", "done:change_order")
    assert opened_tickets(session) == [
        (CHANGE, [f"{EN_ADDON}: please let the year begin in July rather than now"])
    ]
    assert order(session, EN_ADDON) == ("pending_payment", None, "390.00 USD")


@pytest.mark.parametrize(
    ("customer", "intent", "says", "out"),
    [
        ("harbor", CANCEL, ["cancel my order"], "never mind"),
        ("harbor", CANCEL, [f"cancel {EN_SEATS}"], "no, keep it"),
        ("bamboo", CANCEL, [f"取消 {ZH_SEATS}"], "先留着"),
        ("harbor", CHANGE, ["change my order", "the seats one"], "forget it"),
        ("bamboo", CHANGE, [f"{ZH_SEATS} 改成12个席位"], "不改了"),
        ("bamboo", CHANGE, [f"改 {ZH_SEATS}"], "算了"),
    ],
)
def test_there_is_a_way_out_at_each_step(chat, session, customer, intent, says, out):
    talk = chat(customer)
    before = [order(session, one) for one in (ZH_SEATS, EN_SEATS, EN_ADDON)]
    for at, text in enumerate(says):
        talk.say(text, "?" if at else intent)
    turn = talk.say(out)
    assert turn.trace.acts == (f"abandons:{intent}",)
    assert turn.trace.flow is None
    assert [order(session, one) for one in (ZH_SEATS, EN_SEATS, EN_ADDON)] == before


@pytest.mark.parametrize(
    ("text", "intent", "act"),
    [
        ("怎么导出数据？", "data_export", "answers_from_kb"),
        ("退款多久到账？", "request_refund", "answers_from_kb"),
        (f"{ZH_PAID} 到哪了", "order_status", "lookup:order_status"),
        ("谢谢", "thank", "smalltalk"),
    ],
)
@pytest.mark.parametrize(("wish", "pending"), [(CANCEL, "confirms"), (CHANGE, "asks_slot:seats")])
def test_a_digression_is_dealt_with_and_the_question_comes_back(chat, text, intent, act, wish, pending):
    talk = chat("bamboo")
    before = talk.say(ZH_SEATS, wish).trace
    turn = talk.say(text, intent)
    assert turn.trace.acts == (act, pending)
    assert (turn.trace.flow, turn.trace.slots) == (before.flow, before.slots)


def test_what_was_paid_meanwhile_is_not_cancelled_at_the_yes(chat, session):
    talk = chat("bamboo")
    talk.say(f"取消 {ZH_SEATS}", CANCEL)
    paid = session.get(Order, ("lanyun", ZH_SEATS))
    paid.paid, paid.status = True, "active"
    assert talk.say("对").trace.acts == ("abandons:cancel_order",)
    assert order(session, ZH_SEATS)[0] == "active"


def test_who_says_not_to_cancel_keeps_the_order(chat, session):
    talk = chat("bamboo")
    talk.say(f"取消 {ZH_SEATS}", CANCEL)
    turn = talk.say("别取消，我想改一下", CHANGE, second="deny")
    assert turn.trace.acts == ("abandons:cancel_order",)
    assert order(session, ZH_SEATS)[0] == "pending_payment"


def test_what_cannot_be_changed_may_be_cancelled_though_a_person_was_offered(chat):
    talk = chat("northfold")
    assert talk.say("change LY20260503011 to 4 seats", CHANGE).trace.acts == ("abandons:change_order",)
    turn = talk.say("ok then cancel it", "deny", confidence=0.44)
    assert turn.trace.acts == ("abandons:cancel_order",)
