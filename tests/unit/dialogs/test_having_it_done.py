"""An answer that tells how to do something, and who would rather have it done."""

import pytest


@pytest.mark.parametrize(
    ("question", "wish", "label"),
    [
        ("怎么开发票，要多久", "帮我开吧", "帮我办"),
        ("how do I get an invoice, and how long does it take", "do it for me", "Do it for me"),
    ],
)
def test_what_was_asked_about_is_begun(chat, question, wish, label):
    talk = chat("qinglan")
    answer = talk.say(question, "request_invoice")
    assert answer.trace.acts == ("answers_from_kb",)
    assert label in answer.replies[0].quick_replies
    turn = talk.say(wish, "affirm")
    assert turn.trace.flow == "request_invoice"
    assert len(talk.tracker.frames) == 1


def test_what_the_question_named_is_not_asked_again(chat):
    talk = chat("northfold")
    talk.say("how do I upgrade to Business, and what does it cost", "upgrade_plan")
    turn = talk.say("ok do it", "affirm")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["plan"] == "business"


@pytest.mark.parametrize(
    ("question", "wish"),
    [("怎么升级，多少钱", "帮我办"), ("how do I upgrade and what does it cost", "do it for me")],
)
def test_a_visitor_gets_the_answer_and_signs_in_only_to_have_it_done(chat, question, wish):
    talk = chat(None)
    assert talk.say(question, "upgrade_plan").trace.acts == ("answers_from_kb",)
    assert talk.say(wish, "affirm").trace.acts == ("asks_sign_in",)


@pytest.mark.parametrize("question", ["可以退款到账吗", "can I get a refund of the full price?"])
def test_a_visitor_who_asks_whether_it_can_be_had_is_answered_and_asked_to_sign_in(chat, question):
    turn = chat(None).say(question, "request_refund")
    assert turn.trace.acts == ("answers_from_kb", "asks_sign_in")


def test_what_only_people_do_is_passed_to_them(chat):
    talk = chat("northfold")
    talk.say("how do I export the data of a member I remove", "remove_member")
    assert "handoff" in talk.say("can you do it for me?", "affirm").trace.acts


@pytest.mark.parametrize("yes", ["yes", "great, thanks", "that helped"])
def test_a_yes_alone_says_that_the_answer_helped(chat, yes):
    talk = chat("northfold")
    talk.say("how do I upgrade and what does it cost", "upgrade_plan")
    assert talk.say(yes).trace.acts == ("smalltalk",)


def test_another_wish_is_not_what_was_offered(chat):
    talk = chat("northfold")
    talk.say("how do I upgrade and what does it cost", "upgrade_plan")
    assert talk.say("add them for me: bob@x.example", "add_member").trace.flow == "add_member"


def test_a_question_of_how_long_something_takes_is_no_reason_to_offer_it(chat):
    turn = chat("qinglan").say("取消订阅要多久", "cancel_subscription")
    assert turn.replies[0].quick_replies == ("解决了", "没解决", "转人工")
