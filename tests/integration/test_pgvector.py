"""A tenant of many texts is searched by pgvector, as it would be in memory, and by nobody else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select

from bot.knowledge import TenantShelf
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.tenants import TenantDirectory
from kb_index.articles import ArticleFile, read_articles
from kb_index.embedder import HashingEmbedder
from kb_index.history import By
from kb_index.index_state import write_state
from kb_index.indexing import index_files
from kb_index.loading import load_index
from kb_index.models import ArticleVector, VectorSpace
from kb_index.publishing import publish, retire
from kb_index.retriever import Retriever
from kb_index.types import SearchResult
from kb_index.vector_index.in_memory import InMemoryIndex
from kb_index.vector_index.pgvector import PgvectorIndex
from kb_index.vector_place import Place, place_vectors
from tests.databases import NewDatabase

NOW = datetime(2026, 5, 12, tzinfo=UTC)
BY = By("import", "test", NOW)
EMBEDDER = HashingEmbedder()
FEW = 10
"""Texts; above it the database searches."""

ARTICLES = read_articles(Path(__file__).parents[2] / "training_data" / "articles")[:60]
QUESTIONS = [(question, file.language) for file in ARTICLES for question in (file.title, *file.asked_as[:2])]


def as_admin(url: str) -> str:
    return url.replace("postgresql+psycopg://app@", "postgresql://postgres@")


@pytest.fixture
def plain_database(new_postgresql: NewDatabase) -> Iterator[tuple[Database, str]]:
    """Without the extension: tenant a has some articles of the demo."""
    url = new_postgresql()
    database = Database(build_engine(url))
    index(database, "a", ARTICLES)
    yield database, url
    database.dispose()


@pytest.fixture
def database(plain_database: tuple[Database, str]) -> Database:
    """Tenant a's vectors are in the database."""
    database, url = plain_database
    with psycopg.connect(as_admin(url)) as admin:
        admin.execute("CREATE EXTENSION vector")
    assert place(database, "a").in_database
    return database


@pytest.fixture
def connection(plain_database: tuple[Database, str], database: Database) -> Iterator[psycopg.Connection]:
    """The service's own role, past SQLAlchemy; tenants a and b have the same articles."""
    index(database, "b", ARTICLES)
    assert place(database, "b").in_database
    with psycopg.connect(plain_database[1].replace("+psycopg", "")) as connection:
        yield connection


def index(database: Database, tenant: str, files: Sequence[ArticleFile]) -> None:
    with database.uow(tenant) as session:
        index_files(session, tenant, files, EMBEDDER, by=BY)


def place(database: Database, tenant: str, above: int = FEW) -> Place:
    with database.uow(tenant) as session:
        return place_vectors(session, tenant, above)


def load(database: Database, tenant: str = "a") -> Retriever:
    reading = partial(database.reading, tenant)
    with reading() as session:
        return load_index(session, tenant, EMBEDDER.name, reading)


def load_into_memory(database: Database, tenant: str = "a") -> Retriever:
    with database.reading(tenant) as session:
        return load_index(session, tenant, EMBEDDER.name)


def ask(retriever: Retriever, question: str, language: str) -> SearchResult:
    return retriever.search(question, vector=EMBEDDER.embed_queries([question])[0], language=language)


def edit(database: Database, file: ArticleFile) -> None:
    with database.uow("a") as session:
        publish(session, "a", file, EMBEDDER, by=BY)
        write_state(session, "a", EMBEDDER, NOW)


def rows(database: Database, tenant: str = "a") -> dict[tuple[object, ...], list[float]]:
    with database.reading(tenant) as session:
        return {
            (row.article_id, row.language, row.kind, row.position, row.made_of): list(row.vector)
            for row in session.scalars(select(ArticleVector))
        }


