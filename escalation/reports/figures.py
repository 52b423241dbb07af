"""The desk's figures, as the field defines them: pure, over what is known of each ticket.

Times are minutes of business hours, as the ticket's own calendar counts them. Shares are of those tickets to
which the question applies, and None where there are none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from escalation.surveys.kinds import satisfied_share


@dataclass(frozen=True, slots=True)
class TicketPlace:
    """When a ticket was opened, and what it is counted under."""

    opened_at: datetime
    team: str | None
    queue: str | None
    agent_id: str | None
    intent: str
    tier: str | None
    channel: str
    priority: str


@dataclass(frozen=True, slots=True)
class TicketFacts(TicketPlace):
    """A ticket that was opened in the time reported on. What it did not come to yet is None: `resolution`
    while it is open, `attained` while it may still be kept, `reopened` until it is first solved.
    `csat` is of the team and agent that the customer was asked about, whoever has the ticket by now."""

    number: int
    first_response: float | None
    resolution: float | None
    attained: bool | None
    reopened: bool | None
    handed_over: bool
    csat: int | None
    csat_team: str | None
    csat_agent_id: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one group, named by `key` (None: those that have no such thing). `answered` counts CSAT answers,
    `ages` are of those of its tickets that are open now, whenever they were opened (see `by_age`)."""

    key: str | None
    volume: int
    solved: int
    first_response_median: float | None
    first_response_p90: float | None
    resolution_median: float | None
    resolution_p90: float | None
    attainment: float | None
    reopen_rate: float | None
    handoffs: int
    csat: float | None
    answered: int
    ages: tuple[int, ...]

    @property
    def open(self) -> int:
        return sum(self.ages)

    @property
    def of_the_time(self) -> bool:
        """Whether it says more than what is open now."""
        return self.volume > 0 or self.answered > 0


GROUPS: dict[str, Callable[[TicketPlace], str | None]] = {
    "team": lambda one: one.team,
    "queue": lambda one: one.queue,
    "agent": lambda one: one.agent_id,
    "intent": lambda one: one.intent,
    "tier": lambda one: one.tier,
    "channel": lambda one: one.channel,
    "priority": lambda one: one.priority,
}

CSAT_GROUPS: dict[str, Callable[[TicketFacts], str | None]] = {
    **GROUPS,
    "team": lambda one: one.csat_team,
    "agent": lambda one: one.csat_agent_id,
}

AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
"""Where one bucket of the backlog's age ends and the next begins."""


def by_group(
    tickets: Iterable[TicketFacts], backlog: Iterable[TicketPlace], group: str, now: datetime
) -> list[Figures]:
    """The largest group first; last are those of which no ticket was opened in the time, but some are open or
    were theirs when the customer was asked."""
    held: dict[str | None, list[TicketFacts]] = {}
    scores: dict[str | None, list[int]] = {}
    opened: dict[str | None, list[datetime]] = {}
    for ticket in tickets:
        held.setdefault(GROUPS[group](ticket), []).append(ticket)
        if ticket.csat is not None:
            scores.setdefault(CSAT_GROUPS[group](ticket), []).append(ticket.csat)
    for waiting in backlog:
        opened.setdefault(GROUPS[group](waiting), []).append(waiting.opened_at)
    found = [
        sum_up(key, held.get(key, ()), by_age(opened.get(key, ()), now), scores.get(key, ()))
        for key in held | scores | opened
    ]
    return sorted(found, key=lambda one: (-one.volume, -one.open, one.key or ""))


def sum_up(
    key: str | None,
    tickets: Sequence[TicketFacts],
    ages: tuple[int, ...],
    scores: Sequence[int] | None = None,
) -> Figures:
    """`scores` are the answers to the CSAT where they are not those about these tickets."""
    responded = sorted(one.first_response for one in tickets if one.first_response is not None)
    solved = sorted(one.resolution for one in tickets if one.resolution is not None)
    if scores is None:
        scores = [one.csat for one in tickets if one.csat is not None]
    return Figures(
        key=key,
        volume=len(tickets),
        solved=len(solved),
        first_response_median=percentile(responded, 0.5),
        first_response_p90=percentile(responded, 0.9),
        resolution_median=percentile(solved, 0.5),
        resolution_p90=percentile(solved, 0.9),
        attainment=_share(one.attained for one in tickets if one.attained is not None),
        reopen_rate=_share(one.reopened for one in tickets if one.reopened is not None),
        handoffs=sum(one.handed_over for one in tickets),
        csat=satisfied_share(scores),
        answered=len(scores),
        ages=ages,
    )


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The nearest rank: the smallest value that at least `share` of them do not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def by_day(opened: Iterable[datetime], since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """How many on each day from `since`, a midnight, up to `until`, by the clocks of its zone."""
    days = max(1, ceil((until - since) / timedelta(days=1)))
    counts = [0] * days
    for at in opened:
        place = (at.astimezone(since.tzinfo).date() - since.date()).days
        if 0 <= place < days:
            counts[place] += 1
    return [(since + timedelta(days=place), count) for place, count in enumerate(counts)]


def by_age(opened: Iterable[datetime], now: datetime) -> tuple[int, ...]:
    """How many open tickets are younger than each of AGES, and in the end how many are older than all."""
    counts = [0] * (len(AGES) + 1)
    for at in opened:
        counts[sum(now - at >= age for age in AGES)] += 1
    return tuple(counts)


def _share(answers: Iterable[bool]) -> float | None:
    given = list(answers)
    return sum(given) / len(given) if given else None
