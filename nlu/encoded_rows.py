"""The encoder's rows for many messages: how far it is is told, and what is done an interruption leaves."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.types import Vector

# Encoding leaves the interpreter free, so that a second core helps; the name model learns meanwhile.
THREADS = 2
BLOCK = 1024  # a few seconds' work: told, and kept, one by one


class EncodedRows:
    """Blocks of messages in `folder`, by the encoder and what they say; without a folder none is kept."""

    def __init__(self, encoder: OnnxEncoder, folder: Path | None = None) -> None:
        self._encoder = encoder
        self._folder = folder
        self._files: list[Path] = []
        self._closed = False

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[str], None] = lambda _: None
    ) -> tuple[Vector, Vector]:
        """As `encode_twice` does with queries. Raises CancelledError once `close` was called."""
        blocks = []
        with ThreadPoolExecutor(THREADS) as pool:
            for start in range(0, len(texts), BLOCK):
                if self._closed:
                    raise CancelledError
                blocks.append(self._encode_block(texts[start : start + BLOCK], pool))
                if start + BLOCK < len(texts):
                    progress(f"{start + BLOCK} of {len(texts)} messages are encoded")
        vectors, wishes = np.concatenate(blocks, axis=1)
        return vectors, wishes

    def close(self) -> None:
        """So that who is interrupted need not wait for the rest."""
        self._closed = True

    def remove(self) -> None:
        """What was kept of the messages encoded here."""
        for file in self._files:
            file.unlink(missing_ok=True)
        if self._folder is not None:
            with contextlib.suppress(OSError):  # another training's lie there, or none ever did
                self._folder.rmdir()

    def _encode_block(self, texts: Sequence[str], pool: ThreadPoolExecutor) -> Vector:
        file = self._file_of(texts)
        if file is not None and (kept := _find(file, (2, len(texts), self._encoder.dimension))) is not None:
            return kept
        rows = pool.map(lambda text: np.stack(self._encoder.encode_twice([text], kind="query")), texts)
        block = np.concatenate(list(rows), axis=1)
        if file is not None:
            _keep(block, file)
        return block

    def _file_of(self, texts: Sequence[str]) -> Path | None:
        if self._folder is None:
            return None
        said = "\0".join((self._encoder.checksum, *texts)).encode("utf-8", "surrogatepass")
        file = self._folder / f"{hashlib.sha256(said).hexdigest()[:32]}.npy"
        self._files.append(file)
        return file


def _find(file: Path, shape: tuple[int, ...]) -> Vector | None:
    """None for a file that is missing or cut short."""
    try:
        rows = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return rows if rows.shape == shape and rows.dtype == np.float32 else None


def _keep(rows: Vector, file: Path) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    with part.open("wb") as out:
        np.save(out, rows)
    part.replace(file)
