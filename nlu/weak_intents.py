"""Which intents have too few messages beside their neighbours: left out, their own are taken for others."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.kernel_training import HeldOut
from nlu.types import OUT_OF_SCOPE

# Of intents with more messages the evaluation tells better.
FEW = 20
# Fewer answers tell nothing.
LEAST_ASKED = 5
# An intent of which the others' messages tell less than this share right is weak.
WANTED_RIGHT = 0.7


@dataclass(frozen=True)
class WeakIntent:
    """`asked` messages, of which `taken_for` tells for what others how many are taken, the most first."""

    name: str
    asked: int
    taken_for: tuple[tuple[str, int], ...]

    @property
    def wrong(self) -> int:
        return sum(count for _, count in self.taken_for)

    def __str__(self) -> str:
        others = ", ".join(f"{other} ({count})" for other, count in self.taken_for)
        return (
            f"{self.name} is weak: of the {self.asked} texts that teach it, each left out, {self.wrong} are "
            f"taken for {others}; it needs more, or such as tell it from these"
        )


def find_weak_intents(
    held_out: HeldOut, labels: tuple[str, ...], taught: Mapping[str, int]
) -> tuple[WeakIntent, ...]:
    """The weakest first, of those which at most `FEW` texts teach; `taught` counts them by intent."""
    best = np.array(labels)[held_out.confidences.argmax(axis=1)]
    return tuple(sorted(_weak(held_out, best, taught), key=lambda one: (-one.wrong / one.asked, one.name)))


def _weak(held_out: HeldOut, best: NDArray[np.str_], taught: Mapping[str, int]) -> Iterator[WeakIntent]:
    for name, asked in sorted(Counter(held_out.intents.tolist()).items()):
        taken_for = Counter(best[(held_out.intents == name) & (best != name)].tolist())
        few = taught[name] <= FEW and asked >= LEAST_ASKED and name != OUT_OF_SCOPE
        if few and 1 - taken_for.total() / asked < WANTED_RIGHT:
            yield WeakIntent(name, asked, tuple(taken_for.most_common()))
