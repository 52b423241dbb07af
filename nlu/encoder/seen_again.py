"""Which lessons a round sees: what is understood already less often than what is not.

Selective backpropagation; Jiang et al. 2019, arXiv 1910.00762.
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray

# A message whose intent was given this much last time is understood; one in so many of those is seen again.
UNDERSTOOD, SEEN_AGAIN_OF = 0.75, 4


def count_rounds(seen: int, batch: int, *, rounds: int, least_steps: int) -> tuple[int, int]:
    """How many rounds, and how many of them see all: more and all, where `rounds` are too few steps."""
    wanted = math.ceil(least_steps / max(1, math.ceil(seen / batch)))
    return (wanted, wanted) if wanted > rounds else (rounds, 1)


class SeenAgain:
    """Of `seen` lessons among `count`; the first `whole_rounds` see all. Held texts count as understood."""

    def __init__(self, seen: NDArray[np.int64], count: int, whole_rounds: int) -> None:
        self._seen, self._whole_rounds = seen, whole_rounds
        # To the right intent, when the message was last seen.
        self._given = np.zeros(count, dtype=np.float32)

    def choose(self, round_: int, chance: np.random.Generator) -> NDArray[np.int64]:
        if round_ < self._whole_rounds:
            return self._seen
        again = chance.integers(SEEN_AGAIN_OF, size=len(self._seen)) == 0
        worth = (self._given[self._seen] < UNDERSTOOD) | again
        return np.compress(worth, self._seen) if worth.any() else self._seen

    def note(self, chosen: NDArray[np.int64], scores: torch.Tensor, labels: torch.Tensor) -> None:
        given = scores.softmax(dim=1).gather(1, labels.clamp(min=0)[:, None])[:, 0]
        self._given[chosen] = torch.where(labels < 0, 1.0, given).cpu().numpy()

    def tensors(self) -> dict[str, torch.Tensor]:
        return {"given": torch.from_numpy(self._given)}

    def go_on_from(self, given: torch.Tensor) -> None:
        self._given = given.numpy().copy()
