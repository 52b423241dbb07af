"""What an encoder is made of, held in memory on its way from a source to a model folder."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True)
class EncoderParts:
    """`config` is config.json, `tensors` are named as in model.safetensors, `tokenizer` is tokenizer.json.

    `origin` says in a few words where the weights came from; it ends up in build.json.
    """

    config: dict[str, Any]
    tensors: dict[str, NDArray[np.float32]]
    tokenizer: dict[str, Any]
    origin: str
