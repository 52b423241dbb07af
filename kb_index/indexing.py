"""Writes a folder of articles into the tables, and reads the tables into memory."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kb_index.articles import ArticleFile, read_articles, unknown_related
from kb_index.chunking import Chunk, cut_into_chunks, text_to_embed
from kb_index.embedder import Embedder, Vectors
from kb_index.errors import WrongIndex
from kb_index.folder_digest import digest_folder
from kb_index.index import IndexedPassage, IndexedQuestion, KnowledgeIndex, translations_of
from kb_index.models import Article, ArticleQuestion, ArticleRevision, IndexState, Passage
from kb_index.passage_words import PassageWords, cut_passage, pack_words, unpack, word_rules
from kb_index.retriever import Retriever
from kb_index.translations import Translations
from kb_index.typical_questions import TYPICAL_QUESTIONS
from kb_index.versions import parse_range
from kb_index.words import search_words

Progress = Callable[[int, int], None]
"""Told how many articles (in one language each) are done, and of how many."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did, counted in articles of one language, but `embedded` in passages.

    `retired` are those that the folder no longer has: their revisions stay, their passages are gone.
    `described` counts articles, new ones too, whose front matter beside the title changed.
    `problems` need an author's eye and stopped nothing.
    """

    added: int
    revised: int
    unchanged: int
    retired: int
    described: int
    passages: int
    embedded: int
    problems: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether a retriever loaded before is now out of date."""
        return bool(self.added or self.revised or self.retired or self.described or self.embedded)


