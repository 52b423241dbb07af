# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""English words for the lunar calendar: the 7th day of the 7th lunar month, lunar month 8 day 15. Expects folded text."""

import re

from nlu.extractors.lunar_days import LunarDays
from nlu.extractors.numbers_en import ORDINALS
from nlu.extractors.time_en_words import ORDINAL, SHIFT, YEAR, alternatives, get, number_of_day
from nlu.extractors.time_phrases import Phrase, Rule

_TWELVE = [word for word, number in ORDINALS.items() if number <= 12]
_MONTH_WORD = rf"(?P<month>(?:1[0-2]|[1-9])(?:st|nd|rd|th)|{alternatives(_TWELVE)})"
_MONTH = rf"(?:the\s+)?(?P<leap>leap\s+)?{_MONTH_WORD}(?P<leap_>\s+leap)?\s+(?:lunar\s+month|month\s+(?:of|in|on)\s+the\s+(?:chinese\s+)?lunar\s+(?:calendar|year))\b"
_MONTH_FIGURE = r"lunar\s+month\s+(?P<month>1[0-2]|[1-9])(?![\d.])"
_IN_YEAR = rf"(?:,?\s+(?:(?:of|in)\s+)?{YEAR}|,?\s+(?:of\s+)?(?P<shift>this|last|next)\s+year\b)?"


def _days(m: re.Match[str]) -> Phrase:
    day, year, shift = get(m, "day"), get(m, "year"), get(m, "shift")
    days = LunarDays(
        number_of_day(m["month"]),
        number_of_day(day) if day else None,
        leap=get(m, "leap") is not None,
        year=int(year) if year else None,
        year_by=SHIFT[shift] if shift else None,
    )
    return Phrase(*m.span(), days=days)


_PATTERNS = (
    rf"\b(?:the\s+)?{ORDINAL}(?:\s+day)?\s+of\s+{_MONTH}{_IN_YEAR}",
    rf"\b{_MONTH},?\s+(?:the\s+)?{ORDINAL}\s+day\b{_IN_YEAR}",
    rf"\b{_MONTH}{_IN_YEAR}",
    rf"\bday\s+(?P<day>30|[12]\d|[1-9])\s+of\s+{_MONTH_FIGURE}{_IN_YEAR}",
    rf"\b{_MONTH_FIGURE},?\s+(?:day\s+(?P<day>30|[12]\d|[1-9])(?![\d.])|(?:the\s+)?{ORDINAL.replace('<day>', '<day_>')}(?:\s+day)?){_IN_YEAR}",
    rf"\b{_MONTH_FIGURE}{_IN_YEAR}",
)
RULES: tuple[Rule, ...] = tuple((re.compile(pattern), _days) for pattern in _PATTERNS)
