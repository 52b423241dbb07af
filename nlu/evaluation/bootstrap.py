"""Draws the messages again and again, and measures two models on each draw.

The paired bootstrap (Efron and Tibshirani 1993, chapter 13; Koehn 2004, "Statistical significance tests for
machine translation evaluation"): both models are measured on the same draw, so that what makes a message hard
for both says nothing of the difference. What no message shows no draw shows either: of a handful
`nlu.evaluation.swapping` has to say whether it may be chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.evaluation.measures import Rows, measure

DRAWS = 4000
SEED = 2004
# Draws at a time: a matrix of these by the messages stays small for any test split.
BATCH = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """What `measures.count` counts of both models on the messages in `places`."""

    places: NDArray[np.int64]
    a: Rows
    b: Rows

    def differences(self, counts: Rows) -> NDArray[np.float64]:
        """B's measures less A's; `counts` say how often each of all messages is drawn."""
        some = counts[:, self.places]
        return measure(some @ self.b) - measure(some @ self.a)


def draw_differences(parts: Sequence[Compared], messages: int) -> NDArray[np.float64]:
    """The measures of all parts side by side, a row for each of DRAWS draws; the same draws each time."""
    random = np.random.default_rng(SEED)
    batches = (_draw(random, messages) for _ in range(DRAWS // BATCH))
    return np.concatenate([np.hstack([part.differences(counts) for part in parts]) for counts in batches])


def _draw(random: np.random.Generator, messages: int) -> Rows:
    """How often each message is drawn, a row a draw."""
    places = random.integers(messages, size=(BATCH, messages)) + messages * np.arange(BATCH)[:, None]
    counts = np.bincount(places.ravel(), minlength=BATCH * messages)
    return counts.reshape(BATCH, messages).astype(np.float32)
