"""A refund from first word to filing: slots, confirmation, corrections, digressions, ways out."""

import pytest
from sqlalchemy import select

from escalation.crm.models import Order, RefundRequest


def filed(session):
    return session.scalars(select(RefundRequest)).all()


def to_confirmation(talk):
    talk.say("refund LY20260506022", "request_refund")
    return talk.say("bought it by mistake")


def test_a_refund_is_filed_only_after_a_yes(chat, session):
    talk = chat("qinglan")
    assert talk.say("我要退款", "request_refund").trace.acts == ("asks_slot:order_id",)
    assert talk.say("LY20260428006").trace.acts == ("asks_slot:reason",)
    turn = talk.say("买多了", "complaint")
    assert turn.trace.acts == ("confirms",)
    assert (turn.trace.flow, turn.trace.state) == ("request_refund", "confirming")
    assert all(fact in turn.replies[0].text for fact in ("LY20260428006", "2,400 元", "买多了"))
    assert filed(session) == []
    turn = talk.say("对的")
    assert turn.trace.acts == ("done:request_refund",)
    assert turn.trace.slots == {"order_id": "LY20260428006", "reason": "买多了"}
    assert (turn.trace.flow, turn.trace.state) == (None, None)
    assert [(r.order_id, r.reason, r.amount) for r in filed(session)] == [
        ("LY20260428006", "买多了", "2400 CNY")
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I want a refund for LY20260506022, bought by mistake", "bought by mistake"),
        ("refund LY20260506022 because we hired nobody", "we hired nobody"),
        ("please refund the Automation one. We don't need it", "We don't need it"),
    ],
)
def test_what_the_first_message_tells_is_not_asked_again(chat, text, reason):
    turn = chat("trio").say(text, "request_refund")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {"order_id": "LY20260506022", "reason": reason}


@pytest.mark.parametrize(
    "answer", ["the first one", "LY20260506022", "the Automation one", "the 390 one", "1", "022"]
)
def test_an_order_is_named_in_many_ways(chat, answer):
    talk = chat("trio")
    talk.say("money back please", "request_refund")
    turn = talk.say(answer, "how_to")
    assert turn.trace.slots == {"order_id": "LY20260506022"}
    assert turn.trace.acts == ("asks_slot:reason",)


@pytest.mark.parametrize("answer", ["是的", "就这个", "对", "那个2400的", "8个席位那单"])
def test_the_only_order_that_qualifies_is_suggested(chat, answer):
    talk = chat("qinglan")
    turn = talk.say("我要退款", "request_refund")
    assert "LY20260428006" in turn.replies[0].text
    assert talk.say(answer).trace.slots == {"order_id": "LY20260428006"}


def test_a_reason_instead_of_the_number_accepts_the_suggestion_and_is_confirmed(chat):
    talk = chat("northfold")
    talk.say("refund please", "request_refund")
    turn = talk.say("we bought too many seats", "how_to")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["order_id"] == "LY20260503011"


@pytest.mark.parametrize(
    ("reason", "guess"),
    [
        ("the team got smaller", "remove_member"),
        ("it never worked on my phone", "mobile_app_issue"),
        ("I changed my mind", "deny"),
        ("switched to another product", "cancel_subscription"),
        ("no reason", "?"),
        ("登录老是失败", "login_problem"),
        ("不知道怎么用，太复杂了", "how_to"),
        ("不想要了", "deny"),
    ],
)
def test_any_text_is_a_reason_whatever_its_intent_looks_like(chat, reason, guess):
    talk = chat("trio")
    talk.say("refund LY20260506022", "request_refund")
    turn = talk.say(reason, guess)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["reason"] == reason


