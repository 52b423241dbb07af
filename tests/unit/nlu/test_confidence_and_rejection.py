"""What a report says of the two numbers that the fallback rule weighs."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tests.unit.nlu.outcomes import outcome, report_of


def test_confidence_that_is_right_as_often_as_it_says_has_no_error() -> None:
    sure = [outcome("a", "greet", "greet" if right else "thank", confidence=0.75) for right in (1, 1, 1, 0)]
    assert report_of(sure).calibration.expected_error == 0


def test_each_group_of_like_confidence_has_a_point() -> None:
    calibration = report_of(
        [
            outcome("a", "greet", confidence=0.5),
            outcome("b", "greet", "thank", confidence=0.52),
            outcome("c", "greet", confidence=1.0),
        ]
    ).calibration
    half, full = calibration.points
    assert (half.confidence, half.accuracy, half.messages) == (pytest.approx(0.51), 0.5, 2)
    assert (full.confidence, full.accuracy, full.messages) == (1.0, 1.0, 1)
    assert calibration.expected_error == pytest.approx((2 * 0.01 + 0) / 3)


def test_confidence_in_an_intent_is_wrong_about_a_message_out_of_scope() -> None:
    rejected = outcome("weather", "out_of_scope", best="greet", confidence=0.6)
    assert report_of([rejected, outcome("hi", "greet")]).calibration.points[0].accuracy == 0


def test_calibration_judges_the_best_intent_and_not_what_the_rule_made_of_it() -> None:
    refused = outcome("hi", "greet", "out_of_scope", best="greet", confidence=1.0)
    report = report_of([refused])
    assert report.calibration.expected_error == 0
    assert report.total.in_scope_accuracy == 0


def test_the_curve_trades_recall_for_accuracy() -> None:
    curve = report_of(
        [
            outcome("hi", "greet", out_of_scope=0.1),
            outcome("yo", "greet", "thank", out_of_scope=0.2),
            outcome("bye", "goodbye", out_of_scope=0.6),
            outcome("ta", "thank", out_of_scope=0.7),
            outcome("weather", "out_of_scope", best="greet", out_of_scope=0.9),
            outcome("rain", "out_of_scope", best="greet", out_of_scope=0.65),
        ]
    ).rejection
    assert [(one.threshold, one.recall, one.in_scope_accuracy) for one in curve.points] == [
        (0.9, 0.5, 3 / 4),
        (0.65, 1.0, 2 / 4),
    ]
    assert curve.trade_offs() == ((0.8, 0.5), (0.9, 0.5), (0.95, 0.5))


def test_the_area_under_the_curve_is_the_usual_one() -> None:
    random = np.random.default_rng(1)
    strange = random.random(200) < 0.3
    scores = np.round(np.clip(random.normal(0.4 + 0.2 * strange, 0.2), 0, 1), 1)
    outcomes = [
        outcome("x", "out_of_scope" if odd else "greet", out_of_scope=score)
        for odd, score in zip(strange, scores, strict=True)
    ]
    assert report_of(outcomes).rejection.auroc == pytest.approx(roc_auc_score(strange, scores))


@pytest.mark.parametrize("intent", ["greet", "out_of_scope"])
def test_messages_of_one_kind_have_no_curve(intent: str) -> None:
    curve = report_of([outcome("x", intent)]).rejection
    assert (curve.auroc, curve.points, curve.trade_offs()) == (None, (), ())
