"""The rounds of a tuning: one after the other, each of which can be the first after an interruption."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.adapter import DOWN, UP
from nlu.encoder.intent_head import Reader, share_right
from nlu.encoder.lessons import Lessons, by_length
from nlu.encoder.low_rank import Maps
from nlu.encoder.tuning_state import TuningKey, TuningState
from nlu.encoder.tuning_steps import RateGroup, Steps

Progress = Callable[[str], None]

BEST = "best."
BUCKET_OF = 20  # batches of messages sorted by length together, so that a batch has little padding
# After so many steps one can say how long the rounds will take.
STEPS_TO_JUDGE_BY = 10


class Learner(Protocol):
    """What is taught in `rounds` rounds of batches; `reader` learns, `counted` is asked."""

    @property
    def rounds(self) -> int: ...

    @property
    def batch(self) -> int: ...

    @property
    def reader(self) -> Reader: ...

    @property
    def counted(self) -> Reader: ...

    def groups(self) -> Sequence[RateGroup]: ...

    def choose(self, round_: int, chance: np.random.Generator) -> NDArray[np.int64]:
        """The messages of a round, counted from 0."""

    def loss(self, chosen: NDArray[np.int64], round_: int) -> torch.Tensor: ...

    def stepped(self) -> None:
        """Told after each step."""

    def maps(self) -> Maps:
        """What an adapter would hold now."""

    def tensors(self) -> Mapping[str, torch.Tensor]:
        """What the next round depends on, beside the parameters of `groups`."""

    def go_on_from(self, tensors: Mapping[str, torch.Tensor]) -> None: ...


class Rounds:
    """`asked` are the messages that no round sees. With `patience`, the best round counts."""

    def __init__(
        self,
        learner: Learner,
        lessons: Lessons,
        asked: NDArray[np.int64],
        *,
        patience: int | None,
        seed: int,
        half_precision: bool,
    ) -> None:
        self._half_precision = half_precision
        self._learner, self._lessons, self._asked, self._patience = learner, lessons, asked, patience
        self._steps = Steps(learner.groups())
        self._chance = np.random.default_rng(seed)
        self._best: Maps = {}
        self._judged = False
        self.count = learner.rounds
        self.shares: list[float] = []

    @property
    def done(self) -> bool:
        number, patience = len(self.shares), self._patience
        return number >= self.count or (
            patience is not None and number - max(self.counted_round, self.count // 2) >= patience
        )

    @property
    def counted_round(self) -> int:
        """From 1, whose maps count: with patience the first of the best, else the last.

        Without unseen messages nobody could tell which is best.
        """
        if self._patience is None or not len(self._asked) or not self.shares:
            return len(self.shares)
        return int(np.argmax(self.shares)) + 1

    def maps(self) -> Maps:
        """What tuning comes to, so far."""
        return self._learner.maps() if self.counted_round == len(self.shares) else self._best

    def run(self, progress: Progress) -> str:
        """The next round; returns what to tell of it. The first one here tells how long all will take."""
        number, started, total = len(self.shares), time.monotonic(), 0.0
        torch.manual_seed(int(self._chance.integers(2**63)))  # dropout's, on whatever device
        wanted = self._learner.choose(number, self._chance)
        batches = self._batches(wanted)
        self._learner.reader.train()
        for step, chosen in enumerate(batches):
            total += self._step(chosen, number, step / len(batches))
            if not self._judged and step + 1 == min(STEPS_TO_JUDGE_BY, len(batches)):
                self._judged = True
                each = (time.monotonic() - started) / (step + 1)
                left = each * len(batches) * (self.count - number)
                progress(
                    f"about {_in_words(left)} for rounds like this one on {self._device.type}, "
                    f"at {each:.2f} s a step"
                )
        right = share_right(self._learner.counted, self._lessons, self._asked)
        if self._patience is not None and right > max(self.shares, default=-1.0):
            self._best = self._learner.maps()
        self.shares.append(right)
        return (
            f"round {number + 1} of {self.count}: {len(wanted)} messages, "
            f"loss {total / len(batches):.3f}, unseen right {right:.4f}, {time.monotonic() - started:.0f} s"
        )

    def state(self, key: TuningKey) -> TuningState:
        """As it is between two rounds."""
        tensors = {**self._steps.tensors(), **self._learner.tensors()}
        for name, (down, up) in self._best.items():
            tensors |= {BEST + name + DOWN: torch.from_numpy(down), BEST + name + UP: torch.from_numpy(up)}
        return TuningState(key, tuple(self.shares), self._chance.bit_generator.state, tensors)

    def go_on_from(self, state: TuningState) -> None:
        """`state` must be of a tuning with the same key."""
        self._steps.go_on_from(state.tensors)
        self._learner.go_on_from(state.tensors)
        names = (name for name in state.tensors if name.startswith(BEST) and name.endswith(DOWN))
        self._best = {
            down[len(BEST) : -len(DOWN)]: (
                state.tensors[down].numpy(), state.tensors[down.removesuffix(DOWN) + UP].numpy()
            )
            for down in names
        }  # fmt: skip
        self._chance.bit_generator.state = state.chance
        self.shares = list(state.shares)

    @property
    def _device(self) -> torch.device:
        return self._lessons.targets.device

    def _step(self, chosen: NDArray[np.int64], round_: int, done: float) -> float:
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._half_precision):
            loss = self._learner.loss(chosen, round_)
        self._steps.step(loss, (round_ + done) / self.count)
        self._learner.stepped()
        return float(loss.item())

    def _batches(self, seen: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        size = self._learner.batch
        shuffled = self._chance.permutation(seen)
        batches = []
        for start in range(0, len(shuffled), BUCKET_OF * size):
            bucket = shuffled[start : start + BUCKET_OF * size]
            batches += [bucket[places] for places in by_length(self._lessons.lengths[bucket], size)]
        return [batches[at] for at in self._chance.permutation(len(batches))]


def _in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} h"
