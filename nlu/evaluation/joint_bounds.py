"""How far several differences may lie by chance, all looked at together.

Where each of eighteen intervals errs once in forty on one side, one of them does in a fifth of all cases. So
the draws themselves say how far out bounds must lie, with as many draws beyond it for each difference, for
only one draw in twenty to pass any of them (Westfall and Young 1993, Resampling-Based Multiple Testing; Beran
1988, balanced simultaneous confidence sets). Differences that go together cost nothing twice.
"""

import numpy as np
from numpy.typing import NDArray

# This share of equally good models has an upper bound under 0, and as many have a lower one over it.
ERRING = 0.05

Drawn = NDArray[np.float64]


def joint_bounds(drawn: Drawn) -> tuple[Drawn, Drawn]:
    """The lower and the upper bound of each column; `drawn` has a row for each draw."""
    return -_upper(-drawn), _upper(drawn)


def _upper(drawn: Drawn) -> Drawn:
    ordered = np.sort(drawn, axis=0)
    columns = zip(ordered.T, drawn.T, strict=True)
    # How many draws of its column are as high as each or higher, and for each draw the fewest.
    reached = len(drawn) - np.stack([np.searchsorted(column, one) for column, one in columns], axis=1)
    fewest = np.sort(reached.min(axis=1))
    beyond = fewest[fewest < fewest[int(ERRING * len(drawn))]].max(initial=0)
    return np.asarray(ordered[len(drawn) - 1 - beyond])
