"""Bars of one drawing: where each stands, in a box of 100 by 100."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


def bars(values: Sequence[tuple[str, int]]) -> list[Bar]:
    """Side by side, a fifth of each place left free; the highest fills the box."""
    step, highest = 100 / max(1, len(values)), max((value for _, value in values), default=0) or 1
    return [
        Bar(
            x=round(place * step + step / 10, 2),
            y=round(100 - 100 * value / highest, 2),
            width=round(step * 0.8, 2),
            height=round(100 * value / highest, 2),
            label=label,
            value=value,
        )
        for place, (label, value) in enumerate(values)
    ]
