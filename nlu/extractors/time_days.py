"""Words for days, weeks, months and years, as values that resolve to whole days.

Which of several days is meant (documented because people differ):
- A named weekday of "last", "this" or "next" belongs to that Monday-to-Sunday week. A bare weekday is the
  latest one before today, or with signs of the future in the clause (see `time_hint`) the next after today.
- A date without a year, a month or a day of the month alone: with signs of the past the latest that has
  begun, with signs of the future the next that has not ended, otherwise the nearest.
- "end of" a month or longer is its last day, the beginning its first ten, the middle the ten after; "earlier"
  this month runs to today, "later" from today.
- "past" and "coming" weekdays are the nearest on that side of today.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

from nlu.extractors.time_arithmetic import Unit, add, existing, make_date, nearest, one_day, unit_around
from nlu.extractors.time_values import Days, NoSuchTime, Prefer, Reading

Part = Literal["early", "mid", "late", "end", "earlier", "later", "first_half", "second_half"]


class DaySpec(Protocol):
    def days(self, reading: Reading) -> Days: ...


@dataclass(frozen=True, slots=True)
class Shifted:
    """A whole unit, `by` units away from the one that holds today: yesterday, this week, next quarter."""

    unit: Unit
    by: int | None

    def days(self, reading: Reading) -> Days:
        if self.by is not None:
            return unit_around(self.unit, add(self.unit, reading.today, self.by))
        if reading.prefer is Prefer.past and reading.today.weekday() < 5:
            return unit_around(self.unit, reading.today - timedelta(days=7))
        return unit_around(self.unit, reading.today)


@dataclass(frozen=True, slots=True)
class Ago:
    """One day, so many units from today, or from the day `beside` it."""

    unit: Unit
    by: int
    beside: int = 0

    def days(self, reading: Reading) -> Days:
        return one_day(add(self.unit, add("day", reading.today, self.beside), self.by))


@dataclass(frozen=True, slots=True)
class DaysAround:
    """From so many days after today to so many, both included: 明后天."""

    first: int
    last: int

    def days(self, reading: Reading) -> Days:
        return Days(add("day", reading.today, self.first), add("day", reading.today, self.last))


@dataclass(frozen=True, slots=True)
class Weekday:
    """`number` counts from Monday 0; `week` is how many weeks away, None where the words don't say.

    `toward` says past (-1) or coming (1) where no week is said.
    """

    number: int
    week: int | None = None
    toward: Literal[-1, 1] | None = None

    def days(self, reading: Reading) -> Days:
        monday = reading.today - timedelta(days=reading.today.weekday())
        if reading.after is not None and self.week is None:
            return one_day(reading.after + timedelta(days=(self.number - reading.after.weekday()) % 7))
        if self.week is not None:
            return one_day(monday + timedelta(days=self.number, weeks=self.week))
        ahead = (self.number - reading.today.weekday()) % 7 or 7
        is_ahead = self.toward == 1 if self.toward else reading.prefer is Prefer.future
        return one_day(reading.today + timedelta(days=ahead if is_ahead else ahead - 7 or -7))


@dataclass(frozen=True, slots=True)
class WeekdayAfter:
    """ "Two weeks on Monday", "three days from Friday": counted from the next such weekday."""

    number: int
    unit: Unit
    by: int

    def days(self, reading: Reading) -> Days:
        begin = Weekday(self.number).days(replace(reading, prefer=Prefer.future, after=None))
        return one_day(add(self.unit, begin.first, self.by))


@dataclass(frozen=True, slots=True)
class WeekdayOn:
    """ "Monday the 21st", "Friday 7.6": the day of any month, or of the one named, that is that weekday."""

    weekday: int
    day: int
    month: int | None = None

    def days(self, reading: Reading) -> Days:
        if self.month is not None:
            january = reading.today.replace(month=1, day=1)
            return nearest(lambda by: self._in_month(add("year", january, by)), reading)
        this_month = reading.today.replace(day=1)
        return nearest(lambda by: self._in_month(add("month", this_month, by)), reading, reach=12)

    def _in_month(self, first: date) -> Days:
        day = make_date(first.year, self.month or first.month, self.day)
        if day.weekday() != self.weekday:
            raise NoSuchTime(f"{day} is another weekday")
        return one_day(day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year, month, quarter (or half) or day by its number; None is what the words leave open.

    `year_by` and `month_by` are for "last year's March" and "the 5th of last month"; `months` is 3 for a
    quarter and 6 for a half, whose first month is `month`; `last_day` or `last_month` close a span.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    year_by: int | None = None
    month_by: int | None = None
    months: int = 1
    last_day: int | None = None
    last_month: int | None = None

    def days(self, reading: Reading) -> Days:
        today = reading.today
        if self.month_by is not None:
            first = add("month", today.replace(day=1), self.month_by)
            return self._in(first.year, first.month)
        if self.year_by is not None:
            return self._in(today.year + self.year_by, self.month)
        if self.year is not None:
            return self._in(self.year, self.month)
        if self.month is not None:
            return nearest(lambda by: self._in(today.year + by, self.month), reading)
        return nearest(lambda by: self._in_month(add("month", today.replace(day=1), by)), reading)

    def _in_month(self, first: date) -> Days:
        return self._in(first.year, first.month)

    def _in(self, year: int, month: int | None) -> Days:
        if month is None:
            return Days(make_date(year, 1, 1), make_date(year, 12, 31))
        if self.day is not None:
            return Days(make_date(year, month, self.day), make_date(year, month, self.last_day or self.day))
        last = self.last_month or month + self.months - 1
        if last < month:
            raise NoSuchTime(f"months {month} to {last}")
        # Winter runs over the year's end.
        end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
        return Days(
            make_date(year, month, 1),
            make_date(end_year, end_month, calendar.monthrange(end_year, end_month)[1]),
        )


@dataclass(frozen=True, slots=True)
class PartOf:
    """The beginning, middle or end of a week, month or longer."""

    whole: DaySpec
    part: Part

    def days(self, reading: Reading) -> Days:
        whole = self.whole.days(reading)
        length = (whole.last - whole.first).days + 1
        if self.part == "end":
            return one_day(whole.last)
        if self.part in {"first_half", "second_half"}:
            middle = whole.first + timedelta(days=length // 2)
            return (
                Days(whole.first, middle - timedelta(days=1))
                if self.part == "first_half"
                else Days(middle, whole.last)
            )
        if whole.first <= reading.today <= whole.last and self.part in {"earlier", "later"}:
            return (
                Days(whole.first, reading.today)
                if self.part == "earlier"
                else Days(reading.today, whole.last)
            )
        third = {7: 2, 28: 10, 29: 10, 30: 10, 31: 10}.get(length, length // 3)
        first, last = whole.first + timedelta(days=third), whole.first + timedelta(days=2 * third - 1)
        if self.part in {"early", "earlier"}:
            return Days(whole.first, first - timedelta(days=1))
        return Days(first, last) if self.part == "mid" else Days(last + timedelta(days=1), whole.last)


@dataclass(frozen=True, slots=True)
class Feast:
    """A holiday by its day in each year; `by` is for the day before or after it, `length` the days off."""

    in_year: Callable[[int], date | None]
    year: int | None = None
    year_by: int | None = None
    by: int = 0
    length: int = 1

    def days(self, reading: Reading) -> Days:
        if self.year is not None:
            return self._in(self.year)
        if self.year_by is not None:
            return self._in(reading.today.year + self.year_by)
        return nearest(lambda by: self._in(reading.today.year + by), reading)

    def _in(self, year: int) -> Days:
        day = self.in_year(year)
        if day is None:
            raise NoSuchTime(f"no day known for the holiday in {year}")
        first = day + timedelta(days=self.by)
        return Days(first, first + timedelta(days=self.length - 1))


@dataclass(frozen=True, slots=True)
class Toward:
    """ "Last December" is the latest that is over, "next summer" the first to come."""

    month: int
    by: int
    months: int = 1

    def days(self, reading: Reading) -> Days:
        years = [
            Calendar(reading.today.year + by, self.month, months=self.months) for by in (-2, -1, 0, 1, 2)
        ]
        spans = list(existing(lambda index: years[index].days(reading), range(5)))
        if self.by < 0:
            return [span for span in spans if span.last < reading.today][-1]
        if self.by > 0:
            return next(span for span in spans if span.first > reading.today)
        return Calendar(year_by=0, month=self.month, months=self.months).days(reading)


@dataclass(frozen=True, slots=True)
class Through:
    """Two dates written as one, each with the year that only the other says."""

    first: Calendar
    last: Calendar

    def days(self, reading: Reading) -> Days:
        first, last = sharing(self.first, self.last)
        if reading.prefer is Prefer.future:
            # What goes on today is not over yet.
            near = Through(first, last).days(replace(reading, prefer=Prefer.unclear))
            if near.last >= reading.today:
                return near
        begin = first.days(reading)
        end = last.days(replace(reading, after=begin.first))
        if end.last < begin.first:
            raise NoSuchTime(f"{end.last} is before {begin.first}")
        return Days(begin.first, end.last)


def sharing(first: Calendar, last: Calendar) -> tuple[Calendar, Calendar]:
    """Both ends of a span, each with the year, and the end with the month, that only the other says."""
    if last.month is None and first.month is not None and (first.day or 1) <= (last.day or 0):
        last = replace(last, month=first.month, year=last.year or first.year)
    if first.month is None or last.month is None:
        return first, last
    over = int((first.month, first.day or 1) > (last.month, last.day or 31))
    if first.year is None and first.year_by is None and last.year is not None:
        first = replace(first, year=last.year - over)
    elif first.year is not None and last.year is None and last.year_by is None:
        last = replace(last, year=first.year + over)
    return first, last


def with_week(day: Weekday, week: Shifted) -> Weekday:
    """ "Monday" said beside "next week"."""
    return replace(day, week=week.by)
