"""Too few messages, cut words, kinds of entities that nothing looks for."""

from pathlib import Path

import pytest

from training_data.balance import FEWEST, check_balance
from training_data.schema import Annotation, Example, Severity, Split
from training_data.spans import check_annotations


def messages(count: int, intent: str, language: str, start: int = 1) -> list[Example]:
    return [
        Example(f"{intent} {number}", intent, language, (), Path("a.yml"), start + number)
        for number in range(count)
    ]


def marked(text: str, start: int, end: int, entity: str = "time") -> Example:
    return Example(text, "greet", "en", (Annotation(entity, start, end, text[start:end]),), Path("a.yml"), 3)


def test_an_intent_needs_enough_in_each_language_that_is_spoken() -> None:
    enough = FEWEST[Split.train]
    data = (
        messages(enough, "greet", "zh") + messages(enough - 1, "greet", "en") + messages(enough, "deny", "zh")
    )
    deny, greet = check_balance(data, Split.train)
    assert deny.message == f"deny has 0 messages in en; expected {enough} in train"
    assert greet.message == f"greet has {enough - 1} messages in en; expected {enough} in train"
    assert (str(greet.file), greet.line, greet.severity) == ("a.yml", 1, Severity.warning)


def test_a_stray_message_makes_no_language() -> None:
    data = messages(200, "greet", "en") + messages(1, "greet", "zh")
    assert list(check_balance(data, Split.train)) == []


@pytest.mark.parametrize(
    ("text", "start", "end", "cut"),
    [
        ("invoices of May", 0, 7, True),
        ("on Monday", 5, 9, True),
        ("INV202603", 0, 7, True),
        ("on Monday", 3, 9, False),
        ("50GB now", 0, 2, False),
        ("看三月份的", 1, 3, False),
        ("May's bill", 0, 3, False),
    ],
)
def test_a_span_that_ends_within_a_word_is_found(text: str, start: int, end: int, cut: bool) -> None:
    complaints = list(check_annotations([marked(text, start, end)], ["time"]))
    assert [(one.line, one.severity) for one in complaints] == [(3, Severity.warning)] * cut


@pytest.mark.parametrize(
    ("raw", "bare"),
    [
        ("企业版，", "企业版"),
        ("“企业版”", "企业版"),
        ("《企业版》。", "企业版"),
        ("五月？！", "五月"),
        ("$300.", "$300"),
        ("Enterprise,", "Enterprise"),
        ('"Enterprise"', "Enterprise"),
        ("May 5...", "May 5"),
    ],
)
def test_marks_around_a_span_are_no_part_of_it(raw: str, bare: str) -> None:
    (complaint,) = check_annotations([marked(f"so {raw} ok", 3, 3 + len(raw))], ["time"])
    assert complaint.severity is Severity.warning
    told = f"the span {raw!r} of time has marks around it that are no part of it; mark {bare!r} alone"
    assert complaint.message == told


@pytest.mark.parametrize(
    "raw",
    [
        "#1024",
        "Acme Inc.",
        "5 p.m.",
        "(020) 1234",
        "https://a.example/",
        "$300",
        "￥300",
        "5.2",
        "蓝云（北京）",
        "50%",
        "!?",
    ],
)
def test_marks_that_belong_to_a_span_are_no_matter(raw: str) -> None:
    assert list(check_annotations([marked(f"so {raw} ok", 3, 3 + len(raw))], ["time"])) == []


def test_a_kind_that_nothing_looks_for_is_named_once_with_its_count() -> None:
    data = [marked("to Rome", 3, 7, "city"), marked("to Oslo", 3, 7, "city"), marked("in May", 3, 6)]
    (complaint,) = check_annotations(data, ["time", "plan"])
    assert complaint.message == "no extractor looks for the entity 'city' (2 spans); it looks for plan, time"
