"""Fits `linear.v1`: two logistic regressions as one head, its temperature, and when to reject, by cross-validation."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from nlu.classifiers.dense import fit_space
from nlu.classifiers.linear import (
    LinearHead,
    dense_logits,
    nearest,
    rejection_signals,
    softmax,
    unit,
)
from nlu.classifiers.ngrams import BUCKETS, count_ngrams, weigh_ngrams
from nlu.types import OUT_OF_SCOPE, Vector

FOLDS = 5
# Chosen by cross-validation on the training messages; docs/decisions/0003 has the figures.
DENSE_C = 10.0
NGRAM_C = 10.0
NGRAM_SHARE = 0.35


@dataclass(frozen=True)
class Messages:
    """Labelled messages ready to learn from: `rows` as `dense.stack` makes them, a position or name for each."""

    texts: tuple[str, ...]
    intents: NDArray[np.str_]
    languages: NDArray[np.int64]
    rows: Vector
    counts: tuple[Counter[int], ...]

    def pick(self, chosen: NDArray[np.int64]) -> "Messages":
        return Messages(
            tuple(self.texts[index] for index in chosen),
            self.intents[chosen],
            self.languages[chosen],
            self.rows[chosen],
            tuple(self.counts[index] for index in chosen),
        )


@dataclass(frozen=True)
class HeldOut:
    """What heads that had not seen a message made of it: one row a message."""

    logits: NDArray[np.float32]
    signals: NDArray[np.float32]
    strangeness: NDArray[np.float32]


def gather(
    texts: Sequence[str], intents: Sequence[str], languages: NDArray[np.int64], rows: Vector
) -> Messages:
    return Messages(
        tuple(texts), np.array(intents), languages, rows, tuple(count_ngrams(text) for text in texts)
    )


def fit_head(
    messages: Messages, *, seed: int, progress: Callable[[str], None] = lambda _: None
) -> tuple[LinearHead, HeldOut]:
    """The head fitted on all messages, and what cross-validation said about each of them."""
    labels = tuple(sorted(set(messages.intents.tolist())))
    logits = np.zeros((len(messages.texts), len(labels)), dtype=np.float32)
    near = np.zeros((len(messages.texts), 2), dtype=np.float32)
    strata = [
        f"{intent} {language}" for intent, language in zip(messages.intents, messages.languages, strict=True)
    ]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(strata, strata)
    for number, (seen, unseen) in enumerate(folds, start=1):
        progress(f"cross-validating the classifier, {number} of {FOLDS}")
        head = _fit(messages.pick(seen), labels)
        logits[unseen], near[unseen] = _apply(head, messages.pick(unseen))
    progress("fitting the classifier on everything")
    temperature = _fit_temperature(logits, messages.intents, labels)
    signals = rejection_signals(logits / temperature, near, labels.index(OUT_OF_SCOPE))
    rejection = _fit_rejection(signals, messages.intents == OUT_OF_SCOPE)
    head = replace(_fit(messages, labels), temperature=temperature, rejection=rejection)
    strangeness = 1 / (1 + np.exp(-(signals @ rejection[:-1] + rejection[-1])))
    return head, HeldOut(logits / temperature, signals, strangeness.astype(np.float32))


def _fit(messages: Messages, labels: tuple[str, ...]) -> LinearHead:
    space = fit_space(messages.rows, messages.languages)
    dense = space.project(messages.rows, messages.languages)
    idf = _fit_idf(messages.counts)
    on_meaning = _regression(DENSE_C).fit(dense, messages.intents)
    on_letters = _regression(NGRAM_C).fit(_sparse(messages.counts, idf), messages.intents)
    # Weighing the two sums of logits is weighing the two predictions, geometrically: still one linear head.
    return LinearHead(
        labels=labels,
        space=space,
        idf=idf,
        dense_weights=((1 - NGRAM_SHARE) * on_meaning.coef_.T).astype(np.float32),
        ngram_weights=(NGRAM_SHARE * on_letters.coef_.T).astype(np.float32),
        bias=((1 - NGRAM_SHARE) * on_meaning.intercept_ + NGRAM_SHARE * on_letters.intercept_).astype(
            np.float32
        ),
        temperature=1.0,
        examples=unit(dense[:, : dense.shape[1] // 2]),
        example_is_in_scope=messages.intents != OUT_OF_SCOPE,
        rejection=np.zeros(5, dtype=np.float32),
    )


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=300, tol=1e-3)


def _apply(head: LinearHead, messages: Messages) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    dense = head.space.project(messages.rows, messages.languages)
    logits = dense_logits(head, dense) + _sparse(messages.counts, head.idf) @ head.ngram_weights
    return logits, nearest(unit(dense[:, : dense.shape[1] // 2]), head.examples, head.example_is_in_scope)


def _fit_idf(counts: Sequence[Counter[int]]) -> NDArray[np.float32]:
    holding = np.zeros(BUCKETS)
    for one in counts:
        holding[list(one)] += 1
    return (np.log((1 + len(counts)) / (1 + holding)) + 1).astype(np.float32)


def _sparse(counts: Sequence[Counter[int]], idf: NDArray[np.float32]) -> csr_matrix:
    weighed = [weigh_ngrams(one, idf) for one in counts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in weighed)])
    columns = np.concatenate([buckets for buckets, _ in weighed])
    values = np.concatenate([weights for _, weights in weighed])
    return csr_matrix((values, columns, ends), shape=(len(counts), BUCKETS), dtype=np.float32)


def _fit_temperature(
    logits: NDArray[np.float32], intents: NDArray[np.str_], labels: tuple[str, ...]
) -> float:
    """The one of a grid under which held-out confidences are the likeliest."""
    right = np.array([labels.index(intent) for intent in intents.tolist()])
    grid = np.geomspace(0.2, 3, 40)

    def loss(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[np.arange(len(right)), right] + 1e-9).mean())

    return float(min(grid, key=loss))


def _fit_rejection(signals: NDArray[np.float32], is_out_of_scope: NDArray[np.bool_]) -> NDArray[np.float32]:
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000).fit(signals, is_out_of_scope)
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
