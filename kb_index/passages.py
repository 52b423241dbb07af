"""What is searched of an article: passages of its revision in force, and its known questions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb_index.articles import LONGEST_QUESTION
from kb_index.chunking import Chunk, cut_into_chunks, text_to_embed
from kb_index.embedder import Embedder
from kb_index.models import TITLE, ArticleQuestion, ArticleRevision, Passage
from kb_index.passage_words import cut_passage, pack_words, word_rules
from kb_index.words import search_words

Edition = tuple[str, str, str]
"""Tenant, article and language."""
Row = dict[str, Any]
Vectors = dict[str, bytes]


LONGEST_HEADING = 300
"""Of what is kept with a passage; a longer one is searched in the text that is embedded."""


class ArticleText(Protocol):
    """An article's text in one language, wherever it stands."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def asked_as(self) -> Sequence[str]: ...


class Texts(NamedTuple):
    """To be embedded."""

    queries: list[str]
    passages: list[str]

    @classmethod
    def of(cls, some: Iterable["Texts"]) -> "Texts":
        some = list(some)
        return cls([q for one in some for q in one.queries], [p for one in some for p in one.passages])


def write_questions(
    session: Session,
    tenant_id: str,
    article: str,
    language: str,
    title: str,
    questions: Sequence[str],
    embedder: Embedder,
) -> None:
    """Those that stay keep their vectors."""
    texts = searched_questions(title, questions)
    stored = _questions_of(session, tenant_id, article, language)
    first = len(questions) - len(texts)
    wanted = [(at, text, embedder.name, word_rules()) for at, text in enumerate(texts, first)]
    if [(one.position, one.text, one.embedder, one.words_by) for one in stored] == wanted:
        return
    rows = question_rows(
        (tenant_id, article, language), title, questions, embedder, _vectors(stored, embedder.name)
    )
    session.execute(
        delete(ArticleQuestion).where(
            ArticleQuestion.tenant_id == tenant_id,
            ArticleQuestion.article_id == article,
            ArticleQuestion.language == language,
        )
    )
    session.add_all(ArticleQuestion(**row) for row in rows)


def question_rows(
    edition: Edition, title: str, questions: Sequence[str], embedder: Embedder, vectors: Mapping[str, bytes]
) -> list[Row]:
    """As the table has them. `vectors` are those that are there already, by their texts."""
    texts = searched_questions(title, questions)
    new = [text for text in texts if text not in vectors]
    if new:
        vectors = {**vectors, **dict(zip(new, map(vector_bytes, embedder.embed_queries(new)), strict=True))}
    return [
        {
            **_key(edition),
            "position": position,
            "text": text,
            "embedder": embedder.name,
            "vector": vectors[text],
            "words": pack_words(search_words(text)),
            "words_by": word_rules(),
        }
        for position, text in enumerate(texts, len(questions) - len(texts))
    ]


def searched_questions(title: str, questions: Sequence[str]) -> tuple[str, ...]:
    """The known questions, before them the title where that is a question too, and no longer than one."""
    is_question = title.rstrip().endswith(("?", "？")) and len(title) <= LONGEST_QUESTION
    return (title, *questions) if is_question and title not in questions else tuple(questions)


def read_questions_of(session: Session, tenant_id: str, article: str, language: str) -> tuple[str, ...]:
    """The known questions that the author listed, in their order."""
    return tuple(
        session.scalars(
            select(ArticleQuestion.text)
            .where(
                ArticleQuestion.tenant_id == tenant_id,
                ArticleQuestion.article_id == article,
                ArticleQuestion.language == language,
                ArticleQuestion.position > TITLE,
            )
            .order_by(ArticleQuestion.position)
        )
    )


def write_passages(session: Session, revision: ArticleRevision, embedder: Embedder) -> int:
    """Replaces what changed; returns how many had to be embedded. What only moved keeps its vector."""
    stored = _passages_of(session, revision.tenant_id, revision.article_id, revision.language)
    chunks = _hashed(revision.title, revision.body, revision.language)
    wanted = (embedder.name, revision.version, word_rules())
    if [p.content_hash for p in stored] == [digest for digest, _ in chunks] and all(
        (p.embedder, p.version, p.words_by) == wanted for p in stored
    ):
        return 0
    vectors = _vectors(stored, embedder.name)
    rows = passage_rows(revision, embedder, vectors)
    for passage in stored:
        session.delete(passage)
    session.flush()
    session.add_all(Passage(**row) for row in rows)
    return len({digest for digest, _ in chunks} - vectors.keys())


