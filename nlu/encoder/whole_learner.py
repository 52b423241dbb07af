"""Learns with whole weights: read twice with other dropouts, averaged over the steps."""

import copy
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.intent_head import Reader, build_reader
from nlu.encoder.lessons import Lessons
from nlu.encoder.low_rank import Maps
from nlu.encoder.seen_again import SeenAgain, count_rounds
from nlu.encoder.tuning_losses import loss_of
from nlu.encoder.tuning_recipes import WholeRecipe
from nlu.encoder.tuning_steps import HEAD_RATE, RateGroup, step_average
from nlu.encoder.whole_layers import WholeLayers


class WholeLearner:
    """A `nlu.encoder.tuning_rounds.Learner`; `counted` reads with the average of the weights."""

    def __init__(
        self,
        layers: WholeLayers,
        lessons: Lessons,
        seen: NDArray[np.int64],
        recipe: WholeRecipe,
    ) -> None:
        self._lessons, self._recipe = lessons, recipe
        self.batch = recipe.batch
        self.rounds, whole_rounds = count_rounds(
            len(seen), recipe.batch, rounds=recipe.rounds, least_steps=recipe.least_steps
        )
        self._layers, self._average = layers, copy.deepcopy(layers)
        self.reader = build_reader(layers, lessons, seen)
        self.counted = Reader(self._average, copy.deepcopy(self.reader.head)).requires_grad_(False).eval()
        self._again = SeenAgain(seen, len(lessons.lengths), whole_rounds)

    def groups(self) -> list[RateGroup]:
        layers = self._layers.learned()
        rates = [self._recipe.rate * self._recipe.rate_decay**above for above in range(len(layers))]
        groups = [RateGroup(*one) for one in zip(layers, reversed(rates), strict=True)]
        return [*groups, RateGroup(list(self.reader.head.parameters()), HEAD_RATE)]

    def choose(self, round_: int, chance: np.random.Generator) -> NDArray[np.int64]:
        return self._again.choose(round_, chance)

    def loss(self, chosen: NDArray[np.int64], round_: int) -> torch.Tensor:
        loss, scores = loss_of(self.reader, self._lessons, chosen, self._recipe, round_)
        self._again.note(chosen, scores, self._lessons.labels[chosen])
        return loss

    def stepped(self) -> None:
        step_average(self.counted, self.reader, self._recipe.averaging)

    def maps(self) -> Maps:
        return self._average.cut(self._recipe.rank)

    def tensors(self) -> dict[str, torch.Tensor]:
        return {**self._averages(), **self._again.tensors()}

    def go_on_from(self, tensors: Mapping[str, torch.Tensor]) -> None:
        for name, average in self._averages().items():
            average.copy_(tensors[name])
        self._again.go_on_from(tensors["given"])

    def _averages(self) -> dict[str, torch.Tensor]:
        averages = zip(self.counted.parameters(), self.reader.parameters(), strict=True)
        learned = [average for average, now in averages if now.requires_grad]
        return {f"average.{place}": average for place, average in enumerate(learned)}
