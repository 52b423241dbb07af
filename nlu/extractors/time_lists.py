# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""What a list of times says once and means for all: 明天上午10点或下午3点, "next Monday or Tuesday", 3月6日、7日.

Said before, it holds for what follows; in English the day of the last hour and the year of the last month hold for
those before as well ("3 or 4pm tomorrow", "March and April 2025").
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from nlu.extractors.time_clock import DayPart
from nlu.extractors.time_days import Calendar, DaySpec, Weekday, sharing
from nlu.extractors.time_phrases import Phrase, is_one_day

_GAP = re.compile(
    r"\s*(?:[、,/]|,?\s*\b(?:or|and)\b(?:\s+(?:on|at|around|maybe|in))?(?:\s+the)?|&|或者?是?|还是|和|与|及|以及|跟|,?要么)\s*"
)
_LONGEST_GAP = 16
_TO = re.compile(r"\s*(?:-{1,2}|~|to|till?|until|到|至)\s*")
_HALF_HOUR = re.compile(r"\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b")
_ORDER: list[DayPart] = ["midnight", "deep_night", "dawn", "morning", "noon", "afternoon", "evening"]


def shared_in_lists(phrases: Sequence[Phrase], text: str) -> list[Phrase]:
    """Each phrase with the day, week, month or year that its neighbour in a list says."""
    result = list(phrases)
    said: Phrase | None = None
    for place in range(1, len(result)):
        first, second = result[place - 1 : place + 1]
        # Of "tomorrow 10 to 11 or 3 to 4" the first says the day for all.
        said = first if first.days else said
        if said is not None and _is_listed(first, second, text):
            result[place] = _behind(said, second, text)
        elif not _TO.fullmatch(text, first.end, second.start):
            said = None
    for place in range(len(result) - 1, 0, -1):
        first, second = result[place - 1 : place + 1]
        if _is_listed(first, second, text):
            result[place - 1] = _before(first, second, text)
    return result


def _is_listed(first: Phrase, second: Phrase, text: str) -> bool:
    near = second.start - first.end <= _LONGEST_GAP
    return near and _GAP.fullmatch(text, first.end, second.start) is not None


def _behind(said: Phrase, phrase: Phrase, text: str) -> Phrase:
    if phrase.distance or said.distance:
        return phrase
    if phrase.days is not None:
        return replace(phrase, days=_days_behind(said, phrase.days, text))
    if not is_one_day(said.days) or not (said.clock or said.part):
        return phrase
    if phrase.part is None and phrase.clock is not None and phrase.clock.half is None:
        return _hour_behind(said, phrase)
    if phrase.part and said.part and _ORDER.index(phrase.part) < _ORDER.index(said.part):
        # 昨晚和早上: the morning after.
        return phrase
    return replace(phrase, days=said.days, weak=False)


def _hour_behind(said: Phrase, phrase: Phrase) -> Phrase:
    """下午3点或4点; of 上午10点或3点 the second is not in the morning."""
    is_later = not said.clock or not phrase.clock or phrase.clock.hour > said.clock.hour
    if said.part == "evening" and not is_later:
        return phrase
    part = said.part if is_later or said.part == "afternoon" else None
    return replace(phrase, days=said.days, part=part, weak=False)


def _days_behind(said: Phrase, days: DaySpec, text: str) -> DaySpec:
    match said.days, days:
        case Weekday(week=int(week), number=number), Weekday(week=None, toward=None) if days.number > number:
            return replace(days, week=week)
        case Calendar(day=int()) as first, Calendar(month=None, month_by=None, year=None, year_by=None):
            if first.month_by is not None:
                return replace(days, month_by=first.month_by)
            later = first.month and (first.last_day or first.day or 0) < (days.day or 0)
            return replace(days, month=first.month, year=first.year, year_by=first.year_by) if later else days
        case Calendar(month=int()) as first, Calendar(month=int()) if "年" in text[said.start : said.end]:
            return _in_year_of(first, days)
        case _:
            return days


def _in_year_of(first: Calendar, days: Calendar) -> Calendar:
    """去年12月和1月 ends in the year after it began."""
    if days.year is not None or days.year_by is not None or days.month_by is not None:
        return days
    if first.year_by is None:
        return sharing(first, days)[1]
    return replace(days, year_by=first.year_by + int((days.month or 0) < (first.month or 0)))


def _before(phrase: Phrase, said: Phrase, text: str) -> Phrase:
    if isinstance(phrase.days, Calendar) and isinstance(said.days, Calendar):
        is_english = "年" not in text[said.start : said.end]
        return replace(phrase, days=_calendar_before(phrase.days, said.days)) if is_english else phrase
    hour = phrase.clock is not None and phrase.days is None and phrase.part is None
    if hour and phrase.clock and said.clock and is_one_day(said.days) and _HALF_HOUR.match(text, said.start):
        clock = phrase.clock if phrase.clock.half else replace(phrase.clock, half=said.clock.half)
        return replace(phrase, clock=clock, days=said.days, weak=False)
    return phrase


def _calendar_before(days: Calendar, said: Calendar) -> Calendar:
    if days.year is not None or days.year_by is not None or days.month_by is not None:
        return days
    if days.month is None:
        # The 6th and 7th of May.
        return replace(days, month=said.month, year=said.year, year_by=said.year_by) if said.month else days
    if said.year is not None:
        return sharing(days, said)[0]
    if said.year_by is not None and (days.month, days.day or 0) <= (said.month or 0, said.day or 31):
        return replace(days, year_by=said.year_by)
    return days
