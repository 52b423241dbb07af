"""A phrase of time as read from the text, before anything is known of now; joining neighbours into one."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone, tzinfo
from typing import Literal

from nlu.extractors.lunar_days import LunarDays
from nlu.extractors.time_arithmetic import Unit, add
from nlu.extractors.time_clock import Clock, DayPart, at_clock, in_part
from nlu.extractors.time_days import (
    Ago,
    Calendar,
    DaysAround,
    DaySpec,
    Feast,
    PartOf,
    Shifted,
    Weekday,
    WeekdayAfter,
    WeekdayOn,
    with_week,
)
from nlu.extractors.time_values import Days, Moment, NoSuchTime, Prefer, Reading, Since, TimeValue, in_zone
from nlu.extractors.time_zone_names import zone_named

SpanUnit = Unit | Literal["hour", "minute", "second"]
SECONDS: dict[str, int] = {"hour": 3600, "minute": 60, "second": 1}


@dataclass(frozen=True, slots=True)
class Distance:
    """So many units before (negative) or after now; `span` for all in between ("the past 3 days")."""

    unit: SpanUnit
    by: float
    span: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """`weak` phrases ("at 3", "night") count only beside others or in a span.

    `zone` names the zone the hours are said in (see `time_zone_names`), None for the tenant's.
    """

    start: int
    end: int
    days: DaySpec | None = None
    part: DayPart | None = None
    clock: Clock | None = None
    distance: Distance | None = None
    zone: str | None = None
    weak: bool = False


Build = Callable[[re.Match[str]], Phrase | None]
Rule = tuple[re.Pattern[str], Build]

_DAY_TO_DAY = re.compile(r"\s*(?:'s\b|,\s*|的|the|of|on|in|\s)*\s*")
_COUNTED = re.compile(r"\s*(?:,\s*)?(?:的|on(?:\s+the)?|in|the)?\s*")
_TO_CLOCK = re.compile(
    r"\s*吧?\s*,?\s*(?:的|at|for|around|about|@|from|between|by|t)?\s*(?:about|around)?\s*"
)
_TO_DAY = re.compile(r"\s*(?:on|of|的)?\s*(?:the)?\s*")
_TO_PART = re.compile(r"\s*吧?\s*(?:的|,)?\s*(?:in(?:\s+the)?|at|on|around|about)?\s*")


def lexed(rules: Iterable[Rule], text: str) -> list[Phrase]:
    """Phrases that don't overlap: the earlier first, of two at one place the longer."""
    found = [
        phrase for pattern, build in rules for match in pattern.finditer(text) if (phrase := build(match))
    ]
    return without_overlaps(found)


def without_overlaps(found: Iterable[Phrase]) -> list[Phrase]:
    kept: list[Phrase] = []
    for phrase in sorted(found, key=lambda one: (one.start, one.start - one.end)):
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
        elif phrase.end > kept[-1].end and kept[-1].weak:
            kept[-1] = phrase
    return kept


def joined(phrases: Sequence[Phrase], text: str) -> list[Phrase]:
    """Neighbours that name one time together ("Friday" + "3pm", 下周二 + 下午 + 两点) as one phrase."""
    result: list[Phrase] = []
    for phrase in phrases:
        both = beside(result[-1], phrase, text) if result else None
        if both is not None:
            result[-1] = both
        else:
            result.append(phrase)
    return result


def resolved(phrase: Phrase, reading: Reading) -> TimeValue:
    """What the phrase names; NoSuchTime where that doesn't exist."""
    if phrase.zone is not None:
        there = zone_named(phrase.zone, reading.now)
        return in_zone(_there(phrase, there, reading), reading.now.tzinfo)
    if phrase.distance is not None:
        return _at_distance(phrase.distance, reading)
    if phrase.clock is None and phrase.part is None:
        if phrase.days is None:
            raise NoSuchTime("nothing named")
        return phrase.days.days(reading)
    days = (phrase.days or Shifted("day", 0)).days(reading)
    zone = reading.now.tzinfo
    if phrase.clock is not None:
        moment = at_clock(days.first, phrase.clock, phrase.part, zone)
        if phrase.days is None and reading.prefer is Prefer.future and moment.at < reading.now:
            return at_clock(days.first + timedelta(days=1), phrase.clock, phrase.part, zone)
        return moment
    if phrase.part is None:
        return days
    return in_part(days.first, phrase.part, zone)


def without_zone(phrase: Phrase, zone: tzinfo) -> Phrase:
    """The phrase as one of that zone says it to another; offsets and UTC count hours to 24."""
    clock = replace(phrase.clock, exact=True) if phrase.clock and isinstance(zone, timezone) else phrase.clock
    return replace(phrase, clock=clock, zone=None)


def _there(phrase: Phrase, zone: tzinfo, reading: Reading) -> TimeValue:
    phrase, reading = without_zone(phrase, zone), replace(reading, now=reading.now.astimezone(zone))
    value = resolved(phrase, reading)
    is_over = isinstance(value, Moment) and value.at <= reading.now
    if phrase.days is None and reading.prefer is Prefer.past and not is_over:
        # The hour is yet to come there today.
        return resolved(replace(phrase, days=Shifted("day", -1)), reading)
    return value


