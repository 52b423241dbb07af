"""Fits `kernel.v2` by kernel ridge regression, and asks messages what the others say of them.

It learns from all messages and compares with a part of them, the hardest (subset of regressors; Rasmussen
and Williams, Gaussian Processes for Machine Learning, 2006, 8.3.1). What it would say of a message that it
had not learned from follows exactly, without refitting: the prediction less the message's own leverage.
Confidences and the rejection rule are fitted on that, and only on messages that the encoder was not tuned
on: of the others it knows too much. Where those are too few, what holds in general does.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve, solve_triangular
from scipy.sparse import csr_matrix

from nlu.classifiers.general_calibration import TEMPERATURE, say_enough, shrink_temperature
from nlu.classifiers.hardest import hardest
from nlu.classifiers.kernel import LETTER_SHARE, Head, find_column, likeness, softmax
from nlu.classifiers.leave_one_out import leave_out
from nlu.classifiers.nearness import find_nearness
from nlu.classifiers.ngrams import BUCKETS, count_ngrams, weigh_ngrams
from nlu.classifiers.rejection_training import fit_rejection, rate_generally
from nlu.classifiers.space import fit_space
from nlu.errors import TrainingDataBroken
from nlu.types import OUT_OF_SCOPE, Vector

RIDGE = 0.5
KEPT = 6000  # messages that serving compares with
JITTER = 1e-6  # keeps messages with the same vectors from making the system unsolvable
BLOCK = 2048  # rows compared at a time
WISH_DIMENSIONS = 128
MEAN_DIMENSIONS = 128


@dataclass(frozen=True)
class Messages:
    """Labelled messages to learn from, one a row; `languages` are positions in `space.LANGUAGES`.

    `vectors` and `wishes` are the encoder's two rows; `unseen` marks what the encoder was not tuned on.
    """

    texts: tuple[str, ...]
    intents: NDArray[np.str_]
    languages: NDArray[np.int64]
    vectors: Vector
    wishes: Vector
    unseen: NDArray[np.bool_]


@dataclass(frozen=True)
class HeldOut:
    """What the other messages say of some: confidences by label, and how strange each looks.

    `intents` are the true ones. `general`: they say too little to choose anything by them.
    """

    intents: NDArray[np.str_]
    languages: NDArray[np.int64]
    confidences: NDArray[np.float32]
    strangeness: NDArray[np.float32]
    general: bool = False


@dataclass(frozen=True)
class _Places:
    """Where the messages lie, one a row."""

    wishes: NDArray[np.float32]
    means: NDArray[np.float32]
    letters: csr_matrix

    def of(self, rows: NDArray[np.int64] | slice) -> "_Places":
        return _Places(self.wishes[rows], self.means[rows], self.letters[rows])


def fit_head(messages: Messages, *, progress: Callable[[str], None] = lambda _: None) -> tuple[Head, HeldOut]:
    """The head, and what it would have said of each message to calibrate on without it."""
    labels = tuple(sorted(set(messages.intents.tolist())))
    targets = (messages.intents[:, None] == np.array(labels)[None]).astype(np.float32)
    strange = messages.intents == OUT_OF_SCOPE
    wish_space = fit_space(messages.wishes, messages.languages, WISH_DIMENSIONS)
    mean_space = fit_space(messages.vectors, messages.languages, MEAN_DIMENSIONS)
    counts = [count_ngrams(text) for text in messages.texts]
    idf = _fit_idf(counts)
    places = _Places(
        wish_space.place(messages.wishes, messages.languages),
        mean_space.place(messages.vectors, messages.languages),
        _letters(counts, idf),
    )
    kept = hardest(np.hstack([places.wishes, places.means]), targets, KEPT)
    progress(f"fitting the classifier on {len(targets)} messages, {len(kept)} of them kept")
    asked = np.flatnonzero(messages.unseen)
    weights, held_out = _solve(places, kept, targets, asked)
    progress("fitting confidences and the rejection score")
    columns = targets.argmax(axis=1)
    column = find_column(labels)
    near = find_nearness(places.wishes, columns, asked=asked, kept=kept, out_of_scope=column)
    general = not say_enough(messages.unseen, strange)
    rejection, strangeness = (
        rate_generally(held_out, near, column)
        if general
        else fit_rejection(held_out, near, columns[asked], column)
    )
    head = Head(
        labels=labels,
        wish_space=wish_space,
        mean_space=mean_space,
        wishes=places.wishes[kept],
        means=places.means[kept],
        weights=weights,
        idf=idf,
        letter_weights=np.asarray(places.letters[kept].T @ weights, dtype=np.float32),
        strange=strange[kept],
        temperature=_choose_temperature(held_out, targets[asked], general=general),
        rejection=rejection,
    )
    confidences = softmax(held_out / head.temperature)
    return head, HeldOut(
        messages.intents[asked], messages.languages[asked], confidences, strangeness, general
    )


def _kernel(some: _Places, others: _Places) -> NDArray[np.float32]:
    alike = likeness(some.wishes @ others.wishes.T, some.means @ others.means.T)
    alike += LETTER_SHARE * (some.letters @ others.letters.T).toarray()
    return alike


def _solve(
    places: _Places, kept: NDArray[np.int64], targets: NDArray[np.float32], asked: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights of the kept messages, and for the asked ones the scores that they had no part in."""
    centres = places.of(kept)
    # In double precision: the ridge is a billionth of what it is added to.
    system = RIDGE * _kernel(centres, centres).astype(np.float64)
    system[np.diag_indices_from(system)] += JITTER
    wanted = np.zeros((len(kept), targets.shape[1]))
    for start in range(0, len(targets), BLOCK):
        rows = slice(start, start + BLOCK)
        alike = _kernel(places.of(rows), centres).astype(np.float64)
        system += alike.T @ alike
        wanted += alike.T @ targets[rows]
    try:
        factor, _ = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    except LinAlgError as error:
        raise TrainingDataBroken(
            "the messages cannot be told apart; are their texts all the same?"
        ) from error
    weights = np.asarray(cho_solve((factor, True), wanted, check_finite=False), dtype=np.float32)
    held_out = np.empty((len(asked), targets.shape[1]), dtype=np.float32)
    for start in range(0, len(asked), BLOCK):
        some = asked[start : start + BLOCK]
        alike = _kernel(places.of(some), centres).astype(np.float64)
        leverage = np.square(solve_triangular(factor, alike.T, lower=True, check_finite=False)).sum(axis=0)
        held_out[start : start + BLOCK] = leave_out(alike @ weights, leverage, targets[some])
    return weights, held_out


