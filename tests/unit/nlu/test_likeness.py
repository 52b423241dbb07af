"""Messages that are nearly the same: under two intents, and in train and test."""

import random
from pathlib import Path

import pytest

from nlu import likeness
from nlu.likeness import NEARLY_SAME, Compared, find_near_pairs, group_by_intents
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.schema import Example, Split


def message(text: str, intent: str, line: int, language: str = "en") -> Example:
    return Example(text, intent, language, (), Path("more.yml"), line)


def test_a_clash_is_found_with_its_nearest_message_and_told_once() -> None:
    clashing = message("i want a refund on my bill", "check_bill", 7)
    clashes = find_near_pairs([*tiny_messages(), clashing], ()).clashes
    found = [pair for pair in clashes if clashing in (pair.first, pair.second)]
    assert [{pair.first.text, pair.second.text} for pair in found] == [
        {"i want a refund on my bill", "i want a refund"}
    ]
    assert 0.5 < found[0].likeness < NEARLY_SAME


def test_the_same_words_under_one_intent_are_no_clash() -> None:
    same = [message("refund me", "request_refund", 7), message("refund me please", "request_refund", 8)]
    clashes = find_near_pairs([*tiny_messages(), *same], ()).clashes
    assert not [pair for pair in clashes if pair.first.intent == pair.second.intent]


def test_case_and_spaces_make_no_difference_and_languages_are_not_compared() -> None:
    twins = [message("Show  BILL", "request_refund", 7), message("show bill", "out_of_scope", 8, "zh")]
    clashes = find_near_pairs([*tiny_messages(), *twins], ()).clashes
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
    copies = find_near_pairs(train, [copied, own, message("新", "check_bill", 3, "zh")]).copies
    assert [(pair.first, pair.second.line) for pair in copies] == [(copied, 7)]


def test_the_intents_with_most_clashes_come_first() -> None:
    clashing = [
        message("the weather bill", "check_bill", 1),
        message("nice weather bill", "check_bill", 2),
        message("a refund weather", "request_refund", 3),
    ]
    clashes = find_near_pairs([*tiny_messages(), *clashing], ()).clashes
    groups = group_by_intents(clashes)
    assert groups[0].intents == ("check_bill", "out_of_scope")
    assert [len(group.pairs) for group in groups] == sorted((len(g.pairs) for g in groups), reverse=True)
    assert sum(len(group.pairs) for group in groups) == len(clashes)


def test_there_may_be_nothing_to_compare() -> None:
    found = find_near_pairs((), ())
    assert (found.clashes, found.copies, found.compared) == ((), (), ())


def test_the_nearest_is_found_among_many() -> None:
    """More than a group of columns, so that each stands for others."""
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghijklmnop", k=6)) for _ in range(60)]
    many = [message(" ".join(chance.sample(words, 4)), f"i{n % 5}", n) for n in range(700)]
    pairs = [
        message("where is the blue umbrella", "i1", 1001),
        message("where is the blue umbrellas", "i2", 1002),
    ]
    clashes = find_near_pairs([*many, *pairs], ()).clashes
    assert {clashes[0].first.line, clashes[0].second.line} == {1001, 1002}
    assert all(pair.first.intent != pair.second.intent for pair in clashes)


def test_of_too_many_a_part_is_compared_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    test = [message("my bill!", "check_bill", 1), message("the bill", "check_bill", 2)]
    (train_en, test_en, train_zh) = find_near_pairs(tiny_messages(), test).compared
    assert train_en == Compared(Split.train, "en", messages=22, compared=22, taught=22, among=22)
    assert test_en == Compared(Split.test, "en", messages=2, compared=2, taught=22, among=22)
    assert train_zh.language == "zh"
    assert train_en.is_all

    monkeypatch.setattr(likeness, "MOST_PAIRS", 100)
    monkeypatch.setattr(likeness, "MOST_CHARACTERS", 120)
    train_en, test_en, _ = find_near_pairs(tiny_messages(), test).compared
    assert train_en.among < train_en.taught == 22
    assert train_en.compared == 100 // train_en.among
    assert not train_en.is_all
    assert not test_en.is_all
    assert find_near_pairs(tiny_messages(), test) == find_near_pairs(tiny_messages(), test)


def test_progress_is_told_while_many_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "TELL_EVERY", 10)
    monkeypatch.setattr(likeness, "BLOCK", 1)
    told: list[str] = []
    find_near_pairs(tiny_messages(), (), progress=told.append)
    assert told[:3] == ["weighing 22 messages in en", "compared 10 of 22", "compared 20 of 22"]
