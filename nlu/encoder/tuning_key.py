"""What a tuning's rounds follow from, so that none but the same tuning goes on from its state."""

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np
import torch

from nlu.encoder.adapter import Adapter, Keys
from nlu.encoder.parts import EncoderParts
from nlu.encoder.tuning_state import TuningKey

# What an adapter depends on beside its data.
DEPENDENCIES = ("numpy", "tokenizers", "torch", "transformers")


def build_key(
    data: Keys,
    parts: EncoderParts,
    recipe: Any,
    *,
    start: Adapter | None,
    seed: int,
    device: torch.device,
    half_precision: bool,
) -> TuningKey:
    """`data` are the keys of what is learned from, in order; `recipe` is a dataclass."""
    return TuningKey(
        data=hashlib.sha256(data.tobytes()).hexdigest(),
        encoder=_hash_of_encoder(parts),
        start=_hash_of_start(start),
        recipe=json.dumps({type(recipe).__name__: asdict(recipe)}, sort_keys=True),
        seed=seed,
        versions=", ".join(f"{name} {version(name)}" for name in DEPENDENCIES),
        device=f"{device.type}, in halves" if half_precision else device.type,
    )


def _hash_of_encoder(parts: EncoderParts) -> str:
    encoder = hashlib.sha256(json.dumps([parts.config, parts.tokenizer], sort_keys=True).encode())
    for name, tensor in sorted(parts.tensors.items()):
        encoder.update(name.encode() + np.ascontiguousarray(tensor).tobytes())
    return encoder.hexdigest()


def _hash_of_start(start: Adapter | None) -> str:
    told = hashlib.sha256()
    if start is not None:
        for name, (down, up) in sorted(start.maps.items()):
            told.update(name.encode() + down.tobytes() + up.tobytes())
        told.update(np.sort(start.tuned_on).tobytes())
        told.update(b"" if start.head is None else start.head.tobytes())
    return told.hexdigest()
