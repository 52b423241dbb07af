"""A ticket's clocks as a fold over its events: what is due when follows from them and from nothing else.

- The first response runs from the opening to an agent's first reply; a next response from the first message
  of the customer that nobody has answered since to the next reply; the resolution until the ticket is solved.
- All stand while the ticket is pending: the customer is waited for. On hold they run on, for whom the desk
  waits for is not the customer's affair.
- Solved, a ticket owes nobody an answer: a response that was due is stopped. Reopened, its resolution is a
  clock of its own that goes on from where the last one stood, but from no later than its point of warning:
  the time that it was solved does not count, nobody is late at once for what they thought was done, and
  nobody gains the whole target anew by solving too early.
- When other promises are made half way (another priority, another policy), clocks that run are measured from
  their start by the new targets and calendar. What would have been due already is due then, not before.
- What happens at the deadline is in time. A clock that was late once stays so, and is not late again.
- A merged ticket's clocks are stopped. Taken out again it has those it would have had without the merge.
- An event that says it happened before the one before it counts as if both happened at once.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from escalation.sla.calendar import ALWAYS, Calendar, Stretch
from escalation.sla.calendar_data import read_calendar
from escalation.sla.policy import ClockKind
from escalation.sla.policy_data import read_policy
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import SOLVED

STANDING = ("pending", *SOLVED)
RESPONSES = (ClockKind.first_response, ClockKind.next_response)


class ClockState(StrEnum):
    running = "running"
    paused = "paused"
    met = "met"
    breached = "breached"
    stopped = "stopped"


@dataclass(frozen=True, slots=True)
class Clock:
    """`n` counts a ticket's clocks of one kind from 1 up.

    `due_at` and `warn_at` are those of a running clock or, where it has ended or was late, the last ones;
    `remaining` is what a paused one has left, in hours of its calendar. `ended_at` is None while it is owed,
    late or not. `warned` and `told` say whether the log has its `sla.warned` and `sla.breached`.
    """

    kind: ClockKind
    n: int
    state: ClockState
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    remaining: timedelta | None
    ended_at: datetime | None
    warned: bool
    told: bool


def clocks_of(events: Iterable[TicketEvent]) -> tuple[Clock, ...]:
    """In the order in which they were started. A kind that the policy in force has no target for has none."""
    history = _History()
    for event in events:
        history.take(event)
    return history.clocks()


def nearest_deadline(clocks: Iterable[Clock]) -> datetime | None:
    """Of those that run."""
    due = [clock.due_at for clock in clocks if clock.state is ClockState.running and clock.due_at]
    return min(due, default=None)


@dataclass(frozen=True, slots=True)
class _Terms:
    target: timedelta
    warn_after: timedelta
    calendar: Calendar


def _terms_of(applied: Mapping[str, Any]) -> Mapping[ClockKind, _Terms]:
    return _read_terms(json.dumps([applied["policy"], applied["calendar"]], sort_keys=True))


@lru_cache(maxsize=1024)
def _read_terms(text: str) -> Mapping[ClockKind, _Terms]:
    policy_data, calendar_data = json.loads(text)
    if policy_data is None:
        return {}
    policy, calendar = read_policy(policy_data), read_calendar(calendar_data)
    return {
        kind: _Terms(one.within, one.within * policy.warn_at, calendar if one.business else ALWAYS)
        for kind, one in policy.targets.items()
    }


@dataclass(slots=True)
class _Course:
    """One clock under way. It ran in the stretches `ran`, and runs `since` where that is set.

    `carried` are the stretches of the clock that it goes on from; no deadline of it lies before `not_before`.
    """

    kind: ClockKind
    n: int
    started_at: datetime
    terms: _Terms | None
    not_before: datetime
    carried: tuple[Stretch, ...] = ()
    ran: list[Stretch] = field(default_factory=list)
    since: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    ended_at: datetime | None = None
    late: bool = False
    stopped: bool = False
    warned: bool = False
    told: bool = False

    def run(self, now: datetime, *, runs: bool) -> None:
        """Starts or pauses it; no change where it does that already."""
        if runs == (self.since is not None):
            return
        if self.since is not None:
            self.ran.append((self.since, now))
        self.since = now if runs else None
        self.aim()

    def promise(self, terms: _Terms | None, now: datetime) -> None:
        self.terms, self.not_before = terms, now
        self.aim()

    def aim(self) -> None:
        """Works out its deadline, which a clock that was late keeps."""
        if self.late:
            return
        self.due_at = self.warn_at = None
        if self.terms is not None and self.since is not None:
            elapsed, calendar = self.elapsed(self.terms), self.terms.calendar
            aims = [
                max(self.not_before, calendar.add(self.since, max(timedelta(), wanted - elapsed)))
                for wanted in (self.terms.warn_after, self.terms.target)
            ]
            self.warn_at, self.due_at = aims

    def elapsed(self, terms: _Terms) -> timedelta:
        """Up to where it last stood."""
        before = sum((terms.calendar.elapsed(*one) for one in self.carried), timedelta())
        here = sum((terms.calendar.elapsed(*one) for one in self.ran), timedelta())
        return min(before, terms.warn_after) + here

    def end(self, now: datetime, *, stopped: bool = False) -> None:
        if self.since is not None:
            self.ran.append((self.since, now))
        self.since, self.ended_at, self.stopped = None, now, stopped

    def shown(self) -> Clock:
        state = self._state()
        left = None
        if state is ClockState.paused and self.terms is not None:
            left = max(timedelta(), self.terms.target - self.elapsed(self.terms))
        return Clock(
            kind=self.kind,
            n=self.n,
            state=state,
            started_at=self.started_at,
            due_at=self.due_at,
            warn_at=self.warn_at,
            remaining=left,
            ended_at=self.ended_at,
            warned=self.warned,
            told=self.told,
        )

    def _state(self) -> ClockState:
        if self.late:
            return ClockState.breached
        if self.ended_at is not None:
            return ClockState.stopped if self.stopped else ClockState.met
        return ClockState.paused if self.since is None else ClockState.running


class _History:
    """The fold's state. `merged` is what is shown while the ticket is merged into another."""

    def __init__(self) -> None:
        self._now: datetime | None = None
        self._status = "new"
        self._terms: Mapping[ClockKind, _Terms] = {}
        self._courses: list[_Course] = []
        self._merged: tuple[Clock, ...] | None = None

    def clocks(self) -> tuple[Clock, ...]:
        if self._merged is not None:
            return self._merged
        return tuple(course.shown() for course in self._courses if course.terms is not None)

    def take(self, event: TicketEvent) -> None:
        now = event.at if self._now is None else max(self._now, event.at)
        self._now = now
        for course in self._courses:
            if course.since is not None and course.due_at is not None and course.due_at < now:
                course.late = True
        data = event.data
        match event.type:
            case "ticket.opened":
                self._status = data.get("status", "new")
                if self._status not in SOLVED:
                    self._start(ClockKind.first_response, now)
                    self._start(ClockKind.resolution, now)
            case "ticket.customer_wrote":
                if not any(course.kind in RESPONSES for course in self._owed()):
                    self._start(ClockKind.next_response, now)
            case "ticket.agent_replied":
                self._end_responses(now)
            case "ticket.status_changed":
                self._move(data["to"], now)
            case "sla.applied":
                self._terms = _terms_of(data)
                for course in self._owed():
                    course.promise(self._terms.get(course.kind), now)
            case "sla.warned" | "sla.breached":
                self._note(event.type, data)
            case "ticket.merged":
                self._merged = tuple(map(_stopped, self.clocks()))
            case "ticket.unmerged":
                self._merged = None

    def _owed(self) -> list[_Course]:
        return [course for course in self._courses if course.ended_at is None]

    def _start(self, kind: ClockKind, now: datetime) -> None:
        earlier = [course for course in self._courses if course.kind is kind]
        course = _Course(kind, len(earlier) + 1, now, self._terms.get(kind), now)
        if kind is ClockKind.resolution and earlier:
            course.carried = (*earlier[-1].carried, *earlier[-1].ran)
        course.run(now, runs=self._status not in STANDING)
        self._courses.append(course)

    def _end_responses(self, now: datetime, *, stopped: bool = False) -> None:
        for course in self._owed():
            if course.kind in RESPONSES:
                course.end(now, stopped=stopped)

    def _move(self, status: str, now: datetime) -> None:
        before, self._status = self._status, status
        if status in SOLVED and before not in SOLVED:
            self._end_responses(now, stopped=True)
            for course in self._owed():
                course.end(now)
        if before in SOLVED and status not in SOLVED:
            self._start(ClockKind.resolution, now)
        for course in self._owed():
            course.run(now, runs=status not in STANDING)

    def _note(self, type: str, data: Mapping[str, Any]) -> None:
        for course in self._courses:
            if (course.kind, course.n) == (data["clock"], data["n"]):
                course.warned = course.warned or type == "sla.warned"
                course.told = course.told or type == "sla.breached"
                course.late = course.late or course.told
        if self._merged is not None:
            courses = {(course.kind, course.n): course for course in self._courses}
            behind = (courses[clock.kind, clock.n] for clock in self._merged)
            self._merged = tuple(
                replace(clock, warned=course.warned, told=course.told)
                for clock, course in zip(self._merged, behind, strict=True)
            )


def _stopped(clock: Clock) -> Clock:
    if clock.state not in (ClockState.running, ClockState.paused):
        return clock
    return replace(clock, state=ClockState.stopped, due_at=None, warn_at=None, remaining=None)
