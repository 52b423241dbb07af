"""What serving the encoder in int8 costs: the same messages and the same head on its fp32 twin.

    .venv/bin/python -m benchmarks.int8_cost [--limit 100]

Exports the served encoder's model folder anew in full precision (layers and embedding table) and lets both
read our test split, or --limit messages spread over it, through the trained pipeline of .huiyi/models (or
HUIYI_HOME's). Prints in-scope accuracy after the fallback rule by language, and the cosines between both
encoders' rows: `mean`, which search compares, and `first`, which intents are told by. Needs the extra
`train`. Exits 1 where a language loses more than the limit.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort

from nlu.encoder.export import export_in_full
from nlu.encoder.onnx_encoder import Kind, OnnxEncoder
from nlu.encoder.serving_files import PROMPTS_FILE, TOKENIZER_FILE
from nlu.encoder.tokenizing import load_tokenizer
from nlu.evaluation import Report, evaluate
from nlu.pipeline import Pipeline
from nlu.types import Vector
from training_data.loader import load_split
from training_data.schema import Example, Split

ROOT = Path(__file__).parents[1]
MODELS = Path(os.environ.get("HUIYI_HOME", ROOT / ".huiyi")) / "models"
LIMIT = 0.3  # points of in-scope accuracy


class Listener:
    """Passes on what an encoder says, and remembers it."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        self.checksum = encoder.checksum
        self.said: list[tuple[Vector, Vector]] = []

    def encode_twice(self, texts: Sequence[str], *, kind: Kind) -> tuple[Vector, Vector]:
        self.said.append(self._encoder.encode_twice(texts, kind=kind))
        return self.said[-1]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.int8_cost")
    parser.add_argument("--limit", type=int, help="read so many messages, spread over the test split")
    examples = spread(
        load_split(ROOT / "training_data" / "nlu", Split.test), parser.parse_args(arguments).limit
    )
    served = OnnxEncoder.load(MODELS / "encoder")
    print(f"{len(examples)} messages; exporting {MODELS / 'encoder'} in fp32", flush=True)
    whole = load_in_full(MODELS / "encoder", served.checksum)
    reports, said = zip(*(read(encoder, examples) for encoder in (served, whole)), strict=True)
    for name, place in (("mean", 0), ("first", 1)):
        ours, theirs = (np.concatenate([rows[place] for rows in one]) for one in said)
        cosines = (ours * theirs).sum(axis=1)
        low = np.percentile(cosines, 5)
        print(
            f"cosine, {name}: mean {cosines.mean():.4f}, 5th percentile {low:.4f}, least {cosines.min():.4f}"
        )
    worst = max(show(language, *reports) for language in reports[0].languages)
    print(f"int8 costs {worst:+.2f} points at most; limit {LIMIT}: {'ok' if worst <= LIMIT else 'MISSED'}")
    return int(worst > LIMIT)


def spread(examples: Sequence[Example], limit: int | None) -> Sequence[Example]:
    """All, or `limit` of them at even distances."""
    if limit is None or limit >= len(examples):
        return examples
    return [examples[place] for place in np.linspace(0, len(examples) - 1, limit).astype(int)]


def load_in_full(folder: Path, checksum: str) -> OnnxEncoder:
    """The encoder of the model folder in fp32, under the checksum that the head was trained with."""
    with tempfile.TemporaryDirectory(prefix="huiyi-fp32-") as scratch:
        layers = Path(scratch) / "layers.onnx"
        table = export_in_full(folder, layers)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        session = ort.InferenceSession(layers, options, providers=["CPUExecutionProvider"])
    prompts = json.loads((folder / PROMPTS_FILE).read_text(encoding="utf-8"))["prompts"]
    return OnnxEncoder(
        session,
        load_tokenizer(folder, TOKENIZER_FILE),
        table,
        np.ones(len(table), dtype=np.float32),
        {"query": prompts["query"], "passage": prompts["document"]},
        checksum,
    )


def read(encoder: OnnxEncoder, examples: Sequence[Example]) -> tuple[Report, list[tuple[Vector, Vector]]]:
    listener = Listener(encoder)
    return evaluate(Pipeline.load_with(MODELS / "intent", listener), examples), listener.said


def show(language: str, served: Report, whole: Report) -> float:
    """Prints a language's figures; returns how many points it loses."""
    ours, theirs = (100 * one.languages[language].in_scope_accuracy for one in (served, whole))
    changed = sum(
        one.got != other.got
        for one, other in zip(served.outcomes, whole.outcomes, strict=True)
        if one.language == language
    )
    print(
        f"{language}  in-scope accuracy: int8 {ours:.2f}, fp32 {theirs:.2f}, lost {theirs - ours:+.2f}; "
        f"{changed} of {served.languages[language].messages} messages understood otherwise"
    )
    return theirs - ours


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
