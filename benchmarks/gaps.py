"""How well what customers asked in vain is gathered by what it means.

    .venv/bin/python -m benchmarks.gaps

Gathers the questions under training_data/gaps as the console's list of gaps does: topics that no article has,
each asked by four people in Chinese and four in English; a file is by one writer. Of all pairs that share a
group, the share that shares a topic (precision); of all pairs that share a topic, the share that shares a
group (recall), within the languages and across them. Beside it the same by the vectors as they are. What
counts as near was chosen on both files: neither is unseen.
"""

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.knowledge import ENCODER, ROOT
from bot.embedding import OnnxEmbedder
from kb_index.embedder import Vectors
from kb_index.gathering import Said, Typical, gather
from kb_index.typical_questions import TYPICAL_QUESTIONS

FOLDER = ROOT / "training_data" / "gaps"


def main() -> None:
    embedder = OnnxEmbedder.load(ENCODER)
    typical: dict[tuple[str, str], Vectors] = {
        (embedder.name, language): embedder.embed_queries(questions).mean(axis=0)
        for language, questions in TYPICAL_QUESTIONS.items()
    }
    for file in sorted(FOLDER.glob("*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        vectors = embedder.embed_queries([row["text"] for row in rows])
        said = [
            Said(row["text"], row["language"], embedder.name, vector)
            for row, vector in zip(rows, vectors, strict=True)
        ]
        print(f"{file.stem}: {len(rows)} questions, {len({row['topic'] for row in rows})} topics")
        show("gathered", rows, said, typical)
        show("by the vectors as they are", rows, said, {})


def show(name: str, rows: Sequence[Mapping[str, str]], said: Sequence[Said], typical: Typical) -> None:
    groups = gather(said, typical)
    group_of = np.zeros(len(rows), dtype=np.int64)
    for number, members in enumerate(groups):
        group_of[members] = number
    pairs = np.triu_indices(len(rows), 1)
    together = alike(group_of)[pairs]
    same = alike(np.array([row["topic"] for row in rows]))[pairs]
    within = alike(np.array([row["language"] for row in rows]))[pairs]
    recalls = [float(together[same & those].mean()) for those in (within, ~within)]
    print(
        f"  {name:28s}{len(groups):4d} groups   precision {same[together].mean():.2f}   "
        f"recall within a language {recalls[0]:.2f}, across {recalls[1]:.2f}"
    )


def alike(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    return np.asarray(values[:, None] == values[None, :])


if __name__ == "__main__":
    main()
