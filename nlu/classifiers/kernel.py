"""`kernel.v1` as it serves: how near a message is to every training message, weighed, in NumPy."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.ngrams import count_ngrams, weigh_ngrams
from nlu.classifiers.rejection import rejection_signals, strangeness
from nlu.classifiers.space import Space, positions_of
from nlu.classifiers.tensors import read_tensors
from nlu.errors import ModelBroken
from nlu.types import OUT_OF_SCOPE, IntentScore, Language, Vector

HEAD_FILE = "head.safetensors"
# How fast likeness falls with the angle, and what the middle layer and the letters count beside the last
# layer. Chosen on held-out training messages; docs/decisions/0003-frozen-encoder-and-kernel-head.md tells.
SHARPNESS = 1.5
INNER_SHARE = 0.5
LETTER_SHARE = 0.4


@dataclass(frozen=True)
class Ranking:
    """`scores` best first, summing to 1; `out_of_scope` in [0, 1] also weighs what lies near."""

    scores: tuple[IntentScore, ...]
    out_of_scope: float


@dataclass(frozen=True)
class Head:
    """What training found, a row for each training message in `outer`, `inner` and `weights`.

    `labels` are the columns of `weights` and `letter_weights`; `strange` marks messages out of scope.
    """

    labels: tuple[str, ...]
    outer_space: Space
    inner_space: Space
    outer: NDArray[np.float32]
    inner: NDArray[np.float32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    letter_weights: NDArray[np.float32]
    strange: NDArray[np.bool_]
    temperature: float
    rejection: NDArray[np.float32]


class KernelClassifier:
    """Holds no state; one serves all threads."""

    name = "kernel.v1"

    def __init__(self, head: Head) -> None:
        self._head = head

    @classmethod
    def load(cls, folder: Path, labels: tuple[str, ...]) -> "KernelClassifier":
        """Raises ModelBroken where the head's file is missing, damaged or made for other labels."""
        return cls(head_from_tensors(folder, labels, read_tensors(folder, HEAD_FILE)))

    def rank(self, text: str, language: Language, vector: Vector, inner: Vector) -> Ranking:
        """`vector` and `inner` are the encoder's rows for the text."""
        head = self._head
        spoken = positions_of([language])
        cosines = head.outer @ head.outer_space.place(vector[None], spoken)[0]
        inner_cosines = head.inner @ head.inner_space.place(inner[None], spoken)[0]
        buckets, letters = weigh_ngrams(count_ngrams(text), head.idf)
        scores = likeness(cosines, inner_cosines) @ head.weights
        scores += LETTER_SHARE * (letters @ head.letter_weights[buckets])
        near = np.array([[cosines[~head.strange].max(), cosines[head.strange].max()]], dtype=np.float32)
        signals = rejection_signals(scores[None], near, head.labels.index(OUT_OF_SCOPE))
        return Ranking(_rank(head, scores), float(strangeness(signals, head.rejection)[0]))


def likeness(outer: NDArray[np.float32], inner: NDArray[np.float32]) -> NDArray[np.float32]:
    """The kernel on the two layers' cosines: 1 + INNER_SHARE for a message with itself."""
    alike = np.exp(SHARPNESS * (outer - 1)) + INNER_SHARE * np.exp(SHARPNESS * (inner - 1))
    return np.asarray(alike, dtype=np.float32)


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def _rank(head: Head, scores: NDArray[np.float32]) -> tuple[IntentScore, ...]:
    confidences = softmax(scores / head.temperature)
    order = np.argsort(-confidences, kind="stable")
    return tuple(IntentScore(head.labels[index], float(confidences[index])) for index in order)


def head_to_tensors(head: Head) -> dict[str, NDArray[np.generic]]:
    """Half precision for what is compared: it moves no decision and halves the file."""
    return {
        "outer.centres": head.outer_space.centres,
        "outer.projection": head.outer_space.projection,
        "inner.centres": head.inner_space.centres,
        "inner.projection": head.inner_space.projection,
        "outer": head.outer.astype(np.float16),
        "inner": head.inner.astype(np.float16),
        "weights": head.weights,
        "idf": head.idf,
        "letter_weights": head.letter_weights,
        "strange": head.strange.astype(np.uint8),
        "temperature": np.array([head.temperature], dtype=np.float32),
        "rejection": head.rejection,
    }


def head_from_tensors(folder: Path, labels: tuple[str, ...], tensors: dict[str, NDArray[np.generic]]) -> Head:
    """Raises ModelBroken where a tensor is missing or the columns are not the labels'."""

    def get(name: str) -> NDArray[np.float32]:
        if name not in tensors:
            raise ModelBroken(folder, f"{HEAD_FILE} has no tensor {name}")
        return np.asarray(tensors[name], dtype=np.float32)

    columns = get("weights").shape[1]
    if len(labels) != columns or OUT_OF_SCOPE not in labels:
        raise ModelBroken(folder, f"{HEAD_FILE} has {columns} columns for {len(labels)} labels")
    return Head(
        labels=labels,
        outer_space=Space(get("outer.centres"), get("outer.projection")),
        inner_space=Space(get("inner.centres"), get("inner.projection")),
        outer=get("outer"),
        inner=get("inner"),
        weights=get("weights"),
        idf=get("idf"),
        letter_weights=get("letter_weights"),
        strange=get("strange").astype(np.bool_),
        temperature=float(get("temperature")[0]),
        rejection=get("rejection"),
    )
