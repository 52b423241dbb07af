"""Fits `kernel.v1` by kernel ridge regression, and asks each training message what the others say of it.

That second step is exact and needs no refitting: leaving a message out of a ridge regression changes its
own prediction by its weight over the diagonal of the inverse. Confidences and the rejection rule are fitted
on it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve, lapack
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlu.classifiers.kernel import LETTER_SHARE, Head, likeness, softmax
from nlu.classifiers.ngrams import BUCKETS, count_ngrams, weigh_ngrams
from nlu.classifiers.rejection import rejection_signals, strangeness
from nlu.classifiers.space import fit_space
from nlu.errors import TrainingDataBroken
from nlu.types import OUT_OF_SCOPE, Vector

RIDGE = 0.05
BLOCK = 1024  # rows compared at a time, so that one matrix of all against all is the most there is in memory
OUTER_DIMENSIONS = 192
INNER_DIMENSIONS = 96


@dataclass(frozen=True)
class Messages:
    """Labelled messages to learn from, one a row; `languages` are positions in `space.LANGUAGES`."""

    texts: tuple[str, ...]
    intents: NDArray[np.str_]
    languages: NDArray[np.int64]
    vectors: Vector
    inner: Vector


@dataclass(frozen=True)
class HeldOut:
    """What the other messages say of each message: scores by label, and how strange it looks."""

    scores: NDArray[np.float32]
    strangeness: NDArray[np.float32]


def fit_head(messages: Messages, *, progress: Callable[[str], None] = lambda _: None) -> tuple[Head, HeldOut]:
    """The head, and what it would have said of each message without it."""
    labels = tuple(sorted(set(messages.intents.tolist())))
    outer_space = fit_space(messages.vectors, messages.languages, OUTER_DIMENSIONS)
    inner_space = fit_space(messages.inner, messages.languages, INNER_DIMENSIONS)
    outer = outer_space.place(messages.vectors, messages.languages)
    inner = inner_space.place(messages.inner, messages.languages)
    counts = [count_ngrams(text) for text in messages.texts]
    idf = _fit_idf(counts)
    letters = _letters(counts, idf)
    progress(f"fitting the classifier on {len(messages.texts)} messages")
    strange = messages.intents == OUT_OF_SCOPE
    kernel, near = _compare(outer, inner, letters, strange)
    targets = (messages.intents[:, None] == np.array(labels)[None]).astype(np.float32)
    weights, held_out = _solve(kernel, targets)
    progress("fitting confidences and the rejection score")
    signals = rejection_signals(held_out, near, labels.index(OUT_OF_SCOPE))
    rejection = _fit_rejection(signals, strange)
    head = Head(
        labels=labels,
        outer_space=outer_space,
        inner_space=inner_space,
        outer=outer,
        inner=inner,
        weights=weights,
        idf=idf,
        letter_weights=np.asarray(letters.T @ weights, dtype=np.float32),
        strange=strange,
        temperature=_fit_temperature(held_out, targets),
        rejection=rejection,
    )
    return head, HeldOut(held_out, strangeness(signals, rejection))


def _compare(
    outer: NDArray[np.float32],
    inner: NDArray[np.float32],
    letters: csr_matrix,
    strange: NDArray[np.bool_],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The kernel between all messages, and how near the nearest others in and out of scope are to each."""
    count = len(outer)
    kernel = np.empty((count, count), dtype=np.float32)
    near = np.empty((count, 2), dtype=np.float32)
    for start in range(0, count, BLOCK):
        rows = slice(start, min(start + BLOCK, count))
        cosines = outer[rows] @ outer.T
        kernel[rows] = likeness(cosines, inner[rows] @ inner.T)
        kernel[rows] += LETTER_SHARE * (letters[rows] @ letters.T).toarray()
        cosines[np.arange(rows.stop - start), np.arange(start, rows.stop)] = -1
        near[rows, 0] = cosines[:, ~strange].max(axis=1)
        near[rows, 1] = cosines[:, strange].max(axis=1)
    return kernel, near


def _solve(
    kernel: NDArray[np.float32], targets: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Ridge weights and leave-one-out scores. Overwrites `kernel`, which is the largest thing in memory."""
    kernel[np.diag_indices_from(kernel)] += RIDGE
    try:
        factor, lower = cho_factor(kernel.T, lower=True, overwrite_a=True, check_finite=False)
    except LinAlgError as error:
        raise TrainingDataBroken(
            "the messages cannot be told apart; are their texts all the same?"
        ) from error
    weights = cho_solve((factor, lower), targets, check_finite=False)
    # The inverse's diagonal is all that is wanted of it: the squared columns of the factor's inverse.
    inverse, _ = lapack.strtri(factor, lower=lower, overwrite_c=1)
    diagonal = np.array([column[index:] @ column[index:] for index, column in enumerate(inverse.T)])
    return weights.astype(np.float32), (targets - weights / diagonal[:, None]).astype(np.float32)


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


def _fit_temperature(scores: NDArray[np.float32], targets: NDArray[np.float32]) -> float:
    """The one of a grid under which the held-out confidences are the likeliest."""
    right = targets.argmax(axis=1)

    def loss(temperature: float) -> float:
        return float(-np.log(softmax(scores / temperature)[np.arange(len(right)), right] + 1e-9).mean())

    return float(min(np.geomspace(0.02, 1, 40), key=loss))


def _fit_rejection(signals: NDArray[np.float32], strange: NDArray[np.bool_]) -> NDArray[np.float32]:
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000).fit(signals, strange)
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
