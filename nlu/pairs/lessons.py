"""What a tuning of the reader of pairs learns from: written pairs, strangers, shortened texts; in batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.lessons import by_length, mask_of

LIKEST_OF = 30
SURE = 0.975
"""What a pair's label is worth: labels are sometimes wrong."""


@dataclass(frozen=True, slots=True)
class Pair:
    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pair in pieces, each text with its begin and end."""

    one: list[int]
    other: list[int]
    same: bool

    @property
    def texts(self) -> tuple[list[int], list[int]]:
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class PairRecipe:
    """Rates are of the upper layers and of the head. What counts is the average over the steps, in which each
    has `averaging` of what was before; of it so high a `rank` is kept. Written pairs alone teach that many
    words in common speak against and few for, as they are chosen for being hard: so each round has, for each
    of them, so many `strangers`, texts of two pairs, and texts beside themselves `shortened`. With
    `agreement` each pair is read in both orders at once, with other dropouts, and so much weighs that the
    readings agree (R-Drop; Liang et al. 2021, arXiv 2106.14448): twice the time.

    Chosen on pairs that no tuning has seen.
    """

    rounds: int = 8
    batch: int = 16
    first_layer: int = 4
    rate: float = 5e-5
    head_rate: float = 1e-3
    dropout: float = 0.1
    averaging: float = 0.995
    strangers: float = 0.5
    shortened: float = 0.15
    rank: int = 64
    agreement: float = 0.0


GOING_ON = PairRecipe(
    rounds=1, rate=4e-5, head_rate=2e-4, averaging=0.99, strangers=0.15, shortened=0.05, agreement=1.0
)
"""For an earlier adapter, when pairs were added."""


def mean_pieces(model: torch.nn.Module, written: Sequence[Lesson]) -> NDArray[np.float32]:
    """(pairs, 2, hidden): each text's pieces on the mean, of unit length."""
    table = model.get_input_embeddings().weight.detach().numpy()
    means = np.stack([[table[text].mean(axis=0) for text in (one.one, one.other)] for one in written])
    means -= means.mean(axis=(0, 1))
    return np.asarray(means / np.linalg.norm(means, axis=-1, keepdims=True), dtype=np.float32)


def strangers(
    written: Sequence[Lesson],
    meanings: NDArray[np.float32],
    recipe: PairRecipe,
    chance: np.random.Generator,
) -> Iterator[Lesson]:
    """Texts of different pairs; half of them any, half the likest of LIKEST_OF."""
    for turn in range(int(len(written) * recipe.strangers)):
        at, mine = int(chance.integers(len(written))), int(chance.integers(2))
        others = chance.integers(len(written), size=LIKEST_OF if turn % 2 else 1)
        theirs = chance.integers(2, size=len(others))
        likest = int(np.argmax(meanings[others, theirs] @ meanings[at, mine]))
        if (other := int(others[likest])) != at:
            yield Lesson(written[at].texts[mine], written[other].texts[int(theirs[likest])], same=False)


def shortened(written: Sequence[Lesson], recipe: PairRecipe, chance: np.random.Generator) -> Iterator[Lesson]:
    """A text beside itself without its beginning or its end: who leaves something out tells the same."""
    for _ in range(int(len(written) * recipe.shortened)):
        text = written[int(chance.integers(len(written)))].texts[int(chance.integers(2))]
        inside = text[1:-1]
        kept = max(1, round(len(inside) * chance.uniform(0.5, 1.0)))
        part = inside[:kept] if chance.random() < 0.5 else inside[len(inside) - kept :]
        yield Lesson(text, [text[0], *part, text[-1]], same=True)


def batches(lengths: NDArray[np.int64], size: int, chance: np.random.Generator) -> list[NDArray[np.int64]]:
    """All once, in any order, those of a batch about equally long."""
    order, found = chance.permutation(len(lengths)), []
    for start in range(0, len(order), size * 16):
        some = order[start : start + size * 16]
        for part in chance.permutation(np.array(by_length(lengths[some], size), dtype=object)):
            found.append(some[np.asarray(part, dtype=np.int64)])
    return found


def padded(read: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(one) for one in read], batch_first=True)
    return ids, mask_of(np.array([len(one) for one in read]), ids.device)
