"""Two reports on the same messages: which model is better, and whether that may be chance."""

import json
from dataclasses import replace

import pytest
from scipy.stats import binomtest

from nlu.errors import ReportsDiffer
from nlu.evaluation.comparison import Judgement, compare
from nlu.evaluation.measures import MEASURES
from nlu.evaluation.moment import Moment
from nlu.evaluation.outcome import Outcome, Span
from nlu.evaluation.report import Report
from tests.unit.nlu.outcomes import outcome, report_of

INTENTS = ("greet", "thank", "goodbye", "out_of_scope")
TOM = Span("person", 0, 3, None)


MAY = Span("time", 0, 5, "2026-05-12")
JUNE = Span("time", 0, 5, "2026-06-12")


def model(wrong: range, *, entities_missed: range = range(0)) -> Report:
    """Two hundred messages, every second one Chinese, of which `wrong` came out wrong."""
    return report_of([message(number, number in wrong, number in entities_missed) for number in range(200)])


def message(number: int, wrong: bool, missed: bool) -> Outcome:
    expected = INTENTS[number % 4]
    return outcome(
        f"Tom {number}",
        expected,
        "order_status" if wrong else expected,
        language="zh" if number % 2 else "en",
        labelled=[TOM],
        found=[] if missed else [TOM],
    )


def test_a_model_is_no_better_than_itself() -> None:
    comparison = compare(model(range(20)), model(range(20)))
    assert comparison.verdict is Judgement.no_difference
    assert {(one.difference, one.low, one.high) for one in comparison.total.differences.values()} == {
        (0, 0, 0)
    }
    assert (comparison.better, comparison.worse) == ((), ())


def test_one_message_more_is_no_difference_beyond_chance() -> None:
    comparison = compare(model(range(20)), model(range(19)))
    assert comparison.verdict is Judgement.no_difference
    assert comparison.total.differences["accuracy"].difference == pytest.approx(1 / 200)
    assert comparison.total.differences["accuracy"].low == 0


def test_many_messages_more_is_better_and_the_other_way_round_worse() -> None:
    weak, strong = model(range(60)), model(range(20))
    better, worse = compare(weak, strong), compare(strong, weak)
    assert (better.verdict, worse.verdict) == (Judgement.better, Judgement.worse)
    assert "accuracy rose from 0.700 to 0.900 (+0.200, joint interval +0.1" in better.reason
    assert "accuracy fell from 0.900 to 0.700" in worse.reason
    gain, loss = better.total.differences["accuracy"], worse.total.differences["accuracy"]
    assert (gain.low, gain.high) == (pytest.approx(-loss.high), pytest.approx(-loss.low))


def test_the_interval_is_as_wide_as_theory_says() -> None:
    """The standard error of a difference of paired shares, from the messages that only one got right."""
    gain = compare(model(range(60)), model(range(20))).total.differences["accuracy"]
    error = ((40 / 200 - 0.2**2) / 200) ** 0.5
    assert gain.low == pytest.approx(0.2 - 1.96 * error, abs=0.01)
    assert gain.high == pytest.approx(0.2 + 1.96 * error, abs=0.01)


def test_worse_entities_are_worse_even_where_intents_are_better() -> None:
    a, b = model(range(60)), model(range(20), entities_missed=range(100, 140))
    comparison = compare(a, b)
    assert comparison.verdict is Judgement.worse
    assert comparison.reason.startswith("entity F1 fell")
    assert "accuracy rose" in comparison.reason
    assert comparison.entities_worse[0].expected == "[Tom](person)"
    assert (comparison.entities_worse[0].a, comparison.entities_worse[0].b) == ("[Tom](person)", "none")
    assert len(comparison.entities_worse) == 40
    assert comparison.entities_better == ()


def test_the_measures_are_those_of_the_reports() -> None:
    a, b = model(range(10, 47), entities_missed=range(30)), model(range(33))
    differences = compare(a, b).total.differences
    assert tuple(differences) == MEASURES
    for report, side in ((a, "a"), (b, "b")):
        told = (
            report.total.in_scope_accuracy,
            report.total.out_of_scope_recall,
            report.total.accuracy,
            report.total.macro_f1,
            report.entity_total.f1,
            report.entity_value_total.f1,
        )
        assert [getattr(one, side) for one in differences.values()] == pytest.approx(told)


def test_each_message_that_changed_is_told_with_what_both_made_of_it() -> None:
    comparison = compare(model(range(0, 3)), model(range(2, 5)))
    assert [one.text for one in comparison.better] == ["Tom 0", "Tom 1"]
    assert [(one.text, one.expected, one.a, one.b) for one in comparison.worse] == [
        ("Tom 3", "out_of_scope", "out_of_scope", "order_status"),
        ("Tom 4", "greet", "greet", "order_status"),
    ]
    pairs = comparison.total.pairs
    assert (pairs.both, pairs.only_a, pairs.only_b, pairs.neither) == (195, 2, 2, 1)


