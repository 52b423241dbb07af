# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Points and spans of time in a message, in Chinese, English or both, normalised in the tenant's zone.

Which of several readings is taken stands in `time_days`, `time_clock` and `time_hint`. A leading preposition
stays out; what makes a span stays in: "since 9am", 从九点开始, "from Monday to Wednesday". "From" and 从 stay with
a time to come as well ("from next month"), where they say when something begins.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nlu.extractors import time_en, time_figures, time_zh
from nlu.extractors.found import Found
from nlu.extractors.surface import Surface
from nlu.extractors.time_clock import Clock
from nlu.extractors.time_days import Shifted, Weekday
from nlu.extractors.time_hint import is_alone, preferred
from nlu.extractors.time_phrases import Phrase, joined, lexed, resolved, without_overlaps
from nlu.extractors.time_values import (
    Moment,
    NoSuchTime,
    Prefer,
    Reading,
    Since,
    TimeValue,
    end_of,
    instant,
    spanning,
    start_of,
    written,
)

_RULES = (*time_figures.RULES, *time_zh.RULES, *time_en.RULES)
_ANY_TIME = re.compile(
    r"\d|[年月日号周天点时早午晚夜晨昨今明前后季末底初]|星期|礼拜|节|半|[a-z]{3}", re.ASCII
)
_TO = re.compile(r"\s*(?:-{1,2}|~|to|till?|until|through|thru|up to|一?直?到|至)\s*")
_AND = re.compile(r"\s*(?:and|&|和|与|跟|到|至|-|~|to)\s*(?:the\s+)?")
_FROM = re.compile(r"(?:\bfrom|从|自|自从|由)\s*$")
_BETWEEN = re.compile(r"(?:\bbetween|在)\s*$")
_TO_NOW = re.compile(
    r"\s*(?:到现在|到目前为止|到目前|至今|到如今|到今(?!天|日)|(?:to|till?|until|up to)\s+(?:now\b|date\b|the present\b))"
)
_SINCE_BEFORE = re.compile(r"(?:\b(?:ever\s+)?since(?:\s+(?:about|around|the))?|自从)\s*$")
_FROM_BEFORE = re.compile(r"(?:自打|打从|从|自|打|由)\s*(?:大概|大约|差不多)?\s*$")
_FROM_EN = re.compile(r"\bfrom\s+$")
_SINCE_AFTER = re.compile(
    r"\s*(?:左右)?\s*(?:开始|起(?![来床诉不码点草因诺飞名步初立])|以来)|\s+(?:on(?:wards?)|onwards?|on(?=\s*(?:[,.;!?]|$)))"
)
_GOES_ON = re.compile(r"\s*(?:就|便|一直|都)")
_RECURS_BEFORE = re.compile(
    r"(?:\b(?:every|each|per|any|most)(?:\s+(?:other|single|second|\d+))?|\b(?:every|each)\s+(?:single\s+)?(?:day|week|month|quarter|year|hour|morning|afternoon|evening|night|weekday|weekend)(?:\s+(?:at|on|around))?|\b(?:daily|weekly|monthly|nightly|quarterly|yearly"
    r"|weekdays?)(?:\s+(?:at|on))?|\b\w+days(?:\s+at)?|每到?|逢|隔|每逢|(?:每(?:天|日|晚|周[一二三四五六日天]?|个?工作日|星期[一二三四五六日天]?|个?月|年|季度)|天天|日常)的?|当[天日]|一周|一周从)\s*$"
)
_RECURS_AFTER = re.compile(
    r"\s*(?:of\s+(?:every|each)\b|every\s+(?:day|week|month)|each\s+(?:day|week|month)|daily\b|weekly\b|monthly\b"
    r"|好(?:[!,.呀啊]|$)|[再]?见(?:[!,.呀啊~]|$))"
)
_WISH_BEFORE = re.compile(
    r"\b(?:see (?:you|ya|u)|talk (?:to you )?|good|happy|merry|(?:great|nice|lovely|wonderful|enjoy|enjoy your|your)(?:\s+rest of)?(?:\s+the)?)\s*$"
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A phrase or a span of two, with what it was found to mean."""

    start: int
    end: int
    value: TimeValue


def find_times(surface: Surface, now: datetime) -> list[Found]:
    """`now` is aware and in the tenant's zone."""
    text = surface.folded
    if not _ANY_TIME.search(text):
        return []
    phrases = joined(without_overlaps(lexed(_RULES, text)), text)
    found: list[Found] = []
    index = 0
    while index < len(phrases):
        read, used = _read(phrases, index, text, now)
        index += used
        if read is not None and not _is_no_time(text, read):
            found.append(Found("time", read.start, read.end, written(read.value)))
    return found


def _read(phrases: list[Phrase], index: int, text: str, now: datetime) -> tuple[_Read | None, int]:
    """What stands at the index, and how many phrases it took."""
    phrase = phrases[index]
    if index + 1 < len(phrases) and (span := _span(phrase, phrases[index + 1], text, now)):
        return span, 2
    if phrase.weak:
        return None, 1
    try:
        return _alone(phrase, text, now), 1
    except NoSuchTime:
        return None, 1


def _span(first: Phrase, second: Phrase, text: str, now: datetime) -> _Read | None:
    gap = text[first.end : second.start]
    before = text[max(0, first.start - 12) : first.start]
    opened = _FROM.search(before) or _BETWEEN.search(before)
    between = _BETWEEN.search(before) or " between " in text[first.start : first.end]
    closed = _TO.fullmatch(gap) or (between and _AND.fullmatch(gap))
    if not closed or first.distance or second.distance:
        return None
    if first.weak and second.weak and not ((opened or between) and second.clock and first.clock):
        return None
    start = (
        first.start - len(before) + opened.start() if opened and opened[0].strip() != "在" else first.start
    )
    prefer = preferred(text, start, second.end)
    if isinstance(first.days, Weekday) and is_alone(text, start, second.end):
        prefer = Prefer.future
    for left, right in _completed(first, second):
        try:
            return _Read(start, second.end, _between(left, right, Reading(now, prefer)))
        except NoSuchTime:
            continue
    return _overnight(first, second, start, Reading(now, prefer))


def _overnight(first: Phrase, second: Phrase, start: int, reading: Reading) -> _Read | None:
    """昨夜十一点到凌晨一点: hours that end on the day after they began."""
    if not (first.clock and second.clock and second.days is None):
        return None
    try:
        begin = resolved(first, reading)
        end = resolved(replace(second, days=first.days), replace(reading, prefer=Prefer.unclear))
    except NoSuchTime:
        return None
    if not (isinstance(begin, Moment) and isinstance(end, Moment)):
        return None
    return _Read(start, second.end, Since(begin.at, end.at + timedelta(days=1)))


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
    """The two ends, each with what only the other says (day, half of the day); likelier readings first."""
    left, right = first, second
    timed_first, timed_second = first.clock or first.part, second.clock or second.part
    if timed_first and timed_second:
        if right.days is None and left.days is not None:
            right = replace(right, days=left.days)
        elif left.days is None and right.days is not None:
            left = replace(left, days=right.days)
    elif timed_second and right.days is None and first.days is not None:
        return []
    pairs = [(left, right)]
    if left.clock and right.clock:
        if right.part is None and left.part is not None and right.clock.half is None:
            pairs.insert(0, (left, replace(right, part=left.part)))
        if left.clock.half is None and right.clock.half is not None and left.part is None:
            other = "am" if right.clock.half == "pm" else "pm"
            same = replace(left, clock=replace(left.clock, half=right.clock.half))
            flipped = replace(left, clock=Clock(left.clock.hour, left.clock.minute, half=other))  # type: ignore[arg-type]
            pairs = [(same, right), (flipped, right)]
        elif right.clock.half is None and right.part is None and not right.clock.exact:
            pairs.append((left, replace(right, clock=replace(right.clock, half="pm"))))
    return pairs


def _alone(phrase: Phrase, text: str, now: datetime) -> _Read:
    before = text[max(0, phrase.start - 24) : phrase.start]
    prefer = preferred(text, phrase.start, phrase.end)
    if phrase.distance is not None:
        return _Read(phrase.start, phrase.end, resolved(phrase, Reading(now, prefer)))
    opened = _SINCE_BEFORE.search(before)
    from_zh = _FROM_BEFORE.search(before)
    after = _TO_NOW.match(text, phrase.end) or _SINCE_AFTER.match(text, phrase.end)
    until_now = from_zh is not None and _GOES_ON.match(text, phrase.end)
    lead = opened or (from_zh if after or until_now else None) or (_FROM_EN.search(before) if after else None)
    if lead or after:
        prefer = preferred(text, phrase.start, after.end() if after else phrase.end)
        start = phrase.start - len(before) + lead.start() if lead else phrase.start
        value = _until_now(phrase, now, Prefer.past if opened else prefer)
        return _Read(start, after.end() if after else phrase.end, value)
    if isinstance(phrase.days, Weekday) and is_alone(text, phrase.start, phrase.end):
        prefer = Prefer.future
    value = resolved(phrase, Reading(now, prefer))
    if (from_en := _FROM_EN.search(before)) and instant(start_of(value), now.tzinfo) > now:
        return _Read(phrase.start - len(before) + from_en.start(), phrase.end, value)
    return _Read(phrase.start, phrase.end, value)


def _until_now(phrase: Phrase, now: datetime, prefer: Prefer) -> TimeValue:
    """From the phrase's beginning to now; the phrase itself where it lies ahead."""
    value = resolved(phrase, Reading(now, Prefer.past if phrase.days is None else prefer))
    if instant(start_of(value), now.tzinfo) > now and phrase.days is None:
        value = resolved(replace(phrase, days=Shifted("day", -1)), Reading(now, prefer))
    start = start_of(value)
    return value if instant(start, now.tzinfo) > now else Since(start, now)


def _is_no_time(text: str, read: _Read) -> bool:
    before = text[max(0, read.start - 24) : read.start]
    return bool(
        _RECURS_BEFORE.search(before) or _WISH_BEFORE.search(before) or _RECURS_AFTER.match(text, read.end)
    )
