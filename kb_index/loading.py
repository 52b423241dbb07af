"""Reads the tables into memory."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb_index.embedder import Vectors
from kb_index.errors import WrongIndex
from kb_index.index import (
    Document,
    HeldPassage,
    IndexedPassage,
    IndexedQuestion,
    KnowledgeIndex,
    VectorsOf,
)
from kb_index.models import Article, ArticleQuestion, ArticleRevision, IndexState, Passage
from kb_index.passage_words import PassageWords, cut_passage, unpack, word_rules
from kb_index.passages import vector_of
from kb_index.retriever import Retriever
from kb_index.traits import read_traits, renew_traits
from kb_index.translations import Translations
from kb_index.vector_index.pgvector import Numbering, PgvectorIndex, Reading
from kb_index.vector_tables import find_spaces
from kb_index.versions import parse_range
from kb_index.words import search_words

MOST_RENEWED = 500
"""Of more changed articles it is quicker to load everything."""

NO_VECTOR = np.zeros(0, dtype=np.float32)


def load_index(
    session: Session, tenant_id: str, embedder_name: str, reading: Reading | None = None
) -> Retriever:
    """The tenant's retriever as the tables stand. Raises WrongIndex for passages of another embedder.

    Where pgvector has the vectors, they are not read, and each search opens `reading`; without it they are.
    """
    # First, so that what changes meanwhile is loaded again.
    build = read_build(session, tenant_id)
    vectors_of = _find_vectors(session, tenant_id, reading)
    passages = read_passages(session, tenant_id, embedder_name, vectors=vectors_of is None)
    if not passages:
        return Retriever(None, build)
    index = KnowledgeIndex(
        passages,
        read_question_means(session, tenant_id),
        read_questions(session, tenant_id, vectors=vectors_of is None),
        _read_translations(session, tenant_id),
        vectors_of,
    )
    return Retriever(index, build, read_traits(session, tenant_id))


def renew_index(
    session: Session,
    tenant_id: str,
    embedder_name: str,
    old: Retriever,
    reading: Reading | None = None,
) -> Retriever:
    """As `load_index`, but reads only what differs from the `old` one, which serves on unchanged."""
    build = read_build(session, tenant_id)
    changed = _changed(session, tenant_id, embedder_name, old.index) if old.index else set()
    articles = sorted({article for article, _ in changed})
    translations = _read_translations(session, tenant_id)
    vectors_of = _find_vectors(session, tenant_id, reading)
    held = old.index is not None and isinstance(old.index.vectors, PgvectorIndex)
    moved = held != (vectors_of is not None)
    if old.index is None or translations is None or moved or len(articles) > MOST_RENEWED:
        return load_index(session, tenant_id, embedder_name, reading)
    passages = read_passages(session, tenant_id, embedder_name, articles, vectors=not held)
    if not passages and changed.issuperset(one.document for one in old.index.documents):
        return Retriever(None, build)
    index = old.index.renewed(
        changed,
        [one for one in passages if one.held.document in changed],
        [
            one
            for one in read_questions(session, tenant_id, articles, vectors=not held)
            if one.document in changed
        ],
        read_question_means(session, tenant_id),
        translations,
        vectors_of,
    )
    return Retriever(index, build, renew_traits(session, tenant_id, old.traits, articles))


def _find_vectors(session: Session, tenant_id: str, reading: Reading | None) -> VectorsOf | None:
    """None where they are searched in memory."""
    spaces = find_spaces(session, tenant_id) if reading else None
    if spaces is None or reading is None:
        return None

    def vectors_of(index: KnowledgeIndex) -> PgvectorIndex:
        numbering = Numbering(
            index.articles,
            index.languages,
            index.document_of,
            index.has_questions,
            index.starts,
            [one.content_hash for one in index.passages],
        )
        return PgvectorIndex(session, tenant_id, spaces, numbering, reading)

    return vectors_of


def read_build(session: Session, tenant_id: str) -> int:
    """Grows with every change to the tenant's passages; 0 where nothing was indexed yet."""
    build = select(func.max(IndexState.build)).where(IndexState.tenant_id == tenant_id)
    return session.scalar(build) or 0


