"""Which messages a model learned from: what it learned may not judge it.

A file beside the head keeps a key of each, from which no text can be read.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.tensors import read_tensors, write_tensors
from nlu.cleaning import text_to_learn
from nlu.encoder.adapter import Keys, message_keys
from nlu.errors import ModelBroken
from training_data.schema import Example

LEARNED_FILE = "learned.safetensors"
KEYS = "keys"


def write_learned(data: Sequence[Example], folder: Path) -> None:
    write_tensors(folder, LEARNED_FILE, {KEYS: np.unique(_keys(data))})


def mark_learned(data: Sequence[Example], folder: Path) -> NDArray[np.bool_]:
    """Which of the messages the model learned, whatever their label was.

    None of them where it keeps no keys, as models made before there were any, or they cannot be read.
    """
    try:
        learned = read_tensors(folder, LEARNED_FILE).get(KEYS, ())
    except ModelBroken:
        learned = ()
    return np.asarray(np.isin(_keys(data), learned), dtype=np.bool_)


def mark_taught(data: Sequence[Example], lesson: Sequence[Example]) -> NDArray[np.bool_]:
    """As `mark_learned`, of a model that is to learn from `lesson`."""
    return np.asarray(np.isin(_keys(data), _keys(lesson)), dtype=np.bool_)


def _keys(data: Sequence[Example]) -> Keys:
    return message_keys(text_to_learn(one.text) for one in data)
