"""What people answer. The last word counts."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.errors import NotFound, SurveyRejected
from escalation.surveys.kinds import SCALES
from escalation.surveys.models import Survey
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import lock_tickets, record

LONGEST_COMMENT = 1000


def find_survey(session: Session, tenant_id: str, survey_id: str) -> Survey | None:
    return session.get(Survey, (tenant_id, survey_id))


def find_last_score(session: Session, tenant_id: str, contact_key: str) -> int | None:
    """Of the customer's newest satisfaction survey that was answered; None where there is none."""
    answered = select(Survey.score).where(
        Survey.tenant_id == tenant_id,
        Survey.contact_key == contact_key,
        Survey.kind == "csat",
        Survey.score.is_not(None),
    )
    return session.scalars(answered.order_by(Survey.answered_at.desc()).limit(1)).first()


def answer(
    session: Session,
    tenant_id: str,
    survey_id: str,
    *,
    score: int | None,
    comment: str | None,
    now: datetime,
) -> Survey:
    """None leaves what was said before. NotFound, or SurveyRejected for a score off the scale."""
    found = select(Survey).where(Survey.tenant_id == tenant_id, Survey.id == survey_id)
    survey = session.scalars(found.with_for_update()).first()
    if survey is None:
        raise NotFound("survey", survey_id)
    scale = SCALES[survey.kind]
    if score is not None and score not in scale:
        raise SurveyRejected(score, scale.lowest, scale.highest)
    survey.score = survey.score if score is None else score
    survey.comment = survey.comment if comment is None else comment[:LONGEST_COMMENT]
    survey.answered_at = now
    for ticket in lock_tickets(session, tenant_id, [survey.ticket_id] if survey.ticket_id else []):
        said = {"kind": survey.kind, "score": survey.score, "comment": survey.comment}
        record(session, ticket, TicketEvent("survey.answered", now, "customer", said))
    return survey
