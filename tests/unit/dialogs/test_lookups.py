"""Orders, bills and tickets of the signed-in customer, and of nobody else."""

from datetime import timedelta

import pytest

from escalation.ticketing.models import Ticket
from tests.unit.dialogs.conftest import NOW, TENANT


@pytest.mark.parametrize(
    ("customer", "text", "intent", "slots"),
    [
        ("northfold", "where is my order", "order_status", {"order_id": "LY20260503011"}),
        ("qinglan", "LY-20260428-006 到哪了", "order_status", {"order_id": "LY20260428006"}),
        ("qinglan", "最近那单怎么样了", "order_status", {"order_id": "LY20260510019"}),
        ("qinglan", "没付款的那单", "order_status", {"order_id": "LY20260510019"}),
        ("trio", "status of the Automation one", "order_status", {"order_id": "LY20260506022"}),
        ("trio", "my latest order?", "order_status", {"order_id": "LY20260506022"}),
        ("qinglan", "查账单", "check_bill", {"invoice_id": "INV-202604", "period": "2026-04"}),
        ("trio", "bill for March please", "check_bill", {"invoice_id": "INV-2026031", "period": "2026-03"}),
        ("trio", "last month's bill", "check_bill", {"invoice_id": "INV-2026042", "period": "2026-04"}),
        ("trio", "show INV-2026031", "check_bill", {"invoice_id": "INV-2026031", "period": "2026-03"}),
        ("qinglan", "工单处理到哪了", "ticket_status", {"ticket_id": "#3312"}),
        ("trio", "any news on #3310", "ticket_status", {"ticket_id": "#3310"}),
        ("trio", "what about T-3311?", "ticket_status", {"ticket_id": "#3311"}),
        ("trio", "ticket about the calendar", "ticket_status", {"ticket_id": "#3310"}),
    ],
)
def test_what_is_named_or_the_only_one_is_told_at_once(chat, customer, text, intent, slots):
    turn = chat(customer).say(text, intent)
    assert turn.trace.acts == (f"lookup:{intent}",)
    assert turn.trace.slots == slots
    assert turn.trace.flow is None


def test_the_reply_states_the_facts_in_the_customers_language(chat):
    text = chat("qinglan").say("LY20260510019 什么状态", "order_status").replies[0].text
    for fact in ("LY20260510019", "数据仓库", "6,000 元", "待付款", "未付款", "5 月 10 日"):
        assert fact in text
    text = chat("northfold").say("how about LY20260503011", "order_status").replies[0].text
    for fact in ("2 extra seats", "$38.00", "being processed", "paid", "3 May"):
        assert fact in text
    text = chat("northfold").say("my bill", "check_bill").replies[0].text
    for fact in ("INV-2026041", "April 2026", "$171.00", "open", "31 May"):
        assert fact in text


@pytest.mark.parametrize(
    ("customer", "text", "intent", "asked", "answer"),
    [
        ("qinglan", "查订单", "order_status", "order_id", "第二个"),
        ("qinglan", "我的订单呢", "order_status", "order_id", "2400的那个"),
        ("trio", "order status", "order_status", "order_id", "the seats"),
        ("trio", "my bill", "check_bill", "invoice_id", "April"),
        ("trio", "my ticket", "ticket_status", "ticket_id", "the second one"),
        ("trio", "ticket status", "ticket_status", "ticket_id", "3311"),
    ],
)
def test_with_several_and_none_named_it_asks_and_takes_the_answer(
    chat, customer, text, intent, asked, answer
):
    talk = chat(customer)
    turn = talk.say(text, intent)
    assert f"asks_slot:{asked}" in turn.trace.acts
    assert turn.trace.flow == intent
    assert talk.say(answer).trace.acts == (f"lookup:{intent}",)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("LY99999999999 到哪了", "order_status"),
        ("订单 LY123 的状态", "order_status"),
        ("LY20260503011 的状态", "order_status"),
        ("INV-209901 这张账单", "check_bill"),
        ("2026年1月的账单", "check_bill"),
        ("#9999 进度", "ticket_status"),
    ],
)
def test_an_unknown_malformed_or_foreign_id_is_not_found(chat, text, intent):
    talk = chat("qinglan")
    turn = talk.say(text, intent)
    assert "not_found" in turn.trace.acts
    assert f"lookup:{intent}" not in turn.trace.acts
    assert "38" not in " ".join(reply.text for reply in turn.replies)


