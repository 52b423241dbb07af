"""What an encoder is made of, held in memory on its way from a source to a model folder."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
"""What E5 wants before a text, by the text's part in a search (Wang et al. 2024, arXiv 2402.05672)."""

WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True)
class EncoderParts:
    """`config` is config.json, `tensors` are named as in model.safetensors, `tokenizer` is tokenizer.json.

    `origin` says in a few words where the weights came from; it ends up in build.json.
    `query_prompt` goes before whatever asks.
    """

    config: dict[str, Any]
    tensors: dict[str, NDArray[np.float32]]
    tokenizer: dict[str, Any]
    origin: str
    query_prompt: str = QUERY_PROMPT
