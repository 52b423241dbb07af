"""The answers given: each can be given again word for word, and is found when its text is no longer true."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, Table, insert, select
from sqlalchemy.orm import Session

from kb_index.chunking import cut_into_chunks
from kb_index.errors import AnswerLost
from kb_index.excerpt import excerpt, with_heading
from kb_index.models import Answer, ArticleInsertion, ArticleRevision, Passage
from kb_index.passages import hash_passage

ANSWERS: Table = Answer.__table__  # type: ignore[assignment]
_KEEP = insert(ANSWERS)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was told of an article's revision `version`.

    `shown` is of the passage's text, as `excerpt` shortens it by `limit` and `around`, under its heading.
    """

    id: str
    article: str
    language: str
    version: int
    passage_hash: str
    index_build: int
    limit: int
    shown: str
    around: int = 0


@dataclass(frozen=True, slots=True)
class Reproduced:
    """`same` is whether `shown` is to the letter what the customer read."""

    id: str
    article: str
    title: str
    language: str
    version: int
    index_build: int
    conversation: str
    seq: int
    given_at: datetime
    shown: str
    same: bool


@dataclass(frozen=True, slots=True)
class OutdatedAnswer:
    """An answer whose passage is no longer what its article says."""

    id: str
    article: str
    language: str
    version: int
    conversation: str
    seq: int
    given_at: datetime


def keep_answer(
    session: Session,
    tenant_id: str,
    answer: GivenAnswer,
    *,
    conversation: str,
    seq: int,
    person: str | None = None,
    now: datetime,
) -> None:
    """`person` is as `feedback.rate` names them."""
    row = {
        "tenant_id": tenant_id,
        "id": answer.id,
        "conversation_id": conversation,
        "seq": seq,
        "article_id": answer.article,
        "language": answer.language,
        "version": answer.version,
        "passage_hash": answer.passage_hash,
        "index_build": answer.index_build,
        "limit": answer.limit,
        "around": answer.around,
        "shown_hash": _hash(answer.shown),
        "given_at": now,
        "person": person,
    }
    session.connection().execute(_KEEP, row)


def reproduce(session: Session, tenant_id: str, answer_id: str) -> Reproduced:
    """Cuts the kept revision again and takes the passage that was used. Raises AnswerLost."""
    answer = session.get(Answer, (tenant_id, answer_id))
    if answer is None:
        raise AnswerLost(answer_id, "no such answer; its id stands in the trace of the turn")
    revision = session.get(ArticleRevision, (tenant_id, answer.article_id, answer.language, answer.version))
    if revision is None:
        raise AnswerLost(answer_id, f"{answer.article_id} has no revision {answer.version} any more")
    passage = next(
        (
            chunk
            for chunk in cut_into_chunks(revision.body, revision.language)
            if hash_passage(revision.title, chunk) == answer.passage_hash
        ),
        None,
    )
    if passage is None:
        raise AnswerLost(
            answer_id, f"revision {answer.version} of {answer.article_id} is cut into other passages now"
        )
    shown = excerpt(passage.text, answer.limit, answer.around)
    if _hash(shown) != answer.shown_hash:  # Answers of earlier versions were told without the heading.
        shown = with_heading(passage.heading, shown, answer.language)
    return Reproduced(
        id=answer.id,
        article=answer.article_id,
        title=revision.title,
        language=answer.language,
        version=answer.version,
        index_build=answer.index_build,
        conversation=answer.conversation_id,
        seq=answer.seq,
        given_at=answer.given_at,
        shown=shown,
        same=_hash(shown) == answer.shown_hash,
    )


def passage_in_force(of: type[Answer] | type[ArticleInsertion]) -> Exists:
    """Whether what was read is still in the article, whatever else was edited there."""
    return (
        select(Passage.content_hash)
        .where(
            Passage.tenant_id == of.tenant_id,
            Passage.article_id == of.article_id,
            Passage.language == of.language,
            Passage.content_hash == of.passage_hash,
        )
        .exists()
    )


def find_outdated(session: Session, tenant_id: str, article: str | None = None) -> Sequence[OutdatedAnswer]:
    """Answers whose passage is not in force any more, edited or retired; of one article, or of all.

    Newest first. An edit elsewhere in the article leaves an answer as true as it was.
    """
    query = select(Answer).where(Answer.tenant_id == tenant_id, ~passage_in_force(Answer))
    if article is not None:
        query = query.where(Answer.article_id == article)
    return [
        OutdatedAnswer(
            id=answer.id,
            article=answer.article_id,
            language=answer.language,
            version=answer.version,
            conversation=answer.conversation_id,
            seq=answer.seq,
            given_at=answer.given_at,
        )
        for answer in session.scalars(query.order_by(Answer.given_at.desc(), Answer.id))
    ]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
