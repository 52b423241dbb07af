"""How near a question is to those that an article is known to answer: question to question, in memory."""

from collections.abc import Mapping, Sequence

import numpy as np

from kb_index.vector_index.turned_rows import Numbers, TurnedRows, Vectors, unit


class AskedIndex:
    """`vectors` are unit-length rows by the queries' side of the embedder; row r belongs to `documents[r]`.

    What all questions of a language share (`question_means`) is taken off, as `exact` does with texts.
    `there` says of each document whether it has any; `axes` are as in `exact`.
    """

    def __init__(
        self,
        vectors: Vectors,
        documents: Numbers,
        languages: Sequence[str],
        question_means: Mapping[str, Vectors],
        size: int,
        axes: Vectors | None = None,
    ) -> None:
        self.rows = vectors
        self._question_means = question_means
        self._size = size
        of_row = np.array(languages)
        centred = np.array(vectors, dtype=np.float32)
        for language, mean in question_means.items():
            centred[of_row == language] -= mean
        self._turned = TurnedRows(unit(centred), axes)
        self.is_rough, self.axes = self._turned.is_rough, self._turned.axes
        self._documents = documents
        self.there = np.bincount(documents, minlength=size) > 0

    def nearest(self, vector: Vectors | None, language: str) -> Vectors:
        """For each document the cosine with the nearest of its questions; 0 where none is near or there."""
        nearest = np.zeros(self._size, dtype=np.float32)
        if vector is not None and len(self.rows):
            np.maximum.at(nearest, self._documents, self._turned.products(self._asked(vector, language)))
        return nearest

    def exactly(self, vector: Vectors, language: str, documents: Numbers) -> Vectors:
        """As `nearest`, of some documents, where that `is_rough`."""
        place = np.full(self._size, -1)
        place[documents] = np.arange(len(documents))
        place_of = place[self._documents]
        rows = np.flatnonzero(place_of >= 0)
        nearest = np.zeros(len(documents), dtype=np.float32)
        if len(rows):
            np.maximum.at(nearest, place_of[rows], self._turned.exact(self._asked(vector, language), rows))
        return nearest

    def _asked(self, vector: Vectors, language: str) -> Vectors:
        return unit(vector - self._question_means.get(language, np.float32(0)))
