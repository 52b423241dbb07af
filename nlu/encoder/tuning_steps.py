"""The steps of a tuning: AdamW at a rate that rises, then falls, as one optimizer that can be put down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

HEAD_RATE = 1e-3
WEIGHT_DECAY = 0.01
GREATEST_NORM = 1.0
WARM_UP_SHARE = 0.06
LAST_RATE_SHARE = 0.02


@dataclass(frozen=True)
class RateGroup:
    parameters: Sequence[torch.nn.Parameter]
    rate: float


class Steps:
    """`groups` always in the same order."""

    def __init__(self, groups: Sequence[RateGroup]) -> None:
        self._rates = [group.rate for group in groups]
        self._parameters = [parameter for group in groups for parameter in group.parameters]
        self._optimizer = torch.optim.AdamW(
            [{"params": list(group.parameters), "lr": group.rate} for group in groups],
            weight_decay=WEIGHT_DECAY,
        )

    def step(self, loss: torch.Tensor, done: float) -> None:
        """`done` is the share of all steps that lies behind."""
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * _rate_share(done)
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._parameters, GREATEST_NORM)
        self._optimizer.step()

    def tensors(self) -> dict[str, torch.Tensor]:
        """All that the next step depends on, the parameters themselves included."""
        tensors = {
            f"parameter.{place}": parameter.detach() for place, parameter in enumerate(self._parameters)
        }
        for place, slots in self._optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{place}.{name}": tensor for name, tensor in slots.items()}
        return tensors

    def go_on_from(self, tensors: Mapping[str, torch.Tensor]) -> None:
        with torch.no_grad():
            for place, parameter in enumerate(self._parameters):
                parameter.copy_(tensors[f"parameter.{place}"])
        slots: dict[int, dict[str, torch.Tensor]] = {}
        for name, tensor in tensors.items():
            if name.startswith("optimizer."):
                _, place_, slot = name.split(".")
                slots.setdefault(int(place_), {})[slot] = tensor
        self._optimizer.load_state_dict({**self._optimizer.state_dict(), "state": slots})


def step_average(average: torch.nn.Module, now: torch.nn.Module, keeps: float) -> None:
    """Of what is learned, `average` keeps that share of what it was."""
    with torch.no_grad():
        for mean, parameter in zip(average.parameters(), now.parameters(), strict=True):
            if parameter.requires_grad:
                mean.lerp_(parameter, 1 - keeps)


def _rate_share(done: float) -> float:
    """Up over the first steps, then straight down."""
    return min(1.0, done / WARM_UP_SHARE + LAST_RATE_SHARE) * max(LAST_RATE_SHARE, 1 - done)
