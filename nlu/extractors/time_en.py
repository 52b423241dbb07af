# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""English words for days and longer, as phrases that `time_phrases` joins and resolves. Expects folded text.

Months, weekdays and dates by their names are in `time_en_dates`.
"""

import re

from nlu.extractors.holidays import EN
from nlu.extractors.numbers_en import SPELLED, number_en
from nlu.extractors.time_arithmetic import Unit
from nlu.extractors.time_clock import DayPart
from nlu.extractors.time_days import Ago, Calendar, Feast, PartOf, Shifted, Toward, WeekdayAfter
from nlu.extractors.time_en_words import (
    EDGE,
    NEAREST,
    SHIFT,
    SHIFT_WORD,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    alternatives,
    edged,
    get,
)
from nlu.extractors.time_phrases import Build, Distance, Phrase, Rule, SpanUnit

_DAY_WORDS: dict[str, tuple[int, DayPart | None]] = {
    "the day before yesterday": (-2, None), "day before yesterday": (-2, None), "the day after tomorrow": (2, None),
    "day after tomorrow": (2, None), "yesterday": (-1, None), "yday": (-1, None), "yesterdy": (-1, None),
    "yestarday": (-1, None), "yesteday": (-1, None), "yestereday": (-1, None), "yesturday": (-1, None), "yestrday": (-1, None), "today": (0, None), "2day": (0, None),
    "tomorrow": (1, None), "tomorow": (1, None), "tommorow": (1, None), "tommorrow": (1, None),
    "tmrw": (1, None), "tmr": (1, None), "tomo": (1, None), "tonight": (0, "evening"), "midnight tonight": (1, "midnight"), "tonite": (0, "evening"),
    "last night": (-1, "evening"), "last nite": (-1, "evening"), "last evening": (-1, "evening"), "this morning": (0, "morning"),
    "this afternoon": (0, "afternoon"), "this evening": (0, "evening"), "this noon": (0, "noon"),
    "earlier today": (0, None), "later today": (0, None), "last morning": (-1, "morning"), "last afternoon": (-1, "afternoon"),
    "next morning": (1, "morning"), "next afternoon": (1, "afternoon"), "next evening": (1, "evening"),
    "next night": (1, "evening"), "today am": (0, "morning"), "today pm": (0, "afternoon"), "tomorrow am": (1, "morning"), "tomorrow pm": (1, "afternoon"),
}  # fmt: skip
_UNITS: dict[str, SpanUnit] = {
    "second": "second", "sec": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour",
    "day": "day", "week": "week", "wk": "week", "weekend": "weekend", "month": "month", "quarter": "quarter",
    "year": "year", "yr": "year", "fortnight": "week", "h": "hour", "d": "day",
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_QUARTER_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_PEOPLE_WORDS = r"seats?|users?|people|members?|accounts?|contacts?|rows?|records?|cards?|tasks?|licen[cs]es?"

_UNIT_WORDS = [word for word in _UNITS if len(word) > 1]
_UNIT = rf"(?P<unit>{alternatives(_UNIT_WORDS)}|(?:(?<=\d)|(?<=\d ))[hd])s?\b"
_AND_A_HALF = r"(?:hours?\s+and\s+a\s+half|and\s+a\s+half\s+hours)"
_COUNT = rf"(?P<count>\d{{1,4}}(?:\.5)?|half\s+an?|an?|a\s+few|few|several|{SPELLED})"


_PLAIN_DAYS = [word for word, (_, part) in _DAY_WORDS.items() if part is None and " " not in word]


def _day_word(m: re.Match[str]) -> Phrase:
    by, part = _DAY_WORDS[re.sub(r"\s+", " ", m[0])]
    return Phrase(*m.span(), days=Shifted("day", by), part=part)


def _beside_day(m: re.Match[str]) -> Phrase | None:
    """Two days after tomorrow, three weeks from today."""
    count, unit = _count(m), _UNITS[m["unit"]]
    by, _ = _DAY_WORDS[m["beside"]]
    if not count or count != int(count) or unit not in {"day", "week", "month", "year"}:
        return None
    sign = -1 if m["side"] == "before" else 1
    return Phrase(*m.span(), days=Ago(unit, sign * int(count), by))


def _beside_weekday(m: re.Match[str]) -> Phrase | None:
    """A week on Friday, three days from Monday."""
    count, unit = _count(m), _UNITS[m["unit"]]
    if (
        not count
        or count != int(count)
        or unit not in {"day", "week"}
        or (unit == "day" and m["side"] == "on")
    ):
        return None
    return Phrase(*m.span(), days=WeekdayAfter(WEEKDAYS[m["weekday"]], unit, int(count)))


def _weekday_week(m: re.Match[str]) -> Phrase:
    """ "Friday week": the one after the next."""
    return Phrase(*m.span(), days=WeekdayAfter(WEEKDAYS[m["weekday"]], "week", 1))


def _and_a_half(m: re.Match[str]) -> Phrase | None:
    count = _count(m)
    sign = 1 if m[0].startswith("in") else -1
    return Phrase(*m.span(), distance=Distance("hour", sign * (count + 0.5))) if count else None


def _year_to_date(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=PartOf(Shifted("year", 0), "earlier"))


def _end_of_whole(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=PartOf(Shifted("year" if m[0][-1] == "y" else "month", 0), "end"))


def _unit(m: re.Match[str]) -> Phrase | None:
    if get(m, "year"):
        return Phrase(*m.span(), days=edged(Calendar(int(m["year"])), get(m, "edge")))
    unit: Unit = _UNITS[m["unit"]]  # type: ignore[assignment]
    word = get(m, "shift")
    shift = SHIFT[word] if word else 0
    if unit == "weekend" and word in NEAREST and shift > 0:
        shift = 0
    if get(m, "beyond"):
        shift *= 2
    return Phrase(*m.span(), days=edged(Shifted(unit, shift), get(m, "edge")))


def _past_unit(m: re.Match[str]) -> Phrase:
    """ "The past week" ends now; "the past weekend" is a weekend."""
    unit = _UNITS[m["unit"]]
    if unit == "weekend":
        return Phrase(*m.span(), days=Shifted("weekend", -1))
    sign = 1 if re.search("next|coming", m[0]) else -1
    return Phrase(*m.span(), distance=Distance(unit, sign, span=True))


def _weekend(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Shifted("weekend", None))


def _count(m: re.Match[str]) -> float | None:
    text = get(m, "count") or ""
    if text.startswith("half"):
        return 0.5
    few = {"a": 1.0, "an": 1.0, "a few": 3.0, "few": 3.0, "several": 3.0}
    count = few[text] if text in few else number_en(text)
    return None if count is None else count * (2 if get(m, "unit") == "fortnight" else 1)


def _distance(sign: int, *, span: bool) -> Build:
    def build(m: re.Match[str]) -> Phrase | None:
        count = _count(m)
        unit = _UNITS[m["unit"]]
        if (
            not count
            or unit == "weekend"
            or (m["unit"] == "d" and m[0].startswith("in"))  # "in 3d" is no time
            or (unit in {"second", "minute"} and m["count"] in {"a", "few", "a few"})
        ):
            return None
        return Phrase(*m.span(), distance=Distance(unit, sign * count, span))

    return build


def _quarter(m: re.Match[str]) -> Phrase:
    text = get(m, "q") or get(m, "word") or ""
    number = _QUARTER_WORDS.get(text) or int(text)
    year = int(m["year"]) if get(m, "year") else None
    by = SHIFT[m["shift"]] if get(m, "shift") else None
    return Phrase(*m.span(), days=Calendar(year, 3 * number - 2, year_by=by, months=3))


def _half_year(m: re.Match[str]) -> Phrase:
    number = 1 if get(m, "number") in {"1", "first"} else 2
    year = int(m["year"]) if get(m, "year") else None
    by = None if year else SHIFT[m["shift"]] if get(m, "shift") else 0
    return Phrase(*m.span(), days=Calendar(year, 6 * number - 5, year_by=by, months=6))


def _year(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span("year"), days=Calendar(int(m["year"])))


def _season(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Toward(_SEASONS[m["season"]], SHIFT[m["shift"]], months=3))


def _feast(m: re.Match[str]) -> Phrase:
    shift = get(m, "shift")
    year = int(m["year"]) if m["year"] else None
    in_year = EN[re.sub(r"\s+", " ", m["feast"])]
    return Phrase(*m.span(), days=Feast(in_year, year=year, year_by=SHIFT[shift] if shift else None))


_THEIR_YEAR = rf"(?:(?:of\s+)?(?:{YEAR}|(?:the|{SHIFT_WORD})\s+year\b))"
_LATE_YEAR = r"(?:199\d|20[0-4]\d)"
_TO_YEAR = r"\s*(?:-|~|to|through|until|and|or|&)\s*"
_LONG_UNIT = r"(?P<unit>week|wk|weekend|month|quarter|year|yr)(?!\w)(?!-)"

_PATTERNS: tuple[tuple[str, Build], ...] = (
    (
        rf"(?<!\w)(?:{alternatives(_DAY_WORDS)})(?=s?\b)".replace(r"\ ", r"\s+"),
        _day_word,
    ),
    (
        rf"\b(?:{EDGE})?{SHIFT_WORD}\s+(?:calendar\s+|fiscal\s+|business\s+|whole\s+|entire\s+|full\s+)?{_LONG_UNIT}",
        _unit,
    ),
    (rf"\b{EDGE}(?:{_LONG_UNIT}|{YEAR}(?!\w|[.,]\d|[-%]|\s*(?:{_PEOPLE_WORDS})))", _unit),
    (
        rf"\b{WEEKDAY}\s+week\b(?=\s*(?:[.,;!?]|$|(?:at|around|in|from|please|works?|would|morning|afternoon|evening|\d)))",
        _weekday_week,
    ),
    (
        rf"\b(?:in\s+{_COUNT}\s+{_AND_A_HALF}\b|(?P<count_>an?|{SPELLED}|\d{{1,2}})\s+{_AND_A_HALF}\s+ago\b)",
        _and_a_half,
    ),
    (r"\b(?:the\s+)?(?:year\s+to\s+date|ytd)\b", _year_to_date),
    (r"\b(?:the\s+)?eo[my]\b", _end_of_whole),
    (rf"\bthe\s+{_LONG_UNIT}\s+(?:(?P<beyond>before\s+(?P<shift>last)|after\s+(?P<shift_>next)))", _unit),
    (r"\bthe\s+weekend\b", _weekend),
    (rf"\b{_COUNT}\s*{_UNIT}\s+(?:ago|back|earlier|prior)\b", _distance(-1, span=False)),
    (rf"\b{_COUNT}\s*{_UNIT}\s+from\s+(?:now|today)\b", _distance(1, span=False)),
    (
        rf"\b{_COUNT}\s*{_UNIT}\s+(?P<side>from|after|before)\s+(?P<beside>{alternatives(_PLAIN_DAYS)})\b",
        _beside_day,
    ),
    (
        rf"\b(?<!twice )(?<!once )(?<!times )(?<!time )(?<!days )(?<!hours )(?<!be )(?<!been )(?<!is )(?<!was )(?<!lost )(?<!for )(?<!took )(?<!spent )(?<!waited ){_COUNT}\s*{_UNIT}\s+(?P<side>on|from)\s+{WEEKDAY}",
        _beside_weekday,
    ),
    (
        rf"\b(?<!twice )(?<!times )(?<!time )(?<!once )in\s+(?:about\s+)?{_COUNT}\s*{_UNIT}(?:'?\s+time)?(?!\s+(?:in\s+a|straight|or))",
        _distance(1, span=False),
    ),
    (rf"\b(?:the\s+)?(?:last|past|previous)\s+{_COUNT}(?:\s+|(?<=\d)){_UNIT}", _distance(-1, span=True)),
    (r"\b(?:the\s+)?(?:last|previous|past|next|coming)\s+(?P<unit>hour)\b(?!\s+(?:of|slot))", _past_unit),
    (
        r"the(?:(?<=\bwithin the)|(?<=\bover the)|(?<=\bin the))\s+next\s+(?P<unit>week|month|quarter|year)\b(?!-)",
        _past_unit,
    ),
    (r"\b(?:the\s+)?past\s+(?P<unit>hour|day|week|weekend|fortnight|month|quarter|year)\b", _past_unit),
    (rf"\b(?:the\s+)?(?:next|coming)\s+{_COUNT}(?:\s+|(?<=\d)){_UNIT}", _distance(1, span=True)),
    (rf"\bq(?P<q>[1-4])\b(?:\s*{_THEIR_YEAR})?", _quarter),
    (rf"\b{YEAR}[-\s]q(?P<q>[1-4])\b", _quarter),
    (rf"\b{YEAR}[-\s]h(?P<number>[12])\b", _half_year),
    (
        rf"\b(?:the\s+)?(?P<word>{alternatives(_QUARTER_WORDS)})\s+quarter\b(?:\s*{_THEIR_YEAR})?",
        _quarter,
    ),
    (
        rf"\b(?:h(?P<number>[12])(?=\s*(?:of\b|20\d\d|this|last|next))|(?:the\s+)?(?P<number_>first|second)\s+half\s+of\s+(?=(?:the|this|last|next|20)))\s*(?:of\s+)?(?:{YEAR}|(?:the|{SHIFT_WORD})\s+year)?\b",
        _half_year,
    ),
    (
        rf"\b(?:in|of|since|from|during|for|before|after|until|till|by|year|all|entire|whole|fy|the|my|our|back\s+to|(?:later|earlier|older|newer)\s+than)\s?(?:the\s+)?{YEAR}(?![\d.,]\d|-\d|%|\s*(?:{_PEOPLE_WORDS}))",
        _year,
    ),
    (
        rf"\b{YEAR}(?=\s+(?:invoices?|bills?|statements?|receipts?|reports?|budget|pen\s?test|audit|numbers|figures|data|orders?|taxe?s?)\b)",
        _year,
    ),
    (
        rf"(?<![\w.,/$¥€£#-])(?P<year>{_LATE_YEAR})(?={_TO_YEAR}{_LATE_YEAR}(?![\w%/-]|[.,]\d|\s*(?:{_PEOPLE_WORDS})))",
        _year,
    ),
    (
        rf"(?<![\w.,/$¥€£#-]){_LATE_YEAR}{_TO_YEAR}(?P<year>{_LATE_YEAR})(?![\w%/-]|[.,]\d|\s*(?:{_PEOPLE_WORDS}))",
        _year,
    ),
    (rf"\b{SHIFT_WORD}\s+(?P<season>spring|summer|autumn|fall|winter)\b", _season),
    (
        rf"\b(?<!merry )(?<!happy )(?:{SHIFT_WORD}\s+)?(?P<feast>{alternatives(EN)})\b".replace(r"\ ", r"\s+")
        + rf"(?:,?\s+(?:{YEAR}|(?:of\s+)?(?P<shift_>this|last|next)\s+year\b))?",
        _feast,
    ),
)


def _rule(pattern: str, build: Build) -> Rule:
    return re.compile(pattern, re.ASCII), build  # a Chinese word may stand right beside


RULES: tuple[Rule, ...] = tuple(_rule(pattern, build) for pattern, build in _PATTERNS)
