"""Puts another encoder where one serves, so that whatever happens it is the one of the model in force.

The one before is set aside until the pointer says that the fresh one's model is in force. Killed in between,
the next to look at the models puts it back.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nlu.encoder.checksum import read_checksum
from nlu.errors import NLUError
from nlu.model_store import read_manifest
from nlu.versions.registry import ALL, ModelRegistry

FOLDER = "tuning"


@contextmanager
def alone(registry: ModelRegistry) -> Iterator[Path]:
    """The folder of what tunes; raises NLUError where another process trains there."""
    folder = registry.models / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NLUError(f"another full training works in {folder}; wait for it, or end it") from None
        yield folder


def swap_encoder(fresh: Path, folder: Path) -> None:
    """`settle_encoder` or `put_right` must follow; who swaps is `alone`."""
    if folder.exists():
        folder.rename(_aside(folder))
    fresh.rename(folder)


def settle_encoder(registry: ModelRegistry, folder: Path) -> None:
    """Undoes or ends what a killed training left of a swap; a training that is at work is left alone."""
    if not _aside(folder).exists():
        return
    try:
        with alone(registry):
            put_right(registry, folder)
    except NLUError:
        return


def put_right(registry: ModelRegistry, folder: Path) -> None:
    """`settle_encoder` for who is `alone`."""
    aside = _aside(folder)
    if not aside.exists():
        return
    if not folder.exists() or not _is_of_model_in_force(registry, folder):
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    else:
        shutil.rmtree(aside)


def _is_of_model_in_force(registry: ModelRegistry, folder: Path) -> bool:
    try:
        return read_manifest(registry.in_force(ALL).folder).encoder == read_checksum(folder)
    except NLUError:
        return False


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-before")
