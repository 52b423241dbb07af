"""Counting on a calendar: units on and back, the unit around a day, the nearest of several days."""

import calendar
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Literal

from nlu.extractors.time_values import Days, NoSuchTime, Prefer, Reading

Unit = Literal["day", "week", "month", "quarter", "year", "weekend"]


def nearest(candidate: Callable[[int], Days], reading: Reading, *, reach: int = 4) -> Days:
    """Of last, this and next year's (or month's) day, the one meant; NoSuchTime where none exists."""
    days = list(existing(candidate, range(-reach, reach + 1)))
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
        return one_day(day)
    if unit in {"week", "weekend"}:
        monday = day - timedelta(days=day.weekday())
        return Days(monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
    if unit == "year":
        return Days(date(day.year, 1, 1), date(day.year, 12, 31))
    months = 1 if unit == "month" else 3
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Days(first, add("month", first, months) - timedelta(days=1))


def existing(candidate: Callable[[int], Days], shifts: Iterable[int]) -> Iterable[Days]:
    for by in shifts:
        try:
            yield candidate(by)
        except NoSuchTime:
            continue


def _distance(days: Days, today: date) -> int:
    if days.first <= today <= days.last:
        return 0
    return min(abs((days.first - today).days), abs((days.last - today).days))


def make_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise NoSuchTime(f"{year}-{month}-{day}") from error


def one_day(day: date) -> Days:
    return Days(day, day)
