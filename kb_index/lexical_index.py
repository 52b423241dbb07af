"""Finds texts by their words: BM25 over Chinese and English together, each word with a weight of its own.

Lucene's form of it. Each word's score in each text is computed once; a question adds up its words' columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.5

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Which words each text has, by number and rising, and how often: text t has `starts[t]` to the next."""

    starts: Numbers
    words: NDArray[np.int32]
    counts: NDArray[np.int32]

    def taken(self, texts: Numbers) -> "_Rows":
        at, starts = _gathered(self.starts[:-1][texts], np.diff(self.starts)[texts])
        return _Rows(starts, self.words[at], self.counts[at])

    def followed_by(self, other: "_Rows") -> "_Rows":
        return _Rows(
            np.concatenate([self.starts, other.starts[1:] + self.starts[-1]]),
            np.concatenate([self.words, other.words]),
            np.concatenate([self.counts, other.counts]),
        )


class LexicalIndex:
    """Built from the words of each text (`words.search_words`), then only read."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        ids: dict[str, int] = {}
        self._set(ids, _counted(texts, ids))

    def renewed(self, kept: Numbers, texts: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Text n becomes what text `kept[n]` is here; where that is -1, the next of `texts`."""
        ids = dict(self._ids)
        rows = self._rows.followed_by(_counted(texts, ids))
        new = len(self._rows.starts) - 1 + np.cumsum(kept < 0) - 1
        index = LexicalIndex.__new__(LexicalIndex)
        index._set(ids, rows.taken(np.where(kept < 0, new, kept)))
        return index

    def _set(self, ids: dict[str, int], rows: _Rows) -> None:
        self._ids, self._rows = ids, rows
        self._size = len(rows.starts) - 1
        self._held_by = np.bincount(rows.words, minlength=len(ids))
        self._idf = np.log(1 + (self._size - self._held_by + 0.5) / (self._held_by + 0.5))
        lengths = np.add.reduceat(np.append(rows.counts, 0), rows.starts[:-1]) if self._size else np.zeros(0)
        lengths = np.where(np.diff(rows.starts) > 0, lengths, 0)
        # How little a repeated word adds: more in a text longer than the mean.
        self._damping = K1 * (1 - B + B * lengths / max(float(lengths.mean()) if self._size else 0.0, 1e-6))

    def __contains__(self, word: str) -> bool:
        number = self._ids.get(word)
        return number is not None and bool(self._held_by[number])

    @property
    def vocabulary(self) -> Sequence[str]:
        return [word for word, number in self._ids.items() if self._held_by[number]]

    def rarity(self, word: str) -> float:
        """BM25's idf; a word that no text has is the rarest."""
        number = self._ids.get(word)
        return float(np.log(1 + (self._size + 0.5) / 0.5) if number is None else self._idf[number])

    def scores(self, weights: Mapping[str, float]) -> Scores:
        """BM25 of each text, 0 and up."""
        known = [(self._ids[word], weight) for word, weight in weights.items() if word in self._ids]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        numbers, weighed = np.array([n for n, _ in known]), np.array([weight for _, weight in known])
        data, texts, starts = self._columns
        sizes = self._held_by[numbers]
        at, _ = _gathered(starts[numbers], sizes)
        added = np.repeat(weighed, sizes) * data[at]
        scores: Scores = np.bincount(texts[at], added, minlength=self._size).astype(np.float32)
        return scores

    def scores_of(self, weights: Mapping[str, float], texts: Numbers) -> Scores:
        """As `scores`, of some texts."""
        weight_of = np.zeros(len(self._ids))
        for word, weight in weights.items():
            if word in self._ids:
                weight_of[self._ids[word]] = weight
        rows = self._rows.taken(texts)
        at = np.repeat(np.arange(len(texts)), np.diff(rows.starts))
        added = weight_of[rows.words] * self._bm25(rows.words, rows.counts, texts[at])
        scores: Scores = np.bincount(at, added, minlength=len(texts)).astype(np.float32)
        return scores

    def found(self, words: Sequence[str], text: int) -> list[str]:
        """Those of `words` that the text has, in their order."""
        held = set(self._rows.words[self._rows.starts[text] : self._rows.starts[text + 1]].tolist())
        return [word for word in words if self._ids.get(word) in held]

    def _bm25(self, words: NDArray[np.int32], counts: NDArray[np.int32], of_text: NDArray[Any]) -> Scores:
        bm25: Scores = (self._idf[words] * counts / (counts + self._damping[of_text])).astype(np.float32)
        return bm25

    @cached_property
    def _columns(self) -> tuple[Scores, NDArray[np.int32], Numbers]:
        """The scores by word, the texts they belong to, and where each word's begin."""
        of_text = np.repeat(np.arange(self._size, dtype=np.int32), np.diff(self._rows.starts))
        by_word = np.argsort(self._rows.words, kind="stable")
        starts = np.cumsum(self._held_by) - self._held_by
        return self._bm25(self._rows.words, self._rows.counts, of_text)[by_word], of_text[by_word], starts


def _counted(texts: Sequence[Sequence[str]], ids: dict[str, int]) -> _Rows:
    """Gives words that `ids` lacks the next number."""
    flat = np.array([ids.setdefault(word, len(ids)) for text in texts for word in text], dtype=np.int64)
    of_text = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    size = max(len(ids), 1)
    keys, counts = np.unique(of_text * size + flat, return_counts=True)
    starts = np.searchsorted(keys, np.arange(len(texts) + 1) * size)
    return _Rows(starts, (keys % size).astype(np.int32), counts.astype(np.int32))


def _gathered(starts: Numbers, sizes: Numbers) -> tuple[Numbers, Numbers]:
    """The places of pieces that begin at `starts`, one piece after the other, and where each then begins."""
    edges = np.concatenate([[0], np.cumsum(sizes)])
    return np.repeat(starts - edges[:-1], sizes) + np.arange(edges[-1]), edges
