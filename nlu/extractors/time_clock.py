"""Times of day: clock times and parts of the day, on a given date.

An hour from 1 to 6 said without "am", a part of the day or a leading zero is in the afternoon: it's a desk's
day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from nlu.extractors.time_values import Hours, Moment, NoSuchTime

DayPart = Literal["dawn", "morning", "noon", "afternoon", "evening", "midnight", "deep_night"]
HOURS: dict[DayPart, tuple[int, int]] = {
    "dawn": (0, 6),
    "morning": (6, 12),
    "afternoon": (12, 18),
    "evening": (18, 24),
    "deep_night": (0, 6),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """`half` is "am" or "pm" where said; `exact` where the form itself is of 24 hours (09:30, 15时)."""

    hour: int
    minute: int = 0
    second: int = 0
    half: Literal["am", "pm"] | None = None
    exact: bool = False


def at_clock(day: date, clock: Clock, part: DayPart | None, zone: tzinfo | None) -> Moment:
    hour, shift = _hour(clock, part)
    if not (0 <= hour < 24 and 0 <= clock.minute < 60 and 0 <= clock.second < 60):
        raise NoSuchTime(f"{clock.hour}:{clock.minute}")
    return Moment(_combine(day, time(hour, clock.minute, clock.second), shift, zone))


def in_part(day: date, part: DayPart, zone: tzinfo | None) -> Moment | Hours:
    if part == "noon":
        return Moment(_combine(day, time(12), 0, zone))
    if part == "midnight":
        return Moment(_combine(day, time(0), 0, zone))
    first, last = HOURS[part]
    return Hours(_combine(day, time(first), 0, zone), _combine(day, time(last % 24), last // 24, zone))


def _hour(clock: Clock, part: DayPart | None) -> tuple[int, int]:
    """The hour of 24 and how many days later it is (twelve at night is the next day's zero)."""
    hour = clock.hour
    if hour == 24 and not clock.minute:
        return 0, 1
    if clock.half is not None:
        if hour > 12:
            return hour, 0
        return hour % 12 + (12 if clock.half == "pm" else 0), 0
    if part == "evening":
        if hour == 12:
            return 0, 1
        return (hour, 1) if hour < 5 else (hour + 12 if hour < 12 else hour, 0)
    if part == "afternoon":
        return hour + 12 if hour < 12 else hour, 0
    if part == "noon":
        return hour + 12 if hour < 10 else hour, 0
    if part in {"morning", "dawn", "midnight", "deep_night"}:
        return 0 if hour == 12 and part != "morning" else hour, 0
    return (hour + 12 if 1 <= hour <= 6 and not clock.exact else hour), 0


def _combine(day: date, at: time, shift: int, zone: tzinfo | None) -> datetime:
    try:
        return datetime.combine(day + timedelta(days=shift), at, zone)
    except OverflowError as error:
        raise NoSuchTime(f"{day} and {shift} days") from error
