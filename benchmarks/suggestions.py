"""How long an agent waits for suggestions beside a conversation, in a large workspace; beside the limit.

    .venv/bin/python -m benchmarks.suggestions [--entries 12000] [--cases 12000] [--database sqlite]

Articles and cases are made by `scale_corpus`: their vectors are mixtures of real ones, questions are embedded
by the encoder itself. A request is all that the browser waits for: session, messages, encoder, search, cases,
HTML. Exits 1 where the limit is missed.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.knowledge import ENCODER
from benchmarks.knowledge_scale import Figure, databases
from benchmarks.scale_corpus import SEED, Corpus, MixingEmbedder, ask_about, build_corpus
from bot.app import create_app
from bot.case_shelf import CaseShelf
from bot.embedding import OnnxEmbedder
from bot.knowledge import TenantShelf
from bot.models import SolvedCase
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.service import Service
from kb_index.embedder import Embedder
from kb_index.history import By
from kb_index.indexing import index_files
from kb_index.passages import vector_bytes
from nlu.language import detect
from tests.integration.test_console import say, sign_in
from tests.scripted import Scripted, build_scripted

TENANT = "demo"
CONVERSATIONS = 200
ROUNDS = 3
LIMIT_MS = 100


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="How long an agent waits for suggestions.")
    parser.add_argument("--entries", type=int, default=12_000, help="articles, each in two languages")
    parser.add_argument("--cases", type=int, default=12_000, help="solved cases")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args(arguments)
    corpus, encoder = build_corpus(options.entries), OnnxEmbedder.load(ENCODER)
    embedder = MixingEmbedder(encoder, corpus)
    print(f"{os.cpu_count()} cores; {options.entries} articles in two languages, {options.cases} cases")
    with databases(options.database) as make, tempfile.TemporaryDirectory() as home:
        database = Database(build_engine(make()))
        scripted = build_scripted(database, Path(home))
        began = time.perf_counter()
        fill(database, corpus, embedder, options.cases)
        print(f"  filled in {time.perf_counter() - began:.0f} s", flush=True)
        service = furnished(scripted.service, embedder, encoder)
        wall, articles, cases = ask(scripted, service, corpus)
    centiles = statistics.quantiles(wall, n=20)
    print(f"{articles:.1f} articles and {cases:.1f} cases suggested on average, {len(wall)} requests")
    figures = [
        Figure("suggestions, p50", centiles[9], "ms"),
        Figure("suggestions, p95", centiles[18], "ms", LIMIT_MS),
    ]
    for figure in figures:
        print(figure)
    return int(any(figure.missed for figure in figures))


def fill(database: Database, corpus: Corpus, embedder: Embedder, cases: int) -> None:
    """A case's question is a known one with a vector of its own near it."""
    draw, now = random.Random(SEED + 2), datetime.now(UTC)
    with database.uow(TENANT) as session:
        index_files(session, TENANT, corpus.files, embedder, by=By("import", "scale", now))
        for number in range(1, cases + 1):
            question = draw.choice(corpus.questions)
            session.add(
                SolvedCase(
                    tenant_id=TENANT,
                    ticket=number,
                    language=detect(question).value,
                    question=question,
                    answer=" ".join(draw.sample(corpus.sentences, 3)),
                    embedder=embedder.name,
                    vector=vector_bytes(embedder.embed_queries([question])[0]),
                    used=0,
                    solved_at=now,
                )
            )


def furnished(service: Service, embedder: Embedder, encoder: Embedder) -> Service:
    shelf = TenantShelf(service.database, service.tenants, lambda: embedder.name)
    shelf.warm_up()
    cases = CaseShelf(service.database, lambda: embedder)
    cases.refresh(TENANT)
    return replace(service, knowledge=shelf, cases=cases, embed=lambda text: encoder.embed_queries([text])[0])


def ask(scripted: Scripted, service: Service, corpus: Corpus) -> tuple[Sequence[float], float, float]:
    """Milliseconds of each request; how many articles and cases came on average."""
    app = create_app(service.settings, service, pages=("bot.web.console.routes",))
    wall, articles, cases = [], 0, 0
    with TestClient(app, follow_redirects=False) as client:
        service.readiness.ready.wait(60)
        sign_in(client)
        asked = ask_about(corpus, CONVERSATIONS)
        paths = [
            f"/console/conversations/{say(client, scripted, question.text)}/suggestions" for question in asked
        ]
        for path in paths * ROUNDS:
            began = time.perf_counter()
            page = client.get(path).raise_for_status().text
            wall.append((time.perf_counter() - began) * 1000)
            articles += page.count('data-path="articles/')
            cases += page.count('data-path="cases/')
    return wall, articles / len(wall), cases / len(wall)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
