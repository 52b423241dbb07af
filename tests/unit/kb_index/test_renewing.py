"""After an edit only what changed is read, and the search is what a whole load would give."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from kb_index.embedder import HashingEmbedder
from kb_index.errors import WrongIndex
from kb_index.history import By
from kb_index.index_state import write_state
from kb_index.indexing import IndexReport
from kb_index.loading import load_index, renew_index
from kb_index.models import Passage
from kb_index.publishing import retire
from kb_index.retriever import Retriever
from kb_index.types import SearchResult
from tests.unit.kb_index.conftest import EMBEDDER, NOW, WriteArticle

Index = Callable[..., IndexReport]
QUESTIONS = (
    ("退款多久到账", "zh"),
    ("how do I export data in 4.x", "en"),
    ("webhook E5040", "zh"),
    ("发票", "zh"),
)


def ask(retriever: Retriever, query: str, language: str) -> SearchResult:
    return retriever.search(query, vector=EMBEDDER.embed_queries([query])[0], language=language)


def check_same(renewed: Retriever, session: Session) -> None:
    loaded = load_index(session, "lanyun", EMBEDDER.name)
    assert renewed.build == loaded.build
    for query, language in QUESTIONS:
        one, other = ask(renewed, query, language), ask(loaded, query, language)
        assert [(hit.article, hit.version, hit.passage) for hit in one.hits] == [
            (hit.article, hit.version, hit.passage) for hit in other.hits
        ]
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], abs=2e-4)


def renew(session: Session, old: Retriever) -> Retriever:
    return renew_index(session, "lanyun", EMBEDDER.name, old)


def test_an_edited_article_is_found_by_its_new_words_and_the_old_index_serves_on(
    demo: Retriever, write: WriteArticle, index: Index, session: Session
) -> None:
    write(
        "fapiao.zh", "怎么开发票", "在费用中心申请发票。\n\n## 纸质\n用顺丰寄出。", asked_as=["能寄纸质的吗"]
    )
    index()
    renewed = renew(session, demo)
    best = ask(renewed, "顺丰", "zh").hits[0]
    assert (best.article, best.version, best.heading) == ("fapiao", 2, "纸质")
    assert ask(renewed, "能寄纸质的吗", "zh").hits[0].article == "fapiao"
    assert "顺丰" not in "".join(hit.passage for hit in ask(demo, "发票", "zh").hits)
    check_same(renewed, session)


def test_new_and_retired_articles_and_versions_are_taken_up(
    demo: Retriever, write: WriteArticle, index: Index, session: Session, folder: Path
) -> None:
    (folder / "fapiao.zh.md").unlink()
    (folder / "refunds.en.md").unlink()
    write("aaa.en", "Dark mode", "Choose dark in your profile.")
    write("zzz.zh", "深色模式", "在个人设置里选深色。")
    write("webhooks.en", "Set up webhooks (E5040)", "Add an HTTPS address.", versions=">=5.0")
    index()
    renewed = renew(session, demo)
    assert ask(renewed, "dark mode", "en").hits[0].article == "aaa"
    assert "fapiao" not in [hit.article for hit in ask(renewed, "发票", "zh").hits]
    check_same(renewed, session)


def test_only_what_changed_is_read_whole(
    demo: Retriever, write: WriteArticle, index: Index, session: Session
) -> None:
    write("fapiao.zh", "怎么开发票", "在费用中心申请。")
    index()
    session.commit()
    read: list[object] = []
    engine = session.get_bind()

    def count(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if "passages.vector" in statement:
            read.append(parameters)

    event.listen(engine, "before_cursor_execute", count)
    renewed = renew(session, demo)
    event.remove(engine, "before_cursor_execute", count)
    assert read == [("lanyun", "fapiao")]
    assert renewed.index is not None
    assert session.query(Passage).count() == len(renewed.index.passages)


def test_a_last_article_retired_leaves_an_honest_nothing(
    write: WriteArticle, index: Index, session: Session
) -> None:
    write("fapiao.zh", "怎么开发票", "在费用中心申请。")
    index()
    old = load_index(session, "lanyun", EMBEDDER.name)
    retire(session, "lanyun", "fapiao", "zh", by=By("author", "", NOW))
    write_state(session, "lanyun", EMBEDDER, NOW)
    renewed = renew(session, old)
    assert ask(renewed, "发票", "zh").reason == "there are no articles"
    write("fapiao.zh", "怎么开发票", "在费用中心申请吧。")
    index()
    assert ask(renew(session, renewed), "发票", "zh").hits[0].article == "fapiao"


def test_passages_of_another_embedder_are_refused(demo: Retriever, index: Index, session: Session) -> None:
    index(embedder=HashingEmbedder(64))
    with pytest.raises(WrongIndex):
        renew(session, demo)
