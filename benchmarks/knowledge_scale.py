"""What a knowledge base of many entries costs: indexing, a search, an edit, memory; beside the limits.

    .venv/bin/python -m benchmarks.knowledge_scale [--entries 12000] [--database sqlite|postgresql] [--whole]

The entries are made by `scale_corpus`. Their vectors are mixtures of real ones, the questions' are the
encoder's own. So indexing is measured without the encoder, and the encoder on 1,500 of the texts; the sum is
more than indexing takes, which does both at once. `--whole` leaves the mixtures and has the encoder read
everything. An edit counts from the changed text to the search that finds it, encoding included. Exits 1 where
a limit is missed.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.knowledge import ENCODER
from benchmarks.scale_corpus import Corpus, MixingEmbedder, Question, ask_about, build_corpus
from bot.embedding import OnnxEmbedder
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from kb_index import chinese_words
from kb_index.embedder import Embedder
from kb_index.history import By
from kb_index.index_state import write_state
from kb_index.indexing import index_files
from kb_index.loading import load_index, renew_index
from kb_index.publishing import publish
from kb_index.retriever import Retriever
from nlu.blas_threads import use_one_blas_thread
from tests.databases import NewDatabase, postgresql_databases, sqlite_databases

TENANT = "large"
QUESTIONS = 800
EDITS = 10
SAMPLE = 1500
MIB = 1024 * 1024
INDEX_S, SEARCH_MS, EDIT_S = 15 * 60, 10, 2


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"   (limit {self.limit:g}{', MISSED' if self.missed else ''})"
        return f"{self.what:52s} {self.value:9.2f} {self.unit}{limit}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="What a knowledge base of many entries costs.")
    parser.add_argument("--entries", type=int, default=12_000, help="each in two languages")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--whole", action="store_true", help="the encoder reads everything")
    options = parser.parse_args(arguments)
    if options.entries < EDITS:
        parser.error(f"argument --entries: got {options.entries}, expected {EDITS} or more")
    use_one_blas_thread()  # as in the service
    corpus = build_corpus(options.entries)
    print(f"{os.cpu_count()} cores; {options.entries} entries in two languages, {len(corpus.files)} texts")
    encoder = OnnxEmbedder.load(ENCODER)
    embedder: Embedder = encoder if options.whole else MixingEmbedder(encoder, corpus)
    questions = ask_about(corpus, QUESTIONS)
    vectors = encoder.embed_queries([question.text for question in questions])
    figures: list[Figure] = []
    with databases(options.database) as make:
        database = Database(build_engine(make()))
        seconds, worked = index(database, corpus, embedder)
        if not options.whole:
            figures.append(Figure("indexing without the encoder", seconds, "s"))
            more, more_work = encoding(corpus, encoder)
            seconds, worked = seconds + more, worked + more_work
        how = "" if options.whole else ", reckoned"
        figures.append(Figure(f"indexing{how}", seconds, "s", INDEX_S))
        figures.append(Figure(f"indexing{how}, processor time of all cores", worked, "s"))
        retriever, taken = load(database, embedder)
        figures += taken
        figures += searching(retriever, questions, vectors)
        slowest = edit(database, corpus, embedder, retriever)
        figures.append(Figure(f"an edit found, the slowest of {EDITS}", slowest, "s", EDIT_S))
        database.dispose()
    for figure in figures:
        print(figure)
    return int(any(figure.missed for figure in figures))


@contextmanager
def databases(kind: str) -> Iterator[NewDatabase]:
    if kind == "postgresql":
        with postgresql_databases(durable=True) as make:
            yield make
    else:
        with tempfile.TemporaryDirectory() as folder, sqlite_databases(Path(folder)) as make:
            yield make


def index(database: Database, corpus: Corpus, embedder: Embedder) -> tuple[float, float]:
    """Seconds by the clock, and of processor time."""

    def tell(done: int, total: int) -> None:
        if done % (total // 10 or 1) == 0:
            print(f"  {done} of {total} texts, {time.perf_counter() - began:.0f} s", flush=True)

    began, worked = time.perf_counter(), time.process_time()
    by = By("import", "scale", datetime.now(UTC))
    with database.uow(TENANT) as session:
        index_files(session, TENANT, corpus.files, embedder, by=by, progress=tell)
    return time.perf_counter() - began, time.process_time() - worked


def encoding(corpus: Corpus, encoder: Embedder) -> tuple[float, float]:
    """As `index`, for all texts and known questions, from a sample evenly drawn."""
    sample = corpus.files[:: max(len(corpus.files) // SAMPLE, 1)][:SAMPLE]
    began, worked = time.perf_counter(), time.process_time()
    encoder.embed_passages([f"{file.title}\n{file.body}" for file in sample])
    encoder.embed_queries([question for file in sample for question in file.asked_as])
    share = len(corpus.files) / len(sample)
    return (time.perf_counter() - began) * share, (time.process_time() - worked) * share


def load(database: Database, embedder: Embedder) -> tuple[Retriever, list[Figure]]:
    chinese_words.warm_up()
    before, began = resident(), time.perf_counter()
    with database.reading(TENANT) as session:
        retriever = load_index(session, TENANT, embedder.name)
    retriever.search("退款 refund", vector=None, language="zh")
    seconds = time.perf_counter() - began
    return retriever, [
        Figure("loading", seconds, "s"),
        Figure("memory the index takes", resident() - before, "MiB"),
    ]


def searching(retriever: Retriever, questions: list[Question], vectors) -> list[Figure]:
    """Wall and processor time: other work on the machine lengthens the first."""
    wall, cpu = [], []
    for question, vector in zip(questions, vectors, strict=True):
        began, worked = time.perf_counter(), time.thread_time()
        retriever.search(question.text, vector=vector, language=question.language)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.thread_time() - worked) * 1000)
    centiles, of_cpu = statistics.quantiles(wall, n=20), statistics.quantiles(cpu, n=20)
    return [
        Figure("a search, the quickest", min(wall), "ms"),
        Figure("a search, p50", centiles[9], "ms"),
        Figure("a search, processor time, p95", of_cpu[18], "ms"),
        Figure("a search, p95", centiles[18], "ms", SEARCH_MS),
    ]


def edit(database: Database, corpus: Corpus, embedder: Embedder, retriever: Retriever) -> float:
    """Seconds from the changed text to its search's hit, the most of some."""
    slowest = 0.0
    for number, file in enumerate(corpus.files[:: len(corpus.files) // EDITS][:EDITS]):
        word = f"zz{number}qx"
        changed = replace(file, body=f"{file.body}\n\n{word}")
        began = time.perf_counter()
        now = datetime.now(UTC)
        with database.uow(TENANT) as session:
            publish(session, TENANT, changed, embedder, by=By("author", "edit", now))
            write_state(session, TENANT, embedder, now)
        with database.reading(TENANT) as session:
            retriever = renew_index(session, TENANT, embedder.name, retriever)
        found = retriever.search(word, vector=None, language=file.language).hits[0]
        assert (found.article, found.version) == (file.id, 2), found
        slowest = max(slowest, time.perf_counter() - began)
    return slowest


def resident() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / MIB


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
