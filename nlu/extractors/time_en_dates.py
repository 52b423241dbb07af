# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""English dates by the names of months and weekdays, as phrases that `time_phrases` joins. Expects folded text.

"may", "march", "sat", "sun", "mon", "wed" and "mar" are common words as well: alone and in lower case they need
a preposition or a number beside them (`_AMBIGUOUS`).
"""

import re

from nlu.extractors.numbers_en import WORDS
from nlu.extractors.time_days import Calendar, DaySpec, Toward, Weekday, WeekdayOn
from nlu.extractors.time_en_words import (
    DAY,
    DAY_FIGURE,
    EDGE,
    FIGURE_ORDINAL,
    MONTH,
    MONTHS,
    NEAREST,
    ORDINAL,
    ORDINAL_WORD,
    SHIFT,
    SHIFT_WORD,
    SHORT_MONTHS,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    alternatives,
    edged,
    get,
    number_of_day,
)
from nlu.extractors.time_phrases import Build, Phrase, Rule

_AMBIGUOUS = {"may", "march", "mar", "jan", "jun", "sat", "sun", "mon", "wed"}
_BEFORE_DATE = re.compile(
    r"(?:\b(?:on|in|since|from|by|before|until|till|til|of|last|this|next|for|to|early|late|mid|the|after"
    r"|during|through|over|every|our|my|your|past)\s+|[-/,(]\s*|mid-)$"
)
_SUBJECT = re.compile(r"\b(?:i|we|you|he|she|it|they|this|that|who|which|users|there|seats)\s+$")
_AFTER_WEEKDAY = re.compile(
    r"\.?,?\s+(?:\d|at\s|the\s\d|morning|afternoon|evening|night|(?:{})\b)".format("|".join(MONTHS))
)
_LISTED = r"\s*(?:[-~/&]|,(?:\s*(?:and|or)\b)?|\b(?:and|or|to|through|until)\b)\s*"
_BESIDE_MONTH, _BESIDE_WEEKDAY = (
    (re.compile(rf"{_LISTED}(?:{names})\b"), re.compile(rf"\b(?:{names}){_LISTED}$"))
    for names in (alternatives(MONTHS), alternatives(WEEKDAYS))
)
_SAT = re.compile(r"\s+(?:down|up|here|there|back|on|in|with|for|through|around|idle|waiting|and\s+waited)\b")
_IN = re.compile(r"\b(?:in|of|for|since|from|by|until|before|after|last|this|next)\s+$")
_ASKING = re.compile(r"\s+(?:i|we|be|have|not|also|you|she|he|they)\b")
_AFTER_MONTH = re.compile(
    r"(?:'s)?\s*(?:$|[,.?!的]|(?:bills?|invoices?|statements?|charges?|payments?|fees?|receipts?)\b)"
)


def _sure(m: re.Match[str], word: str, place: int) -> bool:
    """A word that may be a month or weekday is one by its surroundings."""
    before = m.string[max(0, place - 12) : place]
    if word not in _AMBIGUOUS or (
        _BEFORE_DATE.search(before) and not (word == "sun" and before.endswith("the "))
    ):
        return True
    if word in WEEKDAYS and _AFTER_WEEKDAY.match(m.string, place + len(word)):
        return True
    behind, ahead = _BESIDE_WEEKDAY if word in WEEKDAYS else _BESIDE_MONTH
    if behind.match(m.string, place + len(word)) and not _SUBJECT.search(before):
        return True
    if ahead.search(m.string, max(0, place - 24), place):
        return True
    if m.string[place + len(word) :].lstrip().startswith("的"):
        return True
    if word == "may" and re.match(r"\s*(?:$|[,.?!;])", m.string[place + 3 :]):
        return True
    if word == "sat" and _SAT.match(m.string, place + 3):
        return False
    return place == 0 and (word in WEEKDAYS or _AFTER_MONTH.match(m.string, place + len(word)) is not None)


def _date(m: re.Match[str]) -> Phrase | None:
    year = int(m["year"]) if get(m, "year") else None
    day = number_of_day(m["day"])
    numbered = not m["day"].isdigit() or year is not None
    if (
        m["month"] == "may"
        and m.start("day") > m.start("month")
        and not numbered
        and _SUBJECT.search(m.string[: m.start()][-8:])
    ):
        return None
    last = get(m, "last")
    return Phrase(
        *m.span(),
        days=Calendar(year, MONTHS[m["month"]], day, last_day=number_of_day(last) if last else None),
    )


def _month(m: re.Match[str]) -> Phrase | None:
    short = get(m, "short")
    year = int(m["year"]) if get(m, "year") else 2000 + int(short) if short else None
    shift = get(m, "shift")
    if year is None and shift is None and not get(m, "edge") and not _sure(m, m["month"], m.start("month")):
        return None
    if m[0] == "may" and _ASKING.match(m.string, m.end()) and not _IN.search(m.string[: m.start()][-10:]):
        return None
    days: DaySpec = Calendar(year, MONTHS[m["month"]])
    if shift:
        days = Toward(MONTHS[m["month"]], SHIFT[shift])
    return Phrase(*m.span(), days=edged(days, get(m, "edge")))


def _day_of_month(m: re.Match[str]) -> Phrase | None:
    """The 6th, the 5th of last month, the 31st day of the month."""
    shift = get(m, "shift")
    by = SHIFT[shift] if shift else 0 if get(m, "this") else None
    return Phrase(*m.span(), days=Calendar(day=number_of_day(m["day"]), month_by=by))


def _in_parts(m: re.Match[str]) -> Phrase | None:
    """Oct/2, 05-Aug-2016, 2019/aug/01, Dec/2018: a month's name among figures, in any order."""
    figures = [part for part in (m["a"], m["b"], m["c"]) if part and part.isdigit()]
    names = [part for part in (m["a"], m["b"], m["c"]) if part and not part.isdigit()]
    years = [int(part) for part in figures if len(part) == 4]
    days = [int(part) for part in figures if len(part) < 3]
    if len(names) != 1 or len(years) > 1 or len(days) > 1 or len(years) + len(days) != len(figures):
        return None
    return Phrase(
        *m.span(), days=Calendar(years[0] if years else None, MONTHS[names[0]], days[0] if days else None)
    )


