"""A head's file: the arrays it holds, and whether they fit each other, the labels and the encoder."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.ngrams import BUCKETS
from nlu.classifiers.rejection import count_signals
from nlu.classifiers.space import LANGUAGES
from nlu.errors import ModelBroken

HEAD_FILE = "head.safetensors"
# A size with a name is the same wherever it stands: as the encoder has it, or as it is found first.
SHAPES: Mapping[str, tuple[int | str, ...]] = {
    "wish.centres": (len(LANGUAGES), "encoder"),
    "wish.projection": ("encoder", "wish"),
    "mean.centres": (len(LANGUAGES), "encoder"),
    "mean.projection": ("encoder", "mean"),
    "wishes": ("kept", "wish"),
    "means": ("kept", "mean"),
    "weights": ("kept", "columns"),
    "idf": (BUCKETS,),
    "letter_weights": (BUCKETS, "columns"),
    "strange": ("kept",),
    "temperature": (1,),
    "rejection": ("signals and bias",),
}


def check_tensors(
    folder: Path,
    tensors: Mapping[str, NDArray[np.float32]],
    *,
    labels: int,
    out_of_scope: int | None,
    dimension: int,
) -> None:
    """Raises ModelBroken for what is missing, of another shape, or no finite number.

    `dimension` is that of the encoder's vectors, `out_of_scope` the place of that label.
    """
    sizes = {"encoder": dimension}
    for name, shape in SHAPES.items():
        if name not in tensors:
            raise ModelBroken(folder, f"{HEAD_FILE} has no tensor {name}")
        found = tensors[name]
        if len(found.shape) == len(shape):
            for size, much in zip(shape, found.shape, strict=True):
                sizes.setdefault(str(size), much)
        expected = [sizes.get(size, size) if isinstance(size, str) else size for size in shape]
        if list(found.shape) != expected:
            raise ModelBroken(
                folder, f"{HEAD_FILE} has {name} in the shape {list(found.shape)}, expected {expected}"
            )
        if not np.isfinite(found).all():
            raise ModelBroken(folder, f"{HEAD_FILE} has what is no finite number in {name}")
    columns, signals = tensors["weights"].shape[1], len(tensors["rejection"]) - 1
    if labels != columns:
        raise ModelBroken(folder, f"{HEAD_FILE} has {columns} columns for {labels} labels")
    if labels - (out_of_scope is not None) < 2:
        raise ModelBroken(folder, "it knows fewer than two intents in scope")
    if signals != count_signals(out_of_scope):
        raise ModelBroken(folder, f"{HEAD_FILE} weighs {signals} signals, which are not those of its labels")
    if (temperature := tensors["temperature"][0]) <= 0:
        raise ModelBroken(folder, f"{HEAD_FILE} has the temperature {temperature}, expected more than 0")
