"""What turns texts into vectors."""

import zlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb_index.words import search_words

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Unit-length rows. `name` changes whenever the vectors would: stored passages are compared by it."""

    @property
    def name(self) -> str: ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors: ...


class HashingEmbedder:
    """Words hashed into `dimensions`: texts that share words are near. For tests, without a model."""

    def __init__(self, dimensions: int = 384) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        return f"hashing.v1-{self._dimensions}"

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._embed(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self.embed_queries(texts)

    def _embed(self, text: str) -> Vectors:
        vector = np.zeros(self._dimensions, dtype=np.float32)
        for word in search_words(text):
            hashed = zlib.crc32(word.encode())
            vector[hashed % self._dimensions] += 1 if hashed & 1 << 30 else -1
        if not vector.any():
            vector[0] = 1
        return vector / np.float32(np.linalg.norm(vector))
