"""Embeds the texts of many articles at once, before they are asked for one by one: so all cores have work."""

from collections.abc import Sequence

import numpy as np

from kb_index.articles import ArticleFile
from kb_index.chunking import cut_into_chunks, text_to_embed
from kb_index.embedder import Embedder, Vectors


class EmbedderAhead:
    """The same vectors by the same name; what was not prepared is embedded when it is asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self._queries: dict[str, Vectors] = {}
        self._passages: dict[str, Vectors] = {}

    def prepare(self, files: Sequence[ArticleFile]) -> None:
        """In place of what was prepared before."""
        queries = [question for file in files for question in file.asked_as]
        passages = [
            text_to_embed(file.title, chunk)
            for file in files
            for chunk in cut_into_chunks(file.body, file.language)
        ]
        self._queries = _by_text(queries, self._embedder.embed_queries(queries)) if queries else {}
        self._passages = _by_text(passages, self._embedder.embed_passages(passages)) if passages else {}

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        if all(text in self._queries for text in texts):
            return np.stack([self._queries[text] for text in texts])
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if all(text in self._passages for text in texts):
            return np.stack([self._passages[text] for text in texts])
        return self._embedder.embed_passages(texts)


def _by_text(texts: Sequence[str], vectors: Vectors) -> dict[str, Vectors]:
    return dict(zip(texts, vectors, strict=True))
