"""How urgent a text reads: by its vector, near which labelled examples it lies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training_data.priority_examples import LEVELS, PriorityExample

Vector = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

# Both chosen on the dev examples, each tenth read by what was learned from the rest.
NARROW = 5.0  # of the kernel exp(-NARROW · squared distance)
SMOOTH = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """A score for each of P0 to P3, about 1 for a text like the level's examples and -1 for one unlike them.

    `example` is the nearest one, `level` its level.
    """

    scores: tuple[float, float, float, float]
    example: str
    level: str


class UrgencyScale:
    """A kernel ridge regression of the levels on unit-length vectors, one each of `examples`."""

    def __init__(self, examples: Sequence[PriorityExample], vectors: Vector) -> None:
        self._examples = examples
        self._vectors = vectors.astype(np.float64)
        ranks = np.array([LEVELS.index(example.priority) for example in examples])
        targets = np.where(ranks[:, None] == np.arange(len(LEVELS)), 1.0, -1.0)
        # A level with few examples counts as much as one with many.
        share = np.bincount(ranks, minlength=len(LEVELS))[ranks] * len(LEVELS) / len(ranks)
        self._weights: Numbers = np.linalg.solve(
            self._nearness(self._vectors) + np.diag(SMOOTH * share), targets
        )

    def read(self, vector: Vector) -> Reading:
        near = self._nearness(vector[None].astype(np.float64))[0]
        p0, p1, p2, p3 = (float(score) for score in near @ self._weights)
        nearest = self._examples[int(near.argmax())]
        return Reading((p0, p1, p2, p3), nearest.text, nearest.priority)

    def _nearness(self, vectors: Numbers) -> Numbers:
        cosine: Numbers = vectors @ self._vectors.T
        return np.exp(-NARROW * (2 - 2 * cosine))
