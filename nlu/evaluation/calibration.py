"""Whether a confidence of 0.8 is right eight times in ten (Guo et al. 2017, arXiv 1706.04599, section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.evaluation.outcome import Outcome

BINS = 15


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """The messages of one bin: their mean confidence, and the share in which the intent was right."""

    confidence: float
    accuracy: float
    messages: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """`expected_error` is the mean distance of confidence from accuracy. Empty bins have no point."""

    expected_error: float
    points: tuple[ReliabilityPoint, ...]


def measure_calibration(outcomes: Sequence[Outcome]) -> Calibration:
    """Of the best intent in scope, over all messages: to one that is out of scope no such intent is right.

    Bins of equal width, each with its upper edge.
    """
    confidence = np.array([one.confidence for one in outcomes])
    right = np.array([one.best == one.expected for one in outcomes])
    bins = np.clip(np.ceil(confidence * BINS) - 1, 0, BINS - 1)
    points = tuple(
        ReliabilityPoint(
            float(confidence[inside].mean()), float(right[inside].mean()), int(np.count_nonzero(inside))
        )
        for inside in (bins == number for number in range(BINS))
        if inside.any()
    )
    missed = sum(point.messages * abs(point.accuracy - point.confidence) for point in points)
    return Calibration(missed / len(outcomes), points)
