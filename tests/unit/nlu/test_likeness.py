"""Messages that are nearly the same: under two intents, and in train and test."""

from pathlib import Path

import pytest

from nlu.likeness import NEARLY_SAME, find_near_pairs, group_by_intents
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.schema import Example


def message(text: str, intent: str, line: int, language: str = "en") -> Example:
    return Example(text, intent, language, (), Path("more.yml"), line)


def test_a_clash_is_found_with_its_nearest_message_and_told_once() -> None:
    clashing = message("i want a refund on my bill", "check_bill", 7)
    clashes, _ = find_near_pairs([*tiny_messages(), clashing], ())
    found = [pair for pair in clashes if clashing in (pair.first, pair.second)]
    assert [{pair.first.text, pair.second.text} for pair in found] == [
        {"i want a refund on my bill", "i want a refund"}
    ]
    assert 0.5 < found[0].likeness < NEARLY_SAME


def test_the_same_words_under_one_intent_are_no_clash() -> None:
    same = [message("refund me", "request_refund", 7), message("refund me please", "request_refund", 8)]
    clashes, _ = find_near_pairs([*tiny_messages(), *same], ())
    assert not [pair for pair in clashes if pair.first.intent == pair.second.intent]


def test_case_and_spaces_make_no_difference_and_languages_are_not_compared() -> None:
    twins = [message("Show  BILL", "request_refund", 7), message("show bill", "out_of_scope", 8, "zh")]
    clashes, _ = find_near_pairs([*tiny_messages(), *twins], ())
    assert clashes[0].likeness == pytest.approx(1)
    assert {clashes[0].first.text, clashes[0].second.text} == {"Show  BILL", "show bill"}
    assert {pair.first.language for pair in clashes if pair.likeness > NEARLY_SAME} == {"en"}


def test_a_test_message_is_a_copy_only_where_train_has_nearly_the_same() -> None:
    train = [
        *tiny_messages(),
        message("where can i see everything you charged me last month", "check_bill", 7),
    ]
    copied = message("where can i see everything you charged me last month?", "check_bill", 1)
    own = message("is there a list of what you charged", "check_bill", 2)
    _, copies = find_near_pairs(train, [copied, own, message("新", "check_bill", 3, "zh")])
    assert [(pair.first, pair.second.line) for pair in copies] == [(copied, 7)]


def test_the_intents_with_most_clashes_come_first() -> None:
    clashing = [
        message("the weather bill", "check_bill", 1),
        message("nice weather bill", "check_bill", 2),
        message("a refund weather", "request_refund", 3),
    ]
    clashes, _ = find_near_pairs([*tiny_messages(), *clashing], ())
    groups = group_by_intents(clashes)
    assert groups[0].intents == ("check_bill", "out_of_scope")
    assert [len(group.pairs) for group in groups] == sorted((len(g.pairs) for g in groups), reverse=True)
    assert sum(len(group.pairs) for group in groups) == len(clashes)


def test_there_may_be_nothing_to_compare() -> None:
    assert find_near_pairs((), ()) == ((), ())