def read_passages(
    session: Session,
    tenant_id: str,
    embedder_name: str,
    articles: Sequence[str] | None = None,
    *,
    vectors: bool = True,
) -> list[IndexedPassage]:
    """Those in force, of some articles or of all, with their `vectors` or without. Raises WrongIndex."""
    rows = session.execute(
        select(
            *(Passage.article_id, Passage.language, Passage.version, Article.versions, ArticleRevision.title),
            *(Passage.position, Passage.heading, Passage.text, Passage.content_hash),
            *(Passage.embedder, Passage.words, Passage.words_by),
            Passage.vector if vectors else null().label("vector"),
        )
        .join(
            ArticleRevision,
            (ArticleRevision.tenant_id == Passage.tenant_id)
            & (ArticleRevision.article_id == Passage.article_id)
            & (ArticleRevision.language == Passage.language)
            & (ArticleRevision.version == Passage.version),
        )
        .join(Article, (Article.tenant_id == Passage.tenant_id) & (Article.id == Passage.article_id))
        .where(Passage.tenant_id == tenant_id, *_among(Passage.article_id, articles))
    )
    return [_indexed(row, embedder_name) for row in rows]


def read_questions(
    session: Session, tenant_id: str, articles: Sequence[str] | None = None, *, vectors: bool = True
) -> list[IndexedQuestion]:
    """As `read_passages`. (Passages tell whether the embedder is the right one.)"""
    rows = session.execute(
        select(
            *(ArticleQuestion.article_id, ArticleQuestion.language, ArticleQuestion.text),
            *(ArticleQuestion.words, ArticleQuestion.words_by),
            ArticleQuestion.vector if vectors else null().label("vector"),
        ).where(ArticleQuestion.tenant_id == tenant_id, *_among(ArticleQuestion.article_id, articles))
    )
    return [
        IndexedQuestion(
            article=row.article_id,
            language=row.language,
            text=row.text,
            vector=_vector(row.vector),
            words=row.words.split() if row.words_by == word_rules() else search_words(row.text),
        )
        for row in rows
    ]


def read_question_means(session: Session, tenant_id: str) -> dict[str, Vectors]:
    """By language; empty for a tenant that was never indexed."""
    states = session.scalars(select(IndexState).where(IndexState.tenant_id == tenant_id))
    return {state.language: vector_of(state.question_mean) for state in states}


def _read_translations(session: Session, tenant_id: str) -> dict[str, Translations] | None:
    """None where they are not there, or of words cut by other rules."""
    states = session.scalars(select(IndexState).where(IndexState.tenant_id == tenant_id))
    kept = {one.language: one.translations for one in states if one.words_by == word_rules()}
    return {language: table for language, table in kept.items() if table is not None} or None


def _changed(session: Session, tenant_id: str, embedder_name: str, held: KnowledgeIndex) -> set[Document]:
    """Documents of which the tables say something else than `held`, or one of the two nothing."""
    passages = session.execute(
        select(
            *(Passage.article_id, Passage.language, Passage.position, Passage.version, Passage.content_hash),
            Passage.embedder,
        ).where(Passage.tenant_id == tenant_id)
    )
    known = [
        (*one.document, one.position, one.version, one.content_hash, embedder_name) for one in held.passages
    ]
    questions = session.execute(
        select(ArticleQuestion.article_id, ArticleQuestion.language, ArticleQuestion.text).where(
            ArticleQuestion.tenant_id == tenant_id
        )
    )
    asked = [(*document, text) for document, text in held.questions]
    ranges = session.execute(select(Article.id, Article.versions).where(Article.tenant_id == tenant_id))
    versions = {article: parse_range(text) for article, text in ranges}
    return {
        *((one[0], one[1]) for one in set(map(tuple, passages)) ^ set(known)),
        *((one[0], one[1]) for one in set(map(tuple, questions)) ^ set(asked)),
        *(one.document for one in held.documents if versions.get(one.article) != one.versions),
    }


def _among(column: InstrumentedAttribute[str], articles: Sequence[str] | None) -> list[ColumnElement[bool]]:
    return [] if articles is None else [column.in_(articles)]


def _indexed(row: Any, embedder_name: str) -> IndexedPassage:
    if row.embedder != embedder_name:
        raise WrongIndex(row.embedder, embedder_name)
    held = HeldPassage(
        article=row.article_id,
        language=row.language,
        version=row.version,
        versions=parse_range(row.versions),
        title=row.title,
        position=row.position,
        heading=row.heading,
        text=row.text,
        content_hash=row.content_hash,
    )
    return IndexedPassage(held, _vector(row.vector), _words_of(row))


def _vector(stored: bytes | None) -> Vectors:
    return NO_VECTOR if stored is None else vector_of(stored)


def _words_of(row: Any) -> PassageWords:
    if row.words is not None and row.words_by == word_rules():
        return unpack(row.words)
    return cut_passage(row.title, row.heading, row.text)
