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
    """For each of P0 to P3 a score, about 1 for a text like the level's examples and -1 for one unlike them,
    and the nearest example."""

    scores: tuple[float, ...]
    nearest: tuple[str, ...]


class UrgencyScale:
    """A kernel ridge regression of the levels on unit-length vectors, one for each example; every level needs
    one."""

    def __init__(self, examples: Sequence[PriorityExample], vectors: Vector) -> None:
        self._texts = [example.text for example in examples]
        self._places = {
            level: [place for place, one in enumerate(examples) if one.priority == level] for level in LEVELS
        }
        self._vectors = vectors.astype(np.float64)
        ranks = np.array([LEVELS.index(example.priority) for example in examples])
        targets = np.where(ranks[:, None] == np.arange(len(LEVELS)), 1.0, -1.0)
        # A level with few examples counts as much as one with many.
        share = np.bincount(ranks, minlength=len(LEVELS))[ranks] * len(LEVELS) / len(ranks)
        self._weights = np.linalg.solve(self._nearness(self._vectors) + np.diag(SMOOTH * share), targets)

    def read(self, vector: Vector) -> Reading:
        near = self._nearness(vector[None].astype(np.float64))[0]
        nearest = (max(self._places[level], key=lambda place: near[place]) for level in LEVELS)
        return Reading(
            scores=tuple(float(score) for score in near @ self._weights),
            nearest=tuple(self._texts[place] for place in nearest),
        )

    def _nearness(self, vectors: Numbers) -> Numbers:
        nearness: Numbers = np.exp(-NARROW * (2 - 2 * vectors @ self._vectors.T))
        return nearness
