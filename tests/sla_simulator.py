"""A ticket's clocks played minute by minute, with nothing of escalation.sla: the oracle of its tests.

It knows a calendar only as "is this minute open", and a clock only as a list of the minutes that it ran.
Everything happens at whole minutes, and every threshold is a whole number of them.
"""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

DAY = 24 * 60
LONGEST = 400 * DAY
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING = ("new", "open", "on_hold", "reopened")


class OpenMinutes(dict[int, bool]):
    """By minutes since `start`; each is looked up once."""

    def __init__(self, start: datetime, calendar: Any) -> None:
        super().__init__()
        self.start, self.calendar = start, calendar

    def __missing__(self, minute: int) -> bool:
        self[minute] = found = is_open_minute(self.calendar, self.start + timedelta(minutes=minute))
        return found


class Timeline:
    """Minutes counted from `start`, and which of them a calendar is open in."""

    def __init__(self, start: datetime) -> None:
        self.start = start.astimezone(UTC)
        self._open: dict[str, OpenMinutes] = {}

    def index(self, at: datetime) -> int:
        return round((at - self.start).total_seconds() / 60)

    def open_minutes(self, name: str, calendar: Any) -> OpenMinutes:
        return self._open.setdefault(name, OpenMinutes(self.start, calendar))


def is_open_minute(calendar: Any, minute: datetime) -> bool:
    if calendar == "24x7":
        return True
    wall = minute.astimezone(_zone(calendar["zone"]))
    for days_ago in (0, 1):
        day = wall.date() - timedelta(days=days_ago)
        shown = wall.hour * 60 + wall.minute + days_ago * DAY
        for opens, closes in _periods(calendar, day):
            begin, end = _minutes(opens), _minutes(closes)
            if begin <= shown < (end if end > begin else end + DAY):
                return True
    return False


def _periods(calendar: Any, day: Any) -> Any:
    if day.isoformat() in calendar.get("holidays", {}):
        return []
    extra = calendar.get("extra_days", {})
    return extra.get(day.isoformat(), calendar["week"].get(NAMES[day.weekday()], []))


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@cache
def _zone(name: str) -> Any:
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[4:])))
    return ZoneInfo(name)


class _SimulatedClock:
    def __init__(self, kind: str, n: int, now: int, carried: list[int]) -> None:
        self.kind, self.n, self.started, self.carried = kind, n, now, carried
        self.ran: list[int] = []
        self.ended: int | None = None
        self.stopped = self.late = False
        self.terms: tuple[int, int, OpenMinutes | None] | None = None
        self.reset()

    def reset(self) -> None:
        """What is known of its deadline is worked out anew, from the minutes."""
        if not self.late:
            self.warn: int | None = None
            self.due: int | None = None
        self.count = self.measured()

    def measured(self) -> int:
        if self.terms is None:
            return 0
        _, warn, minutes = self.terms
        before, own = (
            [one for one in ran if minutes is None or minutes[one]] for ran in (self.carried, self.ran)
        )
        return min(len(before), warn) + len(own)


