"""How close two intents must be for a question to be worth asking, chosen on messages held out of training.

A question mends a mistake where the second intent is the right one, and is needless where the first is. Where
neither is, it neither helps nor harms.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.kernel import find_column
from nlu.classifiers.kernel_training import HeldOut

# What holds where the messages do not say otherwise beyond chance, as few cannot; see docs/decisions/0003.
USUAL = 0.10
OTHERS = (0.02, 0.05, 0.15, 0.20, 0.25, 0.30)
# A needless question troubles the customer half as much as a mistake.
NEEDLESS = 0.5
# So many standard errors must another margin be better than the usual one: the best of several is looked at.
BEYOND_CHANCE = 3.0


@dataclass(frozen=True, slots=True)
class Questions:
    """How often is asked back; `helpful` where the second intent is right, `needless` where the first is."""

    asked: int
    helpful: int
    needless: int


def count_questions(
    held_out: HeldOut, labels: tuple[str, ...], believed: NDArray[np.bool_], margin: float
) -> Questions:
    """`believed` as `choose_margin` has it."""
    closeness, first, second = _two_best(held_out, labels)
    asked = believed & (closeness < margin)
    return Questions(int(asked.sum()), int((asked & second).sum()), int((asked & first).sum()))


def choose_margin(held_out: HeldOut, labels: tuple[str, ...], believed: NDArray[np.bool_]) -> float:
    """`believed` marks the messages that are not rejected; of the others nobody asks back."""
    closeness, first, second = _two_best(held_out, labels)
    worth = np.where(believed, 1.0 * second - NEEDLESS * first, 0.0)

    def surely_gained(margin: float) -> float:
        """Over the usual one, in mistakes mended."""
        between = (closeness >= min(margin, USUAL)) & (closeness < max(margin, USUAL))
        changed = worth[between] * (1 if margin > USUAL else -1)
        return float(changed.sum() - BEYOND_CHANCE * np.sqrt(np.square(changed).sum()))

    return max((USUAL, *OTHERS), key=surely_gained)


def _two_best(
    held_out: HeldOut, labels: tuple[str, ...]
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """How close each message's two best intents are, whether the first is right, and whether the second."""
    scores = held_out.confidences.copy()
    if (column := find_column(labels)) is not None:
        scores[:, column] = -np.inf
    best = np.argsort(-scores, axis=1)[:, :2]
    confidences = np.take_along_axis(scores, best, axis=1)
    first, second = (np.array(labels)[best] == held_out.intents[:, None]).T
    return confidences[:, 0] - confidences[:, 1], first, second
