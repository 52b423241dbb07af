"""`linear.v1` as it serves: a linear head on the frozen encoder's vectors and on hashed n-grams, in NumPy."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.dense import DenseSpace, language_positions, stack
from nlu.classifiers.ngrams import count_ngrams, weigh_ngrams
from nlu.classifiers.tensors import read_tensors
from nlu.errors import ModelBroken
from nlu.types import OUT_OF_SCOPE, IntentScore, Language, Vector

HEAD_FILE = "head.safetensors"


@dataclass(frozen=True)
class Ranking:
    """`scores` best first, summing to 1; `out_of_scope` in [0, 1] also weighs how near training examples are."""

    scores: tuple[IntentScore, ...]
    out_of_scope: float


@dataclass(frozen=True)
class LinearHead:
    """What training found. `labels` are the columns; `examples` unit rows of training messages by `example_labels`.

    `rejection` holds the weights of the signals of `rejection_signals` and, last, the bias.
    """

    labels: tuple[str, ...]
    space: DenseSpace
    idf: NDArray[np.float32]
    dense_weights: NDArray[np.float32]
    ngram_weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    examples: NDArray[np.float32]
    example_is_in_scope: NDArray[np.bool_]
    rejection: NDArray[np.float32]


class LinearClassifier:
    """Holds no state; one serves all threads."""

    name = "linear.v1"

    def __init__(self, head: LinearHead) -> None:
        self._head = head

    @classmethod
    def load(cls, folder: Path, labels: tuple[str, ...]) -> "LinearClassifier":
        """Raises ModelBroken where the head's file is missing, damaged or made for other labels."""
        return cls(head_from_tensors(folder, labels, read_tensors(folder, HEAD_FILE)))

    def rank(self, text: str, language: Language, vector: Vector, inner: Vector) -> Ranking:
        """`vector` and `inner` are the encoder's rows for the text."""
        head = self._head
        row = stack(vector[None], inner[None])
        dense = head.space.project(row, language_positions([language]))
        logits = dense_logits(head, dense)[0] + ngram_logits(head, count_ngrams(text))
        probabilities = softmax(logits / head.temperature)
        order = np.argsort(-probabilities, kind="stable")
        scores = tuple(IntentScore(head.labels[index], float(probabilities[index])) for index in order)
        signals = rejection_signals(
            logits[None] / head.temperature,
            nearest(unit(dense[:, : dense.shape[1] // 2]), head.examples, head.example_is_in_scope),
            head.labels.index(OUT_OF_SCOPE),
        )
        strange = signals[0] @ head.rejection[:-1] + head.rejection[-1]
        return Ranking(scores, float(1 / (1 + np.exp(-strange))))


def dense_logits(head: LinearHead, dense: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(dense @ head.dense_weights + head.bias, dtype=np.float32)


def ngram_logits(head: LinearHead, counts: Counter[int]) -> NDArray[np.float32]:
    buckets, weights = weigh_ngrams(counts, head.idf)
    return np.asarray(weights @ head.ngram_weights[buckets], dtype=np.float32)


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def nearest(
    rows: NDArray[np.float32], examples: NDArray[np.float32], is_in_scope: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """For each row the cosine to the nearest in-scope and to the nearest out-of-scope example."""
    cosines = rows @ examples.T
    return np.stack([cosines[:, is_in_scope].max(axis=1), cosines[:, ~is_in_scope].max(axis=1)], axis=1)


def rejection_signals(
    logits: NDArray[np.float32], near: NDArray[np.float32], out_of_scope: int
) -> NDArray[np.float32]:
    """What tells strange messages: the class's own margin, how sure the rest is, and what lies near."""
    others = np.delete(logits, out_of_scope, axis=1)
    two_best = np.sort(others, axis=1)[:, -2:]
    columns = [
        logits[:, out_of_scope] - two_best[:, 1],
        two_best[:, 1] - two_best[:, 0],
        near[:, 0],
        near[:, 1],
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def head_to_tensors(head: LinearHead) -> dict[str, NDArray[np.generic]]:
    """Half precision for the two large tables: it changes no decision and halves the file and the memory."""
    return {
        "centres": head.space.centres,
        "scales": head.space.scales,
        "idf": head.idf,
        "dense_weights": head.dense_weights,
        "ngram_weights": head.ngram_weights.astype(np.float16),
        "bias": head.bias,
        "temperature": np.array([head.temperature], dtype=np.float32),
        "examples": head.examples.astype(np.float16),
        "example_is_in_scope": head.example_is_in_scope.astype(np.uint8),
        "rejection": head.rejection,
    }


def head_from_tensors(
    folder: Path, labels: tuple[str, ...], tensors: dict[str, NDArray[np.generic]]
) -> LinearHead:
    try:
        head = LinearHead(
            labels=labels,
            space=DenseSpace(_float(tensors["centres"]), _float(tensors["scales"])),
            idf=_float(tensors["idf"]),
            dense_weights=_float(tensors["dense_weights"]),
            ngram_weights=_float(tensors["ngram_weights"]),
            bias=_float(tensors["bias"]),
            temperature=float(_float(tensors["temperature"])[0]),
            examples=_float(tensors["examples"]),
            example_is_in_scope=tensors["example_is_in_scope"].astype(np.bool_),
            rejection=_float(tensors["rejection"]),
        )
    except KeyError as error:
        raise ModelBroken(folder, f"{HEAD_FILE} has no tensor {error}") from error
    if not len(labels) == len(head.bias) == head.dense_weights.shape[1] == head.ngram_weights.shape[1]:
        raise ModelBroken(folder, f"{HEAD_FILE} has {len(head.bias)} columns for {len(labels)} labels")
    return head


def _float(tensor: NDArray[np.generic]) -> NDArray[np.float32]:
    return np.asarray(tensor, dtype=np.float32)
