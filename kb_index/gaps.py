"""What customers asked and found nothing for: kept, gathered by meaning, and settled by an article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.asked_again import Asked, asked_again
from kb_index.embedder import Vectors
from kb_index.gathering import Said, Typical, gather
from kb_index.models import IndexState, UnansweredQuestion
from kb_index.passages import vector_bytes, vector_of

MOST = 2000
"""Open questions that are looked at, the newest."""


SEARCHED = "kb_"
"""Begins the `conversation` of what was typed into the help centre's search."""


@dataclass(frozen=True, slots=True)
class Question:
    """One as it was asked, without personal data. `seq` is of a message, unless it was `searched` for."""

    conversation: str
    seq: int
    language: str
    text: str
    asked_at: datetime

    @property
    def key(self) -> str:
        return f"{self.conversation}:{self.seq}"

    @property
    def searched(self) -> bool:
        return self.conversation.startswith(SEARCHED)


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean the same, the one nearest to all of them first.

    `people` counts conversations where it is not known who asked. `asked_again` are those of the questions
    that were asked once more within a day, and in vain again.
    """

    questions: tuple[Question, ...]
    people: int
    asked_again: int
    last_at: datetime

    @property
    def key(self) -> str:
        """Names the gap by its first question, which may be another's place once more is asked."""
        return self.questions[0].key


def keep_question(
    session: Session,
    tenant_id: str,
    *,
    conversation: str,
    seq: int,
    language: str,
    text: str,
    vector: Vectors | None,
    embedder: str | None,
    nearest: str | None = None,
    person: str | None = None,
    now: datetime,
) -> None:
    """`text` is without personal data already; `embedder` is the name of what made the `vector`. `nearest`
    and `person` are as `UnansweredQuestion` says."""
    session.add(
        UnansweredQuestion(
            tenant_id=tenant_id,
            conversation_id=conversation,
            seq=seq,
            language=language,
            text=text[:500],
            embedder=None if vector is None else embedder,
            vector=None if vector is None or embedder is None else vector_bytes(vector),
            state="open",
            nearest=nearest,
            person=person,
            asked_at=now,
        )
    )


def list_gaps(session: Session, tenant_id: str) -> Sequence[Gap]:
    """Of the open questions, most asked first. Questions of another embedder stand apart."""
    rows = session.scalars(
        select(UnansweredQuestion)
        .where(UnansweredQuestion.tenant_id == tenant_id, UnansweredQuestion.state == "open")
        .order_by(UnansweredQuestion.asked_at.desc(), UnansweredQuestion.seq)
        .limit(MOST)
    ).all()
    said = [
        Said(row.text, row.language, row.embedder, None if row.vector is None else vector_of(row.vector))
        for row in rows
    ]
    groups = [[rows[at] for at in group] for group in gather(said, _typical(session, tenant_id))]
    gaps = [
        Gap(
            tuple(
                Question(row.conversation_id, row.seq, row.language, row.text, row.asked_at) for row in group
            ),
            len({row.person or row.conversation_id for row in group}),
            len(asked_again(_asked(row) for row in group)),
            max(row.asked_at for row in group),
        )
        for group in groups
    ]
    return sorted(gaps, key=lambda gap: (-gap.people, -gap.last_at.timestamp()))


def find_gap(session: Session, tenant_id: str, key: str) -> tuple[Gap, Question] | None:
    """The open question of that key with the gap that has it now; None where it is settled."""
    found = ((gap, one) for gap in list_gaps(session, tenant_id) for one in gap.questions if one.key == key)
    return next(found, None)


def _typical(session: Session, tenant_id: str) -> Typical:
    states = session.execute(
        select(IndexState.embedder, IndexState.language, IndexState.question_mean).where(
            IndexState.tenant_id == tenant_id
        )
    )
    return {(embedder, language): vector_of(mean) for embedder, language, mean in states}


def _asked(row: UnansweredQuestion) -> Asked:
    return Asked(f"{row.conversation_id}:{row.seq}", "", row.conversation_id, row.person, row.asked_at)


def settle_questions(
    session: Session, tenant_id: str, questions: Sequence[tuple[str, int]], *, article: str | None
) -> int:
    """By an article, or with None dismissed. `questions` are conversation and seq; how many were open."""
    settled = 0
    for conversation, seq in questions:
        row = session.get(UnansweredQuestion, (tenant_id, conversation, seq))
        if row is not None and row.state == "open":
            row.state, row.article_id = ("dismissed", None) if article is None else ("answered", article)
            settled += 1
    return settled
