"""What each ticket came to, read from the desk's tables."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from escalation.reports.figures import TicketFacts
from escalation.sla.models import SLAMetrics
from escalation.surveys.models import Survey
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket

HANDOFF = "talk_to_human"


def gather(session: Session, tenant_id: str, since: datetime, until: datetime) -> list[TicketFacts]:
    """Tickets opened from `since` to before `until`; those merged into another count with that one."""
    metrics = and_(SLAMetrics.tenant_id == tenant_id, SLAMetrics.ticket_id == Ticket.id)
    csat = and_(Survey.tenant_id == tenant_id, Survey.ticket_id == Ticket.id, Survey.kind == "csat")
    found = (
        select(
            Ticket.number,
            Ticket.created_at,
            Ticket.team,
            Ticket.agent_id,
            Ticket.intent,
            Ticket.tier,
            Ticket.channel,
            Ticket.priority,
            SLAMetrics.first_response_business_minutes,
            SLAMetrics.last_business_minutes,
            SLAMetrics.last_attained,
            Ticket.reopened,
            Survey.score,
        )
        .outerjoin(SLAMetrics, metrics)
        .outerjoin(Survey, csat)
        .where(
            Ticket.tenant_id == tenant_id,
            Ticket.created_at >= since,
            Ticket.created_at < until,
            Ticket.merged_into.is_(None),
        )
        .order_by(Ticket.number)
    )
    return [
        TicketFacts(
            number=number,
            opened_at=opened_at,
            team=team,
            agent_id=agent,
            intent=intent,
            tier=tier,
            channel=channel,
            priority=priority,
            first_response=responded,
            resolution=solved,
            attained=attained,
            reopened=reopened > 0,
            handed_over=intent == HANDOFF,
            csat=score,
        )
        for (
            number, opened_at, team, agent, intent, tier, channel, priority, responded, solved, attained,
            reopened, score,
        ) in session.execute(found)
    ]  # fmt: skip


def backlog(session: Session, tenant_id: str) -> list[datetime]:
    """When each ticket that is open now was opened."""
    found = select(Ticket.created_at).where(
        Ticket.tenant_id == tenant_id, Ticket.status.in_(OPEN), Ticket.merged_into.is_(None)
    )
    return list(session.scalars(found))


def nps_scores(session: Session, tenant_id: str, since: datetime, until: datetime) -> list[int]:
    found = select(Survey.score).where(
        Survey.tenant_id == tenant_id,
        Survey.kind == "nps",
        Survey.score.is_not(None),
        Survey.answered_at >= since,
        Survey.answered_at < until,
    )
    return [score for score in session.scalars(found) if score is not None]
