"""What an index asks of whatever finds its documents by meaning; a document is its number in the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb_index.vector_index.rough_rows import Numbers, Vectors


@dataclass(frozen=True, slots=True)
class Usual:
    """Mean and variance by language, as numbered in the index, and of how many they are."""

    count: Numbers
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]

    @classmethod
    def of(cls, numbers: Vectors, language: Numbers, among: NDArray[np.bool_] | None = None) -> "Usual":
        """Of numbers with their languages, all or some; 0 where a language has none."""
        languages = int(language.max()) + 1
        if among is not None:
            numbers, language = numbers[among], language[among]
        count = np.bincount(language, minlength=languages)
        there = np.maximum(count, 1)
        mean = np.bincount(language, numbers, languages) / there
        return cls(count, mean, np.bincount(language, numbers * numbers, languages) / there - mean**2)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near documents are to a question.

    `meaning` is the whole text's, in standard deviations above the mean of its language's documents: so
    languages can be compared, of which the question's own lies higher and spreads wider. `asked` is the
    cosine with the nearest of the questions that it is known to answer, 0 where none is near or there;
    `usual_asked` says what that usually is, where `asked` is not of all documents.
    """

    meaning: Vectors
    asked: Vectors
    usual_asked: Usual | None = None


class VectorIndex(Protocol):
    """Thread-safe. `likely` says at how many documents to look closely; 0 where a look is exact already."""

    likely: int

    def look(self, vector: Vectors, language: str) -> Nearness:
        """Of all documents to a question in `language`, which `vector` is of."""
        ...

    def look_closely(self, vector: Vectors, language: str, documents: Numbers) -> Nearness:
        """Of some documents, exactly."""
        ...

    def cosines(self, vector: Vectors, language: str, documents: Sequence[int]) -> Vectors:
        """Of the documents' passages, one document's after the other's; about 0 for what the question is not
        about."""
        ...
