"""The layers of an encoder that tuning changes: frozen maps, a trained one of low rank beside each."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.lessons import through
from nlu.errors import NLUError

Maps = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]


class LowRank(torch.nn.Module):  # type: ignore[misc]  # torch is untyped to us
    """A frozen linear map plus a trained one of low rank, zero at the start."""

    def __init__(self, whole: torch.nn.Linear, rank: int, scale: float) -> None:
        super().__init__()
        self.whole = whole
        self.down = torch.nn.Parameter(torch.randn(rank, whole.in_features) / math.sqrt(whole.in_features))
        self.up = torch.nn.Parameter(torch.zeros(whole.out_features, rank))
        self.scale = scale

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return self.whole(rows) + (rows @ self.down.T) @ self.up.T * self.scale


class UpperLayers(torch.nn.Module):  # type: ignore[misc]
    """The layers from `first` up; states below them in, (first token, mean) of the last states out."""

    def __init__(self, layers: Sequence[torch.nn.Module], first: int, *, rank: int, scale: float) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(layers[first:])
        self.maps = {
            name: low
            for index, layer in enumerate(self.layers, start=first)
            for name, low in _adapt(layer, f"encoder.layer.{index}", rank, scale)
        }

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        states = through(self.layers, states, mask)
        weights = mask.unsqueeze(-1)
        return states[:, 0], (states * weights).sum(1) / weights.sum(1)

    def learned(self) -> list[torch.nn.Parameter]:
        """Always in the same order."""
        return [parameter for low in self.maps.values() for parameter in (low.down, low.up)]

    def copy_maps(self) -> Maps:
        """As an adapter has them: the scale is in `up`."""
        return {
            name: (low.down.detach().numpy().copy(), low.up.detach().numpy() * low.scale)
            for name, low in self.maps.items()
        }

    def check_fits(self, earlier: Maps) -> None:
        """Raises NLUError where it is of other layers or of a higher rank."""
        if self.maps.keys() != earlier.keys():
            raise NLUError("the earlier adapter is of other layers or another encoder; tune anew without it")
        for name, low in self.maps.items():
            down = earlier[name][0]
            if len(down) > len(low.down) or down.shape[1] != low.down.shape[1]:
                raise NLUError(
                    f"the earlier adapter has rank {len(down)} and {down.shape[1]} inputs in {name}, "
                    f"expected rank {len(low.down)} at most and {low.down.shape[1]}"
                )

    def go_on_from(self, earlier: Maps) -> None:
        """Takes over what was learned before and fits; what the rank has room for beyond it stays fresh."""
        with torch.no_grad():
            for name, low in self.maps.items():
                down, up = (torch.from_numpy(one) for one in earlier[name])
                low.down[: len(down)] = down
                low.up[:, : len(down)] = up / low.scale


def _adapt(layer: torch.nn.Module, prefix: str, rank: int, scale: float) -> Iterator[tuple[str, LowRank]]:
    for path in (
        "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
        "intermediate.dense", "output.dense",
    ):  # fmt: skip
        owner, _, last = path.rpartition(".")
        low = LowRank(layer.get_submodule(path), rank, scale)
        setattr(layer.get_submodule(owner), last, low)
        yield f"{prefix}.{path}.weight", low