@pytest.mark.parametrize(
    "yes",
    [
        "yes",
        "yep",
        "嗯",
        "对的",
        "就这个",
        "ok go ahead",
        "没错，提交吧",
        "Yes, submit it",
        "确认提交",
        "👍",
        "sure thing",
        "好的",
    ],
)
def test_a_yes_in_any_words_confirms(chat, session, yes):
    talk = chat("trio")
    to_confirmation(talk)
    assert talk.say(yes, "how_to").trace.acts == ("done:request_refund",)
    assert len(filed(session)) == 1


@pytest.mark.parametrize(
    "no",
    [
        "no",
        "no no",
        "nope",
        "不",
        "算了吧",
        "算了",
        "不退了",
        "never mind",
        "cancel",
        "不用了",
        "No, leave it",
        "我改主意了",
        "forget it",
        "取消",
        "stop",
    ],
)
def test_a_no_at_the_confirmation_files_nothing_and_says_so(chat, session, no):
    talk = chat("trio")
    to_confirmation(talk)
    turn = talk.say(no, "affirm" if no == "stop" else "?")
    assert turn.trace.acts == ("abandons:request_refund",)
    assert turn.trace.flow is None
    assert filed(session) == []


@pytest.mark.parametrize("step", [[], ["LY20260506022"], ["LY20260506022", "by mistake"]])
@pytest.mark.parametrize(
    "out", ["算了", "never mind", "不退了", "I don't want the refund any more", "cancel"]
)
def test_there_is_a_way_out_at_each_step(chat, session, step, out):
    talk = chat("trio")
    talk.say("refund", "request_refund")
    for answer in step:
        talk.say(answer)
    turn = talk.say(out)
    assert "abandons:request_refund" in turn.trace.acts
    assert turn.trace.flow is None
    assert filed(session) == []


def test_leaving_with_another_wish_goes_on_with_that(chat):
    talk = chat("trio")
    to_confirmation(talk)
    turn = talk.say("never mind, how do I export data?", "data_export")
    assert turn.trace.acts == ("abandons:request_refund", "answers_from_kb")


@pytest.mark.parametrize(
    "text",
    [
        "no, LY20260505021",
        "not that one, LY20260505021",
        "no, the other order",
        "不是这个，是另一单",
        "wrong one, I mean the seats",
        "LY20260505021 instead of LY20260506022",
    ],
)
def test_a_correction_at_the_confirmation_changes_the_order_and_confirms_again(chat, session, text):
    talk = chat("trio")
    to_confirmation(talk)
    turn = talk.say(text, "deny")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["order_id"] == "LY20260505021"
    assert filed(session) == []
    talk.say("yes")
    assert [r.order_id for r in filed(session)] == ["LY20260505021"]


def test_a_correction_while_the_reason_is_asked(chat):
    talk = chat("trio")
    talk.say("refund LY20260506022", "request_refund")
    turn = talk.say("no, the other order", "deny")
    assert turn.trace.acts == ("asks_slot:reason",)
    assert turn.trace.slots == {"order_id": "LY20260505021"}


@pytest.mark.parametrize("text", ["那个390的", "LY20260506022"])
def test_naming_the_order_again_is_no_reason(chat, text):
    talk = chat("trio")
    talk.say("refund LY20260506022", "request_refund")
    assert talk.say(text).trace.acts == ("asks_slot:reason",)


def test_reason_and_amount_can_be_corrected_too(chat, session):
    talk = chat("trio")
    to_confirmation(talk)
    assert talk.say("the reason is duplicate purchase").trace.slots["reason"] == "duplicate purchase"
    assert talk.say("only 100").trace.slots["amount"] == "100 USD"
    talk.say("yes")
    assert [(r.reason, r.amount) for r in filed(session)] == [("duplicate purchase", "100 USD")]


def test_more_than_was_paid_is_not_refunded(chat):
    talk = chat("qinglan")
    turn = talk.say("LY20260428006 买错了，退我5000元", "request_refund")
    assert turn.trace.acts == ("confirms",)
    assert "amount" not in turn.trace.slots
    assert "2,400 元" in turn.replies[0].text


