"""The measures by which two models are compared, from sums over messages, so that any draw has its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.evaluation.outcome import Outcome, marks

MEASURES = ("in-scope accuracy", "out-of-scope recall", "accuracy", "macro F1", "entity F1", "value F1")
# What is counted beside the three columns of each intent.
OTHERS = 10

# A row a message, or the sum over the messages of a draw.
Rows = NDArray[np.float32]


def count(outcomes: Sequence[Outcome]) -> Rows:
    """A row a message; the columns are the same for all reports on the same messages."""
    intents = sorted({one.expected for one in outcomes})
    expected = np.array([[one.expected == intent for intent in intents] for one in outcomes], np.float32)
    got = np.array([[one.got == intent for intent in intents] for one in outcomes], np.float32)
    others = np.array([_others(one) for one in outcomes], np.float32)
    return np.hstack([expected, expected * got, got, others])


def measure(sums: Rows) -> NDArray[np.float64]:
    """MEASURES, in that order, a row for each of `sums`; `intents` and `entities` define them."""
    support, right_of, got = np.split(sums[:, :-OTHERS], 3, axis=1)
    f1 = _ratio(2 * right_of, support + got)
    known_right, known, strange_right, strange, right, messages, spans_right, spans, values_right, values = (
        sums[:, -OTHERS:].T
    )
    return np.stack(
        [
            _ratio(known_right, known),
            _ratio(strange_right, strange),
            _ratio(right, messages),
            _ratio(f1.sum(axis=1), np.count_nonzero(support, axis=1)),
            _ratio(2 * spans_right, spans),
            _ratio(2 * values_right, values),
        ],
        axis=1,
    )


def _others(one: Outcome) -> tuple[int, ...]:
    known, strange = one.in_scope, not one.in_scope
    intents = (one.right and known, known, one.right and strange, strange, one.right, 1)
    return *intents, *_count_spans(one), *_count_values(one)


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
