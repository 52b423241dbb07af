"""What a ridge regression says of a message that it had not learned from, without fitting it again."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# A message that nothing else resembles decides its own prediction alone; the rest of it would be noise.
MOST_LEVERAGE = 0.999


def leave_out(
    scores: NDArray[Any], leverage: NDArray[Any], targets: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Scores a row for each message, its leverage, and what it was taught: scores without that lesson."""
    own = np.minimum(leverage, MOST_LEVERAGE)[:, None]
    return np.asarray((scores - own * targets) / (1 - own), dtype=np.float32)
