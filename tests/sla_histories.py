"""Random ticket histories in whole minutes, for the clocks and the simulator that they are held against."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from escalation.sla.clocks import Clock, clocks_of
from escalation.ticketing.events import TicketEvent
from tests.sla_simulator import Simulator, Timeline

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = DAYS[:5]

WRITTEN: dict[str, Any] = {
    "shanghai": {
        "zone": "Asia/Shanghai",
        "week": {day: [["09:00", "12:00"], ["13:30", "18:00"]] for day in WORKDAYS},
        "holidays": {f"2026-10-0{day}": "国庆节" for day in range(1, 8)},
        "extra_days": {"2026-09-27": [["09:00", "18:00"]], "2026-10-10": [["09:00", "12:00"]]},
    },
    "berlin": {
        "zone": "Europe/Berlin",
        "week": {day: [["00:30", "02:30"], ["02:45", "12:15"], ["20:00", "24:00"]] for day in DAYS},
        "holidays": {"2026-04-03": "Karfreitag", "2026-04-06": "Ostermontag"},
    },
    "new_york_nights": {
        "zone": "America/New_York",
        "week": {day: [["22:00", "06:00"]] for day in DAYS[:6]},
        "extra_days": {"2026-10-29": [["00:00", "24:00"]]},
    },
    "cairo_nights": {"zone": "Africa/Cairo", "week": {day: [["22:00", "06:00"]] for day in WORKDAYS}},
    "offset": {"zone": "-03:30", "week": {"mon": [["08:00", "20:00"]], "thu": [["00:00", "24:00"]]}},
    "lord_howe": {"zone": "Australia/Lord_Howe", "week": {day: [["01:00", "09:00"]] for day in DAYS}},
    "always": "24x7",
}
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "+05:30", "-09:30")
# Over a change of clocks in Europe, before National Day in China, over a change in America and in Australia.
STARTS = tuple(datetime(2026, *day, tzinfo=UTC) for day in ((3, 27), (9, 25), (10, 30), (4, 3)))
SHARES = (0.5, 0.6, 0.8)


@cache
def calendars(count: int) -> dict[str, Any]:
    """Those that are written out, and `count` that are drawn."""
    dice = random.Random(count)
    return {**WRITTEN, **{f"drawn {number}": _draw_calendar(dice) for number in range(count)}}


@cache
def timeline(start: datetime) -> Timeline:
    return Timeline(start)


def _draw_calendar(dice: random.Random) -> Any:
    week = {}
    for day in dice.sample(DAYS, dice.randint(2, 7)):
        marks = sorted(dice.sample(range(0, 1440, 15), 2 * dice.randint(1, 3)))
        week[day] = [[_shown(one), _shown(two)] for one, two in zip(marks[::2], marks[1::2], strict=True)]
    day = dice.choice(STARTS).date() + timedelta(days=dice.randint(0, 6))
    extra = {} if dice.random() < 0.5 else {(day + timedelta(days=1)).isoformat(): [["10:00", "02:00"]]}
    return {"zone": dice.choice(ZONES), "week": week, "holidays": {day.isoformat(): ""}, "extra_days": extra}


def _shown(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


class History:
    """The history of one seed, and what the simulator makes of it."""

    def __init__(self, seed: int, drawn: int) -> None:
        self.dice = random.Random(seed)
        self.calendars = calendars(drawn)
        self.start = self.dice.choice(STARTS)
        self.at = self.dice.randrange(0, 3 * 24 * 60, 5)
        self.status, self.merged = "new", False
        self.events: list[TicketEvent] = []
        self._draw()

    def simulated(self) -> list[tuple[Any, ...]]:
        """(kind, n, state, start, end, what is left of a paused one, deadline, warning), in minutes."""
        return Simulator(timeline(self.start)).play(self.events)

    def folded(self) -> list[tuple[Any, ...]]:
        """The same by `escalation.sla`. Deadlines of clocks that ended in time are nobody's affair."""
        return [self._shown(clock) for clock in clocks_of(self.events)]

    def _shown(self, clock: Clock) -> tuple[Any, ...]:
        minute = timeline(self.start).index
        aimed = clock.due_at is not None and clock.state in ("running", "breached")
        return (
            clock.kind.value,
            clock.n,
            clock.state.value,
            minute(clock.started_at),
            minute(clock.ended_at) if clock.ended_at else None,
            clock.remaining // timedelta(minutes=1) if clock.remaining is not None else None,
            minute(clock.due_at) if aimed else None,
            minute(clock.warn_at) if clock.state == "running" and clock.warn_at else None,
        )

    def _draw(self) -> None:
        self._add("ticket.opened", status="new")
        self._apply()
        step = self.dice.choice((5, 15, 60, 240))
        for _ in range(self.dice.randint(0, 18)):
            self.at += 5 * self.dice.randint(0, step // 5)
            self._next()

    def _next(self) -> None:
        dice = self.dice
        what = dice.choices(
            ("wrote", "replied", "status", "applied", "customer", "merge", "noted", "set back"),
            (6, 6, 8, 2, 1, 2, 1, 1),
        )[0]
        if what == "wrote":
            self._add("ticket.customer_wrote", message=1)
            if self.status in ("pending", "resolved", "closed") and dice.random() < 0.9:
                self._become("open" if self.status == "pending" else "reopened")
        elif what == "replied":
            self._add("ticket.agent_replied", message=1)
            if dice.random() < 0.4:
                self._become("pending")
        elif what == "status":
            self._become(dice.choice(("open", "pending", "on_hold", "resolved", "closed", "reopened")))
        elif what == "applied":
            self._apply()
        elif what == "customer":  # their plan is promised something else, or it is nobody's any more
            to = dice.choice((None, "qinglan", "northfold"))
            self._add("ticket.customer_changed", **{"from": None, "to": to, "tier": to and "enterprise"})
            self._apply()
        elif what == "merge":
            self.merged = not self.merged
            self._add("ticket.merged" if self.merged else "ticket.unmerged", into="t2")
        elif what == "noted":
            self._add("ticket.noted", message=1, mentions=[])
        else:
            later, self.at = self.at, self.at - 5 * dice.randint(1, 200)
            self._next()
            self.at = later

    def _become(self, status: str) -> None:
        self._add("ticket.status_changed", **{"from": self.status, "to": status, "why": ""})
        self.status = status

    def _apply(self) -> None:
        dice = self.dice
        if dice.random() < 0.05:
            self._add("sla.applied", policy=None, calendar="24x7")
            return
        name = dice.choice(tuple(self.calendars))
        kinds = [kind for kind in ("first_response", "next_response", "resolution") if dice.random() < 0.9]
        targets = {
            kind: {
                "minutes": 10 * dice.choice((1, 2, 3, 6, 12, 24, 48)),
                "hours": dice.choice(("business", "business", "around_the_clock")),
            }
            for kind in kinds
        }
        policy = {
            "id": "p",
            "name": "p",
            "when": {},
            "targets": targets,
            "warn_at": dice.choice(SHARES),
            "calendar": name,
        }
        self._add("sla.applied", policy=policy, calendar=self.calendars[name])

    def _add(self, type: str, **data: Any) -> None:
        self.events.append(TicketEvent(type, self.start + timedelta(minutes=self.at), "system", data))
