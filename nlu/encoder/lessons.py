"""What tuning learns from: messages as the layers below those that change leave them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.adapter import message_keys
from nlu.encoder.parts import PASSAGE_PROMPT, QUERY_PROMPT
from nlu.encoder.tokenizing import TokenizerOfIds

BATCH = 64
MAX_TOKENS = 96
TUNED_QUERY_PROMPT = ""
TARGETS_OF = 3  # one message in so many holds the mean: running the untuned encoder is a third of the work
NO_INTENT = -1


@dataclass(frozen=True, slots=True)
class HeldText:
    """What search compares: its mean is held and teaches no intent. A passage, else a question."""

    text: str
    language: str
    is_passage: bool


@dataclass(frozen=True)
class Lessons:
    """Messages, then held texts, as the layers that change get them.

    `labels` are NO_INTENT of held texts. `targets` are the untuned encoder's unit mean vectors, zero where
    there is none to hold; `centres[languages]` is the middle of those of each text's language. The states
    wait in memory, whatever device has the rest.
    """

    states: Sequence[torch.Tensor]
    labels: torch.Tensor
    targets: torch.Tensor
    lengths: NDArray[np.int64]
    languages: NDArray[np.int64]
    centres: torch.Tensor

    def batch(self, chosen: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
        """Their states, padded, and the mask."""
        device = self.targets.device
        states = torch.nn.utils.rnn.pad_sequence([self.states[at] for at in chosen], batch_first=True)
        return states.to(device, torch.float32), mask_of(self.lengths[chosen], device)


def prepare_lessons(
    model: torch.nn.Module,
    tokenizer: TokenizerOfIds,
    texts: Sequence[str],
    intents: NDArray[np.int64],
    languages: Sequence[str],
    also_held: Sequence[HeldText],
    first_layer: int,
) -> Lessons:
    """On the model's device; `intents` and `languages` are the texts'."""

    def read(query_prompt: str) -> list[list[int]]:
        prompted = [f"{query_prompt}{text}" for text in texts]
        prompted += [f"{PASSAGE_PROMPT if one.is_passage else query_prompt}{one.text}" for one in also_held]
        return [tokenizer.encode(text, limit=MAX_TOKENS) for text in prompted]

    tuned, untuned = read(TUNED_QUERY_PROMPT), read(QUERY_PROMPT)
    count, lengths = len(tuned), np.array([len(one) for one in tuned])
    states: list[torch.Tensor] = [torch.empty(0)] * count
    targets = torch.zeros(count, model.config.hidden_size, device=model.device)
    held = np.append(np.flatnonzero(message_keys(texts) % TARGETS_OF == 0), np.arange(len(texts), count))
    with torch.no_grad():
        for chosen, _, seen in _run(model, tuned, np.arange(count), layers=first_layer):
            for at, below in zip(chosen, seen.to("cpu", torch.float16), strict=True):
                states[at] = below[: lengths[at]].clone()
        for chosen, mask, seen in _run(model, untuned, held, layers=len(model.encoder.layer)):
            targets[chosen] = torch.nn.functional.normalize(mean_of(seen, mask), dim=-1)
    labels = np.append(intents, np.full(len(also_held), NO_INTENT))
    spoken = np.unique([*languages, *(one.language for one in also_held)], return_inverse=True)[1]
    return Lessons(
        states,
        torch.from_numpy(labels).to(model.device),
        targets,
        lengths,
        spoken,
        _centres(targets, spoken),
    )


def _centres(targets: torch.Tensor, languages: NDArray[np.int64]) -> torch.Tensor:
    centres = torch.zeros(int(languages.max()) + 1, targets.shape[1], device=targets.device)
    held = targets.any(dim=1).cpu().numpy()
    for language in np.unique(languages[held]):
        centres[language] = targets[held & (languages == language)].mean(0)
    return centres


def _run(
    model: torch.nn.Module, ids: Sequence[Sequence[int]], places: NDArray[np.int64], *, layers: int
) -> Iterator[tuple[NDArray[np.int64], torch.Tensor, torch.Tensor]]:
    """Batches of `places`, each with its mask and its states after so many layers."""
    lengths = np.array([len(one) for one in ids])
    for part in by_length(lengths[places]):
        chosen = places[part]
        rows = torch.nn.utils.rnn.pad_sequence([torch.tensor(ids[at]) for at in chosen], batch_first=True)
        mask = mask_of(lengths[chosen], model.device)
        states = model.embeddings(rows.to(model.device))
        yield chosen, mask, through(model.encoder.layer[:layers], states, mask)


def through(layers: Iterable[torch.nn.Module], states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    hidden = (1 - mask[:, None, None, :]) * torch.finfo(states.dtype).min
    for layer in layers:
        states = layer(states, hidden)
    return states


def mean_of(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.unsqueeze(-1)
    return (states * weights).sum(1) / weights.sum(1)


def by_length(lengths: NDArray[np.int64], batch: int = BATCH) -> list[NDArray[np.int64]]:
    """Positions in batches, short ones first, so that a batch has little padding."""
    order = np.argsort(lengths, kind="stable")
    return [order[start : start + batch] for start in range(0, len(order), batch)]


def mask_of(lengths: NDArray[np.int64], device: torch.device) -> torch.Tensor:
    """1 for what each row has, 0 for what pads it."""
    mask = np.arange(lengths.max())[None] < lengths[:, None]
    return torch.tensor(mask, dtype=torch.float32, device=device)
