"""What a stricter or a milder threshold on the out-of-scope score would do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.evaluation.outcome import Outcome

RECALLS = (0.80, 0.90, 0.95)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Recall of out of scope and in-scope accuracy, where scores from `threshold` up were rejected."""

    threshold: float
    recall: float
    in_scope_accuracy: float


@dataclass(frozen=True, slots=True)
class RejectionCurve:
    """`auroc` is the chance that a message out of scope scores above one in scope; None without both kinds.

    `points` go from the highest threshold to the lowest. The fallback rule also believes a sure classifier
    over the score, so its own figures may lie a little off the curve.
    """

    auroc: float | None
    points: tuple[CurvePoint, ...]

    def trade_offs(self) -> tuple[tuple[float, float], ...]:
        """Each of RECALLS, with the best in-scope accuracy that it leaves; none where there is no curve."""
        if not self.points:
            return ()
        return tuple(
            (recall, max(one.in_scope_accuracy for one in self.points if one.recall >= recall))
            for recall in RECALLS
        )


def draw_rejection_curve(outcomes: Sequence[Outcome]) -> RejectionCurve:
    """A point for each score that a message out of scope has: between two of those only accuracy is lost."""
    strange = np.array([one.out_of_scope for one in outcomes if not one.in_scope])
    known = np.array([one.out_of_scope for one in outcomes if one.in_scope])
    understood = np.array([one.best == one.expected for one in outcomes if one.in_scope])
    if not strange.size or not known.size:
        return RejectionCurve(None, ())
    return RejectionCurve(
        _auroc(strange, known),
        tuple(
            CurvePoint(
                float(threshold),
                float(np.mean(strange >= threshold)),
                float(np.mean(understood & (known < threshold))),
            )
            for threshold in np.unique(strange)[::-1]
        ),
    )


def _auroc(strange: NDArray[np.float64], known: NDArray[np.float64]) -> float:
    """As the Mann-Whitney statistic, a tie counting half (Hanley and McNeil 1982)."""
    ordered = np.sort(known)
    below = np.searchsorted(ordered, strange, "left") + np.searchsorted(ordered, strange, "right")
    return float(below.mean() / 2 / len(known))
