"""The rounds of a tuning: one after the other, each of which can be the first after an interruption."""

import math
import time
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.lessons import BATCH, Lessons, by_length
from nlu.encoder.low_rank import Maps, UpperLayers
from nlu.encoder.tuning_state import TuningKey, TuningState

BUCKET = 20 * BATCH  # messages sorted by length together, so that a batch has little padding
SMOOTHING = 0.1
# A message whose intent was given this much last time is understood; one in so many of those is seen again.
UNDERSTOOD, SEEN_AGAIN_OF = 0.75, 4
WARM_UP_SHARE = 0.06
LAST_RATE_SHARE = 0.02
# Under so many steps, ten messages an intent are hardly learned from.
LEAST_STEPS = 300
HEAD_RATE = 1e-3
HEAD_SCALE = 10.0  # of the ridge solution's scores, to begin as confident as cross-entropy likes


@dataclass(frozen=True)
class TuningRecipe:
    """`first_layer` is the lowest that changes; without it the lower third stays.

    `faithfulness` weighs how far the mean vectors may drift. With `patience`, tuning ends in its second half
    after so many rounds that brought no more of the unseen messages right, and the best round counts, not the
    last. (In the first half the rate is high, and what a round costs later ones bring back.) Where so few
    messages are seen that `rounds` would not come to `least_steps` steps, there are more rounds, of all.
    """

    rounds: int = 10
    first_layer: int | None = None
    rank: int = 32
    scale: float = 2.0
    rate: float = 1.5e-3
    faithfulness: float = 10.0
    patience: int | None = None
    least_steps: int = 0


class Rounds:
    """`upper` and a head over `lessons`; `unseen` are only asked, and the first round sees all others."""

    def __init__(
        self,
        upper: UpperLayers,
        lessons: Lessons,
        unseen: NDArray[np.bool_],
        recipe: TuningRecipe,
        seed: int,
    ) -> None:
        self._upper, self._lessons, self._recipe = upper, lessons, recipe
        self._seen, self._asked = np.flatnonzero(~unseen), np.flatnonzero(unseen)
        wanted = math.ceil(recipe.least_steps / max(1, math.ceil(len(self._seen) / BATCH)))
        self.count = max(recipe.rounds, wanted)
        self._whole = self.count if self.count > recipe.rounds else 1
        self._head = _first_head(upper, lessons, self._seen)
        groups = [
            {"params": upper.learned(), "lr": recipe.rate},
            {"params": list(self._head.parameters()), "lr": HEAD_RATE},
        ]
        self._optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        self._chance = np.random.default_rng(seed)
        # To the right intent, when the message was last seen.
        self._given = np.zeros(len(unseen), dtype=np.float32)
        self._best = upper.copy_maps()
        self.shares: list[float] = []

    @property
    def done(self) -> bool:
        number, patience = len(self.shares), self._recipe.patience
        return number >= self.count or (
            patience is not None and number - max(self.counted_round, self.count // 2) >= patience
        )

    @property
    def counted_round(self) -> int:
        """From 1, whose maps count: with patience the first of the best, else the last.

        Without unseen messages nobody could tell which is best.
        """
        if self._recipe.patience is None or not len(self._asked) or not self.shares:
            return len(self.shares)
        return int(np.argmax(self.shares)) + 1

    def maps(self) -> Maps:
        """What tuning comes to, so far."""
        return self._upper.copy_maps() if self.counted_round == len(self.shares) else self._best

    def run(self) -> str:
        """The next round; returns what to tell of it."""
        number, started, total = len(self.shares), time.monotonic(), 0.0
        wanted = self._seen if number < self._whole else self._worth_seeing()
        batches = _batches(wanted, self._lessons.lengths, self._chance)
        self._upper.train()
        for step, chosen in enumerate(batches):
            share = _rate_share((number + step / len(batches)) / self.count)
            for group, rate in zip(self._optimizer.param_groups, (self._recipe.rate, HEAD_RATE), strict=True):
                group["lr"] = rate * share
            loss, self._given[chosen] = self._loss(chosen)
            self._optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self._parameters(), 1.0)
            self._optimizer.step()
            total += loss.item()
        right = self._share_right()
        if right > max(self.shares, default=-1.0):
            self._best = self._upper.copy_maps()
        self.shares.append(right)
        return (
            f"round {number + 1} of {self.count}: {len(wanted)} messages, "
            f"loss {total / len(batches):.3f}, unseen right {right:.4f}, {time.monotonic() - started:.0f} s"
        )

    def state(self, key: TuningKey) -> TuningState:
        """As it is between two rounds, torch's own chance included."""
        tensors = {"given": torch.from_numpy(self._given), "chance": torch.get_rng_state()}
        for place, parameter in enumerate(self._parameters()):
            tensors[f"parameter.{place}"] = parameter.detach()
        for place, slots in self._optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{place}.{name}": tensor for name, tensor in slots.items()}
        for name, (down, up) in self._best.items():
            tensors |= {f"best.{name}.down": torch.from_numpy(down), f"best.{name}.up": torch.from_numpy(up)}
        return TuningState(key, tuple(self.shares), self._chance.bit_generator.state, tensors)

    def go_on_from(self, state: TuningState) -> None:
        """`state` must be of a tuning with the same key."""
        tensors = state.tensors
        with torch.no_grad():
            for place, parameter in enumerate(self._parameters()):
                parameter.copy_(tensors[f"parameter.{place}"])
        slots: dict[int, dict[str, torch.Tensor]] = {}
        for name, tensor in tensors.items():
            if name.startswith("optimizer."):
                _, place_, slot = name.split(".")
                slots.setdefault(int(place_), {})[slot] = tensor
        self._optimizer.load_state_dict({**self._optimizer.state_dict(), "state": slots})
        self._best = {
            name: (tensors[f"best.{name}.down"].numpy(), tensors[f"best.{name}.up"].numpy())
            for name in self._upper.maps
        }
        self._given = tensors["given"].numpy().copy()
        self._chance.bit_generator.state = state.chance
        torch.set_rng_state(tensors["chance"])
        self.shares = list(state.shares)

    def _parameters(self) -> list[torch.nn.Parameter]:
        return [*self._upper.learned(), *self._head.parameters()]

    def _worth_seeing(self) -> NDArray[np.int64]:
        again = self._chance.integers(SEEN_AGAIN_OF, size=len(self._seen)) == 0
        worth = (self._given[self._seen] < UNDERSTOOD) | again
        return np.compress(worth, self._seen) if worth.any() else self._seen

    def _loss(self, chosen: NDArray[np.int64]) -> tuple[torch.Tensor, NDArray[np.float32]]:
        """Beside the loss, what was given to each message's own intent."""
        first, mean = self._upper(*self._lessons.batch(chosen))
        scores = self._head(first)
        labels, targets = self._lessons.labels[chosen], self._lessons.targets[chosen]
        understood = torch.nn.functional.cross_entropy(scores, labels, label_smoothing=SMOOTHING)
        given = scores.detach().softmax(dim=1)[torch.arange(len(labels)), labels].numpy()
        held = targets.any(dim=1)
        if not held.any():
            return understood, given
        cosines = torch.nn.functional.cosine_similarity(mean[held], targets[held], dim=-1)
        return understood + self._recipe.faithfulness * (1 - cosines).mean(), given

    def _share_right(self) -> float:
        """Of the unseen messages; 0 where there is none."""
        if not len(self._asked):
            return 0.0
        with torch.no_grad():
            best = self._head(_first_tokens(self._upper, self._lessons, self._asked)).argmax(1)
        return float((best == self._lessons.labels[self._asked]).float().mean())


