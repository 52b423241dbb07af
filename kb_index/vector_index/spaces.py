"""How texts and known questions are turned for a search whose vectors lie in a database.

As `exact` and `asked` do in memory, but with centres that stay what they were when the vectors were reckoned:
those of many texts hardly move with an edit, and a text's vector then depends on nothing but the text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kb_index.vector_index.asked import sharpened
from kb_index.vector_index.rough_rows import Vectors, unit

TEXT, QUESTION = KINDS = ("text", "question")


class Asked(NamedTuple):
    """A question as it is compared with texts, and with known questions."""

    text: Vectors
    question: Vectors


@dataclass(frozen=True, slots=True)
class Spaces:
    """By language. `typical` is what all questions to texts share, `texts` and `questions` are the centres.

    `rows` is how many of both were there when they were learned.
    """

    embedder: str
    rows: int
    typical: Mapping[str, Vectors]
    texts: Mapping[str, Vectors]
    questions: Mapping[str, Vectors]
    sharpening: Vectors | None

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return len(next(iter(self.texts.values())))

    @property
    def languages(self) -> Sequence[str]:
        return sorted(self.texts)

    def passages(self, vectors: Vectors, language: str) -> Vectors:
        return unit(vectors - self.texts[language])

    def whole(self, vectors: Vectors, language: str) -> Vectors:
        """Of a document's passages."""
        return unit(self.passages(vectors, language).sum(axis=0))

    def known(self, vector: Vectors, language: str) -> Vectors:
        """Of a known question."""
        return sharpened(vector - self.questions.get(language, np.float32(0)), self.sharpening)

    def asked(self, vector: Vectors, language: str) -> Asked:
        return Asked(unit(vector - self.typical.get(language, np.float32(0))), self.known(vector, language))
