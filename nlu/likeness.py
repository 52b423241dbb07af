"""Which messages are nearly the same, by their characters: what a classifier will confuse, what leaks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from nlu.classifiers.ngrams import LONGEST, MAX_CHARACTERS
from training_data.schema import Example, Split

Progress = Callable[[str], None]

# Of 1, which only the same text has: from here on two messages differ by a slip or a filler word.
NEARLY_SAME = 0.9
# From here on, seen in our own messages, they share their words and differ in one that decides.
CONFUSABLE = 0.5
BUCKETS = 2**16
# All pairs are compared in a random projection (Achlioptas 2003: signs will do), whose dot products are off
# by 1 / sqrt(DIMENSIONS), one standard deviation; the nearest few within SLACK are then weighed exactly.
DIMENSIONS, SLACK, CANDIDATES = 256, 0.15, 8
SEED = 7
# Of more, a random part is compared: half a minute of a core a language, however many there are.
MOST_CHARACTERS, MOST_PAIRS = 8_000_000, 1_000_000_000
BLOCK = 2**24  # pairs compared at a time
GROUP = 64  # the most similar of so many columns stands for them
TELL_EVERY = 5000


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


@dataclass(frozen=True, slots=True)
class Compared:
    """For so many of a split's `messages` in a language the nearest was looked for, `among` so many of those
    that were `taught`, train's."""

    split: Split
    language: str
    messages: int
    compared: int
    taught: int
    among: int

    @property
    def is_all(self) -> bool:
        return (self.compared, self.among) == (self.messages, self.taught)


@dataclass(frozen=True, slots=True)
class NearPairs:
    """Clashes in train, and copies of train in test, each nearest first.

    A clash is a message and the nearest one of another intent, from CONFUSABLE on. A copy is a test message
    with the nearest of train, from NEARLY_SAME on.
    """

    clashes: tuple[Pair, ...]
    copies: tuple[Pair, ...]
    compared: tuple[Compared, ...]


def find_near_pairs(
    train: Sequence[Example], test: Sequence[Example], *, progress: Progress = lambda _: None
) -> NearPairs:
    """Messages of different languages are not compared. Of more than MOST_CHARACTERS or MOST_PAIRS in a
    language a random part is, the same each time; `compared` says how many that are."""
    clashes: list[Pair] = []
    copies: list[Pair] = []
    compared: list[Compared] = []
    for language in sorted({example.language for example in train}):
        spoken = [[one for one in split if one.language == language] for split in (train, test)]
        chance = np.random.default_rng(SEED)
        taught, asked = (_some(examples, chance) for examples in spoken)
        taught.sort(key=lambda one: one.intent)
        progress(f"weighing {len(taught) + len(asked)} messages in {language}")
        known, unseen = _sides(taught, asked)
        rows = _some_rows(len(taught), len(taught), chance)
        tests = _some_rows(len(asked), len(taught), chance)
        compared += [
            Compared(split, language, len(examples), len(chosen), len(spoken[0]), len(taught))
            for split, examples, chosen in zip(Split, spoken, (rows, tests), strict=True)
            if examples
        ]
        labels = np.unique([example.intent for example in taught], return_inverse=True)[1]
        clashes += [
            Pair(likeness, taught[row], taught[column])
            for row, column, likeness in _nearest(known, rows, known, CONFUSABLE, progress, labels)
        ]
        copies += [
            Pair(likeness, asked[row], taught[column])
            for row, column, likeness in _nearest(unseen, tests, known, NEARLY_SAME, progress)
        ]
    return NearPairs(
        _each_once(clashes), tuple(sorted(copies, key=lambda pair: -pair.likeness)), tuple(compared)
    )


def group_by_intents(clashes: Sequence[Pair]) -> tuple[ConfusablePair, ...]:
    """The two intents with most clashes first."""
    grouped = defaultdict[tuple[str, str], list[Pair]](list)
    for pair in clashes:
        one, other = sorted((pair.first.intent, pair.second.intent))
        grouped[one, other].append(pair)
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(ConfusablePair(intents, tuple(pairs)) for intents, pairs in ordered)