def test_each_language_has_its_own_figures() -> None:
    """B is worse in Chinese by as much as it is better in English."""
    a = report_of([message(number, number < 40 and number % 2 == 0, False) for number in range(200)])
    b = report_of([message(number, number < 40 and number % 2 == 1, False) for number in range(200)])
    comparison = compare(a, b)
    assert list(comparison.languages) == ["zh", "en"]
    assert comparison.languages["zh"].messages == 100
    assert comparison.languages["zh"].pairs.only_a == 20
    assert comparison.languages["zh"].differences["accuracy"].fell
    assert comparison.languages["en"].differences["accuracy"].rose
    assert comparison.total.differences["accuracy"].difference == 0
    assert "in zh alone accuracy fell" in comparison.reason


@pytest.mark.parametrize(("losing", "gaining"), [("zh", "en"), ("en", "zh")])
def test_a_fall_within_one_language_is_worse_though_the_whole_rises(losing: str, gaining: str) -> None:
    def said(number: int, wrong: bool) -> Outcome:
        language = losing if number % 2 else gaining
        return outcome(f"Tom {number}", "greet", "thank" if wrong else "greet", language=language)

    a = report_of([said(number, number < 80 and number % 2 == 0) for number in range(200)])
    b = report_of([said(number, number < 20 and number % 2 == 1) for number in range(200)])
    comparison = compare(a, b)
    assert comparison.total.differences["in-scope accuracy"].rose
    assert comparison.verdict is Judgement.worse
    assert comparison.reason.startswith(f"in {losing} alone in-scope accuracy fell from 1.000 to 0.900")
    assert "; in-scope accuracy rose" in comparison.reason


def test_a_gain_within_one_language_alone_is_no_better() -> None:
    a = report_of([message(number, number in range(0, 12, 2), False) for number in range(400)])
    b = report_of([message(number, number in range(1, 7, 2), False) for number in range(400)])
    comparison = compare(a, b)
    assert comparison.languages["en"].differences["accuracy"].rose
    assert not comparison.languages["zh"].differences["accuracy"].fell
    assert comparison.verdict is Judgement.no_difference


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_model_that_stops_rejecting_is_worse_though_it_gains_elsewhere(language: str) -> None:
    """Of 400 messages 24 are out of scope; B takes twelve of them for ours and gains as many elsewhere."""

    def said(number: int, wrong: bool) -> Outcome:
        expected = "out_of_scope" if number < 24 else INTENTS[number % 3]
        return outcome(f"Tom {number}", expected, "order_status" if wrong else expected, language=language)

    a = report_of([said(number, number in range(100, 112)) for number in range(400)])
    b = report_of([said(number, number < 12) for number in range(400)])
    comparison = compare(a, b)
    assert comparison.total.differences["accuracy"].difference == 0
    assert comparison.verdict is Judgement.worse
    assert "out-of-scope recall fell from 1.000 to 0.500" in comparison.reason
    assert compare(b, a).verdict is Judgement.worse  # the other way round it is in-scope accuracy that falls


def test_where_no_message_is_out_of_scope_and_no_label_has_a_value_neither_decides() -> None:
    told = compare(report_of([outcome("hi", "greet")]), report_of([outcome("hi", "greet", "thank")]))
    for measure in ("out-of-scope recall", "value F1"):
        one = told.total.differences[measure]
        assert (one.a, one.b, one.low, one.high) == (0, 0, 0, 0)


def timed(found: list[Span]) -> Report:
    return report_of([outcome("12/05 please", "greet", labelled=[MAY], found=found) for _ in range(40)])


def test_worse_values_are_worse_though_every_span_is_found() -> None:
    comparison = compare(timed([MAY]), timed([JUNE]))
    assert comparison.verdict is Judgement.worse
    assert comparison.reason.startswith("value F1 fell from 1.000 to 0.000")
    assert comparison.total.differences["entity F1"].difference == 0
    change = comparison.entities_worse[0]
    assert (change.expected, change.a) == ("[12/05](time: 2026-05-12)",) * 2
    assert change.b == "[12/05](time: 2026-06-12)"
    assert len(compare(timed([JUNE]), timed([MAY])).entities_better) == 40


def test_what_both_got_wrong_or_no_label_decides_is_told_where_it_differs() -> None:
    unnamed = Span("time", 0, 5, None)
    a = [
        outcome("hi", "greet", "thank"),
        outcome("ta", "thank", "goodbye"),
        outcome("12/05", "greet", labelled=[unnamed], found=[MAY]),
        outcome("12/05 or so", "greet", labelled=[MAY], found=[]),
    ]
    b = [
        outcome("hi", "greet", "goodbye"),
        outcome("ta", "thank", "goodbye"),
        outcome("12/05", "greet", labelled=[unnamed], found=[JUNE]),
        outcome("12/05 or so", "greet", labelled=[MAY], found=[JUNE]),
    ]
    comparison = compare(report_of(a), report_of(b))
    assert [(one.text, one.a, one.b) for one in comparison.otherwise] == [("hi", "thank", "goodbye")]
    assert [(one.text, one.a, one.b) for one in comparison.entities_otherwise] == [
        ("12/05", "[12/05](time: 2026-05-12)", "[12/05](time: 2026-06-12)"),
        ("12/05 or so", "none", "[12/05](time: 2026-06-12)"),
    ]
    assert (comparison.better, comparison.worse) == ((), ())
    assert (comparison.entities_better, comparison.entities_worse) == ((), ())


