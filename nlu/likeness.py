"""Which messages are nearly the same, by their characters: what a classifier will confuse, what leaks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from nlu.classifiers.ngrams import LONGEST, MAX_CHARACTERS
from training_data.schema import Example

# Of 1, which only the same text has: from here on two messages differ by a slip or a filler word.
NEARLY_SAME = 0.9
# From here on, seen in our own messages, they share their words and differ in one that decides.
CONFUSABLE = 0.5
BUCKETS = 2**16
# All pairs are compared in a random projection (Achlioptas 2003: signs will do), whose dot products are off
# by 1 / sqrt(DIMENSIONS), one standard deviation; the nearest few within SLACK are then weighed exactly.
DIMENSIONS, SLACK, CANDIDATES = 256, 0.15, 8
SEED = 7
ROWS = 512


@dataclass(frozen=True, slots=True)
class Pair:
    """`likeness` is the cosine of two messages' weighted character n-grams, between 0 and 1."""

    likeness: float
    first: Example
    second: Example


@dataclass(frozen=True, slots=True)
class ConfusablePair:
    """Two intents and the messages of one that read like one of the other, nearest first."""

    intents: tuple[str, str]
    pairs: tuple[Pair, ...]


def find_near_pairs(
    train: Sequence[Example], test: Sequence[Example], *, progress: Callable[[str], None] = lambda _: None
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Clashes in train, and copies of train in test, each nearest first.

    A clash is a message and the nearest one of another intent, from CONFUSABLE on. A copy is a test message
    with the nearest of train, from NEARLY_SAME on. Messages of different languages are not compared.
    """
    clashes: list[Pair] = []
    copies: list[Pair] = []
    for language in sorted({example.language for example in train}):
        taught = [example for example in train if example.language == language]
        asked = [example for example in test if example.language == language]
        progress(f"comparing {len(taught)} messages in {language}")
        grams = _weigh([example.text for example in (*taught, *asked)])
        known, unseen = _Side.of(grams[: len(taught)]), _Side.of(grams[len(taught) :])
        labels = np.unique([example.intent for example in taught], return_inverse=True)[1]
        clashes += [
            Pair(likeness, taught[row], taught[column])
            for row, column, likeness in _nearest(known, known, CONFUSABLE, labels)
        ]
        copies += [
            Pair(likeness, asked[row], taught[column])
            for row, column, likeness in _nearest(unseen, known, NEARLY_SAME)
        ]
    return _each_once(clashes), tuple(sorted(copies, key=lambda pair: -pair.likeness))


def group_by_intents(clashes: Sequence[Pair]) -> tuple[ConfusablePair, ...]:
    """The two intents with most clashes first."""
    grouped = defaultdict[tuple[str, str], list[Pair]](list)
    for pair in clashes:
        one, other = sorted((pair.first.intent, pair.second.intent))
        grouped[one, other].append(pair)
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(ConfusablePair(intents, tuple(pairs)) for intents, pairs in ordered)


def _weigh(texts: Sequence[str]) -> Any:
    """Sparse rows of unit length."""
    counter = HashingVectorizer(
        analyzer="char",
        ngram_range=(1, LONGEST),
        n_features=BUCKETS,
        lowercase=False,
        norm=None,
        alternate_sign=False,
        dtype=np.float32,
    )
    counts = counter.transform(f" {' '.join(text.casefold().split())[:MAX_CHARACTERS]} " for text in texts)
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


@dataclass(frozen=True)
class _Side:
    """Messages as sparse weighed n-grams, and their projection."""

    grams: Any
    projected: NDArray[np.float32]

    @classmethod
    def of(cls, grams: Any) -> "_Side":
        signs = np.random.default_rng(SEED).integers(0, 2, (BUCKETS, DIMENSIONS), dtype=np.int8)
        projection = (2 * signs - 1) / np.float32(DIMENSIONS**0.5)
        return cls(grams, (grams @ projection.astype(np.float32)).astype(np.float32))


def _nearest(
    rows: _Side, columns: _Side, least: float, labels: NDArray[np.int64] | None = None
) -> Iterator[tuple[int, int, float]]:
    """Each row with its nearest column, where that is `least` near; with labels, one of another label."""
    for start in range(0, len(rows.projected), ROWS):
        about = rows.projected[start : start + ROWS] @ columns.projected.T
        row, column = np.nonzero(about >= least - SLACK)
        if labels is not None:
            other = labels[start + row] != labels[column]
            row, column = row[other], column[other]
        likely = _best_of_rows(row, about[row, column], CANDIDATES)
        row, column = row[likely], column[likely]
        likeness = np.asarray(rows.grams[start + row].multiply(columns.grams[column]).sum(axis=1)).ravel()
        for place in _best_of_rows(row, likeness, 1):
            if likeness[place] >= least:
                yield start + int(row[place]), int(column[place]), min(1.0, float(likeness[place]))


def _best_of_rows(row: NDArray[np.int64], score: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """The places of each row's `most` highest scores."""
    order = np.lexsort((-score, row))
    ordered = row[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return np.asarray(order[rank < most])


def _each_once(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Nearest first; two messages that are each other's nearest make one pair."""
    seen: set[frozenset[tuple[str, int, str]]] = set()
    kept = []
    for pair in sorted(pairs, key=lambda pair: -pair.likeness):
        key = frozenset((str(one.file), one.line, one.intent) for one in (pair.first, pair.second))
        if key not in seen:
            seen.add(key)
            kept.append(pair)
    return tuple(kept)
