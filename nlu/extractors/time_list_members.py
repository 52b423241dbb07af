# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Members of a list of times whose unit or name only another says: 3、4月份, 6、7号, "May 6 and 7", "this week or next".

What the others mean for them stands in `time_lists`. Expects folded text.
"""

import re

from nlu.extractors.numbers_zh import number_zh
from nlu.extractors.time_days import Calendar, Shifted
from nlu.extractors.time_en_dates import NO_THING
from nlu.extractors.time_en_words import DAY_FIGURE, MONTH, MONTHS, SHIFT, alternatives, number_of_day
from nlu.extractors.time_phrases import Build, Phrase, Rule
from nlu.extractors.time_zh import DAY_SIGN

_OPENS_CLAUSE = re.compile(r"(?:^|[\n.,;!?:。！？；：])\s*$")


def _member_zh(m: re.Match[str]) -> Phrase | None:
    """None for 1、5月份的发票没收到, which numbers what is said, and after a comma, unless the next number follows."""
    number, following = number_zh(m["n"]), number_zh(m["next"])
    if not number or not following or number >= following:
        return None
    opens = m["mark"] == "、" and _OPENS_CLAUSE.search(m.string, max(0, m.start() - 4), m.start())
    if (opens or m["mark"] == ",") and following != number + 1:
        return None
    if m["month"]:
        return Phrase(*m.span("n"), days=Calendar(month=int(number))) if following <= 12 else None
    return Phrase(*m.span("n"), days=Calendar(day=int(number)))


def _day_behind(m: re.Match[str]) -> Phrase | None:
    before = m.string[max(0, m.start() - 48) : m.start()]
    is_ordinal = not m["day"].isdigit()
    if not (_DAYS_BEFORE.search(before) or (is_ordinal and _ORDINALS_BEFORE.search(before))):
        return None
    return Phrase(*m.span("day"), days=Calendar(day=number_of_day(m["day"])))


def _day_ahead(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span("day"), days=Calendar(day=number_of_day(m["day"])))


def _unit_behind(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span("said"), days=Shifted(m["unit"], SHIFT[m["said"]]))  # type: ignore[arg-type]


_MARK_ZH = r"\s?(?:[、,和或及与跟]|或者|以及|还是)\s?"
_FIRST_MARK_ZH = r"\s?(?P<mark>[、,和或及与跟]|或者|以及|还是)\s?"
_NOT_IN_NUMBER = r"(?<![\da-z.:/#¥$-])(?<![零〇一二两三四五六七八九十百千万第月个级版本项案])"
_NUMBER_ZH = (
    r"(?:[12]\d|3[01]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
_LISTED = rf"(?:\s*,?\s*(?:and|or|&)\s*|\s*,\s*)(?:the\s+)?{DAY_FIGURE}"
_DAYS_BEFORE = re.compile(rf"\b{MONTH}\s*(?:the\s+)?{DAY_FIGURE}(?:{_LISTED}){{0,6}}\s*$")
_ORDINALS_BEFORE = re.compile(r"\bthe\s+(?:\d{1,2}(?:st|nd|rd|th)\s*(?:,|,?\s*(?:and|or|&))?\s*){1,6}$")
_FIGURE = r"(?P<day>(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)"
_UNIT = r"(?P<unit>week|month|quarter|year)"

_PATTERNS: tuple[tuple[str, Build], ...] = (
    (rf"{_NOT_IN_NUMBER}(?P<n>{_NUMBER_ZH}){_FIRST_MARK_ZH}(?=(?P<next>{_NUMBER_ZH})(?:{_MARK_ZH}{_NUMBER_ZH}){{0,10}}(?:\s?(?P<month>月(?![饼亮]))|{DAY_SIGN}))", _member_zh),
    (rf"(?:\b(?:and|or)\b|[&,])\s*(?:the\s+)?{_FIGURE}(?:{NO_THING}(?!\s*[,:.-]\s?\d)|(?=(?:\s*,\s*{DAY_FIGURE}){{0,5}}\s*(?:,\s*)?(?:and|or|&)\s+(?:the\s+)?{DAY_FIGURE}{NO_THING}))", _day_behind),
    (rf"(?<![\w.:/$#-]){_FIGURE}(?=(?:\s*,\s*{DAY_FIGURE}){{0,6}}\s*(?:,\s*)?(?:and|or|&)\s+(?:the\s+)?{DAY_FIGURE}\s*(?:of\s+)?(?:(?!may\b)(?:{alternatives(MONTHS)})\b|may\b{NO_THING}))", _day_ahead),
    (rf"\b(?:this|last)\s+{_UNIT}(?:\s*,)?\s+(?:or|and)\s+(?:the\s+)?(?P<said>this|next|last)\b(?=\s*(?:[.,;!?)]|$)|\s+(?:is|are|works?|would|please|if|for)\b)", _unit_behind),
    (rf"\b(?P<said>this|next|last)\s+(?:or|and)\s+(?:this|next|last)\s+{_UNIT}\b", _unit_behind),
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple((re.compile(pattern), build) for pattern, build in _PATTERNS)