def index_articles(
    session: Session,
    tenant_id: str,
    folder: Path,
    embedder: Embedder,
    *,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> IndexReport:
    """Makes the tenant's articles what the folder says. Run again, it does nothing. Does not commit.

    Raises BrokenArticles, before anything is written, when any file is wrong.
    """
    digest = digest_folder(folder)
    files = read_articles(folder)
    counts = {"added": 0, "revised": 0, "unchanged": 0}
    embedded = described = 0
    for done, file in enumerate(files, 1):
        redescribed = _write_article(session, tenant_id, file)
        described += _write_questions(session, tenant_id, file, embedder) or redescribed
        version, what = _write_revision(session, tenant_id, file, now)
        counts[what] += 1
        embedded += _write_passages(session, tenant_id, file, version, embedder)
        progress(done, len(files))
    retired = _retire(session, tenant_id, {(file.id, file.language) for file in files})
    report = IndexReport(
        **counts,
        retired=retired,
        described=described,
        passages=_count_passages(session, tenant_id),
        embedded=embedded,
        problems=tuple(f"related leads nowhere: {link}" for link in unknown_related(files)),
    )
    _write_state(session, tenant_id, embedder, digest, now, changed=report.changed)
    return report


def load_index(session: Session, tenant_id: str, embedder_name: str) -> Retriever:
    """The tenant's retriever as the tables stand. Raises WrongIndex for passages of another embedder."""
    # First, so that what changes meanwhile is loaded again.
    build = read_build(session, tenant_id)
    passages = read_passages(session, tenant_id, embedder_name)
    if not passages:
        return Retriever(None, build)
    index = KnowledgeIndex(
        passages,
        read_question_means(session, tenant_id),
        read_questions(session, tenant_id),
        _read_translations(session, tenant_id),
    )
    return Retriever(index, build)


def read_build(session: Session, tenant_id: str) -> int:
    """Grows with every change to the tenant's passages; 0 where nothing was indexed yet."""
    build = select(func.max(IndexState.build)).where(IndexState.tenant_id == tenant_id)
    return session.scalar(build) or 0


def read_passages(session: Session, tenant_id: str, embedder_name: str) -> list[IndexedPassage]:
    """All passages in force. Raises WrongIndex."""
    rows = session.execute(
        select(Passage, ArticleRevision.title, Article.versions)
        .join(
            ArticleRevision,
            (ArticleRevision.tenant_id == Passage.tenant_id)
            & (ArticleRevision.article_id == Passage.article_id)
            & (ArticleRevision.language == Passage.language)
            & (ArticleRevision.version == Passage.version),
        )
        .join(Article, (Article.tenant_id == Passage.tenant_id) & (Article.id == Passage.article_id))
        .where(Passage.tenant_id == tenant_id)
    )
    passages = []
    for passage, title, versions in rows:
        if passage.embedder != embedder_name:
            raise WrongIndex(passage.embedder, embedder_name)
        passages.append(_indexed(passage, title, versions))
    return passages


def read_questions(session: Session, tenant_id: str) -> list[IndexedQuestion]:
    """Of all articles in force. (Passages tell whether the embedder is the right one.)"""
    rows = session.scalars(select(ArticleQuestion).where(ArticleQuestion.tenant_id == tenant_id))
    return [
        IndexedQuestion(
            article=row.article_id,
            language=row.language,
            vector=np.frombuffer(row.vector, dtype="<f4"),
            words=row.words.split() if row.words_by == word_rules() else search_words(row.text),
        )
        for row in rows
    ]


def read_question_means(session: Session, tenant_id: str) -> dict[str, Vectors]:
    """By language; empty for a tenant that was never indexed."""
    states = session.scalars(select(IndexState).where(IndexState.tenant_id == tenant_id))
    return {state.language: np.frombuffer(state.question_mean, dtype="<f4") for state in states}


def _write_article(session: Session, tenant_id: str, file: ArticleFile) -> bool:
    """Whether anything about the article changed."""
    article = session.get(Article, (tenant_id, file.id))
    if article is None:
        article = Article(tenant_id=tenant_id, id=file.id)
        session.add(article)
    article.module, article.error_type, article.solution = file.module, file.error_type, file.solution
    article.versions, article.audience, article.related = (
        file.versions,
        list(file.audience),
        list(file.related),
    )
    changed = article in session.new or session.is_modified(article)
    session.flush()
    return changed


def _write_questions(session: Session, tenant_id: str, file: ArticleFile, embedder: Embedder) -> bool:
    """Whether any changed. Those that stay keep their vectors."""
    of_article = (
        ArticleQuestion.tenant_id == tenant_id,
        ArticleQuestion.article_id == file.id,
        ArticleQuestion.language == file.language,
    )
    in_order = select(ArticleQuestion).where(*of_article).order_by(ArticleQuestion.position)
    stored = session.scalars(in_order).all()
    wanted = [(text, embedder.name, word_rules()) for text in file.asked_as]
    if [(one.text, one.embedder, one.words_by) for one in stored] == wanted:
        return False
    vectors = {one.text: one.vector for one in stored if one.embedder == embedder.name}
    new = [text for text in file.asked_as if text not in vectors]
    if new:
        vectors |= zip(new, map(_bytes, embedder.embed_queries(new)), strict=True)
    changed = [one.text for one in stored] != list(file.asked_as)
    session.execute(delete(ArticleQuestion).where(*of_article))
    session.add_all(
        ArticleQuestion(
            tenant_id=tenant_id,
            article_id=file.id,
            language=file.language,
            position=position,
            text=text,
            embedder=embedder.name,
            vector=vectors[text],
            words=pack_words(search_words(text)),
            words_by=word_rules(),
        )
        for position, text in enumerate(file.asked_as)
    )
    return changed


def _write_revision(session: Session, tenant_id: str, file: ArticleFile, now: datetime) -> tuple[int, str]:
    """The version in force afterwards, and "added", "revised" or "unchanged"."""
    of_article = (
        ArticleRevision.tenant_id == tenant_id,
        ArticleRevision.article_id == file.id,
        ArticleRevision.language == file.language,
    )
    latest = session.scalar(
        select(ArticleRevision).where(*of_article).order_by(ArticleRevision.version.desc()).limit(1)
    )
    content_hash = _hash(file.title, file.body)
    if latest is not None and latest.content_hash == content_hash:
        return latest.version, "unchanged"
    version = max(latest.version + 1 if latest else 1, file.revision or 1)
    session.add(
        ArticleRevision(
            tenant_id=tenant_id,
            article_id=file.id,
            language=file.language,
            version=version,
            title=file.title,
            body=file.body,
            content_hash=content_hash,
            updated=file.updated,
            created_at=now,
        )
    )
    return version, "revised" if latest else "added"


def _write_passages(
    session: Session, tenant_id: str, file: ArticleFile, version: int, embedder: Embedder
) -> int:
    """Replaces what changed; returns how many had to be embedded. What only moved keeps its vector."""
    stored = _passages_of(session, tenant_id, file.id, file.language)
    chunks = cut_into_chunks(file.body, file.language)
    hashes = [hash_passage(file.title, chunk) for chunk in chunks]
    wanted = (embedder.name, version, word_rules())
    if [p.content_hash for p in stored] == hashes and all(
        (p.embedder, p.version, p.words_by) == wanted for p in stored
    ):
        return 0
    vectors = {p.content_hash: p.vector for p in stored if p.embedder == embedder.name}
    new = {digest: chunk for digest, chunk in zip(hashes, chunks, strict=True) if digest not in vectors}
    vectors |= _embed(embedder, file.title, new)
    for passage in stored:
        session.delete(passage)
    session.flush()
    session.add_all(
        Passage(
            tenant_id=tenant_id,
            article_id=file.id,
            language=file.language,
            position=position,
            version=version,
            heading=chunk.heading,
            text=chunk.text,
            content_hash=digest,
            embedder=embedder.name,
            vector=vectors[digest],
            words=cut_passage(file.title, chunk.heading, chunk.text).packed(),
            words_by=word_rules(),
        )
        for position, (chunk, digest) in enumerate(zip(chunks, hashes, strict=True))
    )
    return len(new)


def _embed(embedder: Embedder, title: str, chunks: dict[str, Chunk]) -> dict[str, bytes]:
    if not chunks:
        return {}
    vectors = embedder.embed_passages([text_to_embed(title, chunk) for chunk in chunks.values()])
    return {digest: _bytes(vector) for digest, vector in zip(chunks, vectors, strict=True)}


def _retire(session: Session, tenant_id: str, kept: set[tuple[str, str]]) -> int:
    in_force = session.execute(
        select(Passage.article_id, Passage.language).where(Passage.tenant_id == tenant_id).distinct()
    )
    gone = [(article, language) for article, language in in_force if (article, language) not in kept]
    for article, language in gone:
        for table in (Passage, ArticleQuestion):
            session.execute(
                delete(table).where(
                    table.tenant_id == tenant_id, table.article_id == article, table.language == language
                )
            )
    return len(gone)


def _read_translations(session: Session, tenant_id: str) -> dict[str, Translations] | None:
    """None where they are not there, or of words cut by other rules."""
    states = session.scalars(select(IndexState).where(IndexState.tenant_id == tenant_id))
    kept = {one.language: one.translations for one in states if one.words_by == word_rules()}
    return {language: table for language, table in kept.items() if table is not None} or None


def _write_state(
    session: Session, tenant_id: str, embedder: Embedder, digest: str, now: datetime, *, changed: bool
) -> None:
    found = {language: session.get(IndexState, (tenant_id, language)) for language in TYPICAL_QUESTIONS}
    up_to_date = [
        state
        for state in found.values()
        if state and (state.embedder, state.words_by) == (embedder.name, word_rules())
    ]
    if not changed and len(up_to_date) == len(found):
        for state in up_to_date:
            state.folder_digest = digest
        return
    passages = read_passages(session, tenant_id, embedder.name)
    translations = translations_of(passages)
    for language, questions in TYPICAL_QUESTIONS.items():
        state = found[language] or IndexState(
            tenant_id=tenant_id, language=language, build=0, embedder="", question_mean=b""
        )
        session.add(state)
        if state.embedder != embedder.name:
            state.question_mean = _bytes(embedder.embed_queries(questions).mean(axis=0))
            state.embedder = embedder.name
        state.translations, state.words_by = _plain(translations[language]), word_rules()
        state.folder_digest = digest
        state.build += 1
        state.built_at = now


def _plain(translations: Translations) -> dict[str, dict[str, float]]:
    return {word: dict(others) for word, others in translations.items()}


def _passages_of(session: Session, tenant_id: str, article_id: str, language: str) -> Sequence[Passage]:
    return session.scalars(
        select(Passage)
        .where(Passage.tenant_id == tenant_id, Passage.article_id == article_id, Passage.language == language)
        .order_by(Passage.position)
    ).all()


def _count_passages(session: Session, tenant_id: str) -> int:
    session.flush()
    return (
        session.scalar(select(func.count()).select_from(Passage).where(Passage.tenant_id == tenant_id)) or 0
    )


def _indexed(passage: Passage, title: str, versions: str) -> IndexedPassage:
    return IndexedPassage(
        article=passage.article_id,
        language=passage.language,
        version=passage.version,
        versions=parse_range(versions),
        title=title,
        position=passage.position,
        heading=passage.heading,
        text=passage.text,
        content_hash=passage.content_hash,
        vector=np.frombuffer(passage.vector, dtype="<f4"),
        words=_words_of(passage, title),
    )


def _words_of(passage: Passage, title: str) -> PassageWords:
    if passage.words is not None and passage.words_by == word_rules():
        return unpack(passage.words)
    return cut_passage(title, passage.heading, passage.text)


def _bytes(vector: np.ndarray) -> bytes:
    return vector.astype("<f4").tobytes()


def hash_passage(title: str, chunk: Chunk) -> str:
    return _hash(text_to_embed(title, chunk))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