@pytest.mark.parametrize(
    ("text", "told", "stale"),
    [("工单处理到哪了", "已解决", "处理中"), ("any news on my ticket?", "resolved", "in progress")],
)
def test_a_merged_ticket_stands_as_the_one_it_goes_on_in_of_which_nothing_else_is_told(
    chat, session, text, told, stale
):
    mine, theirs = (session.get(Ticket, (TENANT, one)) for one in ("t3312", "t3310"))
    mine.merged_into, theirs.status, theirs.updated_at = theirs.id, "resolved", NOW + timedelta(days=1)
    talk = chat("qinglan", now=NOW + timedelta(days=2))
    turn = talk.say(text, "ticket_status")
    reply = turn.replies[0].text
    assert "#3312" in reply
    assert told in reply
    assert stale not in reply
    assert "3310" not in reply
    assert theirs.subject not in reply


def test_after_not_found_the_right_id_is_taken(chat):
    talk = chat("qinglan")
    talk.say("LY123 到哪了", "order_status")
    assert talk.say("LY20260428006", "check_bill").trace.acts == ("lookup:order_status",)


@pytest.mark.parametrize("intent", ["order_status", "check_bill", "ticket_status", "request_refund"])
def test_a_visitor_is_asked_to_sign_in(chat, intent):
    turn = chat(None).say("LY20260428006", intent)
    assert turn.trace.acts == ("asks_sign_in",)
    assert (turn.trace.flow, turn.handoff) == (None, None)


@pytest.mark.parametrize("text", ["登录好了", "I'm signed in now", "好了"])
def test_who_signed_in_gets_what_they_had_asked_for(chat, text):
    talk = chat(None)
    talk.say("查账单", "check_bill")
    talk.customer = "qinglan"
    assert talk.say(text).trace.acts == ("lookup:check_bill",)


def test_two_orders_named_are_both_told(chat):
    turn = chat("qinglan").say("LY20260428006 和 LY20260510019 都什么状态", "order_status")
    assert len(turn.replies) == 2


def test_all_orders_are_listed_when_all_are_asked_for(chat):
    turn = chat("trio").say("which orders do I have", "order_status")
    assert turn.trace.acts == ("lookup:order_status",)
    assert all(order in turn.replies[0].text for order in ("LY20260506022", "LY20260505021", "LY20260102001"))


def test_who_has_none_is_told_so(chat):
    assert chat("solo").say("我的订单", "order_status").trace.acts == ("lookup:order_status",)


def test_a_look_up_can_be_left(chat):
    talk = chat("trio")
    talk.say("order status", "order_status")
    turn = talk.say("never mind")
    assert turn.trace.acts == ("abandons:order_status",)
    assert turn.trace.flow is None


def test_a_look_up_gives_way_to_another_wish(chat):
    talk = chat("trio")
    talk.say("order status", "order_status")
    turn = talk.say("actually my bill for March", "check_bill")
    assert turn.trace.acts == ("lookup:check_bill",)
    assert turn.trace.flow is None


def test_a_question_meanwhile_is_answered_and_the_look_up_asks_again(chat):
    talk = chat("trio")
    talk.say("order status", "order_status")
    turn = talk.say("how do I export data?", "data_export")
    assert turn.trace.acts == ("answers_from_kb", "asks_slot:order_id")
    assert talk.say("the first one").trace.slots == {"order_id": "LY20260506022"}


def test_a_new_trouble_is_reported_while_it_is_asked_which_ticket(chat):
    talk = chat("trio")
    assert talk.say("what about my ticket?", "ticket_status").trace.acts == ("asks_slot:ticket_id",)
    turn = talk.say("then open a new one: the calendar shows nothing since yesterday", "report_bug")
    assert "ticket:report_bug" in turn.trace.acts
