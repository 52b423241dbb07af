"""What an intent is called, as a message of it."""

from pathlib import Path

import pytest

from nlu.intent_names import FEW, with_names
from nlu.types import OUT_OF_SCOPE
from training_data.schema import Annotation, Example


def message(intent: str, text: str = "hello", language: str = "en") -> Example:
    return Example(text, intent, language, (Annotation("person", 0, 5, "hello"),), Path("some.csv"), 3)


def added(data: list[Example]) -> list[tuple[str, str, str]]:
    taught = with_names(data)
    assert taught[: len(data)] == data
    return [(one.text, one.intent, one.language) for one in taught[len(data) :]]


@pytest.mark.parametrize(
    ("intent", "words", "language"),
    [
        ("card_arrival", "card arrival", "en"),
        ("Refund_not_showing_up?", "Refund not showing up", "en"),
        ("billing/ask-invoice", "billing ask invoice", "en"),
        ("查询物流", "查询物流", "zh"),
    ],
)
def test_a_name_is_taught_in_words_and_in_its_language(intent: str, words: str, language: str) -> None:
    assert added([message(intent)]) == [(words, intent, language)]


def test_a_name_without_letters_says_nothing() -> None:
    assert added([message("12"), message("_")]) == []


def test_out_of_scope_is_no_wish_to_be_named() -> None:
    assert added([message(OUT_OF_SCOPE)]) == []


def test_with_many_messages_the_name_is_not_needed() -> None:
    assert added([message("order_status")] * (FEW + 1) + [message("refund")] * FEW) == [
        ("refund", "refund", "en")
    ]


def test_what_is_marked_in_a_message_is_not_marked_in_the_name() -> None:
    assert with_names([message("refund")])[-1].entities == ()