class Simulator:
    """`policies` are by name: for each kind its target and warning in minutes, and whose minutes count."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.status = "new"
        self.clocks: list[_SimulatedClock] = []
        self.terms: dict[str, tuple[int, int, OpenMinutes | None]] = {}
        self.merged: list[tuple[Any, ...]] | None = None

    def play(self, events: list[Any]) -> list[tuple[Any, ...]]:
        """What the clocks are after the last event, with the deadlines that they run into."""
        now, waiting = self.timeline.index(events[0].at), list(events)
        while waiting:
            while waiting and self.timeline.index(waiting[0].at) <= now:
                self.happen(waiting.pop(0), now)
            self.look(now)
            if waiting:
                self.pass_minute(now, lateness=True)
                now += 1
        state = self.shown(now)
        while any(self.runs(clock) and not clock.late and clock.due is None for clock in self.clocks):
            assert now < LONGEST, "no deadline is so far away"
            self.pass_minute(now, lateness=False)
            now += 1
            self.look(now)
        return [(*one, *self.aims(one)) for one in state]

    def aims(self, shown: tuple[Any, ...]) -> tuple[Any, ...]:
        clock = next(one for one in self.clocks if (one.kind, one.n) == shown[:2])
        if shown[2] == "running":
            return (clock.due, clock.warn)
        return (clock.due, None) if shown[2] == "breached" else (None, None)

    def runs(self, clock: _SimulatedClock) -> bool:
        return clock.ended is None and clock.terms is not None and self.status in WORKING

    def pass_minute(self, now: int, *, lateness: bool) -> None:
        for clock in self.clocks:
            if clock.ended is None and self.status in WORKING:
                if lateness and clock.due is not None:
                    clock.late = True
                clock.ran.append(now)
                if clock.terms is not None and (clock.terms[2] is None or clock.terms[2][now]):
                    clock.count += 1

    def look(self, now: int) -> None:
        for clock in self.clocks:
            if self.runs(clock) and not clock.late:
                target, warn, _ = clock.terms
                if clock.warn is None and clock.count >= warn:
                    clock.warn = now
                if clock.due is None and clock.count >= target:
                    clock.due = now

    def happen(self, event: Any, now: int) -> None:
        kind = event.type
        if kind == "ticket.opened":
            self.start("first_response", now)
            self.start("resolution", now)
        elif kind == "ticket.customer_wrote":
            if not any(one.kind != "resolution" and one.ended is None for one in self.clocks):
                self.start("next_response", now)
        elif kind == "ticket.agent_replied":
            self.end(now, "first_response", "next_response")
        elif kind == "ticket.status_changed":
            self.change_status(event.data["to"], now)
        elif kind == "sla.applied":
            self.terms = self.read_terms(event.data)
            for clock in self.clocks:
                if clock.ended is None:
                    clock.terms = self.terms.get(clock.kind)
                    clock.reset()
        elif kind == "ticket.merged":
            self.merged = [
                (*one[:2], "stopped", one[3], one[4], None) if one[2] in ("running", "paused") else one
                for one in self.shown(now)
            ]
        elif kind == "ticket.unmerged":
            self.merged = None

    def change_status(self, status: str, now: int) -> None:
        was, self.status = self.status, status
        solved = ("resolved", "closed")
        if status in solved and was not in solved:
            for clock in self.clocks:
                if clock.ended is None and clock.kind != "resolution":
                    clock.stopped = True
            self.end(now, "first_response", "next_response", "resolution")
        if was in solved and status not in solved:
            self.start("resolution", now)
        if (was in WORKING) != (status in WORKING):
            for clock in self.clocks:
                if clock.ended is None:
                    clock.reset()

    def start(self, kind: str, now: int) -> None:
        earlier = [one for one in self.clocks if one.kind == kind]
        goes_on = kind == "resolution" and earlier
        carried = earlier[-1].carried + earlier[-1].ran if goes_on else []
        clock = _SimulatedClock(kind, len(earlier) + 1, now, carried)
        clock.terms = self.terms.get(kind)
        clock.reset()
        self.clocks.append(clock)

    def end(self, now: int, *kinds: str) -> None:
        for clock in self.clocks:
            if clock.kind in kinds and clock.ended is None:
                clock.ended = now

    def read_terms(self, applied: Any) -> dict[str, tuple[int, int, OpenMinutes | None]]:
        policy = applied["policy"]
        if policy is None:
            return {}
        minutes = self.timeline.open_minutes(policy["calendar"], applied["calendar"])
        return {
            kind: (
                one["minutes"],
                round(one["minutes"] * policy["warn_at"]),
                minutes if one["hours"] == "business" else None,
            )
            for kind, one in policy["targets"].items()
        }

    def shown(self, now: int) -> list[tuple[Any, ...]]:
        """(kind, n, state, start, end, what is left of a paused one)."""
        if self.merged is not None:
            return self.merged
        found = []
        for clock in self.clocks:
            if clock.terms is None:
                continue
            state, left = "running", None
            if clock.late:
                state = "breached"
            elif clock.ended is not None:
                state = "stopped" if clock.stopped else "met"
            elif self.status not in WORKING:
                state, left = "paused", max(0, clock.terms[0] - clock.count)
            found.append((clock.kind, clock.n, state, clock.started, clock.ended, left))
        return found
