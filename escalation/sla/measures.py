"""How long a ticket took and whether its promises were kept: pure, over its events.

Both ways of counting leave out the time that it was solved and nothing else: waiting for the customer is part
of what they lived through. Business minutes go by the calendar that was promised last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.sla.calendar import ALWAYS, Calendar, Stretch
from escalation.sla.calendar_data import read_calendar
from escalation.sla.clocks import ClockState, clocks_of
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import SOLVED


@dataclass(frozen=True, slots=True)
class Span:
    wall_minutes: float
    business_minutes: float


@dataclass(frozen=True, slots=True)
class Solved:
    """`attained` is None where nothing was promised."""

    at: datetime
    took: Span
    attained: bool | None


@dataclass(frozen=True, slots=True)
class Measures:
    """`last` is None while the ticket is open again."""

    opened_at: datetime
    first_response: Span | None
    first: Solved
    last: Solved | None


def measure(events: Sequence[TicketEvent]) -> Measures | None:
    """None for a ticket that was never solved."""
    opened_at = now = events[0].at
    open_since = None if events[0].data.get("status") in SOLVED else now
    worked: list[Stretch] = []
    calendar, replied_at = ALWAYS, None
    first = last = None
    for place, event in enumerate(events, 1):
        now = max(now, event.at)
        match event.type:
            case "sla.applied" if event.data["policy"] is not None:
                calendar = read_calendar(event.data["calendar"])
            case "ticket.agent_replied":
                replied_at = replied_at or now
            case "ticket.status_changed" if event.data["to"] in SOLVED:
                if open_since is not None:
                    worked.append((open_since, now))
                    open_since = None
                    last = Solved(now, _span(worked, calendar), _attained(events[:place]))
                    first = first or last
            case "ticket.status_changed" if open_since is None:
                open_since, last = now, None
    if first is None:
        return None
    responded = first_response(opened_at, replied_at, calendar) if replied_at else None
    return Measures(opened_at, responded, first, last)


def first_response(opened_at: datetime, replied_at: datetime, calendar: Calendar) -> Span:
    return _span([(opened_at, replied_at)], calendar)


def _attained(events: Sequence[TicketEvent]) -> bool | None:
    clocks = clocks_of(events)
    return all(clock.state is not ClockState.breached for clock in clocks) if clocks else None


def _span(stretches: Sequence[Stretch], calendar: Calendar) -> Span:
    return Span(*(_minutes(stretches, counting) for counting in (ALWAYS, calendar)))


def _minutes(stretches: Sequence[Stretch], calendar: Calendar) -> float:
    total = sum((calendar.elapsed(*one) for one in stretches), timedelta())
    return round(total / timedelta(minutes=1), 2)