def _fit_idf(counts: Sequence[Counter[int]]) -> NDArray[np.float32]:
    holding = np.zeros(BUCKETS)
    for one in counts:
        holding[list(one)] += 1
    return (np.log((1 + len(counts)) / (1 + holding)) + 1).astype(np.float32)


def _letters(counts: Sequence[Counter[int]], idf: NDArray[np.float32]) -> csr_matrix:
    weighed = [weigh_ngrams(one, idf) for one in counts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in weighed)])
    columns = np.concatenate([buckets for buckets, _ in weighed])
    values = np.concatenate([weights for _, weights in weighed])
    return csr_matrix((values, columns, ends), shape=(len(counts), BUCKETS), dtype=np.float32)


def _choose_temperature(scores: NDArray[np.float32], targets: NDArray[np.float32], *, general: bool) -> float:
    if len(scores) == 0:
        return TEMPERATURE
    own = _fit_temperature(scores, targets)
    return shrink_temperature(own, len(scores)) if general else own


def _fit_temperature(scores: NDArray[np.float32], targets: NDArray[np.float32]) -> float:
    """The one of a grid under which the held-out confidences are the likeliest."""
    right = targets.argmax(axis=1)

    def loss(temperature: float) -> float:
        return float(-np.log(softmax(scores / temperature)[np.arange(len(right)), right] + 1e-9).mean())

    return float(min(np.geomspace(0.02, 1, 40), key=loss))
