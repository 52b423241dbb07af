"""Draws the messages again and again, and measures two models on each draw.

The paired bootstrap (Efron and Tibshirani 1993, chapter 13; Koehn 2004, "Statistical significance tests for
machine translation evaluation"): both models are measured on the same draw, so that what makes a message hard
for both says nothing of the difference.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.evaluation.outcome import Outcome, marks

DRAWS = 4000
SEED = 2004
# Draws at a time: a matrix of these by the messages stays small for any test split.
BATCH = 100

Counts = NDArray[np.float32]
# Counts of each message, a row a draw, to each measure of that draw, a column a measure.
Measures = Callable[[Counts], NDArray[np.float64]]

MEASURES = ("in-scope accuracy", "out-of-scope recall", "accuracy", "macro F1", "entity F1", "value F1")


@dataclass(frozen=True, slots=True)
class Compared:
    """What is measured of both models on the messages in `places`."""

    places: NDArray[np.int64]
    a: Measures
    b: Measures

    def differences(self, counts: Counts) -> NDArray[np.float64]:
        """B's measures less A's; `counts` are of all messages."""
        some = counts[:, self.places]
        return self.b(some) - self.a(some)


def draw_differences(parts: Sequence[Compared], messages: int) -> NDArray[np.float64]:
    """The measures of all parts side by side, a row for each of DRAWS draws; the same draws each time."""
    random = np.random.default_rng(SEED)
    batches = (_draw(random, messages) for _ in range(DRAWS // BATCH))
    return np.concatenate([np.hstack([part.differences(counts) for part in parts]) for counts in batches])


def _draw(random: np.random.Generator, messages: int) -> Counts:
    """How often each message is drawn, a row a draw."""
    places = random.integers(messages, size=(BATCH, messages)) + messages * np.arange(BATCH)[:, None]
    counts = np.bincount(places.ravel(), minlength=BATCH * messages)
    return counts.reshape(BATCH, messages).astype(np.float32)


def measures_of(outcomes: Sequence[Outcome]) -> Measures:
    """MEASURES, in that order, as `nlu.evaluation.intents` and `entities` define them."""
    intents = sorted({one.expected for one in outcomes})
    expected = np.array([[one.expected == intent for intent in intents] for one in outcomes], np.float32)
    got = np.array([[one.got == intent for intent in intents] for one in outcomes], np.float32)
    right = np.array([one.right for one in outcomes], np.float32)
    known = np.array([one.in_scope for one in outcomes], np.float32)
    strange = 1 - known
    spans = np.array([_count_spans(one) for one in outcomes], np.float32)
    values = np.array([_count_values(one) for one in outcomes], np.float32)

    def measure(counts: Counts) -> NDArray[np.float64]:
        support = counts @ expected
        f1 = _ratio(2 * counts @ (expected * got), support + counts @ got)
        spans_right, spans_all = (counts @ spans).T
        values_right, values_all = (counts @ values).T
        return np.stack(
            [
                _ratio(counts @ (right * known), counts @ known),
                _ratio(counts @ (right * strange), counts @ strange),
                _ratio(counts @ right, counts.sum(axis=1)),
                _ratio(f1.sum(axis=1), np.count_nonzero(support, axis=1)),
                _ratio(2 * spans_right, spans_all),
                _ratio(2 * values_right, values_all),
            ],
            axis=1,
        )

    return measure


def _count_spans(outcome: Outcome) -> tuple[int, int]:
    """Those found right; those labelled and those found, together."""
    labelled, found = marks(outcome.labelled), marks(outcome.found)
    return len(labelled & found), len(labelled) + len(found)


def _count_values(outcome: Outcome) -> tuple[int, int]:
    """Of labels that name a value, those found with it; those labelled and those found, together."""
    found = {span.mark: span.value for span in outcome.found}
    named = [span for span in outcome.labelled if span.value is not None]
    right = sum(found.get(span.mark) == span.value for span in named)
    return right, len(named) + sum(span.mark in found for span in named)


def _ratio(part: NDArray[np.generic], whole: NDArray[np.generic]) -> NDArray[np.float64]:
    """0 where the whole is nothing."""
    ratio: NDArray[np.float64] = np.divide(
        part, whole, out=np.zeros(np.shape(part)), where=np.asarray(whole) > 0
    )
    return ratio
