"""Two requests in one message: cut where a second begins, and dealt with one after the other."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from dialogs.two_wishes import LONGEST, are_two_wishes, two_parts
from escalation.crm.models import Order
from nlu.types import Decision


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("取消 LY20260511031，另外邀请 li@x.example", "取消 LY20260511031", "邀请 li@x.example"),
        ("帮我查下账单，顺便开个发票", "帮我查下账单", "开个发票"),
        ("退掉那单，再帮我加个人", "退掉那单", "帮我加个人"),
        ("两件事：一是取消订单，二是升级到商业版", "取消订单", "升级到商业版"),
        ("cancel my order and add bob@x.example", "cancel my order", "add bob@x.example"),
        ("where's my order, also I want to upgrade", "where's my order", "I want to upgrade"),
        ("refund the seats, then book a training", "refund the seats", "book a training"),
        (
            "two things: first, cancel my order and send me the invoice",
            "cancel my order",
            "send me the invoice",
        ),
    ],
)
def test_a_message_may_be_cut_where_a_second_wish_begins(text, first, second):
    assert (first, second) in list(two_parts(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "and",
        "退款",
        "I want a refund",
        "salt and pepper",
        "add bob@x.example and ann@x.example",
        "go and",
        "cancel it and add " + "x" * LONGEST,
    ],
)
def test_what_holds_no_second_wish_is_left_whole(text):
    assert list(two_parts(text)) == []


def test_a_message_is_cut_in_few_places_only():
    assert len(list(two_parts("check it and add it and send it and book it and cancel it"))) == 2


def test_both_parts_must_surely_be_wishes_and_not_the_same(parse):
    cancel, add = parse("cancel it", "cancel_order"), parse("add bob", "add_member")
    assert are_two_wishes((cancel, add))
    assert not are_two_wishes((cancel, cancel))
    assert not are_two_wishes((cancel, parse("thanks", "thank")))
    assert not are_two_wishes((cancel, parse("a poem", "out_of_scope")))
    assert not are_two_wishes((cancel, parse("add bob", "add_member", confidence=0.5)))
    assert not are_two_wishes((cancel, replace(add, decision=Decision.ambiguous)))


@pytest.fixture
def both(chat, parse):
    """A conversation whose first message holds these two wishes."""

    def start(customer, first, second):
        talk = chat(customer)
        whole = parse(f"{first[0]}, also {second[0]}", first[1])
        talk.send(replace(whole, parts=(parse(*first), parse(*second))))
        return talk

    return start


CANCEL_ZH = ("取消 LY20260511031", "cancel_order")
ADD_ZH = ("邀请 li@x.example", "add_member")


@pytest.mark.parametrize(
    ("second", "act"),
    [
        (("where is my ticket #3310", "ticket_status"), "lookup:ticket_status"),
        (("how do I export data?", "data_export"), "answers_from_kb"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_what_only_has_to_be_told_is_told_first(both, second, act, swapped):
    wishes = [("refund LY20260506022", "request_refund"), second]
    talk = both("trio", *(reversed(wishes) if swapped else wishes))
    turn = talk.turns[0]
    assert turn.trace.acts == (act, "asks_slot:reason")
    assert (turn.trace.flow, turn.trace.slots) == ("request_refund", {"order_id": "LY20260506022"})


def test_the_second_is_taken_up_when_the_first_is_done_with_all_that_it_told(both, session):
    talk = both("bamboo", CANCEL_ZH, ADD_ZH)
    assert talk.turns[0].trace.acts == ("confirms",)
    turn = talk.say("好的")
    assert turn.trace.acts == ("done:cancel_order", "asks_slot:role")
    assert (turn.trace.flow, turn.trace.slots) == ("add_member", {"email": "li@x.example"})
    assert "添加成员" in turn.replies[-1].text
    assert session.get(Order, ("lanyun", "LY20260511031")).status == "cancelled"
    talk.say("财务")
    assert talk.say("好").trace.acts == ("ticket:add_member", "done:add_member")


def test_the_second_is_taken_up_in_english_too(both):
    talk = both("harbor", ("cancel LY20260507033", "cancel_order"), ("book a training", "book_training"))
    turn = talk.say("yes")
    assert turn.trace.acts == ("done:cancel_order", "asks_slot:format")
    assert "Book a training" in turn.replies[-1].text


def test_the_second_is_taken_up_when_the_first_is_left(both, session):
    talk = both("bamboo", CANCEL_ZH, ADD_ZH)
    turn = talk.say("算了")
    assert turn.trace.acts == ("abandons:cancel_order", "asks_slot:role")
    assert session.get(Order, ("lanyun", "LY20260511031")).status == "pending_payment"


def test_the_second_waits_for_the_answer_to_what_is_offered_after_a_refusal(both):
    talk = both("solo", ("取消订单", "cancel_order"), ("升级到团队版", "upgrade_plan"))
    assert talk.turns[0].trace.acts == ("abandons:cancel_order",)
    turn = talk.say("不用")
    assert "asks_slot:billing_period" in turn.trace.acts
    assert turn.trace.slots == {"plan": "team"}


def test_the_second_is_said_once_only(both):
    talk = both("bamboo", CANCEL_ZH, ADD_ZH)
    talk.say("算了")
    talk.say("算了")
    assert talk.say("谢谢", "thank").trace.acts == ("smalltalk",)


def test_a_person_gets_the_conversation_and_no_second_wish_is_begun_beside_them(both):
    talk = both("bamboo", CANCEL_ZH, ADD_ZH)
    turn = talk.say("转人工")
    assert turn.trace.acts == ("handoff", "ticket:talk_to_human")
    assert turn.trace.flow is None


def test_while_a_question_waits_a_message_is_its_answer_and_is_not_cut(chat, parse, session):
    talk = chat("trio")
    talk.say("refund LY20260506022", "request_refund")
    text = "it never worked and I want to leave"
    parts = (parse("it never worked", "complaint"), parse("I want to leave", "cancel_subscription"))
    turn = talk.send(replace(parse(text, "complaint"), parts=parts))
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["reason"] == text
    assert session.scalars(select(Order).where(Order.status == "refund_requested")).all() == []


def test_two_questions_that_are_both_for_the_knowledge_base_are_one_search(chat, parse):
    parts = (parse("how do I export data?", "data_export"), parse("reset my password", "reset_password"))
    talk = chat("trio")
    turn = talk.send(replace(parse("export data and reset my password", "data_export"), parts=parts))
    assert turn.trace.acts == ("answers_from_kb",)
    assert len(turn.replies) == 1
    assert talk.tracker.wish is None
