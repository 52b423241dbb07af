"""What a person asked and said of articles, taken away; what they made of an article goes on counting."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kb_index.models import Answer, ArticleFeedback, UnansweredQuestion


def erase_questions(session: Session, tenant_id: str, conversations: Collection[str]) -> int:
    """Those that nothing was found for; returns how many went."""
    theirs = UnansweredQuestion.tenant_id == tenant_id, UnansweredQuestion.conversation_id.in_(conversations)
    found = list(session.scalars(select(UnansweredQuestion.seq).where(*theirs)))
    session.execute(delete(UnansweredQuestion).where(*theirs))
    return len(found)


def erase_comments(session: Session, tenant_id: str, person: str) -> None:
    """`person` is as `ArticleFeedback` names people; which questions and answers were theirs is not known
    any more."""
    theirs = ArticleFeedback.tenant_id == tenant_id, ArticleFeedback.person == person
    session.execute(update(ArticleFeedback).where(*theirs).values(comment=None))
    given = Answer.tenant_id == tenant_id, Answer.person == person
    session.execute(update(Answer).where(*given).values(person=None))
    asked = UnansweredQuestion.tenant_id == tenant_id, UnansweredQuestion.person == person
    session.execute(update(UnansweredQuestion).where(*asked).values(person=None))
