"""Learns by additions of low rank; what is understood already is seen less often than what is not."""

import math
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.intent_head import Reader, build_reader
from nlu.encoder.lessons import BATCH, Lessons
from nlu.encoder.low_rank import Maps, UpperLayers
from nlu.encoder.tuning_losses import drift, misunderstanding
from nlu.encoder.tuning_recipes import TuningRecipe
from nlu.encoder.tuning_steps import HEAD_RATE, RateGroup

# A message whose intent was given this much last time is understood; one in so many of those is seen again.
UNDERSTOOD, SEEN_AGAIN_OF = 0.75, 4


class LowRankLearner:
    """A `nlu.encoder.tuning_rounds.Learner`; the first round sees all messages."""

    batch = BATCH

    def __init__(
        self, upper: UpperLayers, lessons: Lessons, seen: NDArray[np.int64], recipe: TuningRecipe
    ) -> None:
        self._upper, self._lessons, self._seen, self._recipe = upper, lessons, seen, recipe
        self.reader = build_reader(upper, lessons, seen)
        wanted = math.ceil(recipe.least_steps / max(1, math.ceil(len(seen) / BATCH)))
        self.rounds = max(recipe.rounds, wanted)
        self._whole = self.rounds if self.rounds > recipe.rounds else 1
        # To the right intent, when the message was last seen.
        self._given = np.zeros(len(lessons.lengths), dtype=np.float32)

    @property
    def counted(self) -> Reader:
        return self.reader

    def groups(self) -> list[RateGroup]:
        return [
            RateGroup(self._upper.learned(), self._recipe.rate),
            RateGroup(list(self.reader.head.parameters()), HEAD_RATE),
        ]

    def choose(self, round_: int, chance: np.random.Generator) -> NDArray[np.int64]:
        if round_ < self._whole:
            return self._seen
        again = chance.integers(SEEN_AGAIN_OF, size=len(self._seen)) == 0
        worth = (self._given[self._seen] < UNDERSTOOD) | again
        return np.compress(worth, self._seen) if worth.any() else self._seen

    def loss(self, chosen: NDArray[np.int64]) -> torch.Tensor:
        scores, means = self.reader(*self._lessons.batch(chosen))
        labels = self._lessons.labels[chosen]
        given = scores.detach().softmax(dim=1).gather(1, labels[:, None])[:, 0]
        self._given[chosen] = given.cpu().numpy()
        drifted = drift(means, self._lessons.targets[chosen])
        return misunderstanding(scores, labels) + self._recipe.faithfulness * drifted

    def stepped(self) -> None:
        """What the step changed is what counts."""

    def maps(self) -> Maps:
        return self._upper.copy_maps()

    def tensors(self) -> dict[str, torch.Tensor]:
        return {"given": torch.from_numpy(self._given)}

    def go_on_from(self, tensors: Mapping[str, torch.Tensor]) -> None:
        self._given = tensors["given"].numpy().copy()
