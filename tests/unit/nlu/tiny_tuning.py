"""A tuning of the tiny encoder that may be interrupted, and what came of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.encoder.adapter import Adapter
from nlu.encoder.parts import EncoderParts
from training_data.schema import Example


class Interrupted(Exception):
    pass


def tune_until(
    tuning: Any,
    data: Sequence[Example],
    parts: EncoderParts,
    told: list[str],
    *,
    stop_at: str = "never",
    **options: object,
) -> Adapter:
    """Raises Interrupted once a step that begins with `stop_at` has been told."""

    def progress(step: str) -> None:
        told.append(step)
        if step.startswith(stop_at):
            raise Interrupted

    return tuning.tune_encoder(data, parts, progress=progress, **options)


def assert_same(first: Adapter, second: Adapter) -> None:
    assert first.maps.keys() == second.maps.keys()
    for name, maps in first.maps.items():
        np.testing.assert_array_equal(maps[0], second.maps[name][0])
        np.testing.assert_array_equal(maps[1], second.maps[name][1])
