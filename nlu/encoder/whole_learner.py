"""Learns with whole weights: read twice with other dropouts, averaged over the steps."""

import copy
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.intent_head import Reader, build_reader
from nlu.encoder.lessons import Lessons
from nlu.encoder.low_rank import Maps
from nlu.encoder.tuning_losses import disagreement, drift, misunderstanding
from nlu.encoder.tuning_recipes import WholeRecipe
from nlu.encoder.tuning_steps import HEAD_RATE, RateGroup
from nlu.encoder.whole_layers import WholeLayers


class WholeLearner:
    """A `nlu.encoder.tuning_rounds.Learner`; each round sees all messages.

    `languages` has a number for each message; `counted` reads with the average of the weights.
    """

    def __init__(
        self,
        layers: WholeLayers,
        lessons: Lessons,
        languages: NDArray[np.int64],
        seen: NDArray[np.int64],
        recipe: WholeRecipe,
    ) -> None:
        self._lessons, self._languages, self._seen, self._recipe = lessons, languages, seen, recipe
        self.batch, self.rounds = recipe.batch, recipe.rounds
        self._layers, self._average = layers, copy.deepcopy(layers)
        self.reader = build_reader(layers, lessons, seen)
        self.counted = Reader(self._average, copy.deepcopy(self.reader.head)).requires_grad_(False).eval()
        self._centres = _centres(lessons.targets, languages)

    def groups(self) -> list[RateGroup]:
        layers = self._layers.learned()
        rates = [self._recipe.rate * self._recipe.rate_decay**above for above in range(len(layers))]
        groups = [RateGroup(*one) for one in zip(layers, reversed(rates), strict=True)]
        return [*groups, RateGroup(list(self.reader.head.parameters()), HEAD_RATE)]

    def choose(self, round_: int, chance: np.random.Generator) -> NDArray[np.int64]:
        return self._seen

    def loss(self, chosen: NDArray[np.int64]) -> torch.Tensor:
        states, mask = self._lessons.batch(chosen)
        scores, means = self.reader(states.repeat(2, 1, 1), mask.repeat(2, 1))
        labels, targets = self._lessons.labels[chosen], self._lessons.targets[chosen]
        centres = self._centres[self._languages[chosen]]
        return (
            misunderstanding(scores, labels.repeat(2))
            + self._recipe.agreement * disagreement(*scores.chunk(2))
            + self._recipe.faithfulness * drift(means, targets.repeat(2, 1), centres.repeat(2, 1))
        )

    def stepped(self) -> None:
        with torch.no_grad():
            for average, now in zip(self.counted.parameters(), self.reader.parameters(), strict=True):
                if now.requires_grad:
                    average.lerp_(now, 1 - self._recipe.averaging)

    def maps(self) -> Maps:
        return self._average.cut(self._recipe.rank)

    def tensors(self) -> dict[str, torch.Tensor]:
        averages = zip(self.counted.parameters(), self.reader.parameters(), strict=True)
        learned = [average for average, now in averages if now.requires_grad]
        return {f"average.{place}": average for place, average in enumerate(learned)}

    def go_on_from(self, tensors: Mapping[str, torch.Tensor]) -> None:
        for name, average in self.tensors().items():
            average.copy_(tensors[name])


def _centres(targets: torch.Tensor, languages: NDArray[np.int64]) -> torch.Tensor:
    """The middle of the targets of each language."""
    centres = torch.zeros(int(languages.max()) + 1, targets.shape[1], device=targets.device)
    held = targets.any(dim=1).cpu().numpy()
    for language in np.unique(languages[held]):
        centres[language] = targets[held & (languages == language)].mean(0)
    return centres
