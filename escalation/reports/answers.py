"""What customers said when they were asked how it went, each answer by itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from escalation.crm.models import Contact
from escalation.surveys.models import Survey
from escalation.ticketing.models import Ticket


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """`kind` is csat or nps. `customer` is None for a visitor, `ticket` where they were asked about none, and
    either of `score` and `comment` where they gave only the other."""

    at: datetime
    kind: str
    score: int | None
    comment: str | None
    customer: str | None
    ticket: int | None
    conversation_id: str | None
    agent_id: str | None


def list_answers(
    session: Session, tenant_id: str, since: datetime, until: datetime
) -> tuple[SurveyAnswer, ...]:
    """Answered from `since` to before `until`, the newest first."""
    ticket = and_(Ticket.tenant_id == Survey.tenant_id, Ticket.id == Survey.ticket_id)
    person = and_(Contact.tenant_id == Survey.tenant_id, Contact.key == Survey.contact_key)
    found = (
        select(
            Survey.answered_at,
            Survey.kind,
            Survey.score,
            Survey.comment,
            Contact.name,
            Ticket.number,
            Survey.conversation_id,
            Survey.agent_id,
        )
        .outerjoin(Ticket, ticket)
        .outerjoin(Contact, person)
        .where(Survey.tenant_id == tenant_id, Survey.answered_at >= since, Survey.answered_at < until)
        .order_by(Survey.answered_at.desc(), Survey.id)
    )
    return tuple(
        SurveyAnswer(at, kind, score, comment, customer, number, conversation, agent)
        for at, kind, score, comment, customer, number, conversation, agent in session.execute(found)
        if at is not None
    )
