"""How long a parse took."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a message, one after the other: wall time, and the processor time of this process."""

    p50_ms: float
    p99_ms: float
    cpu_p50_ms: float


def summarise_latency(wall_ms: Sequence[float], cpu_ms: Sequence[float]) -> Latency:
    p50, p99 = np.percentile(wall_ms, (50, 99))
    return Latency(float(p50), float(p99), float(np.percentile(cpu_ms, 50)))
