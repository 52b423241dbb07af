"""What each ticket came to, read from the desk's tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from escalation.reports.figures import TicketFacts, TicketPlace
from escalation.sla.calendar import ALWAYS, Calendar
from escalation.sla.calendar_data import read_calendar
from escalation.sla.lateness import was_told_late
from escalation.sla.measures import first_response
from escalation.sla.models import SLAMetrics
from escalation.surveys.models import Survey
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket, TicketEventRow

HANDOFF = "talk_to_human"
_MEASURED = and_(SLAMetrics.tenant_id == Ticket.tenant_id, SLAMetrics.ticket_id == Ticket.id)
_PLACE: tuple[Any, ...] = (
    Ticket.created_at.label("opened_at"), Ticket.team, Ticket.queue, Ticket.agent_id, Ticket.intent,
    Ticket.tier, Ticket.channel, Ticket.priority,
)  # fmt: skip


def gather(session: Session, tenant_id: str, since: datetime, until: datetime) -> list[TicketFacts]:
    """Tickets opened from `since` to before `until`; those merged into another count with that one."""
    opened = _opened(tenant_id, since, until)
    calendars = _calendars(session, tenant_id, opened)
    csat = and_(Survey.tenant_id == tenant_id, Survey.ticket_id == Ticket.id, Survey.kind == "csat")
    found = (
        select(
            *_PLACE,
            Ticket.number,
            Ticket.id,
            Ticket.first_responded_at,
            SLAMetrics.first_response_business_minutes,
            SLAMetrics.resolved_at,
            SLAMetrics.last_business_minutes,
            SLAMetrics.last_attained,
            was_told_late().label("late"),
            Ticket.reopened,
            Survey.score,
            Survey.team.label("csat_team"),
            Survey.agent_id.label("csat_agent_id"),
        )
        .outerjoin(SLAMetrics, _MEASURED)
        .outerjoin(Survey, csat)
        .where(*opened)
        .order_by(Ticket.number)
    )
    return [
        TicketFacts(
            **_place(row),
            number=row.number,
            first_response=_first_response(row, calendars),
            resolution=row.last_business_minutes,
            attained=False if row.last_business_minutes is None and row.late else row.last_attained,
            reopened=None if row.resolved_at is None else row.reopened > 0,
            handed_over=row.intent == HANDOFF,
            csat=row.score,
            csat_team=row.csat_team,
            csat_agent_id=row.csat_agent_id,
        )
        for row in session.execute(found)
    ]


def _opened(tenant_id: str, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.tenant_id == tenant_id,
        Ticket.created_at >= since,
        Ticket.created_at < until,
        Ticket.merged_into.is_(None),
    )


def _calendars(
    session: Session, tenant_id: str, opened: Sequence[ColumnElement[bool]]
) -> dict[str, Calendar]:
    """What was promised last: by it an answer counts that came since the ticket was last measured."""
    log = and_(TicketEventRow.tenant_id == tenant_id, TicketEventRow.ticket_id == Ticket.id)
    promised = (
        select(Ticket.id, TicketEventRow.data)
        .join(TicketEventRow, log)
        .outerjoin(SLAMetrics, _MEASURED)
        .where(
            *opened,
            Ticket.first_responded_at.is_not(None),
            SLAMetrics.first_response_business_minutes.is_(None),
            TicketEventRow.type == "sla.applied",
        )
        .order_by(TicketEventRow.position)
    )
    applied = {ticket_id: data for ticket_id, data in session.execute(promised) if data["policy"] is not None}
    return {ticket_id: read_calendar(data["calendar"]) for ticket_id, data in applied.items()}


def _first_response(row: Any, calendars: Mapping[str, Calendar]) -> float | None:
    measured: float | None = row.first_response_business_minutes
    if measured is not None or row.first_responded_at is None:
        return measured
    calendar = calendars.get(row.id, ALWAYS)
    return first_response(row.opened_at, row.first_responded_at, calendar).business_minutes


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
