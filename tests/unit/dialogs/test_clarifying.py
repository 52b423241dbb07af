"""Which of two meanings was meant: what the question names, and what may be answered to it."""

import pytest


def ask(chat):
    talk = chat("northfold")
    asked = talk.say("duplicate purchase", "order_status", second="cancel_order")
    assert asked.trace.acts == ("clarifies",)
    return talk


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("both", "affirm"),
        ("all of them", "affirm"),
        ("either one", "affirm"),
        ("i don't know", "deny"),
        ("not sure which", "deny"),
        ("两个都要", "affirm"),
        ("都是", "affirm"),
        ("不知道", "deny"),
        ("我也不清楚", "deny"),
    ],
)
def test_who_wants_both_or_cannot_say_is_asked_again_and_keeps_the_first_message(chat, text, guess):
    talk = ask(chat)
    again = talk.say(text, guess)
    assert again.trace.acts == ("clarifies",)
    assert talk.tracker.offer.data["text"] == "duplicate purchase"
    assert talk.say("1").trace.acts == ("lookup:order_status",)


@pytest.mark.parametrize("text", ["都不是", "两个都不是", "neither of them", "none of those"])
def test_neither_stays_neither(chat, text):
    talk = ask(chat)
    talk.say(text, "deny")
    assert talk.tracker.offer is None or talk.tracker.offer.kind != "meaning"


@pytest.mark.parametrize("text", ["cancel", "the cancel one", "Cancel, please", "取消", "取消那个吧"])
def test_a_word_that_one_label_alone_has_chooses_it(chat, text):
    talk = ask(chat)
    turn = talk.say(text, "deny")
    assert any("picks one" in reason and "choose" in reason for reason in turn.trace.reasons)
    assert any(reason.endswith("meant cancel_order") for reason in turn.trace.reasons)


@pytest.mark.parametrize("text", ["order", "an", "订单"])
def test_a_word_that_both_labels_have_chooses_neither(chat, text):
    talk = ask(chat)
    turn = talk.say(text, "?")
    assert not any("picks one" in reason for reason in turn.trace.reasons)
