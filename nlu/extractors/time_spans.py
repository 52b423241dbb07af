"""Two phrases of time read as one span: from Monday to Wednesday, 下午2点到4点, 三月和九月之间."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from nlu.extractors.time_clock import Clock
from nlu.extractors.time_days import Calendar, Shifted, Weekday, sharing
from nlu.extractors.time_hint import is_alone, preferred
from nlu.extractors.time_phrases import Phrase, resolved, without_zone
from nlu.extractors.time_values import (
    Moment,
    NoSuchTime,
    Prefer,
    Reading,
    Since,
    TimeValue,
    end_of,
    in_zone,
    instant,
    spanning,
    start_of,
)
from nlu.extractors.time_zone_names import zone_named

_YESTERDAY = Shifted("day", -1)
_TO = re.compile(r"\s*(?:-{1,2}|~|to|till?|until|through|thru|up to|一?直?到|至)\s*(?:the\s+)?")
_AND = re.compile(r"\s*(?:and|&|和|与|跟|到|至|-|~|to)\s*(?:the\s+)?")
_FROM = re.compile(r"(?:\bfrom|从|自|自从|由)\s*(?:the\s+)?$")
_BETWEEN = re.compile(r"(?:\bbetween|在)\s*(?:the\s+)?$")
_BETWEEN_AFTER = re.compile(r"\s*之?间(?!隔|断|接)")


@dataclass(frozen=True, slots=True)
class Read:
    """A phrase or a span of two, with what it was found to mean."""

    start: int
    end: int
    value: TimeValue


def span_of_two(first: Phrase, second: Phrase, text: str, now: datetime) -> Read | None:
    """None where the two are no span, or one that runs backwards."""
    gap = text[first.end : second.start]
    before = text[max(0, first.start - 12) : first.start]
    opened = _FROM.search(before) or _BETWEEN.search(before)
    after = _BETWEEN_AFTER.match(text, second.end)
    between = after or _BETWEEN.search(before) or " between " in text[first.start : first.end]
    closed = _TO.fullmatch(gap) or (between and _AND.fullmatch(gap))
    if not closed or first.distance or second.distance:
        return None
    if first.weak and second.weak and not ((opened or between) and second.clock and first.clock):
        return None
    end = after.end() if after else second.end
    start = (
        first.start - len(before) + opened.start() if opened and opened[0].strip() != "在" else first.start
    )
    prefer = preferred(text, start, second.end)
    if isinstance(first.days, Weekday) and is_alone(text, start, second.end):
        prefer = Prefer.future
    reading = Reading(now, prefer)
    try:
        there = _zone_of_both(first, second, now)
    except NoSuchTime:
        return None
    if there is not None:
        first, second = without_zone(first, there), without_zone(second, there)
        reading = replace(reading, now=now.astimezone(there))
    value = _value(first, second, reading)
    if (
        there
        and value
        and prefer is Prefer.past
        and first.days is second.days is None
        and _is_ahead(value, now)
    ):
        first, second = replace(first, days=_YESTERDAY), replace(second, days=_YESTERDAY)
        value = _value(first, second, reading)
    return Read(start, end, in_zone(value, now.tzinfo)) if value else None


def _zone_of_both(first: Phrase, second: Phrase, now: datetime) -> tzinfo | None:
    """ "9 to 11am EST": the zone said once. None where none is said, or one for each end."""
    names = {phrase.zone for phrase in (first, second) if phrase.zone is not None}
    return zone_named(names.pop(), now) if len(names) == 1 else None


def _is_ahead(value: TimeValue, now: datetime) -> bool:
    return instant(start_of(value), now.tzinfo) > now


def _value(first: Phrase, second: Phrase, reading: Reading) -> TimeValue | None:
    for left, right in _completed(first, second):
        try:
            return _between(left, right, reading)
        except NoSuchTime:
            continue
    return _overnight(first, second, reading)


def _overnight(first: Phrase, second: Phrase, reading: Reading) -> TimeValue | None:
    """昨夜十一点到凌晨一点: hours that end on the day after they began."""
    if not (first.clock and second.clock and second.days is None):
        return None
    try:
        begin = resolved(first, reading)
        # 22:00-2:00 ends early in the morning.
        late = first.clock.hour > 12 or first.clock.half == "pm"
        second = _of_24_hours(second) if late else second
        end = resolved(replace(second, days=first.days), replace(reading, prefer=Prefer.unclear))
    except NoSuchTime:
        return None
    if not (isinstance(begin, Moment) and isinstance(end, Moment)):
        return None
    return Since(begin.at, end.at + timedelta(days=1))


def _between(left: Phrase, right: Phrase, reading: Reading) -> TimeValue:
    """From the one to the other; hours of no day are today's, or tomorrow's if to come but over."""
    if left.days is None and right.days is None:
        today = replace(reading, prefer=Prefer.unclear)
        value = spanning(resolved(left, today), resolved(right, today), reading.now)
        if reading.prefer is not Prefer.future or instant(end_of(value), reading.now.tzinfo) >= reading.now:
            return value
        left, right = replace(left, days=Shifted("day", 1)), replace(right, days=Shifted("day", 1))
    begin = resolved(left, reading)
    first = start_of(begin)
    after = first.date() if isinstance(first, datetime) else first
    return spanning(begin, resolved(right, replace(reading, after=after)), reading.now)


def _completed(first: Phrase, second: Phrase) -> list[tuple[Phrase, Phrase]]:
    """The two ends, each with what only the other says (year, day, half of the day); likelier ones first."""
    left, right = first, second
    if isinstance(left.days, Calendar) and isinstance(right.days, Calendar):
        begin, end = sharing(left.days, right.days)
        left, right = replace(left, days=begin), replace(right, days=end)
    timed_first, timed_second = first.clock or first.part, second.clock or second.part
    if timed_first and timed_second:
        if right.days is None and left.days is not None:
            right = replace(right, days=left.days)
        elif left.days is None and right.days is not None:
            left = replace(left, days=right.days)
    elif timed_second and right.days is None and first.days is not None:
        return []
    if left.clock and right.clock and left.clock.hour == 0:
        right = _of_24_hours(right)
    pairs = [(left, right)]
    if left.clock and right.clock:
        if right.part is None and left.part is not None and right.clock.half is None:
            pairs.insert(0, (left, replace(right, part=left.part)))
        elif left.part is None and right.part is not None and left.clock.half is None:
            pairs.insert(0, (replace(left, part=right.part), right))
        if left.clock.half is None and right.clock.half is not None and left.part is None:
            other = "am" if right.clock.half == "pm" else "pm"
            same = replace(left, clock=replace(left.clock, half=right.clock.half))
            flipped = replace(left, clock=Clock(left.clock.hour, left.clock.minute, half=other))  # type: ignore[arg-type]
            pairs = [(same, right), (flipped, right)]
        elif right.clock.half is None and right.part is None and not right.clock.exact:
            pairs.append((left, replace(right, clock=replace(right.clock, half="pm"))))
    return pairs


def _of_24_hours(phrase: Phrase) -> Phrase:
    """The 2:00 of 0:00-2:00 is not in the afternoon."""
    return replace(phrase, clock=replace(phrase.clock, exact=True)) if phrase.clock else phrase
