"""Words for days, weeks, months and years, as values that resolve to whole days.

Which of several days is meant (documented because people differ):
- A named weekday of "last", "this" or "next" belongs to that Monday-to-Sunday week. A bare weekday is the
  latest one before today, or with signs of the future in the clause (see `time_hint`) the next after today.
- A date without a year, a month or a day of the month alone: with signs of the past the latest that has
  begun, with signs of the future the next that has not ended, otherwise the nearest.
- "end of" a month or longer is its last day, the beginning its first ten, the middle the ten after.
"""

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, Protocol

from nlu.extractors.time_values import Days, NoSuchTime, Prefer, Reading

Unit = Literal["day", "week", "month", "quarter", "year", "weekend"]
Part = Literal["early", "mid", "late", "end"]


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
    """One day, so many units from today."""

    unit: Unit
    by: int

    def days(self, reading: Reading) -> Days:
        return _one(add(self.unit, reading.today, self.by))


@dataclass(frozen=True, slots=True)
class Weekday:
    """`number` counts from Monday 0; `week` is how many weeks away, None where the words don't say."""

    number: int
    week: int | None = None

    def days(self, reading: Reading) -> Days:
        monday = reading.today - timedelta(days=reading.today.weekday())
        if reading.after is not None and self.week is None:
            return _one(reading.after + timedelta(days=(self.number - reading.after.weekday()) % 7))
        if self.week is not None:
            return _one(monday + timedelta(days=self.number, weeks=self.week))
        ahead = (self.number - reading.today.weekday()) % 7 or 7
        return _one(
            reading.today + timedelta(days=ahead if reading.prefer is Prefer.future else ahead - 7 or -7)
        )


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
            return Days(_date(year, 1, 1), _date(year, 12, 31))
        if self.day is not None:
            return Days(_date(year, month, self.day), _date(year, month, self.last_day or self.day))
        last = self.last_month or month + self.months - 1
        if last < month:
            raise NoSuchTime(f"months {month} to {last}")
        # Winter runs over the year's end.
        end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
        return Days(
            _date(year, month, 1), _date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])
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
            return _one(whole.last)
        third = {7: 2, 28: 10, 29: 10, 30: 10, 31: 10}.get(length, length // 3)
        first, last = whole.first + timedelta(days=third), whole.first + timedelta(days=2 * third - 1)
        if self.part == "early":
            return Days(whole.first, first - timedelta(days=1))
        return Days(first, last) if self.part == "mid" else Days(last + timedelta(days=1), whole.last)


@dataclass(frozen=True, slots=True)
class Feast:
    """A holiday by its day in each year; `by` is for the day before or after it."""

    in_year: Callable[[int], date | None]
    year: int | None = None
    year_by: int | None = None
    by: int = 0

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
        return _one(day + timedelta(days=self.by))


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
        spans = list(_existing(lambda index: years[index].days(reading), range(5)))
        if self.by < 0:
            return [span for span in spans if span.last < reading.today][-1]
        if self.by > 0:
            return next(span for span in spans if span.first > reading.today)
        return Calendar(year_by=0, month=self.month, months=self.months).days(reading)


def with_week(day: Weekday, week: Shifted) -> Weekday:
    """ "Monday" said beside "next week"."""
    return replace(day, week=week.by)


def nearest(candidate: Callable[[int], Days], reading: Reading) -> Days:
    """Of last, this and next year's (or month's) day, the one meant; NoSuchTime where none exists."""
    days = list(_existing(candidate, range(-4, 5)))
    if not days:
        raise NoSuchTime("no such day")
    today = reading.today
    if reading.after is not None:
        return next((one for one in days if one.last >= reading.after), days[-1])
    begun = [one for one in days if one.first <= today]
    open_ = [one for one in days if one.last >= today]
    if reading.prefer is Prefer.past and begun:
        return begun[-1]
    if reading.prefer is Prefer.future and open_:
        return open_[0]
    return min(days, key=lambda one: (_distance(one, today), one.first))


def add(unit: Unit, day: date, by: int) -> date:
    """So many units on; a month's day is cut to the month's length. NoSuchTime beyond the calendar."""
    try:
        if unit == "day":
            return day + timedelta(days=by)
        if unit in {"week", "weekend"}:
            return day + timedelta(weeks=by)
        months = day.year * 12 + day.month - 1 + by * {"month": 1, "quarter": 3, "year": 12}[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError) as error:
        raise NoSuchTime(f"{by} {unit}s from {day}") from error


def unit_around(unit: Unit, day: date) -> Days:
    """The whole week, month ... that holds the day."""
    if unit == "day":
        return _one(day)
    if unit in {"week", "weekend"}:
        monday = day - timedelta(days=day.weekday())
        return Days(monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
    if unit == "year":
        return Days(date(day.year, 1, 1), date(day.year, 12, 31))
    months = 1 if unit == "month" else 3
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Days(first, add("month", first, months) - timedelta(days=1))


def _existing(candidate: Callable[[int], Days], shifts: Iterable[int]) -> Iterable[Days]:
    for by in shifts:
        try:
            yield candidate(by)
        except NoSuchTime:
            continue


def _distance(days: Days, today: date) -> int:
    if days.first <= today <= days.last:
        return 0
    return min(abs((days.first - today).days), abs((days.last - today).days))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise NoSuchTime(f"{year}-{month}-{day}") from error


def _one(day: date) -> Days:
    return Days(day, day)
