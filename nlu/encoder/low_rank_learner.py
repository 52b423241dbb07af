"""Learns by additions of low rank."""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.intent_head import Reader, build_reader
from nlu.encoder.lessons import BATCH, Lessons
from nlu.encoder.low_rank import Maps, UpperLayers
from nlu.encoder.seen_again import SeenAgain, count_rounds
from nlu.encoder.tuning_losses import loss_of
from nlu.encoder.tuning_recipes import TuningRecipe
from nlu.encoder.tuning_steps import HEAD_RATE, RateGroup


class LowRankLearner:
    """A `nlu.encoder.tuning_rounds.Learner`; the first round sees all messages."""

    batch = BATCH

    def __init__(
        self, upper: UpperLayers, lessons: Lessons, seen: NDArray[np.int64], recipe: TuningRecipe
    ) -> None:
        self._upper, self._lessons, self._seen, self._recipe = upper, lessons, seen, recipe
        self.reader = build_reader(upper, lessons, seen)
        self.rounds, whole_rounds = count_rounds(
            len(seen), BATCH, rounds=recipe.rounds, least_steps=recipe.least_steps
        )
        self._again = SeenAgain(seen, len(lessons.lengths), whole_rounds)

    @property
    def counted(self) -> Reader:
        return self.reader

    def groups(self) -> list[RateGroup]:
        return [
            RateGroup(self._upper.learned(), self._recipe.rate),
            RateGroup(list(self.reader.head.parameters()), HEAD_RATE),
        ]

    def choose(self, round_: int, chance: np.random.Generator) -> NDArray[np.int64]:
        return self._again.choose(round_, chance)

    def loss(self, chosen: NDArray[np.int64], round_: int) -> torch.Tensor:
        loss, scores = loss_of(self.reader, self._lessons, chosen, self._recipe, round_)
        self._again.note(chosen, scores, self._lessons.labels[chosen])
        return loss

    def stepped(self) -> None:
        """What the step changed is what counts."""

    def maps(self) -> Maps:
        return self._upper.copy_maps()

    def tensors(self) -> dict[str, torch.Tensor]:
        return self._again.tensors()

    def go_on_from(self, tensors: Mapping[str, torch.Tensor]) -> None:
        self._again.go_on_from(tensors["given"])