def test_it_finds_what_memory_finds_with_the_same_scores_and_reasons(database: Database) -> None:
    by_database, in_memory = load(database), load_into_memory(database)
    assert isinstance(by_database.index.vectors, PgvectorIndex)
    assert isinstance(in_memory.index.vectors, InMemoryIndex)
    for question, language in QUESTIONS:
        one, other = ask(by_database, question, language), ask(in_memory, question, language)
        assert [hit.article for hit in one.hits] == [hit.article for hit in other.hits], question
        assert [hit.passage for hit in one.hits] == [hit.passage for hit in other.hits]
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], abs=2e-3)
        assert one.confident == other.confident


def test_no_passage_has_its_vector_in_memory(database: Database) -> None:
    with database.reading("a") as session:
        held = load_index(session, "a", EMBEDDER.name, partial(database.reading, "a")).index
    assert not hasattr(held.vectors, "texts")


def test_each_tenant_has_a_partition_of_its_own_with_a_forced_policy(connection: psycopg.Connection) -> None:
    partitions = connection.execute(
        "SELECT relname, relrowsecurity AND relforcerowsecurity,"
        " (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid),"
        " (SELECT count(*) FROM pg_indexes WHERE tablename = relname AND indexdef LIKE '%USING hnsw%')"
        " FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY relname"
    ).fetchall()
    assert partitions == [("article_vectors_a", True, 1, 4), ("article_vectors_b", True, 1, 4)]


@pytest.mark.parametrize("table", ["article_vectors", "article_vectors_a", "article_vectors_b"])
def test_under_row_level_security_only_ones_own_vectors_are_there(
    connection: psycopg.Connection, table: str
) -> None:
    tenants = sql.SQL("SELECT DISTINCT tenant_id FROM {}").format(sql.Identifier(table))
    assert connection.execute(tenants).fetchall() == []
    connection.execute("SELECT set_config('app.tenant', 'a', true)")
    assert connection.execute(tenants).fetchall() == ([] if table.endswith("_b") else [("a",)])


def test_another_tenants_articles_are_never_found(connection: psycopg.Connection, database: Database) -> None:
    theirs = replace(ARTICLES[0], id="theirs", title="Zebra crossing", body="About zebras.", asked_as=())
    index(database, "b", [theirs])
    place(database, "b")
    assert ask(load(database, "b"), "Zebra crossing", theirs.language).hits[0].article == "theirs"
    found = [ask(load(database), question, "en").hits for question in ("Zebra crossing", "About zebras")]
    assert "theirs" not in {hit.article for hits in found for hit in hits}
    assert "theirs" not in {key[0] for key in rows(database)}


def test_an_edited_article_is_found_and_its_old_vector_is_gone(database: Database) -> None:
    file = replace(ARTICLES[3], body="The aubergine lever opens it.", asked_as=("aubergine lever stuck",))
    edit(database, file)
    retriever = load(database)
    assert ask(retriever, "aubergine lever", file.language).hits[0].article == file.id
    assert len([key for key in rows(database) if key[:3] == (file.id, file.language, "question")]) == 1


def test_a_new_article_is_found_and_a_retired_one_is_not(database: Database) -> None:
    new = replace(ARTICLES[3], id="brand-new", title="Quokka", body="Quokkas smile.", asked_as=("quokka?",))
    gone = ARTICLES[0]
    edit(database, new)
    with database.uow("a") as session:
        retire(session, "a", gone.id, gone.language, by=BY)
        write_state(session, "a", EMBEDDER, NOW)
    retriever = load(database)
    assert ask(retriever, "quokka", new.language).hits[0].article == "brand-new"
    hits = ask(retriever, gone.title, gone.language).hits
    assert (gone.id, gone.language) not in {(hit.article, hit.language) for hit in hits}
    assert (gone.id, gone.language) not in {key[:2] for key in rows(database)}


def test_what_was_kept_in_step_is_what_a_rebuild_writes(database: Database) -> None:
    edit(database, replace(ARTICLES[3], body="Another text.", asked_as=("one", "two")))
    edit(database, replace(ARTICLES[5], asked_as=()))
    kept = rows(database)
    told: list[tuple[int, int]] = []
    with database.uow("a") as session:
        place_vectors(session, "a", FEW, anew=True, progress=lambda *step: told.append(step))
    assert told[-1] == (len({file.id for file in ARTICLES}),) * 2
    written = rows(database)
    assert kept.keys() == written.keys()
    # The centres have moved with the texts, a little.
    assert all(kept[key] == pytest.approx(written[key], abs=0.05) for key in kept)
    place(database, "a")
    assert rows(database) == written


