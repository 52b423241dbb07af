"""What people made of articles: kept per revision, one row a person and kind, and summed up for authors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb_index.asked_again import Asked, asked_again
from kb_index.models import Answer, ArticleEdition, ArticleFeedback, UnansweredQuestion
from kb_index.standing import Standing, Vote, weigh_votes

REASONS = ("unclear", "wrong", "outdated", "not_asked")
"""Why an article did not help."""

LONGEST_COMMENT = 1000


@dataclass(frozen=True, slots=True)
class RevisionFeedback:
    """One revision's: how often it was `given` as an answer, by how many people it was opened and inserted.

    `asked_again` counts answers after which the same person, or the conversation, within a day was given the
    article again, or was given nothing and the article was the nearest to what they asked, and near it.
    """

    language: str
    version: int
    helpful: int
    unhelpful: int
    reasons: tuple[tuple[str, int], ...]
    comments: tuple[tuple[str, datetime], ...]
    opened: int
    inserted: int
    given: int
    asked_again: int


def rate(
    session: Session,
    tenant_id: str,
    *,
    article: str,
    language: str,
    version: int,
    person: str,
    helpful: bool,
    reason: str | None = None,
    comment: str | None = None,
    answer: str | None = None,
    now: datetime,
) -> None:
    """`person` is "contact:…", "visitor:…" or "agent:…"; their last word counts."""
    _keep(
        session,
        tenant_id,
        (article, language, version, "rating", person),
        value=1 if helpful else -1,
        reason=reason if reason in REASONS and not helpful else None,
        comment=(comment or "").strip()[:LONGEST_COMMENT] or None,
        answer=answer,
        now=now,
    )


def rate_answer(
    session: Session,
    tenant_id: str,
    answer_id: str,
    *,
    person: str,
    helpful: bool,
    reason: str | None = None,
    comment: str | None = None,
    now: datetime,
) -> None:
    """What a customer said of an answer in the chat; nothing for an answer that is not kept."""
    answer = session.get(Answer, (tenant_id, answer_id))
    if answer is not None:
        rate(
            session,
            tenant_id,
            article=answer.article_id,
            language=answer.language,
            version=answer.version,
            person=person,
            helpful=helpful,
            reason=reason,
            comment=comment,
            answer=answer_id,
            now=now,
        )


def opened(
    session: Session,
    tenant_id: str,
    *,
    article: str,
    language: str,
    version: int,
    person: str,
    answer: str | None,
    now: datetime,
) -> None:
    """A customer followed an answer's link."""
    key = (article, language, version, "opened", person)
    _keep(session, tenant_id, key, value=1, answer=answer, now=now)


def inserted(
    session: Session, tenant_id: str, *, article: str, language: str, version: int, agent: str, now: datetime
) -> None:
    """An agent took it over into a reply."""
    _keep(session, tenant_id, (article, language, version, "inserted", f"agent:{agent}"), value=1, now=now)


def read_feedback(session: Session, tenant_id: str, article: str) -> Sequence[RevisionFeedback]:
    """Of every revision that has any, newest first, Chinese before English."""
    rows = session.scalars(
        select(ArticleFeedback)
        .where(ArticleFeedback.tenant_id == tenant_id, ArticleFeedback.article_id == article)
        .order_by(ArticleFeedback.at.desc())
    ).all()
    answers = _answers(session, tenant_id, article)
    revisions = {(row.language, row.version) for row in rows}
    revisions |= {(one.language, one.version) for one in answers}
    again = Counter((one.language, one.version) for one in _asked_again(session, tenant_id, answers, article))
    return [
        _sum_up(
            language,
            version,
            [row for row in rows if (row.language, row.version) == (language, version)],
            given=sum((one.language, one.version) == (language, version) for one in answers),
            asked_again=again[language, version],
        )
        for language, version in sorted(revisions, key=lambda key: (-key[1], key[0] != "zh"))
    ]


