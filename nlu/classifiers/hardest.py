"""Which training messages a classifier should keep to compare with: those that are hard to tell apart."""

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.leave_one_out import leave_out

RIDGE = 0.3


def hardest(rows: NDArray[np.float32], targets: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """At most `count` positions, in order: where a linear ridge regression on the others errs most.

    `rows` are the messages' features, `targets` one-hot. The easy ones say nothing that their neighbours do
    not say as well.
    """
    if len(rows) <= count:
        return np.arange(len(rows))
    square = rows.T @ rows
    square[np.diag_indices_from(square)] += RIDGE
    half = rows @ np.linalg.inv(square)
    scores = half @ (rows.T @ targets)
    without = leave_out(scores, (half * rows).sum(axis=1), targets)
    right = targets.argmax(axis=1)
    own = without[np.arange(len(rows)), right]
    without[np.arange(len(rows)), right] = -np.inf
    return np.sort(np.argsort(own - without.max(axis=1), kind="stable")[:count])
