"""Named arrays in one safetensors file, read and written without torch."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from nlu.errors import ModelBroken


def read_tensors(folder: Path, name: str) -> dict[str, NDArray[np.generic]]:
    """Raises ModelBroken where the file is missing, no whole safetensors file or of types NumPy lacks."""
    try:
        return dict(load_file(folder / name))
    except (OSError, SafetensorError, TypeError, AttributeError) as error:
        raise ModelBroken(folder, f"{name} cannot be read ({error})") from error


def write_tensors(folder: Path, name: str, tensors: dict[str, NDArray[np.generic]]) -> None:
    save_file({key: np.ascontiguousarray(tensor) for key, tensor in tensors.items()}, folder / name)
    (folder / name).chmod(0o644)  # save_file leaves it to its owner alone
