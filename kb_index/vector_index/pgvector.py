"""A tenant's vectors in PostgreSQL: pgvector names the likely documents, only those are compared exactly.

What the others' cosines usually are, which standard deviations need, is reckoned from a sample in memory.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ARRAY,
    CompoundSelect,
    Executable,
    Select,
    String,
    any_,
    bindparam,
    case,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from kb_index.models import ArticleVector, Passage
from kb_index.vector_index.exact import Moments
from kb_index.vector_index.halfvec import distance, written
from kb_index.vector_index.protocol import Nearness, Usual
from kb_index.vector_index.rough_rows import Numbers, Vectors
from kb_index.vector_index.spaces import KINDS, QUESTION, TEXT, Asked, Spaces

LIKELY = 1000
"""Documents that are looked at closely: also what words bring that is not among the candidates."""

CANDIDATES = 200
"""Of each language's texts, and of its known questions, the nearest."""

SEARCHED = 300
"""pgvector's `ef_search`."""

SAMPLE = 2048
"""Articles that tell what cosines usually are."""

Reading = Callable[[], AbstractContextManager[Session]]
"""Opens a session of the tenant that only looks."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Documents as the index numbers them: `document_of[l, a]` is of language l and article a, or -1.

    `passages` are the content hashes of all, in their order; those of document d begin at `starts[d]`.
    """

    articles: Sequence[str]
    languages: Sequence[str]
    document_of: Numbers
    has_questions: NDArray[np.bool_]
    starts: Numbers
    passages: Sequence[str]

    def passages_of(self, document: int) -> Sequence[str]:
        end = int(self.starts[document + 1]) if document + 1 < len(self.starts) else len(self.passages)
        return self.passages[int(self.starts[document]) : end]


