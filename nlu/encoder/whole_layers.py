"""The layers of an encoder with their linear weights trained as they are, beside what they were untuned."""

import copy
from collections.abc import Sequence

import torch

from nlu.encoder.lessons import mean_of, through
from nlu.encoder.low_rank import LINEAR_MAPS, Maps, set_dropout, weight_name
from nlu.encoder.rank_cut import cut_to_rank


class WholeLayers(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """A copy of the layers from `first` up; states below them in, (first token, mean) of the last out."""

    def __init__(self, layers: Sequence[torch.nn.Module], first: int, dropout: float) -> None:
        super().__init__()
        self._first = first
        self._untuned = [_weights(layer) for layer in layers[first:]]
        self.layers = copy.deepcopy(torch.nn.ModuleList(layers[first:])).requires_grad_(False)
        set_dropout(self.layers, dropout)
        self.dropout = torch.nn.Dropout(dropout / 2)  # of the states below, which lessons have without
        for weight in (weight for learned in self.learned() for weight in learned):
            weight.requires_grad_(True)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = through(self.layers, self.dropout(states), mask)
        return states[:, 0], mean_of(states, mask)

    def learned(self) -> list[list[torch.nn.Parameter]]:
        """By layer, from the lowest up, always in the same order."""
        return [_weights(layer) for layer in self.layers]

    def go_on_from(self, earlier: Maps) -> None:
        """Adds an adapter of any rank; what it has below these layers is not taken."""
        with torch.no_grad():
            for index, weights in enumerate(self.learned(), start=self._first):
                for path, weight in zip(LINEAR_MAPS, weights, strict=True):
                    if adapted := earlier.get(weight_name(index, path)):
                        down, up = (torch.from_numpy(one).to(weight.device) for one in adapted)
                        weight += up @ down

    def cut(self, rank: int) -> Maps:
        """What differs from the untuned layers, as nearly as the rank allows."""
        pairs = zip(self._untuned, self.learned(), strict=True)
        return {
            weight_name(index, path): cut_to_rank((now - before).detach().cpu().numpy(), rank)
            for index, (untuned, learned) in enumerate(pairs, start=self._first)
            for path, before, now in zip(LINEAR_MAPS, untuned, learned, strict=True)
        }


def _weights(layer: torch.nn.Module) -> list[torch.nn.Parameter]:
    return [layer.get_submodule(path).weight for path in LINEAR_MAPS]
