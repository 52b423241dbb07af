"""Exact cosine in memory, with what a language's texts all share taken off.

Raw e5 vectors of one language are alike whatever they say: a Chinese question is nearer to any Chinese text
than to the English one that answers it. docs/decisions/0007-hybrid-search-in-memory.md has the figures.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

USUAL_SPREAD = 0.1
"""Standard deviation of the centred cosines of one question with texts of one language."""

PRIOR = 10
"""In how many texts a language's own mean and spread weigh as much as the usual ones."""


class ExactIndex:
    """Rows grouped into documents: document d has rows `starts[d]` up to the next, all of `languages[d]`.

    `vectors` are unit-length rows, `question_means` the vector that all questions of a language share.
    """

    def __init__(
        self,
        vectors: Vectors,
        starts: NDArray[np.int64],
        languages: Sequence[str],
        question_means: Mapping[str, Vectors],
    ) -> None:
        self._starts = starts
        self._question_means = question_means
        self._documents = {
            language: np.array([at for at, its in enumerate(languages) if its == language])
            for language in sorted(set(languages))
        }
        sizes = np.diff([*starts, len(vectors)])
        of_row = np.repeat(np.arange(len(starts)), sizes)
        centred = np.array(vectors, dtype=np.float32)
        for language, documents in self._documents.items():
            rows = np.flatnonzero(np.isin(of_row, documents))
            centred[rows] -= _mean(centred[rows], question_means.get(language))
        self._vectors = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
        sums = np.add.reduceat(self._vectors, starts, axis=0)
        self._lengths = np.maximum(np.linalg.norm(sums, axis=1), 1e-6)

    def cosines(self, vector: Vectors, language: str) -> Vectors:
        """Of each row with a question in `language`, centred: about 0 for what has nothing to do with it."""
        mean = self._question_means.get(language)
        asked = vector if mean is None else vector - mean
        cosines: Vectors = self._vectors @ (asked / max(float(np.linalg.norm(asked)), 1e-6)).astype(
            np.float32
        )
        return cosines

    def whole_documents(self, cosines: Vectors) -> Vectors:
        """Cosine with each document's mean vector."""
        whole: Vectors = np.add.reduceat(cosines, self._starts) / self._lengths
        return whole

    def deviations(self, scores: Vectors) -> Vectors:
        """`scores` of documents in standard deviations above the mean of their language's.

        So languages can be compared: the question's own lies higher and spreads wider.
        """
        deviations = np.empty_like(scores)
        for documents in self._documents.values():
            own = scores[documents]
            share = len(own) / (len(own) + PRIOR)
            spread = np.sqrt(share * own.var() + (1 - share) * USUAL_SPREAD**2)
            deviations[documents] = (own - share * own.mean()) / spread
        return deviations


def _mean(vectors: Vectors, question_mean: Vectors | None) -> Vectors:
    """Of few passages the mean would be what they say, so it leans on the mean question."""
    prior = 0 if question_mean is None else PRIOR
    total = vectors.sum(axis=0) + (0 if question_mean is None else prior * question_mean)
    mean: Vectors = total / (len(vectors) + prior)
    return mean
