from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.embedder import HashingEmbedder
from kb_index.errors import BrokenArticles, WrongIndex
from kb_index.exporting import list_in_force
from kb_index.folder_digest import is_indexed
from kb_index.indexing import index_articles
from kb_index.loading import load_index
from kb_index.models import ArticleQuestion, ArticleRevision, IndexState, Passage
from tests.unit.kb_index.conftest import EMBEDDER, NOW


class CountingEmbedder(HashingEmbedder):
    """Remembers which passages it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def embed_passages(self, texts):
        self.embedded += texts
        return super().embed_passages(texts)


def in_force(session: Session, article: str = "refunds", tenant_id: str = "lanyun") -> list[tuple[int, str]]:
    rows = session.execute(
        select(Passage.version, Passage.text)
        .where(Passage.article_id == article, Passage.tenant_id == tenant_id)
        .order_by(Passage.position)
    )
    return [(version, text) for version, text in rows]


def test_articles_are_added_once_and_a_second_run_changes_nothing(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.\n\n## How long\nA week.")
    first = index()
    assert (first.added, first.passages, first.embedded, first.changed) == (1, 2, 2, True)
    build = session.get(IndexState, ("lanyun", "en")).build
    embedder = CountingEmbedder()
    again = index(embedder=embedder)
    assert (again.added, again.unchanged, again.embedded, again.changed) == (0, 1, 0, False)
    assert embedder.embedded == []
    assert session.get(IndexState, ("lanyun", "en")).build == build


def test_changed_text_makes_a_new_revision_and_embeds_only_what_changed(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.\n\n## How long\nA week.")
    index()
    write("refunds.en", "Refunds", "Within 14 days.\n\n## New\nTwo weeks.\n\n## How long\nA week.")
    embedder = CountingEmbedder()
    report = index(embedder=embedder)
    assert (report.revised, report.embedded) == (1, 1)
    assert embedder.embedded == ["Refunds\nNew\nTwo weeks."]
    assert in_force(session) == [(2, "Within 14 days."), (2, "Two weeks."), (2, "A week.")]
    bodies = session.scalars(select(ArticleRevision.body).order_by(ArticleRevision.version)).all()
    assert [("Two weeks" in body) for body in bodies] == [False, True]


def test_words_are_kept_with_the_passage_and_cut_anew_when_the_rules_for_them_change(
    session: Session, write: Callable, index: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("refunds.en", "Refunds", "Within fourteen days.")
    index()
    passage = session.scalars(select(Passage)).one()
    assert passage.words is not None and "fourteen" in passage.words
    passage.words = passage.words.replace("fourteen", "zebra")
    session.flush()

    def found(word: str) -> bool:
        result = load_index(session, "lanyun", EMBEDDER.name).search(word, vector=None, language="en")
        return f"found {word}" in result.hits[0].reasons

    assert found("zebra"), "what is kept is what is searched"
    for module in ("rebuilding", "passages", "index_state", "loading"):
        monkeypatch.setattr(f"kb_index.{module}.word_rules", lambda: "others")
    assert found("fourteen") and not found("zebra"), "words cut by other rules are not trusted"
    assert index().embedded == 0
    session.expire_all()
    again = session.scalars(select(Passage)).one()
    assert again.words is not None and "fourteen" in again.words and again.words_by == "others"


def test_what_the_two_languages_teach_of_words_is_learned_when_indexing_and_kept(
    session: Session, write: Callable, index: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (zh, en) in enumerate((("退款", "refund"), ("发票", "invoice"), ("看板", "board"))):
        write(f"a{number}.zh", zh, f"{zh}的说明。")
        write(f"a{number}.en", en, f"All about the {en}.")
    write("only.en", "Refund desk", "Ask the refund desk.")
    index()

    def forget(_pairs: object) -> object:
        raise AssertionError("learned again when loading")

    monkeypatch.setattr("kb_index.index.learn_translations", forget)
    found = load_index(session, "lanyun", EMBEDDER.name).search("退款", vector=None, language="zh", limit=9)
    assert "only" in [hit.article for hit in found.hits if "found refund" in " ".join(hit.reasons)]


def test_an_article_is_found_by_the_questions_it_is_known_to_answer_and_no_longer_when_they_go(
    session: Session, write: Callable, index: Callable
) -> None:
    def first(query: str) -> tuple[str, str]:
        result = load_index(session, "lanyun", EMBEDDER.name).search(
            query, vector=EMBEDDER.embed_queries([query])[0], language="en"
        )
        return result.hits[0].article, result.hits[0].passage

    question = "my money is still missing from the account"
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=[question, "cash back please"])
    write("accounts.en", "Your account", "The account page shows money.")
    index()
    assert first(question) == ("refunds", "Within 14 days."), "found by it; what is shown is the article"
    embedder = CountingEmbedder()
    assert (again := index(embedder=embedder)).described == 0 and again.changed is False
    write("refunds.en", "Refunds", "Within 14 days.", asked_as=["cash back please"])
    report = index()
    assert (report.described, report.revised, report.embedded) == (1, 0, 0)
    assert first(question)[0] == "accounts"
    assert session.scalars(select(ArticleQuestion.text)).all() == ["cash back please"]


def test_the_front_matters_revision_counts_where_it_is_higher(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Old.", revision=5)
    index()
    assert in_force(session) == [(5, "Old.")]
    write("refunds.en", "Refunds", "New.", revision=2)
    index()
    assert in_force(session) == [(6, "New.")]


def test_a_removed_file_retires_the_article_and_its_return_brings_it_back(
    session: Session, write: Callable, index: Callable
) -> None:
    write("other.en", "Other", "Stays.")
    path = write("refunds.en", "Refunds", "Within 14 days.")
    index()
    path.unlink()
    assert index().retired == 1
    assert in_force(session) == []
    assert (
        len(session.scalars(select(ArticleRevision).where(ArticleRevision.article_id == "refunds")).all())
        == 1
    )
    found = load_index(session, "lanyun", EMBEDDER.name).search("refunds", vector=None, language="en")
    assert "refunds" not in {hit.article for hit in found.hits}
    write("refunds.en", "Refunds", "Within 14 days.")
    assert (again := index()).added == 1 and again.unchanged == 1
    assert in_force(session) == [(1, "Within 14 days.")]


def test_a_new_version_range_alone_is_a_change_that_retrievers_must_load(
    session: Session, write: Callable, index: Callable
) -> None:
    write("export.en", "Export data", "Click export.")
    index()
    write("export.en", "Export data", "Click export.", versions=">=5.0")
    report = index()
    assert (report.described, report.unchanged, report.embedded, report.changed) == (1, 0, 0, True)
    found = load_index(session, "lanyun", EMBEDDER.name).search(
        "export data", vector=None, language="en", product_version="4.8"
    )
    assert found.hits == ()


def test_one_broken_file_stops_everything_before_anything_is_written(
    session: Session, folder: Path, write: Callable, index: Callable
) -> None:
    write("good.en", "Good", "Text.")
    (folder / "bad.en.md").write_text("no front matter")
    with pytest.raises(BrokenArticles, match=r"bad\.en\.md:1"):
        index()
    assert session.scalars(select(Passage)).all() == []


def test_a_second_tenant_sees_nothing_of_the_first(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.")
    index("lanyun")
    assert (
        load_index(session, "other", EMBEDDER.name).search("refunds", vector=None, language="en").hits == ()
    )
    index("other")
    write("refunds.en", "Refunds", "Within 3 days.")
    index("other")
    assert in_force(session, tenant_id="lanyun") == [(1, "Within 14 days.")]
    assert in_force(session, tenant_id="other") == [(2, "Within 3 days.")]


def test_passages_of_another_embedder_are_refused_and_indexing_again_mends_it(
    session: Session, write: Callable, index: Callable
) -> None:
    write("refunds.en", "Refunds", "Within 14 days.")
    index(embedder=HashingEmbedder(64))
    with pytest.raises(WrongIndex, match="run `huiyi kb rebuild`"):
        load_index(session, "lanyun", EMBEDDER.name)
    assert index().embedded == 1
    vector = EMBEDDER.embed_queries(["refunds"])[0]
    found = load_index(session, "lanyun", EMBEDDER.name).search("refunds", vector=vector, language="en")
    assert found.hits[0].article == "refunds"


def test_progress_is_told_for_each_article(session: Session, folder: Path, write: Callable) -> None:
    for name in "abc":
        write(f"{name}.en", name, "Text.")
    told: list[tuple[int, int]] = []
    index_articles(session, "lanyun", folder, EMBEDDER, now=NOW, progress=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_related_that_lead_nowhere_are_reported(
    session: Session, folder: Path, write: Callable, index: Callable
) -> None:
    path = write("a.en", "A", "Text.")
    path.write_text(path.read_text().replace("related: []", "related: [ghost]"))
    assert index().problems == ("related leads nowhere: a -> ghost",)


def test_a_folder_is_known_again_until_it_or_the_embedder_changes(
    session: Session, folder: Path, write: Callable, index: Callable
) -> None:
    def is_known(embedder: HashingEmbedder = EMBEDDER) -> bool:
        return is_indexed(session, "lanyun", folder, embedder.name)

    path = write("refunds.en", "Refunds", "Within 14 days.")
    assert not is_known()
    index()
    assert is_known()
    assert not is_known(HashingEmbedder(64))
    assert not is_indexed(session, "other", folder, EMBEDDER.name)
    path.write_text(path.read_text().replace("14", "30"))
    assert not is_known()
    index()
    assert is_known()
    path.rename(folder / "returns.en.md")
    assert not is_known()


def test_a_title_that_asks_is_a_known_question_and_stays_the_title(write, index, session) -> None:
    question = "Why is my money still missing from the account?"
    write("refunds.en", question, "Within 14 days.", asked_as=["cash back please"])
    write("accounts.en", "Your account", "The account page shows money.")
    index()
    searched = {text for _, text in load_index(session, "lanyun", EMBEDDER.name).index.questions}
    assert searched == {question, "cash back please"}
    assert list_in_force(session, "lanyun")[1].asked_as == ("cash back please",)
    assert index().changed is False
    write("refunds.en", "When money comes back", "Within 14 days.", asked_as=["cash back please"])
    assert index().revised == 1
    assert session.scalars(select(ArticleQuestion.text)).all() == ["cash back please"]


def test_a_heading_and_a_title_that_no_column_holds_are_searched_all_the_same(write, index, session) -> None:
    title = "Why " + "so very " * 30 + "long?"
    write("refunds.en", title, f"Text.\n\n## {'Heading ' * 50}\nWithin 14 days.")
    index()
    assert session.scalars(select(ArticleQuestion)).all() == []
    assert max(len(heading) for heading in session.scalars(select(Passage.heading))) == 300
    assert index().changed is False
    assert in_force(session)[-1] == (1, "Within 14 days.")