def test_where_an_edit_is_given_up_its_vectors_are_too(database: Database) -> None:
    before = rows(database)
    with pytest.raises(ValueError, match="given up"), database.uow("a") as session:
        publish(session, "a", replace(ARTICLES[3], body="Never said."), EMBEDDER, by=BY)
        write_state(session, "a", EMBEDDER, NOW)
        raise ValueError("given up")
    assert rows(database) == before


def test_a_search_while_an_article_is_edited_leaves_out_what_it_does_not_know(database: Database) -> None:
    old = load(database)
    edit(database, replace(ARTICLES[3], id="brand-new", title="Quokka", asked_as=("quokka?",)))
    assert "brand-new" not in {hit.article for hit in ask(old, "quokka?", "en").hits}


def test_a_search_goes_on_while_what_it_shows_is_edited_or_retired(database: Database) -> None:
    file = replace(ARTICLES[3], body="The quokka.\n\n## Aubergines\nA lever.\n\n## Zebras\nA crossing.")
    edit(database, file)
    old = load(database)

    def shown() -> str:
        hits = ask(old, "Aubergines: a lever", file.language).hits
        return next(hit.passage for hit in hits if hit.article == file.id)

    before = shown()
    assert "lever" in before
    for body in ("The quokka.\n\n## Aubergines\nA lever.", f"{file.body}\n\n## More\nOf it.", "Else."):
        edit(database, replace(file, body=body))
        assert shown() == before
    with database.uow("a") as session:
        retire(session, "a", file.id, file.language, by=BY)
        write_state(session, "a", EMBEDDER, NOW)
    assert shown() == before


def test_without_the_extension_it_is_memory_and_says_why(plain_database: tuple[Database, str]) -> None:
    database, _ = plain_database
    where = place(database, "a")
    assert not where.in_database
    assert "CREATE EXTENSION vector" in where.reason
    assert isinstance(load(database).index.vectors, InMemoryIndex)


def test_up_to_the_limit_it_is_memory(database: Database) -> None:
    many = len(ARTICLES)
    assert not place(database, "a", above=many).in_database
    assert rows(database) == {}
    with database.reading("a") as session:
        assert session.scalars(select(VectorSpace)).all() == []
    assert isinstance(load(database).index.vectors, InMemoryIndex)
    assert place(database, "a", above=many - 1).in_database


def test_a_running_service_goes_to_where_the_vectors_went(database: Database) -> None:
    shelf = TenantShelf(database, TenantDirectory(), lambda: EMBEDDER.name, FEW)
    shelf.warm_up()
    assert isinstance(shelf.of("a").index.vectors, PgvectorIndex)
    edit(database, replace(ARTICLES[3], id="brand-new", title="Quokka", asked_as=("quokka?",)))
    shelf.refresh("a")
    assert ask(shelf.of("a"), "quokka", ARTICLES[3].language).hits[0].article == "brand-new"
    place(database, "a", above=1000)
    shelf.refresh("a")
    assert isinstance(shelf.of("a").index.vectors, InMemoryIndex)
    place(database, "a")
    shelf.refresh("a")
    assert isinstance(shelf.of("a").index.vectors, PgvectorIndex)


def test_an_extension_that_was_taken_away_is_no_end_of_searching(
    plain_database: tuple[Database, str], database: Database
) -> None:
    with psycopg.connect(as_admin(plain_database[1])) as admin:
        admin.execute("DROP EXTENSION vector CASCADE")
    retriever = load(database)
    assert isinstance(retriever.index.vectors, InMemoryIndex)
    edit(database, replace(ARTICLES[3], id="brand-new", title="Quokka"))
    assert ask(load(database), "quokka", ARTICLES[3].language).hits[0].article == "brand-new"
