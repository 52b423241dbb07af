"""Tickets that stopped on their way to the outside system, and what a person decides about each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.desk.backend_answer import Answer
from bot.desk.backend_links import (
    FAILED,
    IN_STEP,
    LEFT_OUT,
    UNKNOWN,
    find_system,
    lock_link,
    push_again,
)
from bot.desk.backend_step import read_step
from bot.errors import NotFound, SettingsWrong
from bot.persistence.tenancy import TenantSession
from escalation.backends.models import OutsideTicket
from escalation.backends.types import Opening
from escalation.ticketing.models import Ticket


@dataclass(frozen=True, slots=True)
class Stopped:
    """`state` is unknown or failed."""

    number: int
    outside_id: str | None
    state: str
    problem: str
    since: datetime


def list_stopped(session: TenantSession) -> list[Stopped]:
    """Oldest first; of the system that the tenant has now."""
    system = find_system(session)
    if system is None:
        return []
    found = session.execute(
        select(Ticket.number, OutsideTicket)
        .join(OutsideTicket, OutsideTicket.ticket_id == Ticket.id)
        .where(OutsideTicket.system == system.name, OutsideTicket.state.in_((UNKNOWN, FAILED)))
        .order_by(OutsideTicket.problem_at)
    )
    return [
        Stopped(number, link.outside_id, link.state, link.problem or "", link.problem_at)
        for number, link in found
        if link.problem_at is not None
    ]


def answer_stopped(
    session: TenantSession, number: int, answer: Answer, *, outside_id: str | None, now: datetime
) -> None:
    """What comes after it goes on. `outside_id` is needed where the ticket itself is what is there."""
    system = find_system(session)
    ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).first()
    link = lock_link(session, ticket_id) if ticket_id else None
    if system is None or link is None or link.system != system.name or link.state not in (UNKNOWN, FAILED):
        raise NotFound(f"ticket #{number} among those that stopped")
    step = read_step(session, link)
    if answer is Answer.leave:
        link.state = LEFT_OUT
        return
    if answer is Answer.there and step is not None:
        if isinstance(step.push, Opening) and not outside_id:
            raise SettingsWrong(f"the opening of #{number} needs the outside ticket's id: --outside-id ID")
        link.outside_id = outside_id or link.outside_id
        link.pushed = step.upto
    link.state, link.sent_at, link.problem, link.problem_at = IN_STEP, None, None, None
    push_again(session, link.ticket_id, now)
