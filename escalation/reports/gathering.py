"""What each ticket came to, read from the desk's tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from escalation.reports.figures import TicketFacts, TicketPlace
from escalation.sla.models import SLAMetrics
from escalation.surveys.models import Survey
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket

HANDOFF = "talk_to_human"
_PLACE: tuple[Any, ...] = (
    Ticket.created_at.label("opened_at"), Ticket.team, Ticket.queue, Ticket.agent_id, Ticket.intent,
    Ticket.tier, Ticket.channel, Ticket.priority,
)  # fmt: skip


def gather(session: Session, tenant_id: str, since: datetime, until: datetime) -> list[TicketFacts]:
    """Tickets opened from `since` to before `until`; those merged into another count with that one."""
    metrics = and_(SLAMetrics.tenant_id == tenant_id, SLAMetrics.ticket_id == Ticket.id)
    csat = and_(Survey.tenant_id == tenant_id, Survey.ticket_id == Ticket.id, Survey.kind == "csat")
    found = (
        select(
            *_PLACE,
            Ticket.number,
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
            **_place(row),
            number=row.number,
            first_response=row.first_response_business_minutes,
            resolution=row.last_business_minutes,
            attained=row.last_attained,
            reopened=row.reopened > 0,
            handed_over=row.intent == HANDOFF,
            csat=row.score,
        )
        for row in session.execute(found)
    ]


def backlog(session: Session, tenant_id: str) -> list[TicketPlace]:
    """The tickets that are open now."""
    found = select(*_PLACE).where(
        Ticket.tenant_id == tenant_id, Ticket.status.in_(OPEN), Ticket.merged_into.is_(None)
    )
    return [TicketPlace(**_place(row)) for row in session.execute(found)]


def nps_scores(session: Session, tenant_id: str, since: datetime, until: datetime) -> list[int]:
    found = select(Survey.score).where(
        Survey.tenant_id == tenant_id,
        Survey.kind == "nps",
        Survey.score.is_not(None),
        Survey.answered_at >= since,
        Survey.answered_at < until,
    )
    return [score for score in session.scalars(found) if score is not None]


def _place(row: Sequence[Any]) -> dict[str, Any]:
    """What `TicketPlace` has, of a row that begins with `_PLACE`."""
    return {column.key: value for column, value in zip(_PLACE, row, strict=False)}
