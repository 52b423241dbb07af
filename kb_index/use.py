"""What became of the answers that were given from each article in some time."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.models import Answer, ArticleFeedback


@dataclass(frozen=True, slots=True)
class ArticleUse:
    """`given` are (conversation, when) of each answer; `helpful` and `unhelpful` count people."""

    article: str
    given: tuple[tuple[str, datetime], ...]
    helpful: int
    unhelpful: int


def article_use(session: Session, tenant_id: str, since: datetime, until: datetime) -> list[ArticleUse]:
    """The most given first."""
    given: dict[str, list[tuple[str, datetime]]] = {}
    answers = select(Answer.article_id, Answer.conversation_id, Answer.given_at).where(
        Answer.tenant_id == tenant_id, Answer.given_at >= since, Answer.given_at < until
    )
    for article, conversation, at in session.execute(answers):
        given.setdefault(article, []).append((conversation, at))
    votes = Counter[tuple[str, bool]]()
    rated = select(ArticleFeedback.article_id, ArticleFeedback.value).where(
        ArticleFeedback.tenant_id == tenant_id,
        ArticleFeedback.kind == "rating",
        ArticleFeedback.at >= since,
        ArticleFeedback.at < until,
    )
    for article, value in session.execute(rated):
        votes[article, value > 0] += 1
    return [
        ArticleUse(article, tuple(at), votes[article, True], votes[article, False])
        for article, at in sorted(given.items(), key=lambda one: (-len(one[1]), one[0]))
    ]