def test_a_bare_wrong_asks_what_to_put_right(chat):
    talk = chat("trio")
    to_confirmation(talk)
    turn = talk.say("that's not right")
    assert turn.trace.acts == ("asks_slot:order_id",)
    assert talk.say("LY20260505021").trace.acts == ("confirms",)


def test_an_unknown_id_at_the_confirmation_changes_nothing(chat):
    talk = chat("trio")
    to_confirmation(talk)
    turn = talk.say("no, LY20260503011")
    assert turn.trace.acts == ("not_found", "confirms")
    assert turn.trace.slots["order_id"] == "LY20260506022"


def test_what_no_longer_holds_at_the_yes_is_not_filed(chat, session):
    talk = chat("trio")
    to_confirmation(talk)
    order = session.get(Order, ("lanyun", "LY20260506022"))
    order.status = "cancelled"
    assert talk.say("yes").trace.acts == ("abandons:request_refund",)
    to_confirmation_of_another = talk.say("refund LY20260505021, by mistake", "request_refund")
    assert to_confirmation_of_another.trace.acts == ("confirms",)
    session.delete(session.get(Order, ("lanyun", "LY20260505021")))
    session.flush()
    assert "done:request_refund" not in talk.say("yes").trace.acts
    assert filed(session) == []


DIGRESSIONS = [
    ("how do I export data?", "data_export", "answers_from_kb"),
    ("退款多久到账？", "request_refund", "answers_from_kb"),
    ("how long does it take?", "?", "answers_from_kb"),
    ("what's the status of LY20260505021?", "order_status", "lookup:order_status"),
    ("are you a bot?", "bot_challenge", "smalltalk"),
    ("thanks", "thank", "smalltalk"),
    ("can you write a poem?", "out_of_scope", "refuses_out_of_scope"),
]


@pytest.mark.parametrize(("text", "intent", "act"), DIGRESSIONS)
@pytest.mark.parametrize(
    ("step", "question"),
    [
        ([], "asks_slot:order_id"),
        (["LY20260506022"], "asks_slot:reason"),
        (["LY20260506022", "by mistake"], "confirms"),
    ],
)
def test_a_digression_is_dealt_with_and_the_question_comes_back(
    chat, session, text, intent, act, step, question
):
    talk = chat("trio")
    talk.say("refund", "request_refund")
    for answer in step:
        talk.say(answer)
    before = talk.turns[-1].trace
    turn = talk.say(text, intent)
    assert turn.trace.acts == (act, question)
    assert (turn.trace.flow, turn.trace.state, turn.trace.slots) == (before.flow, before.state, before.slots)
    assert filed(session) == []


def test_a_digression_of_several_turns_comes_back_too(chat):
    talk = chat("trio")
    to_confirmation(talk)
    turn = talk.say("is there news on my ticket?", "ticket_status")
    assert turn.trace.acts == ("lookup:ticket_status", "confirms")
    turn = talk.say("I have found a bug", "report_bug")
    assert (turn.trace.acts, turn.trace.flow) == (("asks_slot:description",), "report_bug")
    turn = talk.say("the board loses cards when I drag them")
    assert turn.trace.acts == ("ticket:report_bug", "confirms")
    assert (turn.trace.flow, turn.trace.state) == ("request_refund", "confirming")
    assert talk.say("yes").trace.acts == ("done:request_refund",)


def test_a_left_digression_comes_back_to_the_refund(chat):
    talk = chat("trio")
    to_confirmation(talk)
    talk.say("I have found a bug", "report_bug")
    turn = talk.say("never mind")
    assert turn.trace.acts == ("abandons:report_bug", "confirms")


def test_asking_for_the_refund_again_in_a_digression_returns_to_it(chat):
    talk = chat("trio")
    to_confirmation(talk)
    talk.say("I have found a bug", "report_bug")
    turn = talk.say("please refund my order now", "request_refund", confidence=0.95)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.flow == "request_refund"


