from pathlib import Path

import pytest

from training_data.intents import ENTITIES, INTENTS, VALUES
from training_data.loader import load_split
from training_data.schema import Annotation, Example, Severity, Split
from training_data.validation import check_examples

DATA = Path(__file__).parents[3] / "training_data" / "nlu"


def example(text: str, intent: str = "greet", line: int = 1, **span: str) -> Example:
    entities = (Annotation(span["entity"], 0, 1, text[:1], span.get("value")),) if span else ()
    return Example(text, intent, "en", entities, Path("talk.yml"), line)


def test_good_messages_have_no_complaint() -> None:
    train = [example("hi"), example("pro", entity="plan", value="business")]
    assert check_examples(train, [example("hello")]) == ()


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (example("hi", "greeting", 7), "unknown intent 'greeting'; known are add_member,"),
        (example("hi", line=7, entity="date"), "unknown entity 'date'; known are addon,"),
        (
            example("hi", line=7, entity="plan", value="gold"),
            "'gold' is no value of plan; known are business,",
        ),
        (example("", line=7), "the message is empty"),
    ],
)
def test_what_nobody_knows_is_named_with_file_and_line(bad: Example, message: str) -> None:
    (complaint,) = check_examples([bad])
    assert str(complaint).startswith("talk.yml:7: ")
    assert message in complaint.message


def test_a_value_may_be_given_for_kinds_without_a_list() -> None:
    assert check_examples([example("tomorrow", entity="time", value="2026-05-12")]) == ()


def test_the_same_message_twice_is_found_whatever_its_case_and_spaces() -> None:
    (complaint,) = check_examples([example("Hi  there", line=3), example("hi there ", "goodbye", line=9)])
    assert str(complaint) == "talk.yml:9: this message is already at talk.yml:3 as greet"


def test_a_test_message_in_train_is_found() -> None:
    (complaint,) = check_examples([example("hi there", line=3)], [example("HI, there! 👋", line=5)])
    assert str(complaint) == "talk.yml:3: this message is also in test (talk.yml:5); drop it here"


def test_a_double_is_an_error_only_where_the_intents_differ() -> None:
    same, other = check_examples([example("hi"), example("hi", line=2), example("hi", "goodbye", line=3)])
    assert (same.line, same.severity) == (2, Severity.warning)
    assert (other.line, other.severity) == (3, Severity.error)


def test_without_a_domain_any_label_will_do_that_train_has() -> None:
    train = [example("where is my card", "card_arrival", entity="card")]
    assert check_examples(train, [example("no card yet", "card_arrival")], domain=None) == ()
    (complaint,) = check_examples(
        train, [example("pin", "pin_lost", 4), example("x", "pin_lost", 5)], domain=None
    )
    assert str(complaint).startswith("talk.yml:4: no message of train has the intent 'pin_lost'")


def test_a_message_twice_in_test_is_found() -> None:
    (complaint,) = check_examples([], [example("hi", line=3), example("hi", line=5)])
    assert complaint.message == "this message is already at talk.yml:3"


def test_our_own_messages_have_no_complaint() -> None:
    assert check_examples(load_split(DATA, Split.train), load_split(DATA, Split.test)) == ()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("split", "fewest", "fewest_strange"), [("train", 36, 220), ("test", 12, 60)])
def test_our_own_messages_are_enough(language: str, split: str, fewest: int, fewest_strange: int) -> None:
    chosen = [one.intent for one in load_split(DATA, Split(split)) if one.language == language]
    short = {
        intent: chosen.count(intent)
        for intent in INTENTS
        if chosen.count(intent) < (fewest_strange if intent == "out_of_scope" else fewest)
    }
    assert short == {}


def test_our_own_messages_hold_every_entity_in_both_languages() -> None:
    train = load_split(DATA, Split.train)
    for language in ("zh", "en"):
        held = {span.entity for one in train if one.language == language for span in one.entities}
        assert held == set(ENTITIES)


def test_values_belong_to_known_entities() -> None:
    assert set(VALUES) < set(ENTITIES)
    assert len(set(INTENTS)) == len(INTENTS) == 46 - 1
