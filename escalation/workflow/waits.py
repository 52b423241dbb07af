"""Which rules are due when a ticket goes on as it is: a row for each, with its time, gone once it has run."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Subquery, delete, func, select
from sqlalchemy.orm import Session

from escalation.routing.models import RuleWait
from escalation.routing.rule import Rule
from escalation.ticketing.models import Ticket, TicketEventRow
from escalation.workflow.models import RuleRun

BRINGS_STATUS = ("ticket.opened", "ticket.status_changed")
ARMED_AT_ONCE = 2000
"""Tickets counted in for a rule that was just saved, in one transaction."""


def start_waits(
    session: Session,
    tenant_id: str,
    ticket_id: str,
    *,
    status: str,
    since: datetime,
    position: int,
    rules: Iterable[Rule],
) -> None:
    """Event `position` brought the ticket into the status: what waited on the one before is over."""
    mine = (RuleWait.tenant_id == tenant_id, RuleWait.ticket_id == ticket_id)
    session.execute(delete(RuleWait).where(*mine))
    for rule in rules:
        if rule.enabled and rule.after is not None and rule.after.status == status:
            due_at = since + timedelta(minutes=rule.after.minutes)
            session.add(_wait(tenant_id, ticket_id, rule.id, position, due_at))


def due_waits(session: Session, tenant_id: str, now: datetime, limit: int) -> Sequence[RuleWait]:
    due = select(RuleWait).where(RuleWait.tenant_id == tenant_id, RuleWait.due_at <= now)
    return session.scalars(due.order_by(RuleWait.due_at).limit(limit)).all()


def end_wait(session: Session, wait: RuleWait) -> None:
    session.delete(wait)


def arm(session: Session, tenant_id: str, rule: Rule) -> bool:
    """Counts in tickets that are in the rule's status already; False where there are more to count in.

    Not those for which it has run since they came into the status.
    """
    if rule.after is None or not rule.enabled:
        return True
    since = _stretches(tenant_id, rule.after.status)
    waiting = select(RuleWait.ticket_id).where(RuleWait.tenant_id == tenant_id, RuleWait.rule_id == rule.id)
    rows = (
        select(TicketEventRow)
        .join(
            since,
            (TicketEventRow.ticket_id == since.c.ticket_id) & (TicketEventRow.position == since.c.position),
        )
        .outerjoin(
            RuleRun,
            (RuleRun.tenant_id == tenant_id)
            & (RuleRun.ticket_id == TicketEventRow.ticket_id)
            & (RuleRun.position == TicketEventRow.position)
            & (RuleRun.rule_id == rule.id),
        )
        .where(
            TicketEventRow.tenant_id == tenant_id,
            RuleRun.rule_id.is_(None),
            TicketEventRow.ticket_id.not_in(waiting),
        )
        .limit(ARMED_AT_ONCE)
    )
    events = session.scalars(rows).all()
    after = timedelta(minutes=rule.after.minutes)
    session.add_all(_wait(tenant_id, one.ticket_id, rule.id, one.position, one.at + after) for one in events)
    return len(events) < ARMED_AT_ONCE


def _stretches(tenant_id: str, status: str) -> Subquery:
    """Tickets of that status, with the event that brought them into it."""
    return (
        select(TicketEventRow.ticket_id, func.max(TicketEventRow.position).label("position"))
        .join(
            Ticket, (Ticket.tenant_id == TicketEventRow.tenant_id) & (Ticket.id == TicketEventRow.ticket_id)
        )
        .where(
            TicketEventRow.tenant_id == tenant_id,
            TicketEventRow.type.in_(BRINGS_STATUS),
            Ticket.status == status,
            Ticket.merged_into.is_(None),
        )
        .group_by(TicketEventRow.ticket_id)
        .subquery()
    )


def _wait(tenant_id: str, ticket_id: str, rule_id: str, position: int, due_at: datetime) -> RuleWait:
    return RuleWait(
        tenant_id=tenant_id, ticket_id=ticket_id, rule_id=rule_id, position=position, due_at=due_at
    )
