"""The scale of urgency over the written examples, whose vectors are kept from one start to the next."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from escalation.routing.urgency import UrgencyScale, Vector
from training_data.priority_examples import FOLDER, PriorityExample, read_priority_examples

if TYPE_CHECKING:
    from nlu.encoder.onnx_encoder import OnnxEncoder

AT_ONCE = 32
"""Examples between two looks at whether the process ends meanwhile."""

Encode = Callable[[Sequence[str]], Vector]


def load_scale(home: Path, encoder: "OnnxEncoder", examples: Path = FOLDER) -> UrgencyScale:
    """Encodes the examples, 10 ms each, unless `home` keeps the vectors of just these by this encoder.
    InterruptedError where the process ends before."""
    from nlu.cleaning import clean_for_encoder

    # What depends on the plan is labelled as raised by it.
    chosen = [one for one in read_priority_examples("dev", examples) if one.plan != "enterprise"]

    def encode(texts: Sequence[str]) -> Vector:
        parts = []
        for start in range(0, len(texts), AT_ONCE):
            if not threading.main_thread().is_alive():
                raise InterruptedError("the process ends")
            plain = [clean_for_encoder(text) for text in texts[start : start + AT_ONCE]]
            parts.append(encoder.encode(plain, kind="query"))
        return np.concatenate(parts)

    return UrgencyScale(chosen, _vectors(home / "models" / "urgency", chosen, encode, encoder.checksum))


def _vectors(folder: Path, examples: Sequence[PriorityExample], encode: Encode, checksum: str) -> Vector:
    texts = [example.text for example in examples]
    file = folder / f"{hashlib.sha256(chr(0).join([checksum, *texts]).encode()).hexdigest()[:32]}.npy"
    if file.exists():
        kept: Vector = np.load(file, allow_pickle=False)
        return kept
    vectors = encode(texts)
    folder.mkdir(parents=True, exist_ok=True)
    # Whole or not at all, also where two processes start at once.
    half = file.with_suffix(f".{os.getpid()}")
    with half.open("wb") as target:
        np.save(target, vectors)
    half.replace(file)
    return vectors