def _weekday(m: re.Match[str]) -> Phrase | None:
    shift = get(m, "shift")
    if shift is None and not _sure(m, m["weekday"], m.start("weekday")):
        return None
    number = WEEKDAYS[m["weekday"]]
    if shift in NEAREST:
        return Phrase(*m.span(), days=Weekday(number, toward=NEAREST[shift]))
    return Phrase(*m.span(), days=Weekday(number, SHIFT[shift] if shift else None))


def _weekday_on(m: re.Match[str]) -> Phrase:
    return Phrase(
        *m.span(),
        days=WeekdayOn(WEEKDAYS[m["weekday"]], number_of_day(get(m, "day") or ""), _figure_month(m)),
    )


def _figure_month(m: re.Match[str]) -> int | None:
    month = get(m, "figure_month")
    return int(month) if month else None


_LAST_DAY = rf"\s*(?:-|~|to|through|until)\s*(?:the\s+)?(?P<last>{DAY_FIGURE}|{ORDINAL_WORD})(?![\d:%]|\.\d|\s*[ap]\.?m)"
# An ordinal alone is a day of the month only where no thing follows that it could count.
NO_THING = (
    r"(?=\s*(?:[.,;:!?)-]|$|(?:and|or|to|but|at|is|was|works?|would|if|until|till|because|as|since|so|for|already"
    r"|please|pls|thanks|i|we|you|my|our|nothing|it|this|still|instead|then|when|not|can|could|will)\b))"
)
_OF_YEAR = rf"(?:\s*,?\s*(?:(?:of|in)\s+)?{YEAR})"
_DATE_PART = rf"(?:(?:19|20)\d\d|[0-3]?\d|{alternatives(MONTHS)})"

_PATTERNS: tuple[tuple[str, Build], ...] = (
    (rf"\b{MONTH}\s*(?:the\s+)?{DAY}(?:{_LAST_DAY})?{_OF_YEAR}?", _date),
    (rf"\b{MONTH},\s*{FIGURE_ORDINAL}{_OF_YEAR}?", _date),
    (rf"\b(?P<month>{alternatives(SHORT_MONTHS)})(?P<day>[12]\d|3[01]|0?[1-9])\b(?!\.\d){_OF_YEAR}?", _date),
    (rf"(?<![\d.:/$#-])\b(?:the\s+)?{DAY}{_LAST_DAY}\s*(?:of\s+)?{MONTH}{_OF_YEAR}?", _date),
    (
        rf"(?<=between )(?:the\s+)?{DAY}\s+and\s+(?:the\s+)?(?P<last>{DAY_FIGURE}|{ORDINAL_WORD})\s+(?:of\s+)?{MONTH}{_OF_YEAR}?",
        _date,
    ),
    (
        rf"(?<![\d./$#-])(?<!\d:)(?<!\$ )\b(?:the\s+)?{DAY}\s*(?:day\s+of\s+|of\s+|-)?{MONTH}{_OF_YEAR}?",
        _date,
    ),
    (
        rf"(?<![\w./$#-])(?P<a>{_DATE_PART})([-/])(?P<b>{_DATE_PART})(?:\2(?P<c>{_DATE_PART}))?(?![\w/]|-\d|\.\d)",
        _in_parts,
    ),
    (rf"\b{YEAR}\s+{MONTH}(?!\w|\s*\d)", _month),
    (
        rf"\b(?:{EDGE})?(?:{SHIFT_WORD}\s+)?{MONTH}(?:\s*(?:,|of\s)?\s*{YEAR}|\s*'(?P<short>[0-4]\d))?(?!\w)",
        _month,
    ),
    (
        rf"\b{WEEKDAY},?\s+(?P<figure_month>1[0-2]|0?[1-9])\.(?P<day>[12]\d|3[01]|0?[1-9])(?![\d.:%]|\.\d|\s?[ap]\.?m)",
        _weekday_on,
    ),
    (
        rf"\b{WEEKDAY},?\s+(?:(?:the\s+)?{FIGURE_ORDINAL}|(?P<day_>[12]\d|3[01])(?=\s*(?:[.!?;]|$)))(?!\s+(?:of|{alternatives(MONTHS)})\b)",
        _weekday_on,
    ),
    (
        rf"\b{WEEKDAY}\s+the\s+(?P<day>{ORDINAL_WORD})\b(?:{NO_THING}|(?=\s+(?:\d|{alternatives(list(WORDS)[1:13])})))",
        _weekday_on,
    ),
    (
        rf"\bthe\s+{ORDINAL}\s+(?:(?:day\s+)?of\s+{SHIFT_WORD}\s+month|(?P<this>day\s+of\s+the\s+month))\b",
        _day_of_month,
    ),
    (rf"\bthe\s+{FIGURE_ORDINAL}{NO_THING}", _day_of_month),
    (
        rf"(?<=\bon )the\s+{ORDINAL}(?!\s+(?:of|floor|page|screen|step|tab|try|attempt|time|row|column|line|day|one))",
        _day_of_month,
    ),
    (rf"\b(?:{SHIFT_WORD}\s+)?{WEEKDAY}(?!s|\.com)", _weekday),
)
RULES: tuple[Rule, ...] = tuple((re.compile(pattern, re.ASCII), build) for pattern, build in _PATTERNS)
