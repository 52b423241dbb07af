"""The parts of what a tuning makes small, each a mean over a batch."""

import torch

SMOOTHING = 0.1


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