def is_one_day(days: DaySpec | None) -> bool:
    match days:
        case Weekday() | WeekdayOn() | WeekdayAfter() | Ago() | Feast() | Shifted(unit="day"):
            return True
        case Calendar() | LunarDays():
            return days.day is not None and days.last_day is None
        case _:
            return False


def beside(first: Phrase, second: Phrase, text: str) -> Phrase | None:
    """The one time both name; None where they name two."""
    gap = text[first.end : second.start]
    if len(gap) > 12:
        return None
    if days := _counted(first, second, gap):
        return Phrase(first.start, second.end, days=days, zone=first.zone or second.zone)
    first, second = _by_day(first, second), _by_day(second, first)
    if first.distance is not None or second.distance is not None:
        return None
    if first.days is not None and second.days is not None:
        days = _one_day_of_two(first, second) if _DAY_TO_DAY.fullmatch(gap) else None
        if days is None or first.clock or first.part:
            return None
        return replace(second, start=first.start, days=days, weak=False)
    if first.zone and second.zone:
        return None
    if (first.clock and second.clock) or (first.part and second.part) or not _gap_fits(first, second, gap):
        return None
    days = first.days or second.days
    if isinstance(first.days, DaysAround):
        # An hour of either day leaves both open.
        return replace(first, end=second.end)
    if days is not None and not is_one_day(days):
        return None
    return Phrase(
        first.start,
        second.end,
        days=days,
        part=first.part or second.part,
        clock=first.clock or second.clock,
        zone=first.zone or second.zone,
        weak=first.weak and second.weak and days is None and not (first.clock or second.clock),
    )


def _by_day(far: Phrase, near: Phrase) -> Phrase:
    """Beside an hour, "three days ago" and 一周后 name the day that it is of."""
    distance = far.distance
    if distance is None or distance.span or distance.by != int(distance.by) or not (near.clock or near.part):
        return far
    match distance.unit:
        case "day" | "week" as unit if near.days is None:
            return replace(far, days=Ago(unit, int(distance.by), 0), distance=None)
        case _:
            return far


def _gap_fits(first: Phrase, second: Phrase, gap: str) -> bool:
    if second.days is not None:
        return _TO_DAY.fullmatch(gap) is not None
    if second.clock is not None:
        return _TO_CLOCK.fullmatch(gap) is not None
    return _TO_PART.fullmatch(gap) is not None


def _counted(first: Phrase, second: Phrase, gap: str) -> DaySpec | None:
    """ "Two weeks ago on Monday", 三个月前的5号, "a year ago in March": the distance says which one."""
    far, near = (first, second) if first.distance is not None else (second, first)
    distance, days = far.distance, near.days
    if distance is None or days is None or near.clock or near.part or not _COUNTED.fullmatch(gap):
        return None
    if distance.span or distance.by != int(distance.by):
        return None
    match distance.unit, days:
        case "week", Weekday(week=None):
            return replace(days, week=int(distance.by))
        case "month", Calendar(year=None, month=None, month_by=None):
            return replace(days, month_by=int(distance.by))
        case "year", Calendar(year=None, month=int(), year_by=None):
            return replace(days, year_by=int(distance.by))
        case _:
            return None


def _one_day_of_two(first: Phrase, second: Phrase) -> DaySpec | None:
    match first.days, second.days:
        case Weekday(week=None), Calendar() as day if day.day is not None:
            return day
        case Calendar() as day, Weekday(week=None) if day.day is not None:
            return day
        case Weekday(week=None) as day, Shifted(unit="week") as week:
            return with_week(day, week)
        case Shifted(unit="week") as week, Weekday(week=None) as day:
            return with_week(day, week)
        case Weekday() as day, Calendar() as date if date.day is not None:
            return date
        case (_, Shifted(unit="year", by=int(by))) | (Shifted(unit="year", by=int(by)), _):
            return _in_year(first.days if first.days != Shifted("year", by) else second.days, by)
        case _:
            return None


def _in_year(days: DaySpec | None, by: int) -> DaySpec | None:
    """March of "March last year", the end of March of "the end of March last year"."""
    match days:
        case Calendar(year=None, month=int(), year_by=None, month_by=None):
            return replace(days, year_by=by)
        case PartOf(whole=Calendar() as whole) if inner := _in_year(whole, by):
            return replace(days, whole=inner)
        case _:
            return None


def _at_distance(distance: Distance, reading: Reading) -> TimeValue:
    now, unit = reading.now, distance.unit
    if unit in SECONDS:
        try:
            there = now + timedelta(seconds=distance.by * SECONDS[unit])
        except OverflowError as error:
            raise NoSuchTime(f"{distance.by} {unit}s away") from error
        if not distance.span:
            return Moment(there.replace(microsecond=0))
        return Since(min(there, now), max(there, now))
    day = _days_away(unit, distance.by, reading)  # type: ignore[arg-type]
    if not distance.span:
        return Days(day, day)
    return Since(day, now) if distance.by < 0 else Since(now, day)


def _days_away(unit: Unit, by: float, reading: Reading) -> date:
    if by != int(by):
        # Half a year is six months, half a month 15 days.
        smaller: dict[Unit, tuple[Unit, int]] = {
            "year": ("month", 12),
            "month": ("day", 30),
            "week": ("day", 7),
        }
        unit, times = smaller.get(unit, ("day", 1))
        by *= times
    return add(unit, reading.today, int(by))
