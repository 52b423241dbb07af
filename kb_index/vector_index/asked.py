"""How near a question is to those that an article is known to answer: question to question, in memory."""

from collections.abc import Mapping, Sequence

import numpy as np

from kb_index.vector_index.rough_rows import Numbers, RoughRows, Vectors, unit

SAMPLE = 8192
"""Of so many questions it is learned in which directions those of one document differ."""

SMOOTHING = 5.0
"""Times the mean spread of those directions: so far none is stretched; a few of them are shrunk."""


class AskedIndex:
    """`vectors` are unit-length rows by the queries' side of the embedder; row r belongs to `documents[r]`.

    What all questions of a language share (`question_means`) is taken off, as `exact` does with texts.
    Where documents have several, directions in which those differ count less: they are how people ask.
    """

    def __init__(
        self,
        vectors: Vectors,
        documents: Numbers,
        languages: Sequence[str],
        question_means: Mapping[str, Vectors],
        size: int,
    ) -> None:
        self.rows = vectors
        self._question_means = question_means
        self._size = size
        of_row = np.array(languages)
        centred = np.array(vectors, dtype=np.float32)
        for language, mean in question_means.items():
            centred[of_row == language] -= mean
        self._sharpening = learn_sharpening(unit(centred), documents)
        by_document = np.argsort(documents, kind="stable")
        self._sharp = RoughRows(self._sharpened(centred)[by_document])
        self.is_rough = self._sharp.is_rough
        self._documents = documents[by_document]
        self._asked_about, self._starts = np.unique(self._documents, return_index=True)

    def nearest(self, vector: Vectors | None, language: str) -> Vectors:
        """For each document the cosine with the nearest of its questions; 0 where none is near or there."""
        nearest = np.zeros(self._size, dtype=np.float32)
        if vector is not None and len(self.rows):
            products = self._sharp.products(self._asked(vector, language))
            nearest[self._asked_about] = np.maximum(np.maximum.reduceat(products, self._starts), 0)
        return nearest

    def exactly(self, vector: Vectors, language: str, documents: Numbers) -> Vectors:
        """As `nearest`, of some documents, where that `is_rough`."""
        place = np.full(self._size, -1)
        place[documents] = np.arange(len(documents))
        place_of = place[self._documents]
        rows = np.flatnonzero(place_of >= 0)
        nearest = np.zeros(len(documents), dtype=np.float32)
        if len(rows):
            np.maximum.at(nearest, place_of[rows], self._sharp.exact(self._asked(vector, language), rows))
        return nearest

    def _asked(self, vector: Vectors, language: str) -> Vectors:
        return self._sharpened(vector - self._question_means.get(language, np.float32(0)))

    def _sharpened(self, centred: Vectors) -> Vectors:
        return sharpened(centred, self._sharpening)


def sharpened(centred: Vectors, sharpening: Vectors | None) -> Vectors:
    """At length 1."""
    return unit(centred if sharpening is None else centred @ sharpening)


def learn_sharpening(rows: Vectors, documents: Numbers) -> Vectors | None:
    """Shrinks the directions in which questions of one document differ; None where none has two."""
    first = np.argsort(documents, kind="stable")[:SAMPLE]
    _, of_row, counts = np.unique(documents[first], return_inverse=True, return_counts=True)
    freedom = len(first) - len(counts)
    if not freedom:
        return None
    starts = np.cumsum(counts) - counts
    apart = rows[first] - (np.add.reduceat(rows[first], starts) / counts[:, None])[of_row]
    spreads, directions = np.linalg.eigh(apart.T @ apart / np.float32(freedom))
    # Of few questions it is not known in which directions they differ.
    usual = SMOOTHING * (1 + len(spreads) / freedom) * max(float(spreads.mean()), 1e-6)
    sharpening: Vectors = (directions / np.sqrt(np.maximum(spreads, 0) + usual)) @ directions.T
    return sharpening.astype(np.float32)
