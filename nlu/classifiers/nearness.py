"""How near what was kept lies to the messages that are asked, each itself left out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 2048  # rows compared at a time: all at once would be gigabytes


@dataclass(frozen=True)
class Nearness:
    """Of each asked message the cosine to the nearest kept one of a kind; -1 where none is of it.

    `others` are those with another label than the message's own.
    """

    in_scope: NDArray[np.float32]
    strange: NDArray[np.float32]
    others: NDArray[np.float32]


def find_nearness(
    places: NDArray[np.float32],
    columns: NDArray[np.int64],
    *,
    asked: NDArray[np.int64],
    kept: NDArray[np.int64],
    out_of_scope: int | None,
) -> Nearness:
    """`places` has a row for each message, `columns` its label; `asked` and `kept` are positions in both."""
    strange = columns[kept] == (-1 if out_of_scope is None else out_of_scope)
    near = np.empty((3, len(asked)), dtype=np.float32)
    for start in range(0, len(asked), BLOCK):
        some = asked[start : start + BLOCK]
        cosines = places[some] @ places[kept].T
        cosines[some[:, None] == kept[None]] = -1
        kinds = ~strange[None], strange[None], columns[some][:, None] != columns[kept][None]
        for row, among in zip(near, kinds, strict=True):
            row[start : start + BLOCK] = cosines.max(axis=1, where=among, initial=-1)
    return Nearness(*near)
