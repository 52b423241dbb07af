"""The rounds of a tuning of the reader of pairs, each of which can be the first after an interruption."""

import copy
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.tuning_losses import disagreement
from nlu.encoder.tuning_state import TuningKey, TuningState
from nlu.encoder.tuning_steps import RateGroup, Steps, step_average
from nlu.pairs.layers import PairLayers
from nlu.pairs.lessons import SURE, Lesson, PairRecipe, batches, padded, shortened, strangers
from nlu.pairs.side_by_side import join

AVERAGE, TAKEN, DROPOUT = "average.", "taken", "dropout"


class PairRounds:
    """`net` learns; `average` is what counts. `meanings` are `mean_pieces` of what was `written`."""

    def __init__(
        self,
        net: PairLayers,
        embeddings: torch.nn.Module,
        written: Sequence[Lesson],
        meanings: NDArray[np.float32],
        recipe: PairRecipe,
        *,
        seed: int,
        half_precision: bool,
    ) -> None:
        self._net, self._embeddings, self._recipe = net, embeddings, recipe
        self._written, self._meanings, self._half_precision = written, meanings, half_precision
        self._chance = np.random.default_rng(seed)
        learned = [weight for layer in net.upper.learned() for weight in layer]
        head = list(net.head.parameters())
        self._steps = Steps([RateGroup(learned, recipe.rate), RateGroup(head, recipe.head_rate)])
        self._taken = 0
        self.average = copy.deepcopy(net)
        self.losses: list[float] = []

    @property
    def done(self) -> bool:
        return len(self.losses) >= self._recipe.rounds

    def run(self) -> str:
        """The next round; returns what to tell of it."""
        lessons = [
            *self._written,
            *strangers(self._written, self._meanings, self._recipe, self._chance),
            *shortened(self._written, self._recipe, self._chance),
        ]
        lengths = np.array([len(one.one) + len(one.other) for one in lessons])
        some, losses = batches(lengths, self._recipe.batch, self._chance), list[float]()
        for chosen in some:
            done = (len(self.losses) + len(losses) / len(some)) / self._recipe.rounds
            losses.append(self._step([lessons[at] for at in chosen], done))
        self.losses.append(float(np.mean(losses)))
        return f"round {len(self.losses)} of {self._recipe.rounds}: loss {self.losses[-1]:.3f}"

    def state(self, key: TuningKey) -> TuningState:
        """As it is between two rounds."""
        tensors = {
            **self._steps.tensors(),
            **{AVERAGE + name: weight.detach() for name, weight in self._averaged()},
            TAKEN: torch.tensor(self._taken),
            DROPOUT: torch.get_rng_state(),
        }
        return TuningState(key, tuple(self.losses), self._chance.bit_generator.state, tensors)

    def go_on_from(self, state: TuningState) -> None:
        """`state` must be of a tuning with the same key."""
        self._steps.go_on_from(state.tensors)
        with torch.no_grad():
            for name, weight in self._averaged():
                weight.copy_(state.tensors[AVERAGE + name])
        self._taken = int(state.tensors[TAKEN])
        torch.set_rng_state(state.tensors[DROPOUT])
        self._chance.bit_generator.state = state.chance
        self.losses = list(state.shares)

    def _averaged(self) -> list[tuple[str, torch.nn.Parameter]]:
        return [(name, weight) for name, weight in self.average.named_parameters() if weight.requires_grad]

    def _step(self, picked: Sequence[Lesson], done: float) -> float:
        turned = self._chance.random(len(picked)) < 0.5
        texts = [
            lesson.texts[::-1] if turn else lesson.texts for lesson, turn in zip(picked, turned, strict=True)
        ]
        readings = [[join(*pair) for pair in texts]]
        if self._recipe.agreement:
            readings.append([join(other, one) for one, other in texts])
        ids, mask = padded([row for reading in readings for row in reading])
        labels = torch.tensor([SURE if lesson.same else 1 - SURE for lesson in picked])
        with torch.autocast("cpu", torch.bfloat16, enabled=self._half_precision):
            logits = self._net(self._embeddings(ids), mask)
        wrong = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels.repeat(len(readings)))
        loss = wrong
        if self._recipe.agreement:
            loss = loss + self._recipe.agreement * disagreement(*two_sided(logits).chunk(2))
        self._steps.step(loss, done)
        self._taken += 1
        step_average(self.average, self._net, min(self._recipe.averaging, self._taken / (self._taken + 10)))
        return float(wrong.item())


def two_sided(logits: torch.Tensor) -> torch.Tensor:
    """(pairs, 2): scores of "other trouble" and "same trouble" that say what the logits say."""
    return torch.stack([torch.zeros_like(logits), logits], dim=1)
