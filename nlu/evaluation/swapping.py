"""How often chance alone would part two equally good models as far as they are.

Were they equally good, each message that they read differently could as well have been read the other way
round. So all ways of swapping the two on those messages are tried, and counted in how many the difference is
as large or larger. Of accuracies that is the exact test of McNemar (1947), the binomial one on the messages
that only one got right; of F1 it is the randomisation test (Yeh 2000, "More accurate tests for the
statistical significance of result differences"). Of messages too many for that, some ways are drawn.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nlu.evaluation.measures import Rows, measure

# All ways of swapping so many messages are tried; of more, as many ways are drawn.
TRIED_WHOLE = 14
WAYS = 2**TRIED_WHOLE
SEED = 1947
# Ways at a time, as for the draws of `bootstrap`.
BATCH = 2**9
ROUNDING = 1e-9


def chances(a: Rows, b: Rows) -> NDArray[np.float64]:
    """For each measure; 1 where the models do not differ in it. `a` and `b` are of the same messages."""
    differ = np.flatnonzero((a != b).any(axis=1))
    change = (b - a)[differ]
    of_a, of_b = (rows.sum(axis=0, keepdims=True) for rows in (a, b))
    seen = np.abs(measure(of_b) - measure(of_a)) - ROUNDING
    as_far = tried = np.zeros(seen.shape[1], np.int64)
    for swaps in _swaps(len(differ)):
        moved = swaps @ change
        apart = np.abs(measure(of_b - moved) - measure(of_a + moved))
        as_far, tried = as_far + np.count_nonzero(apart >= seen, axis=0), tried + len(swaps)
    drawn = len(differ) > TRIED_WHOLE  # what was seen is one more way then, and else among them
    return (as_far + drawn) / (tried + drawn)


def _swaps(messages: int) -> Iterator[Rows]:
    """1 where the models change places, a row for each way to do it."""
    if messages <= TRIED_WHOLE:
        yield (np.arange(2**messages)[:, None] >> np.arange(messages) & 1).astype(np.float32)
        return
    random = np.random.default_rng(SEED)
    for _ in range(WAYS // BATCH):
        yield random.integers(2, size=(BATCH, messages)).astype(np.float32)
