# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Points and spans of time in a message, in Chinese, English or both, normalised in the tenant's zone.

Which of several readings is taken stands in `time_days`, `time_clock` and `time_hint`. A leading preposition
stays out; what makes a span stays in: "since 9am", 从九点开始, "from Monday to Wednesday". "From" and 从 stay with
a time to come as well ("from next month"), where they say when something begins.
"""

import re
from dataclasses import replace
from datetime import datetime

from nlu.extractors import (
    time_en,
    time_en_clock,
    time_en_dates,
    time_eras,
    time_figures,
    time_list_members,
    time_lunar,
    time_lunar_en,
    time_weeks,
    time_zh,
    time_zh_clock,
    time_zones,
)
from nlu.extractors.found import Found
from nlu.extractors.holidays import ZH
from nlu.extractors.surface import Surface
from nlu.extractors.time_arithmetic import unit_around
from nlu.extractors.time_days import Shifted, Weekday
from nlu.extractors.time_hint import is_alone, preferred
from nlu.extractors.time_lists import shared_in_lists
from nlu.extractors.time_moves import moved
from nlu.extractors.time_phrases import Distance, Phrase, is_one_day, joined, lexed, resolved
from nlu.extractors.time_spans import Read, span_of_two
from nlu.extractors.time_values import (
    NoSuchTime,
    Prefer,
    Reading,
    Since,
    TimeValue,
    end_of,
    instant,
    start_of,
    written,
)
from nlu.extractors.time_zones import shared, zoned

_FIGURES = re.compile(r"\d")
_CHINESE = re.compile(r"[\u3400-\u9fff]|\d")
_ENGLISH = re.compile(r"[a-z]|\d")
_EITHER = re.compile(r"[a-z\u3400-\u9fff]|\d")
_ERAS = re.compile(r"年|\d")
_ZONES = re.compile(r"utc|gmt|time|[时区]")
# Rules with what a text must have for any of them to find something: most messages hold one script, no figure.
RULES = (
    (_FIGURES, time_figures.RULES),
    (_CHINESE, time_lunar.RULES),
    (_ENGLISH, time_lunar_en.RULES),
    (_CHINESE, time_zh.RULES),
    (_CHINESE, time_zh_clock.RULES),
    (_ENGLISH, time_en.RULES),
    (_ENGLISH, time_en_dates.RULES),
    (_EITHER, time_list_members.RULES),
    (_FIGURES, time_en_clock.FIGURE_RULES),
    (_ENGLISH, time_en_clock.RULES),
    (_FIGURES, time_weeks.FIGURE_RULES),
    (_ENGLISH, time_weeks.RULES_EN),
    (_CHINESE, time_weeks.RULES_ZH),
    (_ERAS, time_eras.RULES),
    (_ZONES, time_zones.NAMED_RULES),
    (_ENGLISH, time_zones.RULES_BEHIND),
    (_FIGURES, time_zones.FIGURE_RULES),
)
_ANY_TIME = re.compile(
    rf"\d|[年月日号周天点时早午晚夜晨昨今明前后季末底初]|星期|礼拜|节|半|[a-z]{{3}}|十一|{'|'.join(ZH)}",
    re.ASCII,
)
_TO_NOW = re.compile(
    r"\s*(?:一直)?(?:到现在|到目前为止|到目前|至今|到如今|到今(?!天|日)|(?:to|till?|until|up to)\s+(?:now\b|date\b|the present\b))"
)
_SINCE_BEFORE = re.compile(r"(?:\b(?:ever\s+)?since(?:\s+(?:about|around|the))?|自从)\s*$")
_FROM_BEFORE = re.compile(r"(?:自打|打从|从|自|打|由)\s*(?:大概|大约|差不多)?\s*$")
_FROM_EN = re.compile(r"\bfrom\s+$")
_STARTING_BEFORE = re.compile(r"\b(?:start|beginn)ing\s+(?:(?:from|on|at|around|about)\s+)?$")
_FROM_NOW_BEFORE = re.compile(
    r"(?:\b(?:between\s+now\s+and|(?:from\s+)?now\s+(?:until|till?|to|through))\s+(?:the\s+)?|(?:从)?现在(?:开始|起)?(?:一直)?到\s*)$"
)
_BETWEEN_BEFORE = re.compile(r"\bbetween\s+(?:the\s+)?$")
_AND_NOW = re.compile(r"\s+and\s+(?:now|today)\b")
_WEEK_BEFORE = re.compile(
    r"(?:(?<!\w)w/c|(?:\b(?:the|that)\s+|(?<!\w )(?<!\w  ))week\s+(?:of|beginning|starting|commencing)(?:\s+on)?)\s+(?:the\s+)?$"
)
_SINCE_AFTER = re.compile(
    r"\s*(?:左右)?\s*(?:开始|起(?![来床诉不码点草因诺飞名步初立])|以来|[或及][之以]后)|\s+(?:on(?:wards?)|onwards?|on(?=\s*(?:[,.;!?]|$)))"
)
_GOES_ON = re.compile(r"\s*(?:就|便|一直|都)")
_RECURS_BEFORE = re.compile(
    r"(?:\b(?:every|each|per|any|most)(?:\s+(?:other|single|second|\d+))?|\b(?:every|each)\s+(?:single\s+)?(?:day|week|month|quarter|year|hour|morning|afternoon|evening|night|weekday|weekend)(?:\s+(?:at|on|around))?|\b(?:daily|weekly|monthly|nightly|quarterly|yearly"
    r"|weekdays?)(?:\s+(?:at|on))?|\b\w+days(?:\s+at)?|每到?|逢|隔|每逢|(?:每(?:天|日|晚|周[一二三四五六日天]?|个?工作日|星期[一二三四五六日天]?|个?月|年|季度)|天天|日常|工作日)的?|当[天日]|一周|一周从)\s*$"
)
_RECURS_AFTER = re.compile(
    r"\s*(?:of\s+(?:every|each)\b|every\s+(?:day|week|month)|each\s+(?:day|week|month)|daily\b|weekly\b|monthly\b"
    r"|好(?:[!,.呀啊]|$)|[再]?见(?:[!,.呀啊~]|$))"
)
_WISH_BEFORE = re.compile(
    r"\b(?:see (?:you|ya|u)|talk (?:to you )?|good|happy|merry|(?:great|nice|lovely|wonderful|enjoy|enjoy your|your)(?:\s+rest of)?(?:\s+the)?)\s*$"
)


def find_times(surface: Surface, now: datetime) -> list[Found]:
    """`now` is aware and in the tenant's zone."""
    text = surface.folded
    if not _ANY_TIME.search(text):
        return []
    phrases = _phrases(text)
    found: list[Found] = []
    index = 0
    while index < len(phrases):
        reads, used = _read(phrases, index, text, now)
        index += used
        found += [
            Found("time", read.start, read.end, written(read.value))
            for read in reads
            if not _is_no_time(text, read)
        ]
    return found


