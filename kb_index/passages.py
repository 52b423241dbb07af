"""What is searched of an article: passages of its revision in force, and its known questions."""

import hashlib
from collections.abc import Sequence

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb_index.chunking import Chunk, cut_into_chunks, text_to_embed
from kb_index.embedder import Embedder
from kb_index.models import TITLE, ArticleQuestion, ArticleRevision, Passage
from kb_index.passage_words import cut_passage, pack_words, word_rules
from kb_index.words import search_words


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
    first = len(questions) - len(texts)
    of_article = (
        ArticleQuestion.tenant_id == tenant_id,
        ArticleQuestion.article_id == article,
        ArticleQuestion.language == language,
    )
    in_order = select(ArticleQuestion).where(*of_article).order_by(ArticleQuestion.position)
    stored = session.scalars(in_order).all()
    wanted = [(at, text, embedder.name, word_rules()) for at, text in enumerate(texts, first)]
    if [(one.position, one.text, one.embedder, one.words_by) for one in stored] == wanted:
        return
    vectors = {one.text: one.vector for one in stored if one.embedder == embedder.name}
    new = [text for text in texts if text not in vectors]
    if new:
        vectors |= zip(new, map(vector_bytes, embedder.embed_queries(new)), strict=True)
    session.execute(delete(ArticleQuestion).where(*of_article))
    session.add_all(
        ArticleQuestion(
            tenant_id=tenant_id,
            article_id=article,
            language=language,
            position=position,
            text=text,
            embedder=embedder.name,
            vector=vectors[text],
            words=pack_words(search_words(text)),
            words_by=word_rules(),
        )
        for position, text in enumerate(texts, first)
    )


def searched_questions(title: str, questions: Sequence[str]) -> tuple[str, ...]:
    """The known questions, before them the title where that is a question too."""
    is_question = title.rstrip().endswith(("?", "？"))
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
    stored = _passages_of(session, revision)
    chunks = cut_into_chunks(revision.body, revision.language)
    hashes = [hash_passage(revision.title, chunk) for chunk in chunks]
    wanted = (embedder.name, revision.version, word_rules())
    if [p.content_hash for p in stored] == hashes and all(
        (p.embedder, p.version, p.words_by) == wanted for p in stored
    ):
        return 0
    vectors = {p.content_hash: p.vector for p in stored if p.embedder == embedder.name}
    new = {digest: chunk for digest, chunk in zip(hashes, chunks, strict=True) if digest not in vectors}
    vectors |= _embed(embedder, revision.title, new)
    for passage in stored:
        session.delete(passage)
    session.flush()
    session.add_all(
        Passage(
            tenant_id=revision.tenant_id,
            article_id=revision.article_id,
            language=revision.language,
            position=position,
            version=revision.version,
            heading=chunk.heading,
            text=chunk.text,
            content_hash=digest,
            embedder=embedder.name,
            vector=vectors[digest],
            words=cut_passage(revision.title, chunk.heading, chunk.text).packed(),
            words_by=word_rules(),
        )
        for position, (chunk, digest) in enumerate(zip(chunks, hashes, strict=True))
    )
    return len(new)


def hash_passage(title: str, chunk: Chunk) -> str:
    return hash_text(text_to_embed(title, chunk))


def hash_text(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def vector_bytes(vector: np.ndarray) -> bytes:
    """Little-endian float32, as the tables keep it."""
    return vector.astype("<f4").tobytes()


def _embed(embedder: Embedder, title: str, chunks: dict[str, Chunk]) -> dict[str, bytes]:
    if not chunks:
        return {}
    vectors = embedder.embed_passages([text_to_embed(title, chunk) for chunk in chunks.values()])
    return {digest: vector_bytes(vector) for digest, vector in zip(chunks, vectors, strict=True)}


def _passages_of(session: Session, revision: ArticleRevision) -> Sequence[Passage]:
    return session.scalars(
        select(Passage)
        .where(
            Passage.tenant_id == revision.tenant_id,
            Passage.article_id == revision.article_id,
            Passage.language == revision.language,
        )
        .order_by(Passage.position)
    ).all()
