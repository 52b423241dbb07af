from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from kb_index.articles import read_articles
from kb_index.embedder import HashingEmbedder, Vectors
from kb_index.embedder_ahead import EmbedderAhead
from kb_index.passages import Texts, new_texts
from tests.unit.kb_index.conftest import WriteArticle


@dataclass
class CountingEmbedder:
    """How many texts came at once, each time."""

    inner: HashingEmbedder = field(default_factory=HashingEmbedder)
    asked: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(len(texts))
        return self.inner.embed_queries(texts)

    embed_passages = embed_queries


def test_what_was_prepared_is_embedded_together_and_other_texts_when_they_are_asked_for(
    write: WriteArticle, folder: Path, session: Session
) -> None:
    write("fapiao.zh", "怎么开发票", "在费用中心申请。\n\n## 专票\n需要税号。", asked_as=["发票在哪"])
    write("refunds.en", "Refund policy", "Refunded in full within 14 days.")
    embedder = CountingEmbedder()
    with EmbedderAhead(embedder) as ahead:
        files = read_articles(folder)
        ahead.keep(["kept"])
        ahead.prepare(
            Texts.of(new_texts(session, ("t", one.id, one.language), one, ahead.name) for one in files)
        )
        ahead.take_prepared()
        assert embedder.asked == [1, 1, 3]
        prepared = ahead.embed_passages(["怎么开发票\n专票\n需要税号。"])
        assert np.array_equal(prepared, embedder.inner.embed_passages(["怎么开发票\n专票\n需要税号。"]))
        ahead.embed_queries(["发票在哪", "kept"])
        assert embedder.asked == [1, 1, 3]
        ahead.embed_passages(["another text"])
        assert embedder.asked == [1, 1, 3, 1]
