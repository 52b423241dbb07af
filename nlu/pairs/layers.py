"""An encoder that reads a pair: its layers, the upper ones changed, and a head on what comes out."""

from collections.abc import Sequence

import torch

from nlu.encoder.export import last_states
from nlu.encoder.lessons import through
from nlu.encoder.whole_layers import WholeLayers


class PairLayers(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """Rows of embeddings and their mask in; a logit for each pair out."""

    def __init__(self, lower: Sequence[torch.nn.Module], upper: WholeLayers, hidden: int) -> None:
        super().__init__()
        self.lower = torch.nn.ModuleList(lower)
        self.upper = upper
        self.head = torch.nn.Linear(2 * hidden, 1)

    def forward(self, rows: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            states = through(self.lower, rows, mask)
        return self.head(torch.cat(self.upper(states, mask), dim=-1)).squeeze(-1).float()


class MergedPairLayers(torch.nn.Module):  # type: ignore[misc]
    """The same for serving, one pair at a time, of a whole model with the adapter merged."""

    def __init__(self, model: torch.nn.Module, head: torch.Tensor) -> None:
        super().__init__()
        self.model = model
        self.head = torch.nn.Linear(len(head) - 1, 1)
        set_head(self.head, head)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        states = last_states(self.model, rows)
        return self.head(torch.cat([states[:, 0], states.mean(1)], dim=-1))


def set_head(layer: torch.nn.Linear, head: torch.Tensor) -> None:
    """`head` as an adapter has it: weights, then the constant."""
    with torch.no_grad():
        layer.weight.copy_(head[None, :-1])
        layer.bias.copy_(head[-1:])
