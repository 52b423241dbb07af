"""All vectors in this process: compared exactly, or of many roughly first."""

from collections.abc import Sequence

from kb_index.vector_index.asked import AskedIndex
from kb_index.vector_index.exact import ExactIndex
from kb_index.vector_index.protocol import Nearness
from kb_index.vector_index.rough_rows import Numbers, Vectors

LIKELY = 300
"""Documents that are looked at exactly, where there are too many to do so with all."""


class InMemoryIndex:
    """`texts` and `asked` are of the same documents."""

    def __init__(self, texts: ExactIndex, asked: AskedIndex) -> None:
        self.texts, self.asked = texts, asked
        self.likely = LIKELY if texts.is_rough or asked.is_rough else 0

    def look(self, vector: Vectors, language: str) -> Nearness:
        return Nearness(self.texts.deviations(vector, language), self.asked.nearest(vector, language))

    def look_closely(self, vector: Vectors, language: str, documents: Numbers) -> Nearness:
        return Nearness(
            self.texts.deviations(vector, language, documents),
            self.asked.exactly(vector, language, documents),
        )

    def cosines(self, vector: Vectors, language: str, documents: Sequence[int]) -> Vectors:
        return self.texts.cosines(vector, language, documents)