def _first_tokens(upper: UpperLayers, lessons: Lessons, chosen: NDArray[np.int64]) -> torch.Tensor:
    """Of the chosen messages, in their order."""
    upper.eval()
    found = torch.empty(len(chosen), lessons.targets.shape[1])
    with torch.no_grad():
        for places in by_length(lessons.lengths[chosen]):
            found[places] = upper(*lessons.batch(chosen[places]))[0]
    return found


def _first_head(upper: UpperLayers, lessons: Lessons, seen: NDArray[np.int64]) -> torch.nn.Linear:
    """Starts from ridge regression, so that the layers are not shaken by a head that knows nothing."""
    rows = _first_tokens(upper, lessons, seen)
    centre = rows.mean(0)
    rows = rows - centre
    wanted = torch.nn.functional.one_hot(lessons.labels[seen]).float()
    wanted = wanted - wanted.mean(0)
    square = rows.T @ rows
    ridge = 1e-4 * square.trace() * torch.eye(len(square))
    weights = torch.linalg.solve(square + ridge, rows.T @ wanted) * HEAD_SCALE
    head = torch.nn.Linear(*weights.shape)
    with torch.no_grad():
        head.weight.copy_(weights.T)
        head.bias.copy_(-centre @ weights)
    return head


def _batches(
    seen: NDArray[np.int64], lengths: NDArray[np.int64], chance: np.random.Generator
) -> list[NDArray[np.int64]]:
    shuffled = chance.permutation(seen)
    batches = []
    for start in range(0, len(shuffled), BUCKET):
        bucket = shuffled[start : start + BUCKET]
        batches += [bucket[places] for places in by_length(lengths[bucket])]
    return [batches[at] for at in chance.permutation(len(batches))]


def _rate_share(done: float) -> float:
    """Up over the first steps, then straight down; `done` is the share of all that lies behind."""
    return min(1.0, done / WARM_UP_SHARE + LAST_RATE_SHARE) * max(LAST_RATE_SHARE, 1 - done)
