"""Makes passages and known questions anew where another encoder, or other rules for words, made them.

All from the tables, while they serve on as they are; then everything changes places, some articles in each of
many short transactions. Between those nothing is loaded: what two encoders made is refused (WrongIndex), and
who serves holds the old index until the last one counts the build up.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, or_, select
from sqlalchemy.orm import Session

from kb_index.embedder import Embedder
from kb_index.embedder_ahead import EmbedderAhead
from kb_index.index_state import is_current, learn_words, questions_to_embed, write_state
from kb_index.models import TITLE, ArticleEdition, ArticleQuestion, ArticleRevision, Passage
from kb_index.passage_words import word_rules
from kb_index.passages import (
    Row,
    Texts,
    find_stored,
    new_texts,
    passage_rows,
    question_rows,
    read_questions_of,
    write_passages,
    write_questions,
)
from kb_index.sessions import Sessions

AHEAD = 32
"""So many articles are embedded together, and written in one transaction of some tenths of a second."""

AT_ONCE = 100
"""So many change places in one transaction of as long: their rows are ready."""

BREATH_S = 0.15
"""Between those: who waits for SQLite's lock looks every tenth of a second whether it is free."""

Progress = Callable[[int, int], None]
"""Told how many articles (in one language each) are done, and of how many."""

Table = type[Passage] | type[ArticleQuestion]
TABLES: tuple[Table, ...] = (Passage, ArticleQuestion)

Document = tuple[str, str]
"""Article and language."""


@dataclass(frozen=True, slots=True)
class _InForce:
    """An article's text in one language, of which passages or known questions are out of date."""

    revision: ArticleRevision
    asked_as: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.revision.title

    @property
    def body(self) -> str:
        return self.revision.body

    @property
    def edition(self) -> tuple[str, str, str]:
        return self.revision.tenant_id, self.revision.article_id, self.revision.language


@dataclass(frozen=True, slots=True)
class _Made:
    """Its rows made anew; they hold for this version with these known questions."""

    version: int
    asked_as: tuple[str, ...]
    passages: list[Row]
    questions: list[Row]


