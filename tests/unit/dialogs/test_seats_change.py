"""More seats or fewer: both numbers say which, whatever the classifier makes of the words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nlu.extractors.extractor import EntityExtractor
from nlu.types import Language, ParseResult
from tests.unit.dialogs.conftest import parse

UP, DOWN = "upgrade_plan", "downgrade_plan"


@pytest.fixture(scope="module")
def extractor() -> EntityExtractor:
    return EntityExtractor.load(None)


@pytest.fixture
def heard(extractor):
    """A message with its real entities, and an intent that the classifier is said to have found."""

    def hear(text: str, intent: str, **kwargs) -> ParseResult:
        entities = extractor.extract(
            text, language=Language.zh, now=datetime(2026, 5, 12, 7, tzinfo=UTC), timezone="+08:00"
        )
        return replace(parse(text, intent, **kwargs), entities=entities)

    return hear


@pytest.mark.parametrize(
    ("text", "guess", "flow", "seats"),
    [
        ("席位从20改成30", "change_account_details", UP, "30"),
        ("席位从30改成20", "change_account_details", DOWN, "20"),
        ("席位30→20", UP, DOWN, "20"),
        ("20个席位改成30个", DOWN, UP, "30"),
        ("能帮我把席位从30减到20吗", DOWN, DOWN, "20"),
        ("seats from 20 to 30", "change_account_details", UP, "30"),
        ("seats from 30 to 20", UP, DOWN, "20"),
        ("can you change our seats from 20 to 30?", DOWN, UP, "30"),
        ("change our seats from twenty to thirty", "?", UP, "30"),
        ("我们有9个席位，想要30个", UP, UP, "30"),
        ("现在20个席位，想减到10个", UP, DOWN, "10"),
        ("currently have 9 seats, want to go to 30", UP, UP, "30"),
        ("we have 20 seats and would like 10", UP, DOWN, "10"),
        ("增加10个席位到30个", UP, UP, "30"),
    ],
)
def test_both_numbers_tell_which_way_the_seats_go(chat, heard, text, guess, flow, seats):
    turn = chat("northfold").send(heard(text, guess))
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {"seats": seats}
    assert turn.trace.flow == flow


def test_two_meanings_that_are_close_are_told_apart_by_the_numbers(chat, heard):
    turn = chat("northfold").send(heard("把席位从20改到30", DOWN, second=UP))
    assert turn.trace.flow == UP


@pytest.mark.parametrize(
    ("text", "guess", "flow"),
    [
        ("订单里的席位从20改成30", "change_order", "change_order"),
        ("席位改成30", DOWN, DOWN),
        ("从商业版30个席位换到团队版40个席位", DOWN, DOWN),
    ],
)
def test_what_the_numbers_do_not_decide_goes_by_the_intent(chat, heard, text, guess, flow):
    assert chat("northfold").send(heard(text, guess)).trace.flow == flow


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("怎么把席位从20改成30", "how_to"),
        ("席位从20改成30要多少钱？", "pricing_question"),
        ("how do I change seats from 20 to 30?", "how_to"),
        ("席位从20变成30了，不是我改的", "change_account_details"),
        ("our seats changed from 20 to 30, nobody changed that", "change_account_details"),
        ("席位从20改成20", "change_account_details"),
    ],
)
def test_who_asks_about_it_or_tells_of_it_starts_nothing(chat, heard, text, guess):
    assert chat("northfold").send(heard(text, guess)).trace.flow not in (UP, DOWN)


@pytest.mark.parametrize(
    ("customer", "text", "plan"),
    [
        ("northfold", "现在用团队版，想升商业版", "business"),
        ("northfold", "目前是团队版，打算升级为商业版", "business"),
        ("northfold", "we have Team and want to go to Business", "business"),
        ("northfold", "Team to Business", "business"),
    ],
)
def test_the_plan_that_is_wished_for_is_taken_not_the_one_there_is(chat, heard, customer, text, plan):
    turn = chat(customer).send(heard(text, UP))
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {"plan": plan}


@pytest.mark.parametrize("text", ["已经有20个席位，还需要再加10个", "we have 20 seats and need ten more"])
def test_seats_in_addition_are_no_change_to_fewer(chat, heard, text):
    turn = chat("northfold").send(heard(text, UP))
    assert (turn.trace.flow, turn.trace.slots) == (UP, {"seats": "10"})
