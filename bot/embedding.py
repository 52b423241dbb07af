"""The serving encoder as the knowledge base's embedder."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nlu.types import Vector

if TYPE_CHECKING:
    from nlu.encoder.onnx_encoder import Kind, OnnxEncoder

THREADS = 2


class OnnxEmbedder:
    """`name` says which weights: vectors of others are no match for it."""

    def __init__(self, encoder: "OnnxEncoder") -> None:
        self._encoder = encoder
        self.name = _name(encoder.checksum)

    @classmethod
    def load(cls, folder: Path) -> "OnnxEmbedder":
        """ModelMissing or ModelBroken where there is no encoder to use."""
        from nlu.encoder.onnx_encoder import OnnxEncoder

        return cls(OnnxEncoder.load(folder))

    def embed_queries(self, texts: Sequence[str]) -> Vector:
        return self._embed(texts, "query")

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        return self._embed(texts, "passage")

    def _embed(self, texts: Sequence[str], kind: "Kind") -> Vector:
        """Many texts on several cores: encoding leaves the interpreter free."""
        if len(texts) < 2:
            return self._encoder.encode(texts, kind=kind)
        with ThreadPoolExecutor(THREADS) as pool:
            return np.concatenate(list(pool.map(lambda text: self._encoder.encode([text], kind=kind), texts)))


class EmbedderOnDemand:
    """The same embedder, loaded when it is first asked: articles that are indexed already need none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: OnnxEmbedder | None = None
        self._loading = threading.Lock()
        self.name = embedder_name(folder)

    def embed_queries(self, texts: Sequence[str]) -> Vector:
        return self._embedder().embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        return self._embedder().embed_passages(texts)

    def _embedder(self) -> OnnxEmbedder:
        with self._loading:
            if self._loaded is None:
                self._loaded = OnnxEmbedder.load(self._folder)
            return self._loaded


def embedder_name(folder: Path) -> str:
    """The name that `OnnxEmbedder.load(folder)` would have, without loading it or looking for damage."""
    from nlu.encoder.checksum import read_checksum

    return _name(read_checksum(folder))


def _name(checksum: str) -> str:
    return f"onnx.v1-{checksum[:32]}"
