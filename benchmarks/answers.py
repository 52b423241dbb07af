"""Whether answers can be given again, and those that an edit made untrue are found.

    .venv/bin/python -m benchmarks.answers [--answers 1000] [--edits 200]

Answers questions of training_data/queries from the demo articles with the encoder in .huiyi, editing sections
and retiring articles in between; then reproduces every answer and compares the list of the outdated ones with
what the edits did. Exits 1 where an answer is not the same to the letter or the list is not exact.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.embedding import OnnxEmbedder
from kb_index.answers import GivenAnswer, find_outdated, keep_answer, reproduce
from kb_index.articles import read_articles
from kb_index.chunking import cut_into_chunks
from kb_index.excerpt import excerpt
from kb_index.indexing import index_articles
from kb_index.loading import load_index
from kb_index.models import Base
from kb_index.passages import hash_passage

ROOT = Path(__file__).parents[1]
ENCODER = Path(os.environ.get("HUIYI_HOME", ROOT / ".huiyi")) / "models" / "encoder"
TENANT = "demo"
LIMIT = 700
ROUNDS = 20


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=200)
    options = parser.parse_args()
    embedder = OnnxEmbedder.load(ENCODER)
    chance = random.Random(7)
    asked = _questions(chance, options.answers)
    vectors = embedder.embed_queries([text for text, _ in asked])
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    told: dict[str, GivenAnswer] = {}
    with tempfile.TemporaryDirectory() as scratch, Session(engine) as session:
        folder = Path(scratch) / "articles"
        shutil.copytree(ROOT / "training_data" / "articles", folder)
        for round_ in range(ROUNDS):
            index_articles(session, TENANT, folder, embedder, now=datetime.now(UTC))
            retriever = load_index(session, TENANT, embedder.name)
            for at in range(round_ * len(asked) // ROUNDS, (round_ + 1) * len(asked) // ROUNDS):
                text, language = asked[at]
                result = retriever.search(text, vector=vectors[at], language=language)
                hit = result.hits[0]
                shown = excerpt(hit.passage, LIMIT)
                answer = GivenAnswer(
                    f"a{at}", hit.article, hit.language, hit.version, hit.passage_hash,
                    result.index_build, LIMIT, shown,
                )  # fmt: skip
                keep_answer(session, TENANT, answer, conversation="c", seq=at, now=datetime.now(UTC))
                told[answer.id] = answer
            for edit in range(options.edits // ROUNDS):
                _edit(folder, chance, retire=edit == 0 and round_ % 2 == 0, mark=f"{round_}.{edit}")
        index_articles(session, TENANT, folder, embedder, now=datetime.now(UTC))
        began = time.perf_counter()
        found = [reproduce(session, TENANT, name) for name in told]
        each = (time.perf_counter() - began) / len(found) * 1000
        same = sum(one.same and one.shown == told[one.id].shown for one in found)
        listed = {one.id for one in find_outdated(session, TENANT)}
        true = _in_force(folder)
        expected = {
            name for name, one in told.items() if one.passage_hash not in true[one.article, one.language]
        }
    print(f"{len(told)} answers, {options.edits} edits, {len({a.article for a in told.values()})} articles")
    print(f"reproduced to the letter: {same} of {len(told)}, {each:.1f} ms each")
    print(f"outdated: {len(listed)} listed, {len(listed & expected)} of {len(expected)} that are")
    return int(same != len(told) or listed != expected)


def _questions(chance: random.Random, number: int) -> list[tuple[str, str]]:
    rows = [
        json.loads(line)
        for path in sorted((ROOT / "training_data" / "queries").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [(row["query"], row["language"]) for row in chance.choices(rows, k=number)]


def _edit(folder: Path, chance: random.Random, *, retire: bool, mark: str) -> None:
    """Changes a paragraph of some article, or takes the article away in one language."""
    path = chance.choice(sorted(folder.glob("*.??.md")))
    if retire:
        path.unlink()
        return
    front, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    paragraphs = body.split("\n\n")
    place = chance.choice([at for at, text in enumerate(paragraphs) if not text.startswith(("|", "```"))])
    paragraphs[place] += f"\n\n({mark})"
    path.write_text(front + "\n---\n" + "\n\n".join(paragraphs), encoding="utf-8")


def _in_force(folder: Path) -> defaultdict[tuple[str, str], set[str]]:
    """Hashes of the passages that the files have now, by article and language."""
    hashes = defaultdict[tuple[str, str], set[str]](set)
    for file in read_articles(folder):
        chunks = cut_into_chunks(file.body, file.language)
        hashes[file.id, file.language] = {hash_passage(file.title, chunk) for chunk in chunks}
    return hashes


if __name__ == "__main__":
    sys.exit(main())