def test_the_same_reports_give_the_same_comparison() -> None:
    a, b = model(range(30)), model(range(20))
    assert compare(a, b) == compare(a, b)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ([outcome("hi", "greet")], "A has 2 and B has 1"),
        ([outcome("hi", "greet"), outcome("ta", "thank"), outcome("bye", "goodbye")], "A has 2 and B has 3"),
        ([outcome("hi", "thank"), outcome("ta", "thank")], r"message 1 is 'hi' \(greet\) in A"),
        ([outcome("hi", "greet", labelled=[TOM]), outcome("ta", "thank")], "entities are labelled otherwise"),
    ],
)
def test_reports_on_other_messages_are_not_compared(other: list[Outcome], says: str) -> None:
    with pytest.raises(ReportsDiffer, match=says):
        compare(report_of([outcome("hi", "greet"), outcome("ta", "thank")]), report_of(other))


def test_the_comparison_is_plain_json() -> None:
    told = json.loads(json.dumps(compare(model(range(60)), model(range(20))).as_json()))
    assert told["verdict"] == "better"
    assert told["total"]["pairs"]["only_b"] == 40


def with_lost(lost: int, messages: int, *, language: str = "en") -> tuple[Report, Report]:
    """B lost so many of the messages that A got right, and gained none."""
    a = [outcome(f"hi {number}", INTENTS[number % 3], language=language) for number in range(messages)]
    b = [
        outcome(one.text, one.expected, "order_status", language=language) if number < lost else one
        for number, one in enumerate(a)
    ]
    return report_of(a), report_of(b)


@pytest.mark.parametrize(
    ("lost", "messages", "chance"),
    [(1, 1, 1.0), (3, 5, 0.25), (3, 10, 0.25), (4, 20, 0.125), (4, 100, 0.125), (5, 400, 0.0625)],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_handful_lost_may_be_chance(lost: int, messages: int, chance: float, language: str) -> None:
    comparison = compare(*with_lost(lost, messages, language=language))
    assert comparison.verdict is Judgement.no_difference
    assert comparison.total.differences["accuracy"].chance == chance  # two-sided, of McNemar's exact test
    assert comparison.total.differences["accuracy"].too_few
    assert comparison.reason.startswith("too few messages tell the models apart; in-scope accuracy fell from")


@pytest.mark.parametrize(("lost", "messages"), [(6, 6), (6, 20), (7, 400), (20, 400)])
def test_what_is_lost_without_a_gain_on_more_messages_is_no_chance(lost: int, messages: int) -> None:
    assert compare(*with_lost(lost, messages)).verdict is Judgement.worse


@pytest.mark.parametrize(("only_a", "only_b"), [(9, 3), (12, 2), (20, 9), (30, 20)])
def test_the_chance_of_an_accuracy_is_that_of_the_binomial_test(only_a: int, only_b: int) -> None:
    a = [message(number, number in range(only_a, only_a + only_b), False) for number in range(200)]
    b = [message(number, number < only_a, False) for number in range(200)]
    told = compare(report_of(a), report_of(b)).total.differences["accuracy"].chance
    assert told == pytest.approx(binomtest(only_a, only_a + only_b).pvalue, abs=0.01)


def test_a_rare_intent_that_is_lost_is_no_chance_though_as_much_is_gained_elsewhere() -> None:
    def said(number: int, wrong: bool) -> Outcome:
        expected = "goodbye" if number < 10 else "greet"
        return outcome(f"Tom {number}", expected, "order_status" if wrong else expected)

    a = report_of([said(number, number in range(50, 60)) for number in range(400)])
    b = report_of([said(number, number < 10) for number in range(400)])
    comparison = compare(a, b)
    assert comparison.total.differences["accuracy"].chance == 1
    assert comparison.verdict is Judgement.worse
    assert comparison.reason.startswith("macro F1 fell")


def test_a_handful_of_values_may_be_chance_too() -> None:
    few = [report_of(list(timed([found]).outcomes[:3])) for found in (MAY, JUNE)]
    comparison = compare(*few)
    assert comparison.verdict is Judgement.no_difference
    assert comparison.total.differences["value F1"].chance == 0.25


def test_reports_of_two_moments_are_not_compared() -> None:
    a, later = model(range(3)), Moment("2026-06-11T10:00:00+08:00", "+08:00")
    with pytest.raises(ReportsDiffer, match=r"2026-05-11T10:00:00\+08:00 .* in A .*2026-06-11.* --now"):
        compare(a, replace(a, moment=later))
