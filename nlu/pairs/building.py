"""Builds the folder that pairs are read with, once: `build_pair_reader`."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.adapter import fits, merge_adapter, read_adapter
from nlu.encoder.build import built_afresh, read_base
from nlu.encoder.checksum import is_built, write_build_file
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.parts import EncoderParts
from nlu.encoder.serving_files import MODEL_FILE, TOKENIZER_FILE
from nlu.errors import ModelBroken
from nlu.pairs.serving_files import OUTPUTS, PAIR_FILES

# Another one when what is built from the same source changes.
BUILD_FORMAT = "pairs.v1"
# Made by `huiyi pairs tune` from training_data/desk/duplicates.
OUR_ADAPTER = Path(__file__).parents[1] / "adapters" / "pairs.safetensors"


def build_pair_reader(
    source: str,
    folder: Path,
    *,
    adapter: Path = OUR_ADAPTER,
    progress: Callable[[str], None] = lambda _: None,
) -> bool:
    """From the encoder that `source` names into `folder`, which is replaced only when all is done.

    False, and no folder, where the adapter was made for another encoder: pairs are not read then. Raises
    NLUError for a source or an adapter that cannot be used.
    """
    tuned = read_adapter(adapter)
    if tuned.head is None:
        raise ModelBroken(
            adapter.parent,
            f"{adapter.name} has no head; expected one of `huiyi pairs tune`",
            what_to_do="name one by --adapter",
        )
    parts = read_base(source, full_vocabulary=False, progress=progress)
    if not fits(tuned, parts):
        progress(f"{adapter.name} was made for another encoder; no pairs are read")
        shutil.rmtree(folder, ignore_errors=True)
        return False
    with built_afresh(folder) as fresh:
        progress("exporting to int8 for serving")
        _export(merge_adapter(parts, tuned), tuned.head, fresh)
        write_build_file(fresh, origin=parts.origin, names=PAIR_FILES, recipe=_recipe(source, adapter))
    progress(f"reader of pairs ready in {folder}")
    return True


def is_up_to_date(source: str, folder: Path, *, adapter: Path = OUR_ADAPTER) -> bool:
    """Whether building with the same arguments would make what is in `folder` already."""
    return is_built(folder, _recipe(source, adapter))


def _export(parts: EncoderParts, head: NDArray[np.float32], fresh: Path) -> None:
    import torch
    from transformers import AutoConfig

    from nlu.encoder.export import export_layers, load_for_export, quantise_layers, write_rows
    from nlu.pairs.layers import MergedPairLayers

    with tempfile.TemporaryDirectory(prefix="huiyi-pairs-") as scratch:
        whole = Path(scratch)
        write_model_folder(parts, whole)
        model, table = load_for_export(whole)
        reads = MergedPairLayers(model, torch.from_numpy(head)).eval()
        export_layers(reads, table.shape[1], OUTPUTS, whole / "layers.onnx")
        write_rows(table, fresh)
        quantise_layers(whole / "layers.onnx", AutoConfig.from_pretrained(whole), fresh / MODEL_FILE)
        shutil.copy(whole / TOKENIZER_FILE, fresh / TOKENIZER_FILE)


def _recipe(source: str, adapter: Path) -> str:
    return f"{BUILD_FORMAT} of {source}, {hashlib.sha256(adapter.read_bytes()).hexdigest()[:16]}"
