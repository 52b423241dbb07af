"""A search of very many entries on PostgreSQL: its time, what it finds, what it takes.

    .venv/bin/python -m benchmarks.knowledge_postgresql [--entries 120000] [--questions 400] [--by pgvector]

In the service's memory, where so many are searched unless HUIYI_VECTORS_ABOVE says otherwise, or by pgvector.

The entries are `scale_corpus`'s, with mixed vectors; they are written to the tables at once instead of one by
one, which is not what is measured. The questions have the encoder's own vectors. What a search finds is
compared with the same index that has all vectors in memory and compares each. Exits 1 where a limit
is missed.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from copy import copy
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from benchmarks.knowledge import ENCODER
from benchmarks.knowledge_scale import MIB, Figure, resident
from benchmarks.scale_corpus import (
    Corpus,
    MixingEmbedder,
    Question,
    ask_about,
    build_corpus,
    mixed_name,
)
from bot.embedding import OnnxEmbedder
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from kb_index import chinese_words
from kb_index.articles import ArticleFile
from kb_index.chunking import cut_into_chunks, text_to_embed
from kb_index.embedder import Embedder
from kb_index.facets import Facets
from kb_index.index import InMemoryVectors
from kb_index.loading import load_index, read_question_means
from kb_index.models import (
    Article,
    ArticleEdition,
    ArticleQuestion,
    ArticleRevision,
    IndexState,
    Passage,
)
from kb_index.passage_words import cut_passage, pack_words, word_rules
from kb_index.passages import hash_passage, hash_text, vector_bytes
from kb_index.retriever import Retriever
from kb_index.typical_questions import TYPICAL_QUESTIONS
from kb_index.vector_index import rough_rows
from kb_index.vector_partition import partition_of
from kb_index.vector_place import ABOVE, place_vectors
from kb_index.words import search_words
from nlu.blas_threads import use_one_blas_thread
from tests.databases import postgresql_databases

TENANT = "large"
HITS = 5
NEAREST = 10
AT_ONCE = 2_000
SEARCH_MS, RECALL = 30, 99


class Share(Figure):
    """Its limit is the least."""

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.value < self.limit


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="A search of very many entries on PostgreSQL.")
    parser.add_argument("--entries", type=int, default=120_000, help="each in two languages")
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--by", choices=("memory", "pgvector"), default="memory")
    parser.add_argument("--database", help="URL of one that was filled with so many entries before")
    options = parser.parse_args(arguments)
    use_one_blas_thread()  # as in the service
    corpus = build_corpus(options.entries)
    print(f"{os.cpu_count()} cores; {options.entries} entries in two languages, {len(corpus.files)} texts")
    encoder = OnnxEmbedder.load(ENCODER)
    questions = ask_about(corpus, options.questions)
    vectors = encoder.embed_queries([question.text for question in questions])
    with ExitStack() as stack:
        url = options.database
        if not url:
            url = stack.enter_context(postgresql_databases())()
            fill(url, corpus, encoder)
        del corpus
        figures = [
            *place(url, by_pgvector=options.by == "pgvector"),
            *measure(url, mixed_name(encoder), questions, vectors),
        ]
    for figure in figures:
        print(figure)
    return int(any(figure.missed for figure in figures))


def measure(
    url: str, embedder_name: str, questions: Sequence[Question], vectors: Sequence[np.ndarray]
) -> list[Figure]:
    with get_context("spawn").Pool(1) as apart:
        seconds, mib = apart.apply(load_apart, (url, embedder_name))
    database = Database(build_engine(url))
    retriever = load(database, embedder_name)
    ask(retriever, questions[:100], vectors)  # so that the server has read what it will keep
    took, found = ask(retriever, questions, vectors)
    centiles = statistics.quantiles(took, n=20)
    figures = [
        Figure("loading", seconds, "s"),
        Figure("memory the index takes in the service", mib, "MiB"),
        Figure("a search, the quickest", min(took), "ms"),
        Figure("a search, p50", centiles[9], "ms"),
        Figure("a search, p95", centiles[18], "ms", SEARCH_MS),
        *compare(database, retriever, questions, vectors, found),
    ]
    database.dispose()
    return figures


def make_extension(url: str) -> None:
    with psycopg.connect(url.replace("postgresql+psycopg://app@", "postgresql://postgres@")) as admin:
        admin.execute("CREATE EXTENSION vector")


def fill(url: str, corpus: Corpus, encoder: Embedder) -> None:
    """Leaves the tables as indexing would."""
    make_extension(url)
    database = Database(build_engine(url))
    write_articles(database, corpus, MixingEmbedder(encoder, corpus))
    database.dispose()


def place(url: str, *, by_pgvector: bool) -> list[Figure]:
    """Where the vectors are searched, and for pgvector what it takes to have them there."""
    database = Database(build_engine(url))
    began = time.perf_counter()
    with database.uow(TENANT) as session:
        where = place_vectors(session, TENANT, 0 if by_pgvector else ABOVE)
    assert where.in_database == by_pgvector, where
    print(where.reason, flush=True)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    database.dispose()
    seconds = Figure("writing and indexing the vectors", time.perf_counter() - began, "s")
    return [seconds, *taken_on_disk(url)] if by_pgvector else []


def write_articles(database: Database, corpus: Corpus, embedder: Embedder) -> None:
    began, now = time.perf_counter(), datetime.now(UTC)
    for at in range(0, len(corpus.files), AT_ONCE):
        files = corpus.files[at : at + AT_ONCE]
        with database.uow(TENANT) as session:
            session.execute(insert(Article), [article_row(one) for one in files if one.language == "zh"])
            session.execute(insert(ArticleEdition), [edition_row(one) for one in files])
            session.execute(insert(ArticleRevision), [revision_row(one, now) for one in files])
            session.execute(insert(Passage), list(passage_rows(files, embedder)))
            session.execute(insert(ArticleQuestion), list(question_rows(files, embedder)))
        if at % (10 * AT_ONCE) == 0:
            print(f"  {at} of {len(corpus.files)} texts, {time.perf_counter() - began:.0f} s", flush=True)
    with database.uow(TENANT) as session:
        session.execute(insert(IndexState), state_rows(embedder, now))


def article_row(file: ArticleFile) -> dict[str, object]:
    return {"tenant_id": TENANT, "id": file.id, "original": "zh", **Facets.of(file).as_json()}


def edition_row(file: ArticleFile) -> dict[str, object]:
    of = {"tenant_id": TENANT, "article_id": file.id, "language": file.language}
    return {**of, "version": 1, "follows": None, "expires_on": None, "source_hash": None}


def revision_row(file: ArticleFile, now: datetime) -> dict[str, object]:
    return {
        "tenant_id": TENANT,
        "article_id": file.id,
        "language": file.language,
        "version": 1,
        "title": file.title,
        "body": file.body,
        "content_hash": hash_text(file.title, file.body),
        "asked_as": list(file.asked_as),
        "author": "import",
        "reason": "scale",
        "updated": file.updated,
        "created_at": now,
    }


def passage_rows(files: Sequence[ArticleFile], embedder: Embedder) -> Iterator[dict[str, object]]:
    for file in files:
        for position, chunk in enumerate(cut_into_chunks(file.body, file.language)):
            yield {
                "tenant_id": TENANT,
                "article_id": file.id,
                "language": file.language,
                "position": position,
                "version": 1,
                "heading": chunk.heading,
                "text": chunk.text,
                "content_hash": hash_passage(file.title, chunk),
                "embedder": embedder.name,
                "vector": vector_bytes(embedder.embed_passages([text_to_embed(file.title, chunk)])[0]),
                "words": cut_passage(file.title, chunk.heading, chunk.text).packed(),
                "words_by": word_rules(),
            }


def question_rows(files: Sequence[ArticleFile], embedder: Embedder) -> Iterator[dict[str, object]]:
    for file in files:
        for position, question in enumerate(file.asked_as):
            yield {
                "tenant_id": TENANT,
                "article_id": file.id,
                "language": file.language,
                "position": position,
                "text": question,
                "embedder": embedder.name,
                "vector": vector_bytes(embedder.embed_queries([question])[0]),
                "words": pack_words(search_words(question)),
                "words_by": word_rules(),
            }


def state_rows(embedder: Embedder, now: datetime) -> list[dict[str, object]]:
    """Without translations: to learn them from so many takes long, and decides nothing here."""
    return [
        {
            "tenant_id": TENANT,
            "language": language,
            "embedder": embedder.name,
            "question_mean": vector_bytes(embedder.embed_queries(questions).mean(axis=0)),
            "folder_digest": None,
            "translations": {"none": {}},
            "words_by": word_rules(),
            "build": 1,
            "built_at": now,
        }
        for language, questions in TYPICAL_QUESTIONS.items()
    ]


def taken_on_disk(url: str) -> list[Figure]:
    """With what the indexes are made of."""
    name = partition_of(TENANT)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        (table,), (indexes,) = (
            connection.execute(f"SELECT {size}(to_regclass(%s))", (name,)).fetchone()
            for size in ("pg_table_size", "pg_indexes_size")
        )
    return [
        Figure("vectors in the database", table / MIB, "MiB"),
        Figure("their indexes", indexes / MIB, "MiB"),
    ]


def load(database: Database, embedder_name: str) -> Retriever:
    with database.reading(TENANT) as session:
        retriever = load_index(session, TENANT, embedder_name, lambda: database.reading(TENANT))
    retriever.search("退款 refund", vector=None, language="zh")
    return retriever


def load_apart(url: str, embedder_name: str) -> tuple[float, float]:
    """In a process of its own: seconds, and MiB more than before, with what loading leaves behind."""
    database = Database(build_engine(url))
    chinese_words.warm_up()
    before, began = resident(), time.perf_counter()
    retriever = load(database, embedder_name)
    seconds, more = time.perf_counter() - began, resident() - before
    assert retriever.index
    database.dispose()
    return seconds, more


def ask(
    retriever: Retriever, questions: Sequence[Question], vectors: Sequence[np.ndarray]
) -> tuple[list[float], list[list[str]]]:
    """Milliseconds and articles found."""
    took, found = [], []
    for question, vector in zip(questions, vectors, strict=False):
        began = time.perf_counter()
        result = retriever.search(question.text, vector=vector, language=question.language, limit=HITS)
        took.append((time.perf_counter() - began) * 1000)
        found.append([hit.article for hit in result.hits])
    return took, found


def compare(
    database: Database,
    retriever: Retriever,
    questions: Sequence[Question],
    vectors: Sequence[np.ndarray],
    found: Sequence[Sequence[str]],
) -> list[Figure]:
    exact = exactly(database, retriever)
    _, wanted = ask(exact, questions, vectors)
    shared = [len({*one} & {*other}) / len(other) for one, other in zip(found, wanted, strict=True)]
    first = [one[:1] == other[:1] for one, other in zip(found, wanted, strict=True)]
    nearest = [
        share_of_nearest(retriever, exact, vector, question.language)
        for question, vector in zip(questions, vectors, strict=False)
    ]
    return [
        Share("first hit the same as exact", 100 * statistics.mean(first), "%"),
        Share(f"share of exact's {HITS} hits", 100 * statistics.mean(shared), "%", RECALL),
        Share(f"share of exact's {NEAREST} nearest texts", 100 * statistics.mean(nearest), "%", RECALL),
    ]


def exactly(database: Database, retriever: Retriever) -> Retriever:
    """The same words, with all vectors in memory and each compared."""
    rough_rows.FEW = sys.maxsize
    index = copy(retriever.index)
    passages = {(*one.document, str(one.position)): at for at, one in enumerate(index.passages)}
    questions = {(*document, text): at for at, (document, text) in enumerate(index.questions)}
    with database.reading(TENANT) as session:
        means = read_question_means(session, TENANT)
        held = InMemoryVectors(
            vectors_of(session, Passage.position, passages),
            vectors_of(session, ArticleQuestion.text, questions),
            means,
        )
    index.vectors = held(index)
    return Retriever(index, retriever.build, retriever.traits)


def vectors_of(
    session: Session, last: InstrumentedAttribute[Any], row_of: dict[tuple[str, ...], int]
) -> np.ndarray:
    """In rows as numbered, by article, language and the `last` column."""
    table = last.class_
    stored = select(table.article_id, table.language, last, table.vector).where(table.tenant_id == TENANT)
    rows: np.ndarray | None = None
    for article, language, of, vector in session.execute(stored.execution_options(yield_per=AT_ONCE)):
        numbers = np.frombuffer(vector, dtype="<f4")
        rows = np.zeros((len(row_of), len(numbers)), dtype=np.float32) if rows is None else rows
        rows[row_of[article, language, str(of)]] = numbers
    return rows


def share_of_nearest(rough: Retriever, exact: Retriever, vector: np.ndarray, language: str) -> float:
    """Of the texts that are nearest in meaning."""
    found, wanted = (
        np.argsort(-one.index.vectors.look(vector, language).meaning)[:NEAREST] for one in (rough, exact)
    )
    return len({*found.tolist()} & {*wanted.tolist()}) / NEAREST


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
