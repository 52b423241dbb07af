"""The layers of an encoder that tuning changes: frozen maps, a trained one of low rank beside each."""

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.lessons import mean_of, through
from nlu.errors import NLUError

Maps = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
LINEAR_MAPS = (
    "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip


class LowRank(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """A frozen linear map plus a trained one of low rank, zero at the start."""

    def __init__(self, whole: torch.nn.Linear, rank: int, scale: float) -> None:
        super().__init__()
        self.whole = whole
        down = torch.randn(rank, whole.in_features) / math.sqrt(whole.in_features)
        self.down = torch.nn.Parameter(down.to(whole.weight.device))
        self.up = torch.nn.Parameter(torch.zeros(whole.out_features, rank, device=whole.weight.device))
        self.scale = scale

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.whole(rows) + (rows @ self.down.T) @ self.up.T * self.scale


class UpperLayers(torch.nn.Module):  # type: ignore[misc]
    """The layers from `first` up; states below them in, (first token, mean) of the last states out."""

    def __init__(
        self, layers: Sequence[torch.nn.Module], first: int, *, rank: int, scale: float, dropout: float
    ) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(layers[first:])
        set_dropout(self.layers, dropout)
        self.maps = {
            weight_name(index, path): _adapt(layer, path, rank, scale)
            for index, layer in enumerate(self.layers, start=first)
            for path in LINEAR_MAPS
        }

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = through(self.layers, states, mask)
        return states[:, 0], mean_of(states, mask)

    def learned(self) -> list[torch.nn.Parameter]:
        """Always in the same order."""
        return [parameter for low in self.maps.values() for parameter in (low.down, low.up)]

    def copy_maps(self) -> Maps:
        """As an adapter has them: the scale is in `up`."""
        return {
            name: (low.down.detach().cpu().numpy().copy(), low.up.detach().cpu().numpy() * low.scale)
            for name, low in self.maps.items()
        }

    def go_on_from(self, earlier: Maps) -> None:
        """Takes over what was learned before and fits; what the rank has room for beyond it stays fresh."""
        with torch.no_grad():
            for name, low in self.maps.items():
                down, up = (torch.from_numpy(one) for one in earlier[name])
                low.down[: len(down)] = down.to(low.down.device)
                low.up[:, : len(down)] = (up / low.scale).to(low.up.device)


def set_dropout(layers: torch.nn.Module, dropout: float) -> None:
    for module in layers.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = dropout


def weight_name(layer: int, path: str) -> str:
    return f"encoder.layer.{layer}.{path}.weight"


def lowest_layer(maps: Maps) -> int | None:
    """None where no layer is adapted."""
    found = [re.match(r"encoder\.layer\.(\d+)\.", name) for name in maps]
    return min((int(one[1]) for one in found if one), default=None)


def greatest_rank(maps: Maps) -> int:
    return max((len(down) for down, _ in maps.values()), default=0)


def check_goes_on(earlier: Maps, layers: range, rank: int) -> None:
    """Raises NLUError where it is not of these layers, or of a higher rank."""
    if earlier.keys() != {weight_name(index, path) for index in layers for path in LINEAR_MAPS}:
        raise NLUError("the earlier adapter is of other layers; tune anew without it")
    if greatest_rank(earlier) > rank:
        raise NLUError(
            f"the earlier adapter has rank {greatest_rank(earlier)}, expected rank {rank} at most; tune anew "
            "without it"
        )


def _adapt(layer: torch.nn.Module, path: str, rank: int, scale: float) -> LowRank:
    owner, _, last = path.rpartition(".")
    low = LowRank(layer.get_submodule(path), rank, scale)
    setattr(layer.get_submodule(owner), last, low)
    return low
