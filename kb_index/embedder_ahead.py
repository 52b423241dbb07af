"""Embeds texts before they are written, many at once, while others are written: so nothing locked waits."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import numpy as np

from kb_index.embedder import Embedder, Vectors
from kb_index.index_state import questions_to_embed
from kb_index.passages import ArticleText, Texts, new_texts
from kb_index.sessions import Opening

Prepared = tuple[dict[str, Vectors], dict[str, Vectors]]
"""By text: of questions, and of passages."""


class EmbedderAhead:
    """The same vectors by the same name; what was not prepared is embedded when it is asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self._kept: dict[str, Vectors] = {}
        self._prepared: Prepared = ({}, {})
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="embedder-ahead")
        self._coming: Future[Prepared] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def keep(self, queries: Sequence[str]) -> None:
        """Embeds these at once, for as long as it lives."""
        if queries:
            self._kept = _by_text(queries, self._embedder.embed_queries(queries))

    def prepare(self, texts: Texts) -> None:
        """Begins with these and returns at once."""
        self._coming = self._pool.submit(self._embed, texts)

    def take_prepared(self) -> None:
        """Waits for what was begun last; it takes the place of what was taken before."""
        if self._coming is not None:
            self._prepared = self._coming.result()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        known = {**self._kept, **self._prepared[0]}
        if all(text in known for text in texts):
            return np.stack([known[text] for text in texts])
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        known = self._prepared[1]
        if all(text in known for text in texts):
            return np.stack([known[text] for text in texts])
        return self._embedder.embed_passages(texts)

    def _embed(self, texts: Texts) -> Prepared:
        queries, passages = texts
        return (
            _by_text(queries, self._embedder.embed_queries(queries)) if queries else {},
            _by_text(passages, self._embedder.embed_passages(passages)) if passages else {},
        )


def prepare_publishing(
    ahead: EmbedderAhead, reading: Opening, tenant_id: str, written: Sequence[tuple[str, str, ArticleText]]
) -> None:
    """Embeds what publishing these will have embedded: article, language and text."""
    with reading() as session:
        typical = questions_to_embed(session, tenant_id, ahead)
        texts = Texts.of(
            new_texts(session, (tenant_id, article, language), text, ahead.name)
            for article, language, text in written
        )
    ahead.keep(typical)
    ahead.prepare(texts)
    ahead.take_prepared()


def _by_text(texts: Sequence[str], vectors: Vectors) -> dict[str, Vectors]:
    return dict(zip(texts, vectors, strict=True))
