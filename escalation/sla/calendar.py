"""When people are there: pure arithmetic over weekly periods, holidays and extra working days in a zone.

The desk is open whenever the clock on its wall shows a time within a period. Where summer time skips an hour
nobody works it, where an hour comes twice it is worked twice.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Period:
    """Counted from the midnight of the day it begins on; what `closes` past 24 hours ends on the next day."""

    opens: timedelta
    closes: timedelta


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` begins on Monday, and somewhere in it there is a period.

    A date in `holidays` has none and one in `extra_days` has its own; what began the evening before goes on.
    """

    zone: tzinfo
    week: tuple[tuple[Period, ...], ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    extra_days: Mapping[date, tuple[Period, ...]] = field(default_factory=dict)
    _open: dict[date, tuple[Stretch, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_open(self, at: datetime) -> bool:
        at = at.astimezone(UTC)
        return any(opens <= at < closes for opens, closes in self._open_on(at.date()))

    def next_opening(self, at: datetime) -> datetime:
        """The first instant from `at` on at which the desk is open, by its own wall."""
        return next(self._open_from(at))[0].astimezone(self.zone)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The first instant by which the desk has been open for `duration` since `start`."""
        if not duration:
            return start.astimezone(UTC)
        for opens, closes in self._open_from(start):
            if duration <= closes - opens:
                return opens + duration
            duration -= closes - opens
        raise AssertionError("a calendar is open in every week")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """How long the desk is open between both; nothing where `end` is not after `start`."""
        total = timedelta()
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def _open_from(self, at: datetime) -> Iterator[Stretch]:
        """Without end; a stretch is cut where a day of UTC ends."""
        at = at.astimezone(UTC)
        for ahead in count():
            for opens, closes in self._open_on(at.date() + ahead * DAY):
                if closes > at:
                    yield max(opens, at), closes

    def _open_on(self, day: date) -> tuple[Stretch, ...]:
        """Of a day of UTC; worked out once."""
        if day not in self._open:
            self._open[day] = tuple(
                stretch
                for begin, end, offset in _steady_parts(datetime.combine(day, time(), UTC), self.zone)
                for stretch in self._open_within(begin, end, offset)
            )
        return self._open[day]

    def _open_within(self, begin: datetime, end: datetime, offset: timedelta) -> list[Stretch]:
        """Where the wall is ahead of UTC by `offset` all the time."""
        first = (begin + offset).date() - DAY  # for what goes on over midnight
        found: list[Stretch] = []
        for ahead in range(3):
            midnight = datetime.combine(first + ahead * DAY, time(), UTC) - offset
            for period in self._periods_of(first + ahead * DAY):
                opens, closes = max(begin, midnight + period.opens), min(end, midnight + period.closes)
                if opens < closes:
                    found.append((opens, closes))
        return _merged(found)

    def _periods_of(self, day: date) -> tuple[Period, ...]:
        if day in self.holidays:
            return ()
        return self.extra_days.get(day, self.week[day.weekday()])


ALWAYS = Calendar(UTC, ((Period(timedelta(), DAY),),) * len(DAYS))


def _steady_parts(midnight: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """A day of UTC in parts with the zone's offset in each: one, or two where the clocks change in it."""

    def offset(second: int) -> timedelta:
        return (midnight + timedelta(seconds=second)).astimezone(zone).utcoffset() or timedelta()

    seconds = range(int(DAY.total_seconds()))
    before, after = offset(seconds[0]), offset(seconds[-1])
    if before == after:
        yield midnight, midnight + DAY, before
        return
    change = midnight + timedelta(seconds=bisect_left(seconds, True, key=lambda one: offset(one) != before))
    yield midnight, change, before
    yield change, midnight + DAY, after


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """In order, and without overlaps: a night shift may reach into an extra day."""
    merged: list[Stretch] = []
    for opens, closes in sorted(stretches):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged
