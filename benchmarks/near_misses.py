"""How well the search knows that an article which looks right does not answer.

    .venv/bin/python -m benchmarks.near_misses

Asks the questions under training_data/near_misses over the demo articles: for each article four that it
answers, and six in its own words that no article answers. Other questions without an article
(`benchmarks.knowledge`) are far easier. Writers and articles of "test" are not those of "dev"; "train" has
the articles of "dev" and is what a reader may learn from.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.knowledge import ENCODER, ROOT
from bot.embedding import OnnxEmbedder
from kb_index.confidence import FLOOR, probability
from kb_index.evidence import evidence_for
from kb_index.indexing import index_articles
from kb_index.loading import load_index
from kb_index.models import Base
from kb_index.reading import best_of, read_question
from kb_index.retriever import Retriever
from nlu.blas_threads import use_one_blas_thread

FOLDER = ROOT / "training_data" / "near_misses"
LIMITS = (0.9, 0.8)
"""Of "don't know": precision and recall, as for other questions."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`chance` is the search's own, that the article it found first answers."""

    language: str
    answered: bool
    found: bool
    chance: float


def main() -> None:
    use_one_blas_thread()
    embedder = OnnxEmbedder.load(ENCODER)
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        articles = ROOT / "training_data" / "articles"
        index_articles(session, "demo", articles, embedder, now=datetime.now(UTC))
        retriever = load_index(session, "demo", embedder.name)
    print(f"{os.cpu_count()} cores")
    for file in sorted(FOLDER.glob("*.jsonl")):
        asked = list(ask_all(file, retriever, embedder))
        for language in ("zh", "en"):
            print(f"{file.stem} {language}: {told([one for one in asked if one.language == language])}")


def ask_all(file: Path, retriever: Retriever, embedder: OnnxEmbedder) -> Iterator[Asked]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    vectors = embedder.embed_queries([row["question"] for row in rows])
    index = retriever.index
    assert index is not None
    for row, vector in zip(rows, vectors, strict=True):
        reading = read_question(index, row["question"], vector, row["language"])
        (best,) = best_of(reading.scores, 1)
        evidence = evidence_for(index, reading, best)
        found = index.articles[best] == row["article"]
        yield Asked(row["language"], row["answered"], found, probability(evidence))


def told(asked: Sequence[Asked]) -> str:
    doubted = [one for one in asked if one.chance < FLOOR]
    unanswered = [one for one in asked if not one.answered]
    right = sum(not one.answered for one in doubted)
    precision, recall = right / max(len(doubted), 1), right / max(len(unanswered), 1)
    auc = roc_auc_score([one.answered for one in asked], [one.chance for one in asked])
    found = np.mean([one.found for one in asked if one.answered])
    return (
        f"{len(asked)} questions, {len(unanswered)} of them unanswered; don't know: "
        f"precision {precision:.2f} (limit {LIMITS[0]}), recall {recall:.2f} (limit {LIMITS[1]}); "
        f"AUC of the chance {auc:.2f}; of the answered the article first {found:.2f}"
    )


if __name__ == "__main__":
    main()