def find_unreal_days(surface: Surface, now: datetime) -> list[tuple[int, int]]:
    """Where words name a day that doesn't exist: the April of "the 31st of April" is nobody either."""
    unreal = []
    for phrase in _phrases(surface.folded):
        try:
            if is_one_day(phrase.days):
                resolved(phrase, Reading(now))
        except NoSuchTime:
            unreal.append((phrase.start, phrase.end))
    return unreal


def _phrases(text: str) -> list[Phrase]:
    rules = [rule for sign, rules in RULES if sign.search(text) for rule in rules]
    return shared(shared_in_lists(joined(zoned(lexed(rules, text), text), text), text), text)


def _read(phrases: list[Phrase], index: int, text: str, now: datetime) -> tuple[list[Read], int]:
    """What stands at the index, and how many phrases it took."""
    phrase = phrases[index]
    if index + 1 < len(phrases):
        if two := moved(phrase, phrases[index + 1], text, now):
            return two, 2
        if span := span_of_two(phrase, phrases[index + 1], text, now):
            return [span], 2
    if phrase.weak:
        return [], 1
    try:
        return [_alone(phrase, text, now)], 1
    except NoSuchTime:
        return [], 1


def _alone(phrase: Phrase, text: str, now: datetime) -> Read:
    before = text[max(0, phrase.start - 24) : phrase.start]
    prefer = preferred(text, phrase.start, phrase.end)
    if phrase.distance is not None and (phrase.distance.span or phrase.distance.by > 0):
        return Read(phrase.start, phrase.end, resolved(phrase, Reading(now, prefer)))
    if (
        (week := _WEEK_BEFORE.search(before))
        and not (phrase.clock or phrase.part)
        and is_one_day(phrase.days)
    ):
        day = start_of(resolved(phrase, Reading(now, prefer)))
        return Read(phrase.start - len(week[0]), phrase.end, unit_around("week", day))
    if from_now := _FROM_NOW_BEFORE.search(before):
        end = end_of(resolved(phrase, Reading(now, Prefer.future)))
        return Read(phrase.start - len(from_now[0]), phrase.end, Since(now, end))
    opened = _SINCE_BEFORE.search(before)
    from_zh = _FROM_BEFORE.search(before)
    between = _BETWEEN_BEFORE.search(before)
    to_now = between and _AND_NOW.match(text, phrase.end)
    after = to_now or _TO_NOW.match(text, phrase.end) or _SINCE_AFTER.match(text, phrase.end)
    until_now = from_zh is not None and _GOES_ON.match(text, phrase.end)
    lead = (
        (between if to_now else opened)
        or (_STARTING_BEFORE.search(before) if _is_over(phrase) else None)
        or (from_zh if after or until_now else None)
        or (_FROM_EN.search(before) if after else None)
    )
    if lead or after:
        prefer = preferred(text, phrase.start, after.end() if after else phrase.end)
        start = phrase.start - len(before) + lead.start() if lead else phrase.start
        value = _until_now(phrase, now, Prefer.past if opened or to_now else prefer)
        return Read(start, after.end() if after else phrase.end, value)
    if isinstance(phrase.days, Weekday) and is_alone(text, phrase.start, phrase.end):
        prefer = Prefer.future
    value = resolved(phrase, Reading(now, prefer))
    if (from_en := _FROM_EN.search(before)) and instant(start_of(value), now.tzinfo) > now:
        return Read(phrase.start - len(before) + from_en.start(), phrase.end, value)
    return Read(phrase.start, phrase.end, value)


def _is_over(phrase: Phrase) -> bool:
    """The words themselves say that it was: yesterday, last Monday, two days ago."""
    match phrase.days or phrase.distance:
        case Shifted(by=int(by)) | Weekday(week=int(by)) | Distance(by=by):
            return by < 0
        case _:
            return False


def _until_now(phrase: Phrase, now: datetime, prefer: Prefer) -> TimeValue:
    """From the phrase's beginning to now; the phrase itself where it lies ahead."""
    value = resolved(phrase, Reading(now, Prefer.past if phrase.days is None else prefer))
    if instant(start_of(value), now.tzinfo) > now and phrase.days is None:
        value = resolved(replace(phrase, days=Shifted("day", -1)), Reading(now, prefer))
    start = start_of(value)
    return value if instant(start, now.tzinfo) > now else Since(start, now)


def _is_no_time(text: str, read: Read) -> bool:
    before = text[max(0, read.start - 24) : read.start]
    return bool(
        _RECURS_BEFORE.search(before) or _WISH_BEFORE.search(before) or _RECURS_AFTER.match(text, read.end)
    )