def read_standings(session: Session, tenant_id: str) -> dict[str, Standing]:
    """Of each article in force by what was said of the revisions in force; a new text begins anew."""
    in_force = {
        (one.article_id, one.language): one.version
        for one in session.scalars(
            select(ArticleEdition).where(
                ArticleEdition.tenant_id == tenant_id, ArticleEdition.version.is_not(None)
            )
        )
    }
    votes: dict[str, list[Vote]] = {}
    rated = set[tuple[str, str]]()
    for row in session.scalars(
        select(ArticleFeedback).where(
            ArticleFeedback.tenant_id == tenant_id, ArticleFeedback.kind == "rating"
        )
    ):
        if in_force.get((row.article_id, row.language)) == row.version:
            votes.setdefault(row.article_id, []).append(
                Vote(row.value, row.at.date(), anonymous=row.person.startswith("visitor:"))
            )
            if row.answer_id:
                rated.add((row.article_id, row.answer_id))
    for one in _asked_again(session, tenant_id, _answers(session, tenant_id)):
        current = in_force.get((one.article_id, one.language)) == one.version
        if current and (one.article_id, one.id) not in rated:
            votes.setdefault(one.article_id, []).append(Vote(-0.5, one.given_at.date(), anonymous=True))
    return {article: weigh_votes(cast) for article, cast in votes.items()}


def _answers(session: Session, tenant_id: str, article: str | None = None) -> Sequence[Any]:
    """Rows of what counts of an answer; all ever given are read at each load."""
    query = select(
        *(Answer.id, Answer.article_id, Answer.language, Answer.version),
        *(Answer.conversation_id, Answer.person, Answer.given_at),
    ).where(Answer.tenant_id == tenant_id)
    if article is not None:
        query = query.where(Answer.article_id == article)
    return session.execute(query.order_by(Answer.given_at, Answer.seq, Answer.id)).all()


def _asked_again(
    session: Session, tenant_id: str, answers: Sequence[Any], article: str | None = None
) -> list[Any]:
    """Those of `answers` that did not help: the question came again, whether or not it got an answer then."""
    in_vain = select(
        *(UnansweredQuestion.nearest, UnansweredQuestion.conversation_id),
        *(UnansweredQuestion.person, UnansweredQuestion.asked_at),
    ).where(UnansweredQuestion.tenant_id == tenant_id, UnansweredQuestion.nearest.is_not(None))
    if article is not None:
        in_vain = in_vain.where(UnansweredQuestion.nearest == article)
    found: Sequence[Any] = session.execute(in_vain).all()
    again = asked_again(
        [
            *(
                Asked(one.id, one.article_id, one.conversation_id, one.person, one.given_at)
                for one in answers
            ),
            *(Asked(None, str(nearest), *asked) for nearest, *asked in found),
        ]
    )
    return [one for one in answers if one.id in again]


def _sum_up(
    language: str, version: int, rows: Sequence[ArticleFeedback], *, given: int, asked_again: int
) -> RevisionFeedback:
    kinds = Counter(row.kind for row in rows)
    ratings = [row for row in rows if row.kind == "rating"]
    return RevisionFeedback(
        language=language,
        version=version,
        helpful=sum(row.value > 0 for row in ratings),
        unhelpful=sum(row.value < 0 for row in ratings),
        reasons=tuple(Counter(row.reason for row in ratings if row.reason).most_common()),
        comments=tuple((row.comment, row.at) for row in ratings if row.comment),
        opened=kinds["opened"],
        inserted=kinds["inserted"],
        given=given,
        asked_again=asked_again,
    )


def _keep(
    session: Session,
    tenant_id: str,
    key: tuple[str, str, int, str, str],
    *,
    value: int,
    now: datetime,
    reason: str | None = None,
    comment: str | None = None,
    answer: str | None = None,
) -> None:
    row = session.get(ArticleFeedback, (tenant_id, *key))
    if row is None:
        article, language, version, kind, person = key
        row = ArticleFeedback(
            tenant_id=tenant_id,
            article_id=article,
            language=language,
            version=version,
            kind=kind,
            person=person,
        )
        session.add(row)
    row.value, row.reason, row.comment, row.at = value, reason, comment, now
    row.answer_id = answer or row.answer_id
    session.flush()
