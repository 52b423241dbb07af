"""Tunes an encoder to read pairs: `tune_pairs` makes the adapter that `nlu.pairs.building` merges.

The encoder is the untuned one: what search and understanding are tuned for is another question. torch and
transformers are imported here and nowhere on the serving path.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.adapter import MARK, Adapter, fits, message_keys
from nlu.encoder.lessons import by_length, mask_of
from nlu.encoder.low_rank import lowest_layer
from nlu.encoder.parts import EncoderParts
from nlu.encoder.tuning import load_untuned
from nlu.encoder.tuning_steps import RateGroup, Steps, step_average
from nlu.encoder.whole_layers import WholeLayers
from nlu.errors import NLUError
from nlu.pairs.layers import PairLayers, set_head
from nlu.pairs.side_by_side import join, pieces_of

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
    of them, so many `strangers`, texts of two pairs, and texts beside themselves `shortened`.

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


GOING_ON = PairRecipe(rounds=3, head_rate=2e-4)
"""For an earlier adapter, when pairs were added."""


def tune_pairs(
    pairs: Sequence[Pair],
    parts: EncoderParts,
    *,
    recipe: PairRecipe | None = None,
    half_precision: bool = False,
    seed: int = 0,
    earlier: Adapter | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Adapter:
    """Eight minutes for 1,000 pairs on two cores with `half_precision`, which multiplies in bfloat16.

    Each pair is read in either order. `progress` is told each round's loss. With `earlier`, tuning goes on
    from there, in its layers; NLUError where that was made for another encoder or for messages.
    """
    recipe = recipe or (PairRecipe() if earlier is None else GOING_ON)
    if earlier is not None and (earlier.head is None or not fits(earlier, parts)):
        raise NLUError("the earlier adapter reads no pairs with this encoder; tune anew without it")
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    model, tokenizer = load_untuned(parts, torch.device("cpu"))
    layers = model.encoder.layer
    first = recipe.first_layer if earlier is None else lowest_layer(earlier.maps) or 0
    upper = WholeLayers(layers, first, recipe.dropout)
    net = PairLayers(layers[:first], upper, model.config.hidden_size).train()
    net.lower.eval()
    if earlier is not None:
        upper.go_on_from(earlier.maps)
        set_head(net.head, torch.from_numpy(earlier.head))
    average = copy.deepcopy(net)
    written = [
        Lesson(pieces_of(tokenizer, pair.one), pieces_of(tokenizer, pair.other), pair.same) for pair in pairs
    ]
    meanings = _mean_pieces(model, written)
    learned = [weight for layer in upper.learned() for weight in layer]
    steps = Steps([RateGroup(learned, recipe.rate), RateGroup(list(net.head.parameters()), recipe.head_rate)])
    taken = 0
    for round_ in range(1, recipe.rounds + 1):
        losses: list[float] = []
        lessons = [
            *written,
            *_strangers(written, meanings, recipe, chance),
            *_shortened(written, recipe, chance),
        ]
        batches = _batches(np.array([len(one.one) + len(one.other) for one in lessons]), recipe.batch, chance)
        for chosen in batches:
            turned = chance.random(len(chosen)) < 0.5
            picked = [lessons[at] for at in chosen]
            ids, mask = _padded(
                [
                    join(lesson.other, lesson.one) if turn else join(lesson.one, lesson.other)
                    for lesson, turn in zip(picked, turned, strict=True)
                ]
            )
            labels = torch.tensor([SURE if lesson.same else 1 - SURE for lesson in picked])
            with torch.autocast("cpu", torch.bfloat16, enabled=half_precision):
                logits = net(model.embeddings(ids), mask)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels)
            steps.step(loss, (round_ - 1 + len(losses) / len(batches)) / recipe.rounds)
            taken += 1
            step_average(average, net, min(recipe.averaging, taken / (taken + 10)))
            losses.append(loss.item())
        progress(f"round {round_} of {recipe.rounds}: loss {np.mean(losses):.3f}")
    head = torch.cat([average.head.weight.detach().flatten(), average.head.bias.detach()]).numpy()
    keys = message_keys(text for pair in pairs for text in (pair.one, pair.other))
    if earlier is not None:
        keys = np.union1d(keys, earlier.tuned_on)
    return Adapter(
        average.upper.cut(recipe.rank),
        keys,
        model.get_parameter(MARK).detach().numpy(),
        parts.query_prompt,
        head,
    )


def _mean_pieces(model: torch.nn.Module, written: Sequence[Lesson]) -> NDArray[np.float32]:
    """(pairs, 2, hidden): each text's pieces on the mean, of unit length."""
    table = model.get_input_embeddings().weight.detach().numpy()
    means = np.stack([[table[text].mean(axis=0) for text in (one.one, one.other)] for one in written])
    means -= means.mean(axis=(0, 1))
    return np.asarray(means / np.linalg.norm(means, axis=-1, keepdims=True), dtype=np.float32)


def _strangers(
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


def _shortened(
    written: Sequence[Lesson], recipe: PairRecipe, chance: np.random.Generator
) -> Iterator[Lesson]:
    """A text beside itself without its beginning or its end: who leaves something out tells the same."""
    for _ in range(int(len(written) * recipe.shortened)):
        text = written[int(chance.integers(len(written)))].texts[int(chance.integers(2))]
        inside = text[1:-1]
        kept = max(1, round(len(inside) * chance.uniform(0.5, 1.0)))
        part = inside[:kept] if chance.random() < 0.5 else inside[len(inside) - kept :]
        yield Lesson(text, [text[0], *part, text[-1]], same=True)


def _batches(lengths: NDArray[np.int64], size: int, chance: np.random.Generator) -> list[NDArray[np.int64]]:
    """All once, in any order, those of a batch about equally long."""
    order, batches = chance.permutation(len(lengths)), []
    for start in range(0, len(order), size * 16):
        some = order[start : start + size * 16]
        for part in chance.permutation(np.array(by_length(lengths[some], size), dtype=object)):
            batches.append(some[np.asarray(part, dtype=np.int64)])
    return batches


def _padded(read: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(one) for one in read], batch_first=True)
    return ids, mask_of(np.array([len(one) for one in read]), ids.device)