def rebuild(
    given: Session | Sessions,
    tenant_id: str,
    embedder: Embedder,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> int:
    """Returns how many passages were embedded.

    Interrupted, all is as it was; or, while they change places, the same again goes on from there.
    """
    sessions = Sessions.of(given)
    with sessions.reading() as session:
        stale = sorted(find_stale(session, tenant_id, embedder.name))
        if not stale and is_current(session, tenant_id, embedder):
            return 0
        typical = questions_to_embed(session, tenant_id, embedder)
    with EmbedderAhead(embedder) as ahead:
        ahead.keep(typical)
        embedded, done, made = 0, 0, dict[Document, _Made]()
        for some in _pieces(stale, AHEAD):
            embedded += _make(sessions, tenant_id, some, ahead, made)
            done += len(some)
            progress(done, len(stale))
        for some in _pieces(list(made), AT_ONCE):
            with sessions.writing() as session:
                _swap(session, tenant_id, {one: made[one] for one in some}, ahead.name)
            time.sleep(BREATH_S)
        with sessions.writing() as session:
            embedded += _make_rest(session, tenant_id, ahead)
            write_state(session, tenant_id, ahead, now, unlearned=True)
    learn_words(sessions, tenant_id, embedder, now)
    return embedded


def find_stale(session: Session, tenant_id: str, embedder_name: str) -> set[Document]:
    return set().union(*(_stale_in(session, tenant_id, table, embedder_name) for table in TABLES))


def _make(
    sessions: Sessions,
    tenant_id: str,
    documents: Sequence[Document],
    ahead: EmbedderAhead,
    made: dict[Document, _Made],
) -> int:
    """Of what was retired since they were found there is nothing to make."""
    with sessions.reading() as session:
        in_force = _read(session, tenant_id, documents)
        stored = [find_stored(session, one.edition, ahead.name) for one in in_force]
        texts = Texts.of(new_texts(session, one.edition, one, ahead.name) for one in in_force)
    ahead.prepare(texts)
    ahead.take_prepared()
    for one, (passages, questions) in zip(in_force, stored, strict=True):
        made[one.edition[1:]] = _Made(
            one.revision.version,
            one.asked_as,
            passage_rows(one.revision, ahead, passages),
            question_rows(one.edition, one.title, one.asked_as, ahead, questions),
        )
    return len(texts.passages)


def _swap(session: Session, tenant_id: str, made: dict[Document, _Made], embedder_name: str) -> None:
    """Of what was published meanwhile everything stays: it is another text, or by this embedder already."""
    now = _texts_in_force(session, tenant_id, sorted({article for article, _ in made}))
    for table in TABLES:
        rows: list[Row] = []
        for article, language in _stale_in(session, tenant_id, table, embedder_name, made):
            one = made[article, language]
            if now.get((article, language)) != (one.version, one.asked_as):
                continue
            session.execute(
                delete(table).where(
                    table.tenant_id == tenant_id, table.article_id == article, table.language == language
                )
            )
            rows += one.passages if table is Passage else one.questions
        if rows:
            session.execute(insert(table), rows)


def _make_rest(session: Session, tenant_id: str, embedder: Embedder) -> int:
    """What was published meanwhile by the old encoder."""
    embedded = 0
    for one in _read(session, tenant_id, sorted(find_stale(session, tenant_id, embedder.name))):
        embedded += write_passages(session, one.revision, embedder)
        write_questions(session, *one.edition, one.title, one.asked_as, embedder)
    return embedded


def _texts_in_force(
    session: Session, tenant_id: str, articles: Sequence[str]
) -> dict[Document, tuple[int | None, tuple[str, ...]]]:
    """Version and known questions."""
    asked: dict[Document, tuple[str, ...]] = {}
    for article, language, text in session.execute(
        select(ArticleQuestion.article_id, ArticleQuestion.language, ArticleQuestion.text)
        .where(
            ArticleQuestion.tenant_id == tenant_id,
            ArticleQuestion.article_id.in_(articles),
            ArticleQuestion.position > TITLE,
        )
        .order_by(ArticleQuestion.article_id, ArticleQuestion.language, ArticleQuestion.position)
    ):
        asked[article, language] = (*asked.get((article, language), ()), text)
    versions = session.execute(
        select(ArticleEdition.article_id, ArticleEdition.language, ArticleEdition.version).where(
            ArticleEdition.tenant_id == tenant_id, ArticleEdition.article_id.in_(articles)
        )
    )
    return {
        (article, language): (version, asked.get((article, language), ()))
        for article, language, version in versions
    }


def _stale_in(
    session: Session,
    tenant_id: str,
    table: Table,
    embedder_name: str,
    among: Collection[Document] | None = None,
) -> set[Document]:
    query = select(table.article_id, table.language).where(
        table.tenant_id == tenant_id, _made_otherwise(table, embedder_name)
    )
    if among is not None:
        query = query.where(table.article_id.in_(sorted({article for article, _ in among})))
    found = {(article, language) for article, language in session.execute(query.distinct())}
    return found if among is None else found.intersection(among)


def _read(session: Session, tenant_id: str, documents: Sequence[Document]) -> list[_InForce]:
    """Those still in force."""
    found = []
    for document in documents:
        edition = session.get_one(ArticleEdition, (tenant_id, *document))
        if edition.version is not None:
            revision = session.get_one(ArticleRevision, (tenant_id, *document, edition.version))
            found.append(_InForce(revision, read_questions_of(session, tenant_id, *document)))
    return found


def _made_otherwise(table: Table, embedder_name: str) -> ColumnElement[bool]:
    return or_(table.embedder != embedder_name, table.words_by.is_(None), table.words_by != word_rules())


def _pieces(documents: Sequence[Document], size: int) -> Iterator[Sequence[Document]]:
    return (documents[at : at + size] for at in range(0, len(documents), size))
