"""How near a question is to those that an article is known to answer: question to question, in memory."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kb_index.vector_index.exact import Vectors


class AskedIndex:
    """`vectors` are unit-length rows by the queries' side of the embedder; row r belongs to `documents[r]`.

    What all questions of a language share (`question_means`) is taken off, as `exact` does with texts.
    `there` says of each document whether it has any.
    """

    def __init__(
        self,
        vectors: Vectors,
        documents: NDArray[np.int64],
        languages: Sequence[str],
        question_means: Mapping[str, Vectors],
        size: int,
    ) -> None:
        centred = np.array(vectors, dtype=np.float32)
        of_row = np.array(languages)
        for language, mean in question_means.items():
            centred[of_row == language] -= mean
        self._vectors = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
        self._documents = documents
        self._question_means = question_means
        self._size = size
        self.there = np.bincount(documents, minlength=size) > 0

    def nearest(self, vector: Vectors | None, language: str) -> Vectors:
        """For each document the cosine with the nearest of its questions; 0 where none is near or there."""
        nearest = np.zeros(self._size, dtype=np.float32)
        if vector is None or not len(self._vectors):
            return nearest
        asked = vector - self._question_means.get(language, np.float32(0))
        unit = (asked / max(float(np.linalg.norm(asked)), 1e-6)).astype(np.float32)
        np.maximum.at(nearest, self._documents, self._vectors @ unit)
        return nearest
