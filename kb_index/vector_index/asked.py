"""How near a question is to those that an article is known to answer: question to question, in memory."""

from collections.abc import Mapping, Sequence

import numpy as np

from kb_index.vector_index.turned_rows import Numbers, TurnedRows, Vectors, unit


class AskedIndex:
    """`vectors` are unit-length rows by the queries' side of the embedder; row r belongs to `documents[r]`.

    What all questions of a language share (`question_means`) is taken off, as `exact` does with texts.
    `there` says of each document whether it has any.
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
        self._turned = TurnedRows(unit(centred))
        self.is_rough = self._turned.is_rough
        self._documents = documents
        self._by_document = np.argsort(documents, kind="stable")
        counts = np.bincount(documents, minlength=size)
        self._ends = np.cumsum(counts)
        self.there = counts > 0

    def nearest(self, vector: Vectors | None, language: str) -> Vectors:
        """For each document the cosine with the nearest of its questions; 0 where none is near or there."""
        nearest = np.zeros(self._size, dtype=np.float32)
        if vector is not None and len(self.rows):
            np.maximum.at(nearest, self._documents, self._turned.products(self._asked(vector, language)))
        return nearest

    def exactly(self, vector: Vectors, language: str, documents: Numbers) -> Vectors:
        """As `nearest`, of some documents, where that `is_rough`."""
        spans = [range(self._ends[one - 1] if one else 0, self._ends[one]) for one in documents]
        rows = self._by_document[[at for span in spans for at in span]]
        place = np.repeat(np.arange(len(documents)), [len(span) for span in spans])
        nearest = np.zeros(len(documents), dtype=np.float32)
        np.maximum.at(nearest, place, self._turned.exact(self._asked(vector, language), rows))
        return nearest

    def _asked(self, vector: Vectors, language: str) -> Vectors:
        return unit(vector - self._question_means.get(language, np.float32(0)))
