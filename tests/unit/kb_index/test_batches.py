"""Imports and rebuilds beside a desk that writes: nothing waits, nothing is half done, nothing is lost."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from kb_index import rebuilding
from kb_index.articles import ArticleFile
from kb_index.embedder import HashingEmbedder, Vectors
from kb_index.errors import WrongIndex
from kb_index.history import IMPORT, By
from kb_index.index_state import write_state
from kb_index.indexing import index_files
from kb_index.loading import load_index, read_build
from kb_index.models import Base, IndexState, Passage
from kb_index.publishing import publish, retire
from kb_index.rebuilding import AHEAD, rebuild
from kb_index.sessions import Sessions
from tests.unit.kb_index.conftest import NOW

TENANT = "lanyun"
BY = By(IMPORT, "csv articles.csv", NOW)
OLD, NEW = HashingEmbedder(64), HashingEmbedder()


def articles(count: int) -> list[ArticleFile]:
    return [
        ArticleFile(
            id=f"a{number:03}",
            language=language,
            title=f"Article {number}?",
            module="billing",
            error_type="how_to",
            solution="steps",
            versions="*",
            audience=("member",),
            related=(),
            revision=None,
            updated=NOW.date(),
            asked_as=(f"what about {number}",),
            body=f"Text {number} in {language}.",
            original="zh",
        )
        for number in range(count)
        for language in ("en", "zh")
    ]


@dataclass
class Desk:
    """A database of its own; `open` is how many transactions write at the moment."""

    url: str
    open: int = 0
    opened: int = 0

    def __post_init__(self) -> None:
        self.engine = create_engine(self.url)
        Base.metadata.create_all(self.engine)
        self.sessions = Sessions(self.reading, self.writing)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        self.open, self.opened = self.open + 1, self.opened + 1
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        finally:
            self.open -= 1

    def search(self, query: str, embedder: HashingEmbedder = NEW) -> list[str]:
        with self.reading() as session:
            found = load_index(session, TENANT, embedder.name)
        vector = embedder.embed_queries([query])[0]
        return [hit.article for hit in found.search(query, vector=vector, language="en").hits]


@dataclass
class Watching:
    """Calls `meanwhile` before it embeds for the `at`th time."""

    meanwhile: Callable[[], object]
    inner: HashingEmbedder = NEW
    at: int = 0
    asked: int = field(default=0)

    @property
    def name(self) -> str:
        return self.inner.name

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        if self.asked == self.at or not self.at:
            self.meanwhile()
        return self.inner.embed_queries(texts)

    embed_passages = embed_queries


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(f"sqlite:///{tmp_path}/huiyi.db")
    yield desk
    desk.engine.dispose()


def count_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the thread that writes was the one that embedded, each time."""
    import threading

    main, found = threading.main_thread(), list[bool]()
    real = HashingEmbedder.embed_queries

    def embed(self: HashingEmbedder, texts: Sequence[str]) -> Vectors:
        found.append(desk.open > 0 and threading.current_thread() is main)
        return real(self, texts)

    monkeypatch.setattr(HashingEmbedder, "embed_queries", embed)
    return found


def test_no_transaction_waits_for_an_embedding(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = count_open(desk, monkeypatch)
    files = articles(AHEAD)
    index_files(desk.sessions, TENANT, files, OLD, by=BY)
    index_files(
        desk.sessions, TENANT,
        [replace(one, body=f"{one.body}\n\n## New\nMore.", asked_as=("else?",)) for one in files[:5]],
        OLD, by=BY,
    )  # fmt: skip
    rebuild(desk.sessions, TENANT, NEW, NOW)
    assert waited and not any(waited)


def test_an_import_that_is_cut_off_leaves_whole_articles_and_goes_on_from_there(desk: Desk) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    files = articles(3 * AHEAD)
    with pytest.raises(KeyboardInterrupt):
        index_files(desk.sessions, TENANT, files, Watching(cut_off, at=6), by=BY)
    with desk.reading() as session:
        written = set(session.execute(select(Passage.article_id, Passage.language)))
        build = read_build(session, TENANT)
    assert 0 < len(written) < len(files) and len(written) % 2 == 0
    assert build > 0, "what is there is loaded by who serves"
    report = index_files(desk.sessions, TENANT, files, NEW, by=BY)
    assert (report.unchanged, report.added) == (len(written), len(files) - len(written))
    with desk.reading() as session:
        states = session.scalars(select(IndexState)).all()
    assert states and not any(state.unlearned for state in states)
    assert desk.search("what about 90")[0] == "a090"


def test_words_that_an_import_did_not_come_to_learn_are_learned_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        replace(one, title={"zh": "退款", "en": "refund"}[one.language] + one.id, asked_as=())
        for one in articles(3)
    ]
    with monkeypatch.context() as patched:
        patched.setattr("kb_index.indexing.learn_words", lambda *_: None)
        index_files(desk.sessions, TENANT, files, NEW, by=BY)
    with desk.reading() as session:
        assert all(state.unlearned for state in session.scalars(select(IndexState)))
    report = index_files(desk.sessions, TENANT, files, NEW, by=BY)
    assert not report.changed
    with desk.reading() as session:
        states = session.scalars(select(IndexState)).all()
        assert [state.unlearned for state in states] == [False, False]
        assert any(state.translations for state in states)