class PgvectorIndex:
    """Holds a sample of the vectors only; a document or passage that the tables lack is near nothing."""

    likely = LIKELY

    def __init__(
        self, session: Session, tenant_id: str, spaces: Spaces, numbering: Numbering, reading: Reading
    ) -> None:
        """`session` is for now, `reading` for each search."""
        self._tenant_id, self._spaces, self._reading = tenant_id, spaces, reading
        self._numbering = numbering
        self._column = {article: at for at, article in enumerate(numbering.articles)}
        self._row = {language: at for at, language in enumerate(numbering.languages)}
        self._language_of = np.zeros(int(numbering.document_of.max()) + 1, dtype=np.int64)
        self._column_of = self._language_of.copy()
        for at, documents in enumerate(numbering.document_of):
            (columns,) = np.nonzero(documents >= 0)
            self._language_of[documents[columns]], self._column_of[documents[columns]] = at, columns
        self._candidates = _candidates(spaces)
        self._products = _products(spaces)
        self._sample = self._read_sample(session)

    def look(self, vector: Vectors, language: str) -> Nearness:
        asked = self._spaces.asked(vector, language)
        with self._reading() as session:
            connection = session.connection()
            connection.execute(_searching())
            found = connection.execute(self._candidates, self._parameters(asked)).all()
        usual_asked = self._sample.usual_asked(asked.question)
        has_questions = self._numbering.has_questions
        near = np.where(has_questions, usual_asked.mean[self._language_of], 0).astype(np.float32)
        meaning = np.zeros(len(near), dtype=np.float32)
        self._fill(found, asked, meaning, near)
        return Nearness(meaning, near, usual_asked)

    def look_closely(self, vector: Vectors, language: str, documents: Numbers) -> Nearness:
        asked = self._spaces.asked(vector, language)
        columns = np.unique(self._column_of[documents]).tolist()
        articles = [self._numbering.articles[at] for at in columns]
        with self._reading() as session:
            wanted = {**self._parameters(asked), "articles": articles}
            found = session.connection().execute(self._products, wanted).all()
        meaning, near = np.zeros((2, len(self._language_of)), dtype=np.float32)
        self._fill(found, asked, meaning, near)
        return Nearness(meaning[documents], near[documents])

    def cosines(self, vector: Vectors, language: str, documents: Sequence[int]) -> Vectors:
        wanted = [
            (
                self._numbering.articles[int(self._column_of[one])],
                self._numbering.languages[int(self._language_of[one])],
            )
            for one in documents
        ]
        with self._reading() as session:
            rows = session.execute(
                select(Passage.article_id, Passage.language, Passage.content_hash, Passage.vector).where(
                    Passage.tenant_id == self._tenant_id,
                    Passage.embedder == self._spaces.embedder,
                    tuple_(Passage.article_id, Passage.language).in_(wanted),
                )
            ).all()
        asked = self._spaces.asked(vector, language).text
        near = {
            (article, of, passage): self._spaces.passages(np.frombuffer(held, dtype="<f4"), of) @ asked
            for article, of, passage, held in rows
        }
        cosines = [
            near.get((*of, passage), 0.0)
            for of, one in zip(wanted, documents, strict=True)
            for passage in self._numbering.passages_of(one)
        ]
        return np.array(cosines, dtype=np.float32)

    def _parameters(self, asked: Asked) -> dict[str, Any]:
        return {"tenant": self._tenant_id, TEXT: written(asked.text), QUESTION: written(asked.question)}

    def _fill(self, found: Sequence[Any], asked: Asked, meaning: Vectors, near: Vectors) -> None:
        if not found:
            return
        articles, languages, kinds, products = zip(*found, strict=True)
        documents = np.array([self._number(*one) for one in zip(articles, languages, strict=True)])
        known, cosines = documents >= 0, np.array(products, dtype=np.float32)
        text = known & (np.array(kinds) == TEXT)
        of_language = self._language_of[documents[text]]
        means, spreads = self._sample.usual_texts(asked.text)
        meaning[documents[text]] = (cosines[text] - means[of_language]) / spreads[of_language]
        question = known & ~text
        np.maximum.at(near, documents[question], cosines[question])

    def _number(self, article: str, language: str) -> int:
        """-1 for what was written since the index was loaded."""
        row, column = self._row.get(language), self._column.get(article)
        return -1 if row is None or column is None else int(self._numbering.document_of[row, column])

    def _read_sample(self, session: Session) -> "_Sample":
        some = {self._numbering.articles[at] for row in self._numbering.document_of for at in _some(row >= 0)}
        of = ArticleVector
        rows = session.execute(
            select(of.article_id, of.language, of.kind, of.vector)
            .where(of.tenant_id == self._tenant_id, of.article_id.in_(sorted(some)))
            .order_by(of.article_id)
        ).all()

        def rows_of(kind: str, language: str) -> _Rows:
            return _Rows.of([row for row in rows if (row.kind, row.language) == (kind, language)])

        languages = self._numbering.languages
        return _Sample(
            texts=[Moments.of(rows_of(TEXT, language).vectors) for language in languages],
            asked=[rows_of(QUESTION, language) for language in languages],
        )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Vectors in the order of their documents, which begin at `starts`."""

    vectors: Vectors
    starts: Numbers

    @classmethod
    def of(cls, rows: Sequence[Any]) -> "_Rows":
        articles = [row.article_id for row in rows]
        starts = [at for at, one in enumerate(articles) if at == 0 or one != articles[at - 1]]
        vectors = np.array([row.vector for row in rows], dtype=np.float32)
        return cls(vectors, np.array(starts, dtype=np.int64))

    def nearest(self, vector: Vectors) -> Vectors:
        """Of each document."""
        if not len(self.starts):
            return np.zeros(0, dtype=np.float32)
        nearest: Vectors = np.maximum.reduceat(self.vectors @ vector, self.starts)
        return nearest


@dataclass(frozen=True, slots=True)
class _Sample:
    """By language, as numbered in the index."""

    texts: Sequence[Moments]
    asked: Sequence[_Rows]

    def usual_texts(self, vector: Vectors) -> tuple[Vectors, Vectors]:
        """Means and spreads, as `exact` would have them of these documents."""
        means, spreads = np.array([of.usual(vector) for of in self.texts], dtype=np.float32).T
        return means, spreads

    def usual_asked(self, vector: Vectors) -> Usual:
        cosines = [np.maximum(rows.nearest(vector), 0) for rows in self.asked]
        return Usual(
            np.array([len(one) for one in cosines]),
            np.array([one.mean() if len(one) else 0.0 for one in cosines], dtype=np.float64),
            np.array([one.var() if len(one) else 0.0 for one in cosines], dtype=np.float64),
        )


def _some(there: NDArray[np.bool_]) -> list[int]:
    """At most `SAMPLE` of the places, from all over."""
    (places,) = np.nonzero(there)
    some: list[int] = places[:: len(places) // SAMPLE + 1].tolist()
    return some


def _searching() -> Select[Any]:
    """The scan goes on where what it found is dead rows: what was edited since the last vacuum."""
    return select(
        func.set_config("hnsw.ef_search", str(SEARCHED), True),
        func.set_config("hnsw.iterative_scan", "relaxed_order", True),
    )


def _candidates(spaces: Spaces) -> CompoundSelect[Any]:
    """Each part is what one of the partition's indexes is made for (`vector_partition`)."""
    return union_all(
        *(_nearest(kind, language, spaces.size) for kind in KINDS for language in spaces.languages)
    )


def _nearest(kind: str, language: str, size: int) -> Select[Any]:
    of, away = ArticleVector, distance("halfvec", size, kind)
    nearest = (
        select(of.article_id, of.language, of.kind, (-away).label("product"))
        .where(
            of.tenant_id == bindparam("tenant"),
            of.kind == literal(kind, literal_execute=True),
            of.language == literal(language, literal_execute=True),
        )
        .order_by(away)
        .limit(CANDIDATES)
        .subquery()
    )
    return select(*nearest.c)


def _products(spaces: Spaces) -> Executable:
    """Of some articles, in all languages."""
    away = case(
        (ArticleVector.kind == TEXT, distance("vector", spaces.size, TEXT)),
        else_=distance("vector", spaces.size, QUESTION),
    )
    of = ArticleVector
    return (
        select(of.article_id, of.language, of.kind, func.max(-away))
        .where(
            of.tenant_id == bindparam("tenant"),
            of.article_id == any_(bindparam("articles", type_=ARRAY(String))),
        )
        .group_by(of.article_id, of.language, of.kind)
    )
