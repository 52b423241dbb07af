"""A square window on figures between 0 and 1, and where they lie on the drawing."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Pixels of the drawing: its sides, and the room for labels left of and below the window.
WIDTH, HEIGHT = 360, 320
LEFT, BOTTOM, TOP, RIGHT = 62, 44, 14, 18
# Around a point of interest the window shows at least this much.
ROOM = 0.15


@dataclass(frozen=True, slots=True)
class Plot:
    """Shows `low` to 1 on both axes."""

    low: float

    @classmethod
    def around(cls, point: tuple[float, float]) -> "Plot":
        """From a round figure below `point` upwards."""
        return cls(max(0, math.floor((min(point) - ROOM) * 10)) / 10)

    def x(self, value: float) -> float:
        return round(LEFT + self._share(value) * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - self._share(value) * (HEIGHT - BOTTOM - TOP), 1)

    def line(self, points: Iterable[tuple[float, float]]) -> str:
        """For a polyline; what lies below the window is left to be clipped."""
        return " ".join(f"{self.x(across)},{self.y(up)}" for across, up in points)

    @property
    def ticks(self) -> list[float]:
        """Every tenth, or every fifth where the window is wide."""
        step = 10 if self.low >= 0.5 else 20
        return [percent / 100 for percent in range(100, round(self.low * 100) - 1, -step)]

    def _share(self, value: float) -> float:
        return (value - self.low) / (1 - self.low)
