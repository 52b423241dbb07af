"""Where the encoder's vectors are compared: each language on its own centre, evened out, fewer dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.types import Language, Vector

LANGUAGES = tuple(Language)


@dataclass(frozen=True)
class Space:
    """`centres` has a row for each of `LANGUAGES`; `projection` evens dimensions out and drops the least."""

    centres: NDArray[np.float32]
    projection: NDArray[np.float32]

    def place(self, rows: Vector, languages: NDArray[np.int64]) -> Vector:
        """Unit-length rows; `languages` are positions in `LANGUAGES`."""
        placed = (rows - self.centres[languages]) @ self.projection
        lengths = np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-9)
        return np.asarray(placed / lengths, dtype=np.float32)


def positions_of(languages: Sequence[Language]) -> NDArray[np.int64]:
    return np.array([LANGUAGES.index(language) for language in languages], dtype=np.int64)


def fit_space(rows: Vector, languages: NDArray[np.int64], dimensions: int) -> Space:
    """Without examples of a language, its centre is the mean of all."""
    spoken = [languages == position for position in range(len(LANGUAGES))]
    centres = np.stack([rows[mask if mask.any() else slice(None)].mean(axis=0) for mask in spoken])
    centred = rows - centres[languages]
    deviations = centred.std(axis=0)
    # Clamped, because a few of e5's dimensions are almost constant and would be blown up to pure noise; the
    # square root goes half the way to equal weights, which measured best.
    even = 1 / np.sqrt(np.maximum(deviations, np.median(deviations) / 2))
    evened = centred * even
    _, axes = np.linalg.eigh(evened.T @ evened)
    projection = even[:, None] * axes[:, -dimensions:]
    return Space(centres.astype(np.float32), projection.astype(np.float32))
