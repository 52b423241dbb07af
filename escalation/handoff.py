"""A person is asked for: there is a ticket at once, and a promised time where nobody is there to answer.

A promise stands until its time has come or a person has; asking again does not change it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from escalation.sla.business_hours import BusinessHours
from escalation.sla.promise_hours import get_promise_hours
from escalation.ticketing.desk import NewTicket, find_root, open_or_join_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed

ANSWER_WITHIN = timedelta(hours=1)
"""In business hours, by when a person answers once nobody could at first."""


@dataclass(frozen=True, slots=True)
class HandoffOutcome:
    """`promised_at` is None where a person can take the conversation now."""

    ticket: Ticket
    joined: bool
    promised_at: datetime | None
    reason: str


def request_person(
    session: Session,
    *,
    tenant_id: str,
    told: NewTicket,
    new_id: Callable[[], str],
    agents_online: bool,
    timezone: str,
    business_hours: Mapping[str, Any],
    now: datetime,
) -> HandoffOutcome:
    """Opens the conversation's handoff ticket, or joins the one that is open. What is promised is promised on
    the ticket in which it goes on."""
    hours = get_promise_hours(session, tenant_id, business_hours, timezone)
    opened = open_or_join_ticket(session, tenant_id, told, new_id=new_id, deed=Deed("bot", now))
    root = find_root(session, opened.ticket)
    promised_at, reason = promise(hours, promised=root.promised_at, agents_online=agents_online, now=now)
    root.promised_at = promised_at
    return HandoffOutcome(opened.ticket, opened.joined, promised_at, reason)


def promise(
    hours: BusinessHours, *, promised: datetime | None = None, agents_online: bool, now: datetime
) -> tuple[datetime | None, str]:
    """By when a person answers, and why; None is at once. `promised` is what was said before."""
    if promised is not None and promised > now:
        return promised, "promised before"
    if promised is not None:
        return promise_late(hours, now), "what was promised before was not kept"
    if agents_online:
        return None, "a person is at the console"
    if hours.is_open(now):
        return None, "within business hours"
    opening = hours.next_opening(now)
    return (
        hours.add(opening, ANSWER_WITHIN),
        f"outside business hours; the desk opens {opening.isoformat(timespec='minutes')}",
    )


def promise_late(hours: BusinessHours, now: datetime) -> datetime:
    """By when a person answers where one should have by now."""
    return hours.add(now, ANSWER_WITHIN)


def person_came(ticket: Ticket) -> None:
    """What was promised is kept; whoever asks again is promised anew."""
    ticket.promised_at = None
