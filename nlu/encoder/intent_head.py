"""What reads an intent while an encoder is tuned: its layers, and a linear head on the first token."""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.lessons import NO_INTENT, Lessons, by_length

HEAD_SCALE = 10.0  # of the ridge solution's scores, to begin as confident as cross-entropy likes


class Layers(Protocol):
    """States and mask in; the first token's last state and the mean of all out."""

    def __call__(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]: ...

    def train(self, mode: bool = True) -> object: ...


class Reader(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """States and mask in; the scores of the intents and the mean of the last states out."""

    def __init__(self, layers: Layers, head: torch.nn.Linear) -> None:
        super().__init__()
        self.layers, self.head = layers, head

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        first, mean = self.layers(states, mask)
        return self.head(first).float(), mean.float()


def share_right(reader: Reader, lessons: Lessons, asked: NDArray[np.int64]) -> float:
    """0 where nothing is asked."""
    if not len(asked):
        return 0.0
    with torch.no_grad():
        best = reader.head(_first_tokens(reader.layers, lessons, asked)).argmax(1)
    return float((best == lessons.labels[asked]).float().mean())


def build_reader(layers: Layers, lessons: Lessons, seen: NDArray[np.int64]) -> Reader:
    """Starts from ridge regression, so that the layers are not shaken by a head that knows nothing.

    Of `seen`, held texts teach it nothing.
    """
    seen = seen[lessons.labels[seen].cpu().numpy() != NO_INTENT]
    rows = _first_tokens(layers, lessons, seen)
    centre = rows.mean(0)
    rows = rows - centre
    wanted = torch.nn.functional.one_hot(lessons.labels[seen]).float()
    wanted = wanted - wanted.mean(0)
    square = rows.T @ rows
    ridge = 1e-4 * square.trace() * torch.eye(len(square), device=rows.device)
    weights = torch.linalg.solve(square + ridge, rows.T @ wanted) * HEAD_SCALE
    head = torch.nn.Linear(*weights.shape, device=rows.device)
    with torch.no_grad():
        head.weight.copy_(weights.T)
        head.bias.copy_(-centre @ weights)
    return Reader(layers, head)


def _first_tokens(layers: Layers, lessons: Lessons, chosen: NDArray[np.int64]) -> torch.Tensor:
    """Of the chosen messages, in their order."""
    layers.train(False)
    found = torch.empty(len(chosen), lessons.targets.shape[1], device=lessons.targets.device)
    with torch.no_grad():
        for places in by_length(lessons.lengths[chosen]):
            found[places] = layers(*lessons.batch(chosen[places]))[0]
    return found
