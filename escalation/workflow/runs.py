"""The record of what rules did: one for each rule and event, for the console and for the loop guard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from escalation.routing.deciding import Chain, Outcome
from escalation.ticketing.events import TicketEvent
from escalation.workflow.models import RuleRun

OFTEN = 20
"""Times that a rule may run on one ticket within an hour; two machines that answer each other write more."""
KEEP_UNMATCHED = timedelta(days=30)
ACTED = (Outcome.matched.value, "failed")


def chain_of(session: Session, tenant_id: str, ticket_id: str, position: int, event: TicketEvent) -> Chain:
    """The chain that the event belongs to: the one whose run caused it, else its own."""
    mine = (RuleRun.tenant_id == tenant_id, RuleRun.ticket_id == ticket_id)
    root = None
    if event.depth:
        caused = select(RuleRun.root).where(*mine, RuleRun.first <= position, RuleRun.last >= position)
        root = session.scalars(caused).first()
    if root is None:
        return Chain(str(position), event.depth)
    ran = select(RuleRun.rule_id).where(*mine, RuleRun.root == root, RuleRun.outcome.in_(ACTED))
    return Chain(root, event.depth, frozenset(session.scalars(ran)))


def count_recent(session: Session, tenant_id: str, ticket_id: str, rule_id: str, now: datetime) -> int:
    """How often the rule acted on the ticket within the last hour."""
    acted = select(func.count()).where(
        RuleRun.tenant_id == tenant_id,
        RuleRun.ticket_id == ticket_id,
        RuleRun.rule_id == rule_id,
        RuleRun.outcome.in_(ACTED),
        RuleRun.at > now - timedelta(hours=1),
    )
    return session.scalar(acted) or 0


def runs_of_ticket(session: Session, tenant_id: str, ticket_id: str) -> Sequence[RuleRun]:
    """In the order of the events, then of the rules' ids."""
    rows = select(RuleRun).where(RuleRun.tenant_id == tenant_id, RuleRun.ticket_id == ticket_id)
    return session.scalars(rows.order_by(RuleRun.position, RuleRun.rule_id)).all()


def runs_of_rule(
    session: Session, tenant_id: str, rule_id: str, *, limit: int = 100, acted: bool = False
) -> Sequence[RuleRun]:
    """Newest first; `acted` leaves out those in which it did nothing."""
    rows = select(RuleRun).where(RuleRun.tenant_id == tenant_id, RuleRun.rule_id == rule_id)
    if acted:
        rows = rows.where(RuleRun.outcome.in_(ACTED))
    return session.scalars(rows.order_by(RuleRun.at.desc()).limit(limit)).all()


def list_loops(session: Session, tenant_id: str, *, limit: int = 100) -> Sequence[RuleRun]:
    """Runs that were refused because they would have gone on for ever, newest first."""
    rows = select(RuleRun).where(RuleRun.tenant_id == tenant_id, RuleRun.outcome == Outcome.loop.value)
    return session.scalars(rows.order_by(RuleRun.at.desc()).limit(limit)).all()


def forget_unmatched(session: Session, tenant_id: str, now: datetime) -> None:
    """Why a rule did not run is asked within days."""
    session.execute(
        delete(RuleRun).where(
            RuleRun.tenant_id == tenant_id,
            RuleRun.at < now - KEEP_UNMATCHED,
            RuleRun.outcome.in_((Outcome.unmatched.value, Outcome.stopped.value)),
        )
    )