def passage_rows(revision: ArticleRevision, embedder: Embedder, vectors: Mapping[str, bytes]) -> list[Row]:
    """As the table has them. `vectors` are those that are there already, by their texts' hashes."""
    chunks = _hashed(revision.title, revision.body, revision.language)
    new = {digest: chunk for digest, chunk in chunks if digest not in vectors}
    vectors = {**vectors, **_embed(embedder, revision.title, new)}
    return [
        {
            **_key((revision.tenant_id, revision.article_id, revision.language)),
            "position": position,
            "version": revision.version,
            "heading": chunk.heading[:LONGEST_HEADING],
            "text": chunk.text,
            "content_hash": digest,
            "embedder": embedder.name,
            "vector": vectors[digest],
            "words": cut_passage(revision.title, chunk.heading, chunk.text).packed(),
            "words_by": word_rules(),
        }
        for position, (digest, chunk) in enumerate(chunks)
    ]


def find_stored(session: Session, edition: Edition, embedder_name: str) -> tuple[Vectors, Vectors]:
    """The vectors by that embedder that are there: of passages by hash, of known questions by text."""
    return (
        _vectors(_passages_of(session, *edition), embedder_name),
        _vectors(_questions_of(session, *edition), embedder_name),
    )


def new_texts(session: Session, edition: Edition, text: ArticleText, embedder_name: str) -> Texts:
    """What writing it will have embedded."""
    passages, questions = find_stored(session, edition, embedder_name)
    return Texts(
        [asked for asked in searched_questions(text.title, text.asked_as) if asked not in questions],
        [
            text_to_embed(text.title, chunk)
            for digest, chunk in _hashed(text.title, text.body, edition[2])
            if digest not in passages
        ],
    )


def hash_passage(title: str, chunk: Chunk) -> str:
    return hash_text(text_to_embed(title, chunk))


def hash_text(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def vector_bytes(vector: np.ndarray) -> bytes:
    """Little-endian float32, as the tables keep it."""
    return vector.astype("<f4").tobytes()


def vector_of(stored: bytes) -> NDArray[np.float32]:
    """What `vector_bytes` made bytes of, not copied."""
    return np.frombuffer(stored, dtype="<f4")


def _embed(embedder: Embedder, title: str, chunks: dict[str, Chunk]) -> dict[str, bytes]:
    if not chunks:
        return {}
    vectors = embedder.embed_passages([text_to_embed(title, chunk) for chunk in chunks.values()])
    return {digest: vector_bytes(vector) for digest, vector in zip(chunks, vectors, strict=True)}


def _hashed(title: str, body: str, language: str) -> list[tuple[str, Chunk]]:
    return [(hash_passage(title, chunk), chunk) for chunk in cut_into_chunks(body, language)]


def _vectors(stored: Sequence[Passage] | Sequence[ArticleQuestion], embedder_name: str) -> Vectors:
    return {
        one.content_hash if isinstance(one, Passage) else one.text: one.vector
        for one in stored
        if one.embedder == embedder_name
    }


def _key(edition: Edition) -> Row:
    return dict(zip(("tenant_id", "article_id", "language"), edition, strict=True))


def _passages_of(session: Session, tenant_id: str, article: str, language: str) -> Sequence[Passage]:
    return session.scalars(
        select(Passage)
        .where(Passage.tenant_id == tenant_id, Passage.article_id == article, Passage.language == language)
        .order_by(Passage.position)
    ).all()


def _questions_of(session: Session, tenant_id: str, article: str, language: str) -> Sequence[ArticleQuestion]:
    return session.scalars(
        select(ArticleQuestion)
        .where(
            ArticleQuestion.tenant_id == tenant_id,
            ArticleQuestion.article_id == article,
            ArticleQuestion.language == language,
        )
        .order_by(ArticleQuestion.position)
    ).all()
