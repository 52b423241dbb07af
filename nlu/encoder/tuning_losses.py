"""What a tuning makes small: `loss_of` a batch, from parts that are each a mean over it."""

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from nlu.encoder.intent_head import Reader
from nlu.encoder.lessons import Lessons

SMOOTHING = 0.1


class LossWeights(Protocol):
    """As `nlu.encoder.tuning_recipes.TuningRecipe` says."""

    @property
    def faithfulness(self) -> float: ...

    @property
    def centred(self) -> bool: ...

    @property
    def agreement(self) -> float: ...

    @property
    def agreement_after(self) -> int: ...


def loss_of(
    reader: Reader, lessons: Lessons, chosen: NDArray[np.int64], weights: LossWeights, round_: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss of the chosen lessons, and the scores of a reading, without what they follow from."""
    states, mask = lessons.batch(chosen)
    labels, targets = lessons.labels[chosen], lessons.targets[chosen]
    centres = lessons.centres[lessons.languages[chosen]] if weights.centred else None
    taught = labels >= 0
    twice = weights.agreement > 0 and round_ >= weights.agreement_after
    readings = [reader(states, mask)] if not twice else _read_twice(reader, states, mask)
    loss = (
        torch.stack([drift(means, targets, centres) for _, means in readings]).mean() * weights.faithfulness
    )
    scores = [of[taught] for of, _ in readings]
    if taught.any():
        loss = loss + torch.stack([misunderstanding(one, labels[taught]) for one in scores]).mean()
        if twice:
            loss = loss + weights.agreement * disagreement(*scores)
    return loss, readings[0][0].detach()


def _read_twice(
    reader: Reader, states: torch.Tensor, mask: torch.Tensor
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """In one batch; dropout makes them differ."""
    scores, means = reader(states.repeat(2, 1, 1), mask.repeat(2, 1))
    return list(zip(scores.chunk(2), means.chunk(2), strict=True))


def misunderstanding(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.cross_entropy(scores, labels, label_smoothing=SMOOTHING)


def drift(means: torch.Tensor, targets: torch.Tensor, centres: torch.Tensor | None = None) -> torch.Tensor:
    """1 − the cosine of means and targets, seen from `centres` where given; a zero target holds nothing."""
    held = targets.any(dim=1)
    if not held.any():
        return means.new_zeros(())
    means, targets = means[held], targets[held]
    if centres is not None:
        means = torch.nn.functional.normalize(means, dim=-1) - centres[held]
        targets = targets - centres[held]
    return (1 - torch.nn.functional.cosine_similarity(means, targets, dim=-1)).mean()


def disagreement(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Kullback-Leibler divergence between two readings of the same messages, both ways, halved."""
    logs = first.log_softmax(dim=1), second.log_softmax(dim=1)
    return ((logs[0].exp() - logs[1].exp()) * (logs[0] - logs[1])).sum(dim=1).mean() / 2
