"""Trains a version."""

from collections.abc import Callable, Sequence
from datetime import datetime

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.training import SEED, train
from nlu.versions.registry import ModelRegistry, Version
from training_data.schema import Example


def train_version(
    registry: ModelRegistry,
    owner: str,
    data: Sequence[Example],
    encoder: OnnxEncoder,
    *,
    recipe: str,
    seed: int = SEED,
    made_at: datetime,
    progress: Callable[[str], None],
) -> Version:
    """Not in force yet. The version that is there already, where training gave the same model again.

    Interrupted, the next call for the owner need not encode again what this one did.
    """
    with registry.draft(owner) as folder:
        train(
            data,
            encoder,
            folder,
            recipe=recipe,
            seed=seed,
            rows_folder=registry.rows_folder(owner),
            progress=progress,
        )
        return registry.get(owner, registry.keep(owner, folder, made_at))
