"""The encoder's two vectors as one row of features, each language on its own centre."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.types import Language, Vector

LANGUAGES = tuple(Language)


@dataclass(frozen=True)
class DenseSpace:
    """`centres` has a row for each of `LANGUAGES`; `scales` divides each dimension."""

    centres: NDArray[np.float32]
    scales: NDArray[np.float32]

    def project(self, rows: Vector, languages: NDArray[np.int64]) -> Vector:
        """`rows` as `stack` makes them, `languages` as positions in `LANGUAGES`."""
        return np.asarray((rows - self.centres[languages]) / self.scales, dtype=np.float32)


def stack(vectors: Vector, inner: Vector) -> Vector:
    """The last layer's vectors and the middle layer's, side by side."""
    return np.hstack([vectors, inner])


def language_positions(languages: list[Language]) -> NDArray[np.int64]:
    return np.array([LANGUAGES.index(language) for language in languages], dtype=np.int64)


def fit_space(rows: Vector, languages: NDArray[np.int64]) -> DenseSpace:
    """Centres a language without examples on the mean of all."""
    centres = np.stack(
        [
            rows[languages == index if (languages == index).any() else slice(None)].mean(axis=0)
            for index in range(2)
        ]
    )
    deviations = (rows - centres[languages]).std(axis=0)
    # A few of e5's dimensions are almost constant: divided by their own deviation they would be pure noise.
    clamped = np.maximum(deviations, np.median(deviations) / 2)
    return DenseSpace(centres.astype(np.float32), (clamped * np.sqrt(rows.shape[1] / 2)).astype(np.float32))