def _some(examples: Sequence[Example], chance: np.random.Generator) -> list[Example]:
    """All, or at random as many as have MOST_CHARACTERS together; in their order."""
    lengths = np.array([min(len(one.text), MAX_CHARACTERS) for one in examples], dtype=np.int64)
    order = chance.permutation(len(examples))
    return [examples[place] for place in np.sort(order[np.cumsum(lengths[order]) <= MOST_CHARACTERS])]


def _some_rows(count: int, columns: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """All, or at random as many as make MOST_PAIRS with the columns; in their order."""
    return np.sort(chance.permutation(count)[: MOST_PAIRS // max(columns, 1)])


@dataclass(frozen=True)
class _Side:
    """Messages as sparse weighed n-grams of unit length, and their projection."""

    grams: Any
    projected: NDArray[np.float32]


def _sides(taught: Sequence[Example], asked: Sequence[Example]) -> tuple[_Side, _Side]:
    grams = _weigh([example.text for example in (*taught, *asked)])
    signs = np.random.default_rng(SEED).integers(0, 2, (BUCKETS, DIMENSIONS), dtype=np.int8)
    projection = ((2 * signs - 1) / np.float32(DIMENSIONS**0.5)).astype(np.float32)
    projected = (grams @ projection).astype(np.float32)
    end = len(taught)
    return _Side(grams[:end], projected[:end]), _Side(grams[end:], projected[end:])


def _weigh(texts: Sequence[str]) -> Any:
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


def _nearest(
    side: _Side,
    rows: NDArray[np.int64],
    columns: _Side,
    least: float,
    progress: Progress,
    labels: NDArray[np.int64] | None = None,
) -> Iterator[tuple[int, int, float]]:
    """Each of `rows` with its nearest column, where that is `least` near.

    With `labels`, in rising order and of both rows and columns, it is one of another label.
    """
    count = len(columns.projected)
    width = max(-(-count // GROUP), CANDIDATES)
    # Columns of zeros fill the last group up; they are as near as SLACK to nothing.
    others = np.zeros((GROUP * width, DIMENSIONS), dtype=np.float32)
    others[:count] = columns.projected
    step = max(1, BLOCK // len(others))
    told = 0
    for start in range(0, len(rows), step):
        chosen = rows[start : start + step]
        about = side.projected[chosen] @ others.T
        if labels is not None:
            first, last = (np.searchsorted(labels, labels[chosen], edge) for edge in ("left", "right"))
            for scores, begin, end in zip(about, first, last, strict=True):
                scores[begin:end] = -1
        best = _best_columns(about, width)
        row, place = np.nonzero(np.take_along_axis(about, best, axis=1) >= least - SLACK)
        column = best[row, place]
        likeness = np.asarray(side.grams[chosen[row]].multiply(columns.grams[column]).sum(axis=1)).ravel()
        for at in _best_of_rows(row, likeness):
            if likeness[at] >= least:
                yield int(chosen[row[at]]), int(column[at]), min(1.0, float(likeness[at]))
        if (done := start + len(chosen)) - told >= TELL_EVERY:
            progress(f"compared {done} of {len(rows)}")
            told = done


def _best_columns(about: NDArray[np.float32], width: int) -> NDArray[np.int64]:
    """Of each row the columns with its CANDIDATES highest scores, in no order.

    They lie in the CANDIDATES groups with the highest maxima; a group is every `width`-th column.
    """
    groups = about.reshape(len(about), GROUP, width)
    top = _highest(groups.max(axis=1))
    within = np.take_along_axis(groups, top[:, None], axis=2).reshape(len(about), -1)
    best = _highest(within)
    return np.asarray(best // CANDIDATES * width + np.take_along_axis(top, best % CANDIDATES, axis=1))


def _highest(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.asarray(np.argpartition(scores, -CANDIDATES, axis=1)[:, -CANDIDATES:])


def _best_of_rows(row: NDArray[np.int64], score: NDArray[np.float32]) -> NDArray[np.int64]:
    """The place of each row's highest score."""
    order = np.lexsort((-score, row))
    return np.asarray(order[np.unique(row[order], return_index=True)[1]])


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
