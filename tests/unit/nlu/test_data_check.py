"""Labelled messages as a whole: each kind of complaint, with its weight."""

from pathlib import Path

import pytest

from nlu.data_check import DataReport, check_data
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.annotations import parse_annotated
from training_data.schema import Complaint, Example, Reading, Severity
from training_data.validation import DEMO, Domain

SOURCE = Path("mine.csv")


def message(text: str, intent: str, line: int = 7) -> Example:
    return Example(text, intent, "en", (), SOURCE, line)


def check(
    train: list[Example], test: list[Example] | None = None, domain: Domain | None = DEMO
) -> DataReport:
    return check_data(SOURCE, Reading(tuple(train), ()), Reading(tuple(test or ()), ()), domain)


def of(report: DataReport, severity: Severity) -> list[str]:
    return [str(one) for one in report.complaints if one.severity is severity]


def test_few_messages_are_a_warning_and_too_few_to_train_on_an_error() -> None:
    report = check(tiny_messages())
    assert of(report, Severity.error) == []
    assert "tiny.yml:1: request_refund has 7 messages in en; expected 20 in train" in of(
        report, Severity.warning
    )
    report = check([*tiny_messages(), message("hello", "greet")])
    (error,) = of(report, Severity.error)
    assert error.startswith("mine.csv: expected 5 examples an intent, too few of: greet (1, ")


def test_warnings_alone_give_nothing_to_train_on() -> None:
    passed_over = Complaint(SOURCE, 1, "not read", Severity.warning)
    report = check_data(SOURCE, Reading((), (passed_over,)), Reading((), ()), None)
    (error,) = of(report, Severity.error)
    assert error.startswith("mine.csv: no labelled messages in mine.csv/train;")


def test_with_one_intent_there_is_nothing_to_train() -> None:
    alone = [one for one in tiny_messages() if one.intent != "request_refund"]
    (error,) = of(check(alone), Severity.error)
    assert error == "mine.csv: expected two intents at least beside out_of_scope, got check_bill"


def test_what_training_does_without_is_a_warning() -> None:
    plain = [one for one in tiny_messages() if one.intent != "out_of_scope" and not one.entities]
    report = check(plain)
    assert of(report, Severity.error) == []
    assert {
        "mine.csv: no message is out_of_scope: what looks like none of the intents is rejected",
        "mine.csv: no message has a person or company marked: they are found by rules alone",
    } <= set(of(report, Severity.warning))


def test_nearly_the_same_message_is_a_warning_and_the_same_an_error() -> None:
    long = "i would like to have all of my money back right now"
    train = [*tiny_messages(), message(long, "request_refund", 1), message(f"{long}!", "check_bill", 2)]
    (near,) = (one for one in of(check(train), Severity.warning) if "is nearly" in one)
    assert "one of the two intents may be wrong" in near
    assert "mine.csv:1" in near
    assert "mine.csv:2" in near
    train = [*tiny_messages(), message(long, "request_refund", 1), message(long, "check_bill", 2)]
    report = check(train)
    assert of(report, Severity.error) == [
        "mine.csv:2: this message is already at mine.csv:1 as request_refund"
    ]
    assert not [one for one in of(report, Severity.warning) if "is nearly" in one]


def test_a_test_message_that_train_nearly_has_is_a_warning() -> None:
    long = "i would like to have all of my money back right now"
    report = check(
        [*tiny_messages(), message(long, "request_refund")], [message(f"{long} pls", "request_refund")]
    )
    assert [one for one in of(report, Severity.warning) if "train has it" in one]
    assert of(report, Severity.error) == []


def test_what_could_not_be_read_is_in_the_report() -> None:
    broken = Complaint(SOURCE, 3, "the text is empty")
    train = Reading(tuple(tiny_messages()), (broken,))
    report = check_data(SOURCE, train, Reading((), ()), DEMO)
    assert report.complaints[0] == broken
    assert (report.train, report.test) == (43, 0)


def test_what_cannot_be_read_is_all_that_is_said_of_it() -> None:
    broken = Complaint(SOURCE, 1, "the file is UTF-16")
    report = check_data(SOURCE, Reading((), (broken,)), Reading((), ()), None)
    assert report.complaints == (broken,)


def test_without_messages_of_train_it_says_where_they_were_expected() -> None:
    (error,) = of(check([], [message(f"hello {n}", "greet") for n in range(5)]), Severity.error)
    assert error.startswith("mine.csv: no labelled messages in mine.csv/train; expected files like")


def test_other_peoples_labels_are_theirs() -> None:
    theirs = [*tiny_messages(), *(message(f"card number {n}", "card_arrival", n) for n in range(30))]
    assert of(check(theirs, domain=None), Severity.error) == []
    assert "unknown intent 'card_arrival'" in of(check(theirs), Severity.error)[0]


@pytest.mark.parametrize(
    ("annotated", "part", "whole"),
    [
        ("想升[企业](plan)版", "企业", "企业版"),
        ("我要[30](seats)个席位", "30", "30个席位"),
        ("[下午](time)三点打给我", "下午", "下午三点"),
        ("crashes in version [5.2](product_version)", "5.2", "version 5.2"),
        ("call me [tomorrow](time) at 5 pm", "tomorrow", "tomorrow at 5 pm"),
        ("I paid $[300](money) twice", "300", "$300"),
    ],
)
def test_a_span_that_is_a_part_of_what_the_rules_find_is_a_warning(
    annotated: str, part: str, whole: str
) -> None:
    text, spans = parse_annotated(annotated)
    said = Example(text, "check_bill", "en", spans, SOURCE, 7)
    (told,) = (one for one in of(check([*tiny_messages(), said]), Severity.warning) if "is a part of" in one)
    kind = spans[0].entity
    assert told.startswith(
        f"mine.csv:7: the span {part!r} of {kind} is a part of {whole!r} by the rules; mark"
    )


@pytest.mark.parametrize(
    "annotated",
    [
        "想升[企业版](plan)",
        "[企业](company)版的问题",
        "[五月](time)到[十月](time)的账单",
        "the [Enterprise plan](plan) and more",
        "ask [Tom](person) about the bill",
    ],
)
def test_spans_that_are_whole_or_of_another_kind_are_no_matter(annotated: str) -> None:
    text, spans = parse_annotated(annotated)
    said = Example(text, "check_bill", "en", spans, SOURCE, 7)
    assert not [one for one in of(check([*tiny_messages(), said]), Severity.warning) if "is a part of" in one]