def test_an_order_that_is_not_paid_is_refused_with_the_reason(chat, session):
    turn = chat("qinglan").say("退掉 LY20260510019", "request_refund")
    assert turn.trace.acts == ("abandons:request_refund",)
    assert "没有付款" in turn.replies[0].text
    assert "取消" in turn.replies[0].text
    assert turn.trace.flow is None
    assert filed(session) == []


@pytest.mark.parametrize("text", ["不是这个，是另一单", "好的", "那就2400那单", "LY20260428006"])
def test_after_a_refusal_the_other_order_can_be_taken(chat, text):
    talk = chat("qinglan")
    talk.say("数据仓库买错了，退款", "request_refund")
    turn = talk.say(text)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["order_id"] == "LY20260428006"


def test_too_late_and_twice_are_refused(chat):
    talk = chat("trio")
    assert talk.say("refund LY20260102001", "request_refund").trace.acts == ("abandons:request_refund",)
    to_confirmation(talk)
    talk.say("yes")
    turn = talk.say("refund LY20260506022", "request_refund")
    assert turn.trace.acts == ("abandons:request_refund",)
    assert "requested already" in turn.replies[0].text


def test_who_bought_nothing_has_nothing_to_refund(chat):
    talk = chat("solo")
    turn = talk.say("我要退款", "request_refund")
    assert turn.trace.acts == ("abandons:request_refund",)
    assert talk.say("好").trace.acts == ("handoff", "ticket:talk_to_human")


def test_the_order_just_looked_up_is_the_one_spoken_of(chat):
    talk = chat("trio")
    talk.say("status of LY20260505021", "order_status")
    turn = talk.say("refund it please", "request_refund")
    assert turn.trace.slots == {"order_id": "LY20260505021"}


def test_slots_of_one_refund_do_not_leak_into_the_next(chat):
    talk = chat("trio")
    to_confirmation(talk)
    talk.say("no")
    turn = talk.say("I want a refund", "request_refund")
    assert turn.trace.acts == ("asks_slot:order_id",)
    assert turn.trace.slots == {}


def test_goodbye_half_way_ends_it_and_says_so(chat):
    talk = chat("trio")
    talk.say("refund", "request_refund")
    assert talk.say("bye", "goodbye").trace.acts == ("abandons:request_refund", "smalltalk")


def test_a_question_not_understood_is_asked_again_then_a_person_offered_then_brought(chat):
    talk = chat("trio")
    talk.say("refund", "request_refund")
    assert talk.say("blub").trace.acts == ("asks_slot:order_id",)
    turn = talk.say("blab")
    assert turn.trace.acts == ("asks_slot:order_id",)
    assert turn.handoff is None
    turn = talk.say("blib")
    assert turn.trace.acts == ("handoff", "ticket:talk_to_human")
    assert turn.trace.flow is None


def test_a_yes_to_the_person_offered_half_way_brings_one(chat):
    talk = chat("trio")
    talk.say("refund", "request_refund")
    talk.say("blub")
    talk.say("blab")
    assert "handoff" in talk.say("yes").trace.acts


@pytest.mark.parametrize(
    ("customer", "half", "everything", "amount"),
    [
        ("qinglan", "不对，退一半就行", "还是退全部吧", "1200 CNY"),
        ("northfold", "actually no, only half of it", "no, all of it", "19 USD"),
    ],
)
def test_half_of_the_money_is_an_amount(chat, session, customer, half, everything, amount):
    talk = chat(customer)
    talk.say("refund please, bought by mistake", "request_refund")
    talk.say("yes")
    assert talk.say(half, "deny").trace.slots["amount"] == amount
    assert amount.split()[0] not in talk.say(everything, "deny", confidence=0.5).replies[0].text.replace(
        ",", ""
    )
    talk.say(half, "deny")
    talk.say("yes")
    assert [refund.amount for refund in filed(session)] == [amount]
