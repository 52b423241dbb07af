# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Weeks by their number, weeks and days by their place in a month or year, in both languages.

Weeks are counted as ISO 8601 does: a week belongs to the month and year its Thursday lies in.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlu.extractors.numbers_zh import number_zh
from nlu.extractors.time_arithmetic import one_day, unit_around
from nlu.extractors.time_days import Calendar, DaySpec, Shifted, Toward
from nlu.extractors.time_en_words import MONTH, MONTHS, SHIFT, SHIFT_WORD, WEEKDAY, WEEKDAYS, YEAR, get
from nlu.extractors.time_phrases import Phrase, Rule
from nlu.extractors.time_values import Days, NoSuchTime, Reading
from nlu.extractors.time_zh import WEEKDAYS_ZH

_NTH = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": -1,
    "final": -1,
}
_EVERY = re.compile(r"每(?:个?月|年|个?季度)$")
_ZH_SHIFT = {"去年": ("year", -1), "今年": ("year", 0), "明年": ("year", 1), "上个月": ("month", -1), "这个月": ("month", 0), "本月": ("month", 0), "下个月": ("month", 1)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberedWeek:
    """`number` is the ISO week's, of the year named or of this one."""

    number: int
    year: int | None = None
    year_by: int = 0

    def days(self, reading: Reading) -> Days:
        year = self.year or reading.today.year + self.year_by
        try:
            return unit_around("week", date.fromisocalendar(year, self.number, 1))
        except ValueError as error:
            raise NoSuchTime(f"week {self.number} of {year}") from error


@dataclass(frozen=True, slots=True)
class WeekIn:
    """The nth week of a month or year, the last for -1."""

    whole: DaySpec
    nth: int

    def days(self, reading: Reading) -> Days:
        whole = self.whole.days(reading)
        thursday = whole.first + timedelta(days=(3 - whole.first.weekday()) % 7)
        if self.nth < 0:
            thursday = whole.last - timedelta(days=(whole.last.weekday() - 3) % 7)
        else:
            thursday += timedelta(weeks=self.nth - 1)
        if thursday > whole.last:
            raise NoSuchTime(f"week {self.nth} of {whole.first} to {whole.last}")
        return unit_around("week", thursday)


@dataclass(frozen=True, slots=True)
class DayIn:
    """The nth day of a month or year, or the nth Monday (0) to Sunday; the last for -1."""

    whole: DaySpec
    nth: int
    weekday: int | None = None

    def days(self, reading: Reading) -> Days:
        whole, every = self.whole.days(reading), 1 if self.weekday is None else 7
        if self.nth < 0:
            over = 0 if self.weekday is None else (whole.last.weekday() - self.weekday) % 7
            return one_day(whole.last - timedelta(days=over))
        ahead = 0 if self.weekday is None else (self.weekday - whole.first.weekday()) % 7
        day = whole.first + timedelta(days=ahead + every * (self.nth - 1))
        if day > whole.last:
            raise NoSuchTime(f"day {self.nth} of {whole.first} to {whole.last}")
        return one_day(day)


def _numbered(m: re.Match[str]) -> Phrase:
    shift = get(m, "shift")
    year = int(m["year"]) if get(m, "year") else None
    return Phrase(*m.span(), days=NumberedWeek(int(m["n"]), year, SHIFT[shift] if shift else 0))


def _in_whole(m: re.Match[str]) -> Phrase | None:
    whole: DaySpec
    year = int(m["year"]) if m["year"] else None
    if m["unit"]:
        whole = Shifted(m["unit"], SHIFT.get(m["shift"] or "this", 0))  # type: ignore[arg-type]
    elif m["month"]:
        whole = (
            Toward(MONTHS[m["month"]], SHIFT[m["shift"]])
            if m["shift"]
            else Calendar(year, MONTHS[m["month"]])
        )
    elif year is not None:
        whole = Calendar(year)
    else:
        return None
    if m["weekday"] or m["day"]:
        return Phrase(*m.span(), days=DayIn(whole, _NTH[m["nth"]], WEEKDAYS.get(m["weekday"])))
    return Phrase(*m.span(), days=WeekIn(whole, _NTH[m["nth"]]))


def _in_whole_zh(m: re.Match[str]) -> Phrase | None:
    whole: DaySpec
    if m["by"]:
        unit, by = _ZH_SHIFT[m["by"]]
        whole = Shifted(unit, by)  # type: ignore[arg-type]
    else:
        month = number_zh(m["month"]) if m["month"] else None
        whole = Calendar(int(m["year"]) if m["year"] else None, int(month) if month else None)
    nth = -1 if m["nth"] is None else number_zh(m["nth"])
    if nth is None:
        return None
    if m["weekday"] or m["day"]:
        # What comes every month keeps its place, so that its weekday is not read alone.
        if not (
            m["by"] or m["year"] or m["month"] or _EVERY.search(m.string, max(0, m.start() - 4), m.start())
        ):
            return None
        return Phrase(*m.span(), days=DayIn(whole, int(nth), WEEKDAYS_ZH.get(m["weekday"])))
    # A year's tenth week by its place is its week 10.
    return Phrase(*m.span(), days=WeekIn(whole, int(nth)))


_OF = rf"(?:the\s+)?(?:{SHIFT_WORD}\s+)?(?:(?P<unit>month|quarter|year)\b|{MONTH})?(?:\s*,?\s*(?:of\s+)?{YEAR})?"
_PATTERNS = (
    (rf"(?<!\w)(?:calendar\s+)?(?:week|wk|cw|kw)\s?(?:no\.?\s*|#\s?)?(?P<n>[1-9]|[1-4]\d|5[0-3])(?![\w.:%/-]|\s?(?:of\s+(?!20|19|this|last|next)|days?\b|weeks?\b|months?\b))(?:\s+(?:of\s+)?(?:{YEAR}|{SHIFT_WORD}\s+year\b))?", _numbered),
    (rf"\b(?:the\s+)?(?P<nth>{'|'.join(_NTH)})\s+(?:week|{WEEKDAY}|(?P<day>day))\s+(?:of|in)\s+{_OF}", _in_whole),
    (r"(?:(?P<by>去年|今年|明年|上个月|这个月|本月|下个月)|(?:(?P<year>(?:19|20)\d\d)\s?年\s?)?(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月(?:份)?)?(?<=[年月份]))\s?的?\s?(?:第\s?(?P<nth>[一二三四五六七八九十]{1,3}|\d{1,2})\s?(?:个)?|最后一(?:个)?)(?:(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])?|(?P<day>天))", _in_whole_zh),
)  # fmt: skip
_NUMBERED, _EN, _ZH = ((re.compile(pattern), build) for pattern, build in _PATTERNS)
FIGURE_RULES: tuple[Rule, ...] = (_NUMBERED,)
RULES_EN: tuple[Rule, ...] = (_EN,)
RULES_ZH: tuple[Rule, ...] = (_ZH,)
