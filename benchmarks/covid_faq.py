"""How the search finds public questions' answers: 67 of CovidFAQ, 1,037 questions that people asked.

    .venv/bin/python -m benchmarks.covid_faq

An answer is an article with its question for a title, in English only; nothing was learned or fitted from
them. Prints R@1, R@3, MRR and NDCG@3 for words alone, meaning alone, both, and both where the titles lack
their question mark and so are no known questions, beside what the data set's README tells of others. Several
answers are nearly alike, and only those that its annotators named count.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.knowledge import DEPTH, ENCODER, Query, Search, ask, meaning_only, rank
from bot.embedding import OnnxEmbedder
from kb_index.articles import ArticleFile
from kb_index.history import By
from kb_index.indexing import index_files
from kb_index.loading import load_index
from kb_index.models import Base
from kb_index.retriever import Retriever
from nlu.blas_threads import use_one_blas_thread

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "covid_faq"


@dataclass(frozen=True, slots=True)
class Found:
    """Of all queries, on average."""

    at_1: float
    at_3: float
    mrr: float
    ndcg_at_3: float


def main() -> None:
    use_one_blas_thread()
    embedder = OnnxEmbedder.load(ENCODER)
    queries = read_queries(embedder)
    asking = indexed(embedder, marked=True)
    print(f"{len(queries)} questions, English{'':20s}R@1   R@3   MRR   NDCG@3")
    line("BM25", queries, ask(asking, by_meaning=False))
    with meaning_only():
        line("meaning", queries, ask(asking))
    line("fused", queries, ask(asking))
    line("fused, titles not known as questions", queries, ask(indexed(embedder, marked=False)))
    print(
        "others: Elasticsearch on the question, NDCG@3 .784; BERT re-rankers trained on user queries, to .976"
    )


def read_queries(embedder: OnnxEmbedder) -> list[Query]:
    rows = [json.loads(row) for row in (FOLDER / "jhu_queries.jsonl").read_text("utf-8").splitlines()]
    vectors = embedder.embed_queries([row["query"] for row in rows])
    return [
        Query(row["query"], "en", tuple(row["relevant_faq_ids"]), "test", vector)
        for row, vector in zip(rows, vectors, strict=True)
    ]


def indexed(embedder: OnnxEmbedder, *, marked: bool) -> Retriever:
    """The answers; `marked`: their titles end in a question mark."""
    rows = [json.loads(row) for row in (FOLDER / "jhu_faqs.jsonl").read_text("utf-8").splitlines()]
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        files = [_article(row["faq_id"], row["questions"], row["answer"], marked) for row in rows]
        index_files(session, "demo", files, embedder, by=By("benchmark", "measured", datetime.now(UTC)))
        return load_index(session, "demo", embedder.name)


def _article(name: str, questions: Sequence[str], answer: str, marked: bool) -> ArticleFile:
    return ArticleFile(
        id=name,
        language="en",
        title=questions[0].rstrip("?. ") + "?" * marked,
        module="health",
        error_type="how_to",
        solution="explanation",
        versions="*",
        audience=("member",),
        related=(),
        revision=None,
        updated=date(2020, 5, 1),
        asked_as=tuple(questions[1:]),
        body=answer,
    )


def line(name: str, queries: Sequence[Query], search: Search) -> None:
    found = find(queries, search)
    print(
        f"  {name:38s}  {found.at_1:.3f} {found.at_3:.3f} {found.mrr:.3f} {found.ndcg_at_3:.3f}", flush=True
    )


def find(queries: Sequence[Query], search: Search) -> Found:
    ranks, gains = [], []
    for query in queries:
        result = search(query)
        ranks.append(rank(query, result))
        got = [hit.article in query.answers for hit in result.hits[:3]]
        best = _discounted([True] * min(3, len(query.answers)))
        gains.append(_discounted(got) / best)
    count = len(queries)
    return Found(
        sum(one <= 1 for one in ranks) / count,
        sum(one <= 3 for one in ranks) / count,
        sum(1 / one for one in ranks if one <= DEPTH) / count,
        sum(gains) / count,
    )


def _discounted(relevant: Sequence[bool]) -> float:
    """Järvelin & Kekäläinen 2002, with gains of 0 and 1."""
    return sum(1 / math.log2(place + 2) for place, one in enumerate(relevant) if one)


if __name__ == "__main__":
    main()
