"""Embeds the texts of many articles at once, while others are written: so all cores have work."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import numpy as np

from kb_index.articles import ArticleFile
from kb_index.chunking import cut_into_chunks, text_to_embed
from kb_index.embedder import Embedder, Vectors
from kb_index.passages import searched_questions

Prepared = tuple[dict[str, Vectors], dict[str, Vectors]]
"""By text: of questions, and of passages."""


class EmbedderAhead:
    """The same vectors by the same name; what was not prepared is embedded when it is asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self._queries: dict[str, Vectors] = {}
        self._passages: dict[str, Vectors] = {}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="embedder-ahead")
        self._coming: Future[Prepared] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def prepare(self, files: Sequence[ArticleFile]) -> None:
        """Begins with these and returns at once."""
        self._coming = self._pool.submit(self._embed, files)

    def take_prepared(self) -> None:
        """Waits for what was begun last; it takes the place of what was taken before."""
        if self._coming is not None:
            self._queries, self._passages = self._coming.result()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        if all(text in self._queries for text in texts):
            return np.stack([self._queries[text] for text in texts])
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if all(text in self._passages for text in texts):
            return np.stack([self._passages[text] for text in texts])
        return self._embedder.embed_passages(texts)

    def _embed(self, files: Sequence[ArticleFile]) -> Prepared:
        queries = [question for file in files for question in searched_questions(file.title, file.asked_as)]
        passages = [
            text_to_embed(file.title, chunk)
            for file in files
            for chunk in cut_into_chunks(file.body, file.language)
        ]
        return (
            _by_text(queries, self._embedder.embed_queries(queries)) if queries else {},
            _by_text(passages, self._embedder.embed_passages(passages)) if passages else {},
        )


def _by_text(texts: Sequence[str], vectors: Vectors) -> dict[str, Vectors]:
    return dict(zip(texts, vectors, strict=True))
