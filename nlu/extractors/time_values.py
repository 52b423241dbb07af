"""Points and spans of time in the tenant's zone, and how they are written.

A date is date-only, a moment a full ISO instant, a span `A/B` of either; the last day of a span of days is
inclusive, the end of a span of hours is not.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{2}):?(\d{2})", re.IGNORECASE)


class NoSuchTime(ValueError):
    """The words have the form of a time but name none (30 February, the year 12000)."""


class Prefer(StrEnum):
    """Where a time that could lie on either side of now lies; `unclear` where the message doesn't say."""

    past = "past"
    future = "future"
    unclear = "unclear"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a relative time is relative to.

    `now` is aware, in the tenant's zone. `after` is the first day of the span whose end is being read: the
    end doesn't lie before it.
    """

    now: datetime
    prefer: Prefer = Prefer.unclear
    after: date | None = None

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Since:
    """From a point until now, or from now until a point."""

    start: date | datetime
    end: date | datetime


TimeValue = Days | Moment | Hours | Since


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """The zone of "+08:00", "UTC" or "Asia/Shanghai"; ValueError for another name."""
    if name.upper() in {"UTC", "Z", "GMT"}:
        return UTC
    if offset := _OFFSET.fullmatch(name):
        minutes = int(offset[2]) * 60 + int(offset[3])
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"got timezone {name!r}; expected an offset like +08:00 or a name like Asia/Shanghai"
        ) from error


def written(value: TimeValue) -> str:
    match value:
        case Days(first, last):
            return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
        case Moment(at):
            return _iso(at)
        case Hours(start, end) | Since(start, end):
            return f"{_iso(start)}/{_iso(end)}"


def start_of(value: TimeValue) -> date | datetime:
    match value:
        case Days(first, _):
            return first
        case Moment(at):
            return at
        case Hours(start, _) | Since(start, _):
            return start


def end_of(value: TimeValue) -> date | datetime:
    match value:
        case Days(_, last):
            return last
        case Moment(at):
            return at
        case Hours(_, end) | Since(_, end):
            return end


def spanning(first: TimeValue, last: TimeValue, now: datetime) -> TimeValue:
    """From the start of one to the end of the other; NoSuchTime where that runs backwards."""
    start, end = start_of(first), end_of(last)
    if instant(start, now.tzinfo) > instant(end, now.tzinfo):
        raise NoSuchTime(f"{start} is after {end}")
    if isinstance(start, datetime) or isinstance(end, datetime):
        return Since(start, end)
    return Days(start, end)


def in_zone(value: TimeValue, zone_: tzinfo | None) -> TimeValue:
    """The same moments as the clocks of that zone show them; days stay as they are."""

    def moved(point: date | datetime) -> date | datetime:
        return point.astimezone(zone_) if isinstance(point, datetime) else point

    try:
        match value:
            case Days():
                return value
            case Moment(at):
                return Moment(at.astimezone(zone_))
            case Hours(start, end):
                return Hours(start.astimezone(zone_), end.astimezone(zone_))
            case Since(begin, until):
                return Since(moved(begin), moved(until))
    except OverflowError as error:
        raise NoSuchTime(f"{value} in another zone") from error


def instant(point: date | datetime, zone_: tzinfo | None) -> datetime:
    """A date as the moment it begins."""
    return point if isinstance(point, datetime) else datetime.combine(point, time(), zone_)


def _iso(point: date | datetime) -> str:
    return point.isoformat(timespec="seconds") if isinstance(point, datetime) else point.isoformat()
