"""Exact cosine in memory, with what a language's texts all share taken off.

Raw e5 vectors of one language are alike whatever they say: a Chinese question is nearer to any Chinese text
than to the English one that answers it. docs/decisions/0007-hybrid-search-in-memory.md has the figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kb_index.vector_index.protocol import Usual
from kb_index.vector_index.rough_rows import Numbers, RoughRows, Vectors, unit

USUAL_SPREAD = 0.1
"""Standard deviation of the centred cosines of one question with texts of one language."""

PRIOR = 10
"""In how many texts a language's own mean and spread weigh as much as the usual ones."""


class ExactIndex:
    """Rows grouped into documents: document d has rows `starts[d]` up to the next, all of `languages[d]`.

    `vectors` are unit-length rows, `question_means` the vector that all questions of a language share.
    """

    def __init__(
        self,
        vectors: Vectors,
        starts: Numbers,
        languages: Sequence[str],
        question_means: Mapping[str, Vectors],
    ) -> None:
        self.rows = vectors
        self._question_means = question_means
        of_document = np.array(languages)
        self._documents = {
            language: np.flatnonzero(of_document == language) for language in sorted(set(languages))
        }
        of_row = np.repeat(of_document, np.diff([*starts, len(vectors)]))
        self._means = {
            language: leaning_mean(vectors[of_row == language], question_means.get(language))
            for language in self._documents
        }
        centred = (
            vectors
            - np.stack([self._means[one] for one in self._documents])[
                np.searchsorted(list(self._documents), of_row)
            ]
        )
        wholes = unit(centred)
        if len(starts) < len(vectors):
            wholes = unit(np.add.reduceat(wholes, starts, axis=0))
        self._wholes = RoughRows(wholes)
        self.is_rough = self._wholes.is_rough
        # Mean and spread of any question's products with a language's texts follow from these.
        self._moments = [Moments.of(wholes[documents]) for documents in self._documents.values()]
        self._languages = languages
        self._language_of = np.searchsorted(list(self._documents), of_document)
        self._bounds = [*starts, len(vectors)]

    def deviations(self, vector: Vectors, language: str, documents: Numbers | None = None) -> Vectors:
        """How near documents are to a question in `language`: exactly some, or all, which `is_rough`.

        In standard deviations above the mean of their language's documents. So languages can be compared: the
        question's own lies higher and spreads wider.
        """
        asked = self._asked(vector, language)
        if documents is None:
            cosines, of_language = self._wholes.products(asked), self._language_of
        else:
            cosines, of_language = self._wholes.exact(asked, documents), self._language_of[documents]
        if documents is None and not self.is_rough:
            known = Usual.of(cosines, of_language)
            means, spreads = leaning_on_usual(known.count, known.mean, known.variance)
        else:
            means, spreads = np.array([of.usual(asked) for of in self._moments], dtype=np.float32).T
        deviations: Vectors = (cosines - means[of_language]) / spreads[of_language]
        return deviations.astype(np.float32, copy=False)

    def cosines(self, vector: Vectors, language: str, documents: Sequence[int]) -> Vectors:
        """Of the documents' rows with the question; about 0 for what they are not about."""
        centred = [
            self.rows[self._bounds[one] : self._bounds[one + 1]] - self._means[self._languages[one]]
            for one in documents
        ]
        cosines: Vectors = unit(np.concatenate(centred)) @ self._asked(vector, language)
        return cosines

    def _asked(self, vector: Vectors, language: str) -> Vectors:
        mean = self._question_means.get(language)
        return unit(vector if mean is None else vector - mean)


@dataclass(frozen=True, slots=True)
class Moments:
    """Of `count` rows: the mean, and the mean of their squares and cross products."""

    first: Vectors
    second: Vectors
    count: int

    @classmethod
    def of(cls, rows: Vectors) -> "Moments":
        return cls(rows.mean(axis=0), rows.T @ rows / np.float32(len(rows)), len(rows))

    def usual(self, asked: Vectors) -> tuple[Any, Any]:
        """Mean and standard deviation of the rows' products with a question; of few, the usual ones."""
        mean = self.first @ asked
        return leaning_on_usual(self.count, mean, asked @ self.second @ asked - mean**2)


def leaning_on_usual(count: Any, mean: Any, variance: Any) -> tuple[Any, Any]:
    """Mean and standard deviation of so many products; of few, the usual ones."""
    share = count / (count + PRIOR)
    return share * mean, np.sqrt(share * np.maximum(variance, 0.0) + (1 - share) * USUAL_SPREAD**2)


def leaning_mean(vectors: Vectors, question_mean: Vectors | None) -> Vectors:
    """Of few rows the mean would be what they say, so it leans on the mean question."""
    return leaning(vectors.sum(axis=0), len(vectors), question_mean)


def leaning(total: Vectors, count: int, question_mean: Vectors | None) -> Vectors:
    """As `leaning_mean`, of `count` rows with this sum."""
    prior = 0 if question_mean is None else PRIOR
    total = total + (0 if question_mean is None else prior * question_mean)
    mean: Vectors = (total / (count + prior)).astype(np.float32)
    return mean