def test_an_original_is_written_before_its_translation_wherever_a_batch_ends(desk: Desk) -> None:
    index_files(desk.sessions, TENANT, articles(AHEAD + 1), NEW, by=BY)
    again = [replace(one, body=f"{one.body} More.") for one in articles(AHEAD + 1)]
    report = index_files(desk.sessions, TENANT, again, NEW, by=BY)
    in_order = [(plan.article, plan.language) for plan in report.plans]
    assert in_order == [(one.id, language) for one in again[::2] for language in ("zh", "en")]


def test_a_rebuild_that_is_cut_off_leaves_all_as_it_was(desk: Desk) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    index_files(desk.sessions, TENANT, articles(2 * AHEAD), OLD, by=BY)
    with pytest.raises(KeyboardInterrupt):
        rebuild(desk.sessions, TENANT, Watching(cut_off, at=4), NOW)
    assert desk.search("what about 7", OLD)[0] == "a007"
    with pytest.raises(WrongIndex):
        desk.search("what about 7", NEW)


def test_what_is_searched_is_searched_until_a_rebuild_is_done_and_is_told_of(desk: Desk) -> None:
    index_files(desk.sessions, TENANT, articles(AHEAD), OLD, by=BY)
    with desk.reading() as session:
        build = read_build(session, TENANT)
    told: list[tuple[int, int]] = []
    embedder = Watching(lambda: desk.search("what about 7", OLD).index("a007"))
    assert rebuild(desk.sessions, TENANT, embedder, NOW, lambda *at: told.append(at)) == 2 * AHEAD
    assert told == [(AHEAD, 2 * AHEAD), (2 * AHEAD, 2 * AHEAD)]
    assert desk.search("what about 7", NEW)[0] == "a007"
    with desk.reading() as session:
        assert read_build(session, TENANT) > build
    writes = desk.opened
    assert rebuild(desk.sessions, TENANT, NEW, NOW) == 0
    assert desk.opened == writes, "a second one finds nothing to do"


def test_what_is_published_and_retired_during_a_rebuild_stays_so(desk: Desk) -> None:
    files = articles(4)

    def meanwhile() -> None:
        if desk.open:
            return
        with desk.writing() as session:
            publish(session, TENANT, replace(files[0], body="Zebra."), OLD, by=BY)
            publish(session, TENANT, replace(files[2], asked_as=("giraffe",)), OLD, by=BY)
            retire(session, TENANT, "a002", "en", by=BY)
            write_state(session, TENANT, OLD, NOW)

    index_files(desk.sessions, TENANT, files, OLD, by=BY)
    rebuild(desk.sessions, TENANT, Watching(meanwhile, at=2), NOW)
    assert desk.search("zebra")[0] == "a000"
    assert desk.search("giraffe")[0] == "a001"
    with desk.reading() as session:
        there = set(session.execute(select(Passage.article_id, Passage.language, Passage.embedder)))
    assert ("a002", "en", NEW.name) not in there and len(there) == 7
    assert {embedder for _, _, embedder in there} == {NEW.name}


