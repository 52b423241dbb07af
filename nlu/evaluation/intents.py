"""How often the intent was right, all after the fallback rule."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.outcome import Outcome
from nlu.evaluation.score import Score, score
from nlu.types import OUT_OF_SCOPE


@dataclass(frozen=True, slots=True)
class IntentReport:
    """`accuracy` and `macro_f1` count out of scope as one more intent.

    `in_scope_accuracy` leaves those messages out, and a rejected message in scope is a wrong one.
    """

    messages: int
    accuracy: float
    macro_f1: float
    in_scope_accuracy: float
    out_of_scope_recall: float
    out_of_scope_precision: float


def measure_intents(outcomes: Sequence[Outcome]) -> IntentReport:
    scores = score_intents(outcomes)
    strange = scores.get(OUT_OF_SCOPE, score(0, 0, 0))
    return IntentReport(
        messages=len(outcomes),
        accuracy=_share_right(outcomes),
        macro_f1=sum(one.f1 for one in scores.values()) / len(scores),
        in_scope_accuracy=_share_right([one for one in outcomes if one.in_scope]),
        out_of_scope_recall=strange.recall,
        out_of_scope_precision=strange.precision,
    )


def score_intents(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """By name, of the intents that some message is labelled with."""
    right = Counter(one.expected for one in outcomes if one.right)
    expected = Counter(one.expected for one in outcomes)
    got = Counter(one.got for one in outcomes)
    return {intent: score(right[intent], got[intent], expected[intent]) for intent in sorted(expected)}


def _share_right(outcomes: Sequence[Outcome]) -> float:
    return sum(one.right for one in outcomes) / len(outcomes) if outcomes else 0.0
