"""Weighs the signals of strangeness: by messages out of scope, or by intents taken for unknown.

Where the data has no message out of scope, each message is asked twice: as it is, and as if nobody had
taught its intent, without that column and without the kept messages of it. The second asking shows what an
unknown wish looks like (leave-one-class-out, as open-set recognition is trained and tested; Geng et al. 2020,
arXiv 1811.08581).
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlu.classifiers.general_calibration import general_rejection
from nlu.classifiers.nearness import Nearness
from nlu.classifiers.rejection import rejection_signals, strangeness


def fit_rejection(
    scores: NDArray[np.float32], near: Nearness, asked: NDArray[np.int64], out_of_scope: int | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The weights, and with them the strangeness of each asked message.

    `scores` has a row for each, of labels, itself left out; `asked` are its columns of the true ones.
    """
    signals = _signals(scores, near, out_of_scope)
    if out_of_scope is None:
        unknown = _as_if_unknown(scores, near.others, asked)
        told = np.repeat([False, True], len(scores))
        weights = _fit(np.concatenate([signals, unknown]), told)
    else:
        weights = _fit(signals, asked == out_of_scope)
    return weights, strangeness(signals, weights)


def rate_generally(
    scores: NDArray[np.float32], near: Nearness, out_of_scope: int | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """As `fit_rejection`, with the weights that hold in general."""
    weights = general_rejection(out_of_scope)
    return weights, strangeness(_signals(scores, near, out_of_scope), weights)


def _signals(scores: NDArray[np.float32], near: Nearness, out_of_scope: int | None) -> NDArray[np.float32]:
    return rejection_signals(scores, np.stack([near.in_scope, near.strange], axis=1), out_of_scope)


def _as_if_unknown(
    scores: NDArray[np.float32], near: NDArray[np.float32], asked: NDArray[np.int64]
) -> NDArray[np.float32]:
    own = asked[:, None] == np.arange(scores.shape[1])[None]
    lowest = np.where(own, np.inf, scores).min(axis=1, keepdims=True)
    columns = np.stack([near, np.full_like(near, -1)], axis=1)
    return rejection_signals(np.where(own, lowest, scores).astype(np.float32), columns, None)


def _fit(signals: NDArray[np.float32], strange: NDArray[np.bool_]) -> NDArray[np.float32]:
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000).fit(signals, strange)
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