@pytest.mark.parametrize("importing", [False, True], ids=["rebuild", "import"])
def test_what_is_retired_before_a_rebuild_comes_to_it_is_left_out(desk: Desk, importing: bool) -> None:
    last = f"a{2 * AHEAD - 1:03}"

    def meanwhile() -> None:
        with desk.writing() as session:
            retire(session, TENANT, last, "en", by=BY)
            write_state(session, TENANT, OLD, NOW)

    files, told = articles(2 * AHEAD), list[tuple[int, int]]()
    index_files(desk.sessions, TENANT, files, OLD, by=BY)
    embedder = Watching(meanwhile, at=3)
    if importing:
        index_files(desk.sessions, TENANT, files, embedder, by=BY)
    else:
        made = rebuild(desk.sessions, TENANT, embedder, NOW, lambda *at: told.append(at))
        assert (made, told[-1]) == (len(files) - 1, (len(files), len(files)))
    with desk.reading() as session:
        there = session.execute(select(Passage.article_id, Passage.language, Passage.embedder)).all()
    assert len(there) == len(files) - 1 and {row.embedder for row in there} == {NEW.name}
    assert (last, "en") not in {(row.article_id, row.language) for row in there}
    assert desk.search("what about 7")[0] == "a007"


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Has something done each time that some articles have changed places, ten of them at once."""
    monkeypatch.setattr(rebuilding, "AT_ONCE", 10)

    def set_up(meanwhile: Callable[[], object]) -> None:
        monkeypatch.setattr(rebuilding.time, "sleep", lambda _: meanwhile())

    return set_up


def test_articles_change_places_some_at_a_time_and_nobody_finds_two_encoders_work(
    desk: Desk, between: Callable
) -> None:
    index_files(desk.sessions, TENANT, articles(20), OLD, by=BY)
    with desk.reading() as session:
        held, build = load_index(session, TENANT, OLD.name), read_build(session, TENANT)
    done: list[int] = []

    def look() -> None:
        with desk.reading() as session:
            rows = session.scalars(select(Passage.embedder)).all()
            done.append(sum(one == NEW.name for one in rows))
            assert len(rows) == 40
            assert read_build(session, TENANT) == build, "who serves is not told to load"
            for embedder in (OLD, NEW) if done[-1] < 40 else (OLD,):
                with pytest.raises(WrongIndex):
                    load_index(session, TENANT, embedder.name)
        found = held.search("what about 7", vector=OLD.embed_queries(["what about 7"])[0], language="en")
        assert found.hits[0].article == "a007"
        with desk.writing() as session:
            session.connection()  # somebody else writes

    between(look)
    assert rebuild(desk.sessions, TENANT, NEW, NOW) == 40
    assert done == [10, 20, 30, 40]
    assert desk.search("what about 7", NEW)[0] == "a007"
    with desk.reading() as session:
        assert read_build(session, TENANT) > build


def test_what_is_published_while_articles_change_places_is_made_anew_too(
    desk: Desk, between: Callable
) -> None:
    files = articles(20)

    def meanwhile() -> None:
        with desk.writing() as session:
            publish(session, TENANT, replace(files[0], body="Zebra."), OLD, by=BY)
            publish(session, TENANT, replace(files[38], body="Giraffe."), OLD, by=BY)
            write_state(session, TENANT, OLD, NOW)

    index_files(desk.sessions, TENANT, files, OLD, by=BY)
    between(meanwhile)
    rebuild(desk.sessions, TENANT, NEW, NOW)
    assert (desk.search("zebra")[0], desk.search("giraffe")[0]) == ("a000", "a019")
    with desk.reading() as session:
        assert set(session.scalars(select(Passage.embedder))) == {NEW.name}
        assert len(session.scalars(select(Passage)).all()) == 40


def test_a_rebuild_that_is_cut_off_while_articles_change_places_goes_on_from_there(
    desk: Desk, between: Callable
) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    index_files(desk.sessions, TENANT, articles(20), OLD, by=BY)
    between(cut_off)
    with pytest.raises(KeyboardInterrupt):
        rebuild(desk.sessions, TENANT, NEW, NOW)
    between(lambda: None)
    assert rebuild(desk.sessions, TENANT, NEW, NOW) == 30
    assert desk.search("what about 7", NEW)[0] == "a007"


def test_another_tenants_passages_stay_as_they_are(desk: Desk) -> None:
    for tenant in (TENANT, "other"):
        index_files(desk.sessions, tenant, articles(2), OLD, by=BY)
    rebuild(desk.sessions, TENANT, NEW, NOW)
    with desk.reading() as session:
        found = set(session.execute(select(Passage.tenant_id, Passage.embedder)))
    assert found == {(TENANT, NEW.name), ("other", OLD.name)}
