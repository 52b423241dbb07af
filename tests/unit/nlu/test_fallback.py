import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.two_wishes import LONGEST
from nlu.calibration import SURE, WANTED_RECALL
from nlu.fallback import Thresholds, decide, reject_empty
from nlu.margin import USUAL
from nlu.types import OUT_OF_SCOPE, Decision, IntentScore
from tests.model_home import CHECKOUT

THRESHOLDS = Thresholds(out_of_scope=0.5, margin=0.1, sure=0.95)


def ranking(**confidences: float) -> list[IntentScore]:
    scores = [IntentScore(name, confidence) for name, confidence in confidences.items()]
    return sorted(scores, key=lambda one: -one.confidence)


def test_a_clear_intent_is_accepted_and_says_by_how_much() -> None:
    verdict = decide(ranking(check_bill=0.8, request_refund=0.15, out_of_scope=0.05), 0.1, THRESHOLDS)
    assert verdict.decision is Decision.accepted
    assert verdict.intent == IntentScore("check_bill", 0.8)
    assert verdict.reasons == (
        "accepted: check_bill 0.80, request_refund 0.15",
        "in scope: out-of-scope score 0.10 is under 0.50",
    )


def test_a_strange_message_is_rejected_even_where_the_classifier_is_sure() -> None:
    verdict = decide(ranking(check_bill=0.9, request_refund=0.1), 0.5, THRESHOLDS)
    assert verdict.decision is Decision.rejected
    assert verdict.intent == IntentScore(OUT_OF_SCOPE, 0.5)
    assert verdict.reasons == (
        "rejected: out-of-scope score 0.50 is not under 0.50",
        "the classifier's own best is check_bill 0.90",
    )


def test_a_strange_message_is_kept_where_the_classifier_is_surer_than_sure_and_says_so() -> None:
    verdict = decide(ranking(check_bill=0.97, request_refund=0.03), 0.5, THRESHOLDS)
    assert (verdict.decision, verdict.intent.name) == (Decision.accepted, "check_bill")
    assert verdict.reasons[1] == (
        "in scope in spite of the out-of-scope score 0.50: the classifier's own best is check_bill 0.97"
    )


def test_being_sure_that_it_is_out_of_scope_keeps_nothing() -> None:
    verdict = decide(ranking(out_of_scope=0.97, greet=0.03), 0.5, THRESHOLDS)
    assert verdict.decision is Decision.rejected


def test_two_intents_in_scope_that_are_close_are_ambiguous() -> None:
    verdict = decide(ranking(cancel_order=0.45, request_refund=0.40, out_of_scope=0.15), 0.2, THRESHOLDS)
    assert verdict.decision is Decision.ambiguous
    assert verdict.intent.name == "cancel_order"
    assert verdict.reasons[0] == ("ambiguous: cancel_order 0.45, request_refund 0.40 are closer than 0.10")


def test_out_of_scope_as_runner_up_makes_nothing_ambiguous() -> None:
    verdict = decide(ranking(cancel_order=0.45, out_of_scope=0.42, request_refund=0.13), 0.4, THRESHOLDS)
    assert verdict.decision is Decision.accepted


def test_a_message_let_through_never_keeps_out_of_scope_as_its_intent() -> None:
    verdict = decide(ranking(out_of_scope=0.6, greet=0.3, thank=0.1), 0.4, THRESHOLDS)
    assert (verdict.decision, verdict.intent.name) == (Decision.accepted, "greet")


def test_an_empty_message_is_rejected() -> None:
    assert reject_empty().decision is Decision.rejected
    assert reject_empty().intent == IntentScore(OUT_OF_SCOPE, 1.0)


@given(
    confidences=st.lists(st.floats(0, 1), min_size=2, max_size=5),
    strange=st.floats(0, 1),
    limit=st.floats(0, 1),
    margin=st.floats(0, 1),
)
def test_rejecting_depends_on_the_score_and_on_being_sure_alone(
    confidences: list[float], strange: float, limit: float, margin: float
) -> None:
    scores = ranking(**{f"intent_{index}": value for index, value in enumerate(confidences)})
    verdict = decide(scores, strange, Thresholds(limit, margin, 0.95))
    sure = scores[0].confidence >= 0.95
    assert (verdict.decision is Decision.rejected) == (strange >= limit and not sure)
    assert (verdict.intent.name == OUT_OF_SCOPE) == (verdict.decision is Decision.rejected)
    assert verdict.reasons


@pytest.mark.parametrize("limit", [0.2, 0.5, 0.9])
def test_raising_the_limit_rejects_no_more(limit: float) -> None:
    scores = ranking(greet=0.7, thank=0.3)
    strict = decide(scores, 0.6, Thresholds(limit, 0.1, 0.95)).decision is Decision.rejected
    lenient = decide(scores, 0.6, Thresholds(limit + 0.1, 0.1, 0.95)).decision is Decision.rejected
    assert strict or not lenient


def test_the_decision_record_has_the_numbers_of_the_code() -> None:
    told = (CHECKOUT / "docs/decisions/0003-tuned-encoder-and-kernel-head.md").read_text(encoding="utf-8")
    assert f"still finds {WANTED_RECALL:.0%}".replace("%", " %") in told
    assert f"confidence {SURE:.1f} or more" in told
    assert f"closer than a margin, {USUAL:.2f} as a rule, are `ambiguous`" in told
    assert f"up to {LONGEST} characters" in told
