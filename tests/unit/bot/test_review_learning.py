"""What of the accepted messages a training learns beside its data."""

from pathlib import Path

from bot.review.learning import choose_lesson
from training_data.schema import Example


def said(text: str, intent: str) -> Example:
    return Example(text, intent, "en", (), Path("x"), 1)


def accepted(conversation: str, intent: str) -> Example:
    return Example("how long?", intent, "en", (), Path(conversation), 1)


DATA = [said(f"bill {number}", "check_bill") for number in range(5)] + [said("paper", "request_invoice")]
TEST = [said("My paper!", "request_invoice")]


def lesson(*accepted: Example):
    return choose_lesson(accepted, DATA, TEST, fewest=5)


def test_what_is_new_is_learned_in_the_order_of_its_decisions():
    new = [said("the numbers", "check_bill"), said("all the numbers", "check_bill")]
    found = lesson(*new)
    assert found.taken == tuple(new)
    assert list(found.left_out) == []


def test_what_the_data_or_the_test_has_is_left_out_and_said():
    found = lesson(
        said("Bill  1", "check_bill"), said("bill 2", "request_invoice"), said("my paper", "check_bill")
    )
    assert found.taken == ()
    assert list(found.left_out) == [
        "1 in the data already",
        "1 in the data with another intent",
        "1 in test, which training must not see",
    ]


def test_an_intent_is_learned_once_data_and_review_have_enough_of_it():
    seats = [said(f"seat {number}", "change_seats") for number in range(5)]
    few = lesson(*seats[:4], said("the paper", "request_invoice"))
    assert few.taken == ()
    assert list(few.left_out) == [
        "4 of change_seats, which has fewer than 5 messages",
        "1 of request_invoice, which has fewer than 5 messages",
    ]
    assert lesson(*seats).taken == tuple(seats)


def test_words_that_were_accepted_again_as_something_else_are_named_with_both_decisions():
    found = lesson(accepted("c2", "check_bill"), accepted("c1", "request_invoice"))
    assert found.taken == (accepted("c2", "check_bill"),)
    assert list(found.left_out) == ["c1:1 as request_invoice, since c2:1 was accepted later as check_bill"]
