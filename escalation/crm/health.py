"""How a customer fares with us, by what the desk knows, and why. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from escalation.routing.words import Words

GRAVE = "P0"
LOW_SCORE = 2
"""Of five, from which down a customer was dissatisfied."""
RENEWS_SOON = timedelta(days=30)

OUTAGE = Words("{count} 个 P0 工单未解决", "open P0: {count}")
LATE = Words("{count} 个工单已超时", "past deadline: {count}")
REOPENED = Words("{count} 个工单被重新打开", "reopened: {count}")
UNHAPPY = Words("最近一次评价 {score}/5", "last rating {score} of 5")
UNPAID = Words("{count} 张账单逾期", "overdue bills: {count}")
RENEWAL = Words("{days} 天后续费，仍有未解决工单", "renews in {days} days with tickets open")


class Standing(StrEnum):
    good = "good"
    watch = "watch"
    risk = "risk"


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """`due_at` is its nearest deadline."""

    priority: str
    reopened: bool
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """`last_score` is of the newest satisfaction survey that was answered, 1 to 5. `unpaid_due` are due dates
    of bills that are not paid."""

    tickets: Sequence[OpenTicket] = ()
    last_score: int | None = None
    unpaid_due: Sequence[date] = ()
    renews_on: date | None = None


@dataclass(frozen=True, slots=True)
class CustomerHealth:
    """`reasons`, the gravest first; none for a good standing."""

    standing: Standing
    reasons: tuple[Words, ...]


def judge_health(facts: CustomerFacts, now: datetime) -> CustomerHealth:
    """At risk where an outage is open or a deadline missed, or where two other things speak against us.

    `now` is in the tenant's zone: by its days bills are due.
    """
    grave, other = tuple(_grave(facts, now)), tuple(_other(facts, now.date()))
    if grave or len(other) > 1:
        return CustomerHealth(Standing.risk, grave + other)
    return CustomerHealth(Standing.watch if other else Standing.good, other)


def _grave(facts: CustomerFacts, now: datetime) -> Iterator[Words]:
    if outages := sum(ticket.priority == GRAVE for ticket in facts.tickets):
        yield OUTAGE.fill(count=outages)
    if late := sum(ticket.due_at is not None and ticket.due_at < now for ticket in facts.tickets):
        yield LATE.fill(count=late)


def _other(facts: CustomerFacts, today: date) -> Iterator[Words]:
    if reopened := sum(ticket.reopened for ticket in facts.tickets):
        yield REOPENED.fill(count=reopened)
    if facts.last_score is not None and facts.last_score <= LOW_SCORE:
        yield UNHAPPY.fill(score=facts.last_score)
    if overdue := sum(due < today for due in facts.unpaid_due):
        yield UNPAID.fill(count=overdue)
    if facts.tickets and facts.renews_on and today <= facts.renews_on <= today + RENEWS_SOON:
        yield RENEWAL.fill(days=(facts.renews_on - today).days)
