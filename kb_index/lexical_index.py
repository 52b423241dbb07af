"""Finds texts by their words: BM25 over Chinese and English together, each word with a weight of its own."""

from collections.abc import Mapping, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.5

Scores = NDArray[np.float32]


class LexicalIndex:
    """Built once from the words of each text (`words.search_words`), then only read.

    bm25s computes each word's score in each text when indexing; a query adds up the columns of its words.
    Its own `retrieve` has no weights and costs more than the sum.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._size = len(texts)
        self._ids = {
            word: number for number, word in enumerate(sorted({word for text in texts for word in text}))
        }
        ids = [[self._ids[word] for word in text] for text in texts]
        self._held = [np.unique(np.array(text, dtype=np.int32)) for text in ids]
        counts = (
            np.bincount(np.concatenate(self._held), minlength=len(self._ids)) if self._ids else np.zeros(0)
        )
        self._idf = np.log(1 + (self._size - counts + 0.5) / (counts + 0.5))
        self._columns: tuple[Scores, NDArray[np.int32], NDArray[np.int32]] | None = None
        if self._ids:
            bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
            bm25.index((ids, self._ids), show_progress=False, create_empty_token=False)
            self._columns = bm25.scores["data"], bm25.scores["indices"], bm25.scores["indptr"]

    def __contains__(self, word: str) -> bool:
        return word in self._ids

    @property
    def vocabulary(self) -> Sequence[str]:
        return tuple(self._ids)

    def rarity(self, word: str) -> float:
        """BM25's idf; a word that no text has is the rarest."""
        return float(
            self._idf[self._ids[word]] if word in self._ids else np.log(1 + (self._size + 0.5) / 0.5)
        )

    def scores(self, weights: Mapping[str, float]) -> Scores:
        """BM25 of each text, 0 and up."""
        scores = np.zeros(self._size, dtype=np.float32)
        if self._columns is None:
            return scores
        data, texts, starts = self._columns
        for word, weight in weights.items():
            number = self._ids.get(word)
            if number is not None:
                column = slice(starts[number], starts[number + 1])
                scores[texts[column]] += weight * data[column]
        return scores

    def found(self, words: Sequence[str], text: int) -> list[str]:
        """Those of `words` that the text has, in their order."""
        known = [word for word in words if word in self._ids]
        held = self._held[text]
        if not known or not len(held):
            return []
        ids = np.array([self._ids[word] for word in known])
        has = held[np.minimum(np.searchsorted(held, ids), len(held) - 1)] == ids
        return [word for word, there in zip(known, has, strict=True) if there]
