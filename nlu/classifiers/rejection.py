"""How strange a message looks: signals of the classifier, weighed into one score."""

import numpy as np
from numpy.typing import NDArray


def rejection_signals(
    scores: NDArray[np.float32], near: NDArray[np.float32], out_of_scope: int | None
) -> NDArray[np.float32]:
    """A row for each row of `scores`: the class's own margin, how clear the rest is, how near examples lie.

    `near` holds the cosines to the nearest training message in scope and to the nearest out of it. With no
    such class (None) the best score stands in for its margin, and nothing out of scope lies near.
    """
    if out_of_scope is None:
        others = np.sort(scores, axis=1)
        columns = [others[:, -1], others[:, -1] - others[:, -2], near[:, 0]]
        return np.stack(columns, axis=1).astype(np.float32)
    others = np.sort(np.delete(scores, out_of_scope, axis=1), axis=1)
    columns = [scores[:, out_of_scope] - others[:, -1], others[:, -1] - others[:, -2], near[:, 0], near[:, 1]]
    return np.stack(columns, axis=1).astype(np.float32)


def count_signals(out_of_scope: int | None) -> int:
    return 3 if out_of_scope is None else 4


def strangeness(signals: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """In [0, 1]; `weights` has one for each signal and, last, the bias."""
    return np.asarray(1 / (1 + np.exp(-(signals @ weights[:-1] + weights[-1]))), dtype=np.float32)
