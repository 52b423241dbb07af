"""`kernel.v2` as it serves: how near a message is to the training messages that were kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.comparison import comparison
from nlu.classifiers.head_file import HEAD_FILE, check_tensors
from nlu.classifiers.ngrams import count_ngrams, weigh_ngrams
from nlu.classifiers.rejection import rejection_signals, strangeness
from nlu.classifiers.space import LANGUAGES, Space
from nlu.classifiers.tensors import read_tensors
from nlu.types import OUT_OF_SCOPE, IntentScore, Language, Vector

# What the letters count beside the first token and the tokens' mean, which count alike. Chosen on unseen
# training messages; docs/decisions/0003-tuned-encoder-and-kernel-head.md tells.
LETTER_SHARE = 0.4


@dataclass(frozen=True)
class Ranking:
    """`scores` best first, summing to 1; `out_of_scope` in [0, 1] also weighs what lies near."""

    scores: tuple[IntentScore, ...]
    out_of_scope: float


@dataclass(frozen=True)
class Head:
    """What training found, a row for each message it kept in `wishes`, `means` and `weights`.

    `labels` are the columns of `weights` and `letter_weights`; `strange` marks messages out of scope.
    """

    labels: tuple[str, ...]
    wish_space: Space
    mean_space: Space
    wishes: NDArray[np.float32]
    means: NDArray[np.float32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    letter_weights: NDArray[np.float32]
    strange: NDArray[np.bool_]
    temperature: float
    rejection: NDArray[np.float32]

    @property
    def out_of_scope(self) -> int | None:
        """Its column; None where no message out of scope was learned from."""
        return find_column(self.labels)


def find_column(labels: Sequence[str]) -> int | None:
    """Out of scope's among the labels'."""
    return labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else None


class KernelClassifier:
    """Holds no state; one serves all threads."""

    name = "kernel.v2"

    def __init__(self, head: Head) -> None:
        wishes = head.wish_space.projection, head.wishes
        means = head.mean_space.projection, head.means
        self._compare = comparison((wishes, means), head.weights, head.strange)
        # The comparison holds these; a second time they would be seven megabytes.
        gone = np.zeros((0, 0), dtype=np.float32)
        self._head = replace(head, wishes=gone, means=gone, weights=gone)

    @classmethod
    def load(cls, folder: Path, labels: tuple[str, ...], dimension: int) -> "KernelClassifier":
        """Raises ModelBroken where the head's file is missing, damaged or made for other labels or vectors.

        `dimension` is that of the encoder's vectors.
        """
        return cls(head_from_tensors(folder, labels, read_tensors(folder, HEAD_FILE), dimension))

    def rank(self, text: str, language: Language, vector: Vector, wish: Vector) -> Ranking:
        """`vector` and `wish` are the encoder's rows for the text: the mean's and the first token's."""
        head, spoken = self._head, LANGUAGES.index(language)
        scores, *nearest = self._compare(
            wish - head.wish_space.centres[spoken], vector - head.mean_space.centres[spoken]
        )
        buckets, letters = weigh_ngrams(count_ngrams(text), head.idf)
        scores += LETTER_SHARE * (letters @ head.letter_weights[buckets])
        signals = rejection_signals(scores[None], np.array([nearest], dtype=np.float32), head.out_of_scope)
        return Ranking(_rank(head, scores), float(strangeness(signals, head.rejection)[0]))


def likeness(wishes: NDArray[np.float32], means: NDArray[np.float32]) -> NDArray[np.float32]:
    """The kernel on the cosines of both, also in `comparison.onnx`: 2 for a message with itself."""
    alike = np.exp(wishes - 1) + np.exp(means - 1)
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
        "wish.centres": head.wish_space.centres,
        "wish.projection": head.wish_space.projection,
        "mean.centres": head.mean_space.centres,
        "mean.projection": head.mean_space.projection,
        "wishes": head.wishes.astype(np.float16),
        "means": head.means.astype(np.float16),
        "weights": head.weights,
        "idf": head.idf,
        "letter_weights": head.letter_weights,
        "strange": head.strange.astype(np.uint8),
        "temperature": np.array([head.temperature], dtype=np.float32),
        "rejection": head.rejection,
    }


def head_from_tensors(
    folder: Path, labels: tuple[str, ...], tensors: dict[str, NDArray[np.generic]], dimension: int
) -> Head:
    """Raises ModelBroken where they are no head for these labels and vectors of that dimension."""
    found = {name: np.asarray(tensor, dtype=np.float32) for name, tensor in tensors.items()}
    check_tensors(folder, found, labels=len(labels), out_of_scope=find_column(labels), dimension=dimension)
    return Head(
        labels=labels,
        wish_space=Space(found["wish.centres"], found["wish.projection"]),
        mean_space=Space(found["mean.centres"], found["mean.projection"]),
        wishes=found["wishes"],
        means=found["means"],
        weights=found["weights"],
        idf=found["idf"],
        letter_weights=found["letter_weights"],
        strange=found["strange"].astype(np.bool_),
        temperature=float(found["temperature"][0]),
        rejection=found["rejection"],
    )
