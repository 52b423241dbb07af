# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""English words for months, weekdays, days of the month and their edges, and the patterns that read them."""

import re
from collections.abc import Iterable
from typing import Literal

from nlu.extractors.numbers_en import ORDINALS
from nlu.extractors.time_days import DaySpec, Part, PartOf

_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()}
MONTHS |= SHORT_MONTHS | {"sept": 9, "febuary": 2, "feburary": 2, "septmber": 9}
_WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAY_NAMES)}
WEEKDAYS |= {name[:3]: number for name, number in WEEKDAYS.items()}
WEEKDAYS |= {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
    "wensday": 2,
    "wednsday": 2,
    "thrusday": 3,
    "firday": 4,
    "wendesday": 2,
    "wedensday": 2,
    "tuseday": 1,
    "teusday": 1,
    "thurday": 3,
    "saterday": 5,
}
SHIFT = {
    "last": -1, "previous": -1, "past": -1, "prior": -1, "this": 0, "current": 0, "this past": 0, "this coming": 1,
    "coming": 1, "upcoming": 1, "this upcoming": 1, "next": 1, "nxt": 1, "following": 1, "same": 0,
}  # fmt: skip


NEAREST: dict[str | None, Literal[-1, 1]] = {
    "past": -1, "this past": -1, "coming": 1, "this coming": 1, "upcoming": 1, "this upcoming": 1,
}  # fmt: skip
EDGES: dict[str, Part] = {
    "early": "early", "beginning": "early", "start": "early", "mid": "mid", "middle": "mid", "late": "late",
    "end": "end", "earlier": "earlier", "later": "later",
}  # fmt: skip


def alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


# Whole days beyond twenty are spelled as often as they are ordinals: "May twenty nine".
_SPELLED_DAYS = {
    f"twenty{gap}{word}": 20 + number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), start=1
    )
    for gap in "- "
}
_DAY_WORDS = ORDINALS | _SPELLED_DAYS
_FIGURE = r"(?:[12]\d|3[01]|0?[1-9])"
MONTH = rf"(?P<month>{alternatives(MONTHS)})\b(?:\.(?=\s*\d))?"
WEEKDAY = rf"(?P<weekday>{alternatives(WEEKDAYS)})\b"
ORDINAL_WORD = alternatives(ORDINALS)
DAY_FIGURE = rf"{_FIGURE}(?:st|nd|rd|th)?"
DAY = (
    rf"(?P<day>{DAY_FIGURE}|{ORDINAL_WORD}|(?:{alternatives(_SPELLED_DAYS)})(?!\s+[a-z]))(?![\d:%]|\.\d|/\d)"
)
ORDINAL = rf"(?P<day>{_FIGURE}\s?(?:st|nd|rd|th)|{ORDINAL_WORD})\b"
FIGURE_ORDINAL = rf"(?P<day>{_FIGURE}\s?(?:st|nd|rd|th))\b"
YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
EDGE = (
    r"(?:(?P<edge>early|late|mid|earlier|later)(?<!too early)(?:\s+in)?[-\s]+(?:the\s+)?"
    r"|(?:the\s+)?(?P<edge_>beginning|start|middle|end)\s+of\s+(?:the\s+)?)"
)
SHIFT_WORD = rf"(?P<shift>{alternatives(SHIFT)})"


def number_of_day(text: str) -> int:
    return _DAY_WORDS.get(text) or int(re.sub(r"\D", "", text))


def get(m: re.Match[str], name: str) -> str | None:
    """The group's text; None where it matched nothing or the pattern has no such group."""
    groups = m.groupdict()
    found: str | None = groups.get(name) or groups.get(f"{name}_")
    return found


def edged(days: DaySpec, edge: str | None) -> DaySpec:
    return PartOf(days, EDGES[edge]) if edge else days
