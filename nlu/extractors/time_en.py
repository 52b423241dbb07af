# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""English words for times, as phrases that `time_phrases` joins and resolves. Expects folded text.

"may", "march", "sat", "sun", "mon", "wed" and "mar" are common words as well: alone and in lower case they need
a preposition or a number beside them (`_AMBIGUOUS`).
"""

import re
from typing import Literal

from nlu.extractors.holidays import EN
from nlu.extractors.numbers_en import ORDINALS, SPELLED, WORDS, number_en
from nlu.extractors.time_clock import Clock, DayPart
from nlu.extractors.time_days import Calendar, DaySpec, Feast, Part, PartOf, Shifted, Toward, Unit, Weekday
from nlu.extractors.time_phrases import Build, Distance, Phrase, Rule, SpanUnit

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
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {
    "sept": 9,
    "febuary": 2,
    "feburary": 2,
    "septmber": 9,
}
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
}
_SHIFT = {
    "last": -1, "previous": -1, "past": -1, "prior": -1, "this": 0, "current": 0, "this past": 0, "this coming": 0,
    "coming": 0, "upcoming": 1, "next": 1, "following": 1, "same": 0,
}  # fmt: skip
_DAY_WORDS: dict[str, tuple[int, DayPart | None]] = {
    "the day before yesterday": (-2, None), "day before yesterday": (-2, None), "the day after tomorrow": (2, None),
    "day after tomorrow": (2, None), "yesterday": (-1, None), "yday": (-1, None), "yesterdy": (-1, None),
    "yestarday": (-1, None), "yesteday": (-1, None), "yestereday": (-1, None), "today": (0, None), "2day": (0, None),
    "tomorrow": (1, None), "tomorow": (1, None), "tommorow": (1, None), "tommorrow": (1, None),
    "tmrw": (1, None), "tmr": (1, None), "tomo": (1, None), "tonight": (0, "evening"), "midnight tonight": (1, "midnight"), "tonite": (0, "evening"),
    "last night": (-1, "evening"), "last evening": (-1, "evening"), "this morning": (0, "morning"),
    "this afternoon": (0, "afternoon"), "this evening": (0, "evening"), "this noon": (0, "noon"),
    "earlier today": (0, None), "later today": (0, None),
}  # fmt: skip
_PARTS: dict[str, DayPart] = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "evening", "eve": "evening",
}  # fmt: skip
_UNITS: dict[str, SpanUnit] = {
    "second": "second", "sec": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour",
    "day": "day", "week": "week", "wk": "week", "weekend": "weekend", "month": "month", "quarter": "quarter",
    "year": "year", "yr": "year", "fortnight": "week",
}  # fmt: skip
_EDGES: dict[str, Part] = {
    "early": "early", "beginning": "early", "start": "early", "mid": "mid", "middle": "mid", "late": "late",
    "end": "end",
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_QUARTER_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_AMBIGUOUS = {"may", "march", "mar", "jan", "jun", "sat", "sun", "mon", "wed"}
_PEOPLE_WORDS = r"seats?|users?|people|members?|accounts?|contacts?|rows?|records?|cards?|tasks?|licen[cs]es?"
_BEFORE_DATE = re.compile(
    r"(?:\b(?:on|in|since|from|by|before|until|till|til|of|last|this|next|for|to|early|late|mid|the|after"
    r"|during|through|over|every|our|my|your|past)\s+|[-/,(]\s*|mid-)$"
)
_SUBJECT = re.compile(r"\b(?:i|we|you|he|she|it|they|this|that|who|which|users|there|seats)\s+$")
_AFTER_WEEKDAY = re.compile(
    r"\.?,?\s+(?:\d|at\s|the\s\d|morning|afternoon|evening|night|(?:{})\b)".format("|".join(MONTHS))
)
_IN = re.compile(r"\b(?:in|of|for|since|from|by|until|before|after|last|this|next)\s+$")
_ASKING = re.compile(r"\s+(?:i|we|be|have|not|also|you|she|he|they)\b")
_AFTER_MONTH = re.compile(
    r"(?:'s)?\s*(?:$|[,.?!的]|(?:bills?|invoices?|statements?|charges?|payments?|fees?|receipts?)\b)"
)


def _alternatives(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_MONTH = rf"(?P<month>{_alternatives(MONTHS)})\b(?:\.(?=\s*\d))?"
_WEEKDAY = rf"(?P<weekday>{_alternatives(WEEKDAYS)})\b"
_ORDINAL_WORD = _alternatives(ORDINALS)
_DAY = rf"(?P<day>(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?|{_ORDINAL_WORD})(?![\d:%]|\.\d|/\d)"
_ORDINAL = rf"(?P<day>(?:[12]\d|3[01]|0?[1-9])\s?(?:st|nd|rd|th)|{_ORDINAL_WORD})\b"
_FIGURE_ORDINAL = r"(?P<day>(?:[12]\d|3[01]|0?[1-9])\s?(?:st|nd|rd|th))\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_SHIFT_WORD = rf"(?P<shift>{_alternatives(_SHIFT)})"
_UNIT = rf"(?P<unit>{_alternatives(_UNITS)})s?\b"
_COUNT = rf"(?P<count>\d{{1,4}}(?:\.5)?|half\s+an?|an?|a\s+few|few|several|{SPELLED})"


def _number_of_day(text: str) -> int:
    return ORDINALS.get(text) or int(re.sub(r"\D", "", text))


def _get(m: re.Match[str], name: str) -> str | None:
    """The group's text; None where it matched nothing or the pattern has no such group."""
    groups = m.groupdict()
    found: str | None = groups.get(name) or groups.get(f"{name}_")
    return found


def _sure(m: re.Match[str], word: str, place: int) -> bool:
    """A word that may be a month or weekday is one by its surroundings."""
    before = m.string[max(0, place - 12) : place]
    if word not in _AMBIGUOUS or (
        _BEFORE_DATE.search(before) and not (word == "sun" and before.endswith("the "))
    ):
        return True
    if word in WEEKDAYS and _AFTER_WEEKDAY.match(m.string, place + len(word)):
        return True
    if m.string[place + len(word) :].lstrip().startswith("的"):
        return True
    if word == "may" and re.match(r"\s*(?:$|[,.?!;])", m.string[place + 3 :]):
        return True
    return place == 0 and (word in WEEKDAYS or _AFTER_MONTH.match(m.string, place + len(word)) is not None)


def _date(m: re.Match[str]) -> Phrase | None:
    year = int(m["year"]) if _get(m, "year") else None
    day = _number_of_day(m["day"])
    numbered = not m["day"].isdigit() or year is not None
    if (
        m["month"] == "may"
        and m.start("day") > m.start("month")
        and not numbered
        and _SUBJECT.search(m.string[: m.start()][-8:])
    ):
        return None
    last = _get(m, "last")
    return Phrase(
        *m.span(),
        days=Calendar(year, MONTHS[m["month"]], day, last_day=_number_of_day(last) if last else None),
    )


def _month(m: re.Match[str]) -> Phrase | None:
    year = int(m["year"]) if _get(m, "year") else None
    shift = _get(m, "shift")
    if year is None and shift is None and not _get(m, "edge") and not _sure(m, m["month"], m.start("month")):
        return None
    if m[0] == "may" and _ASKING.match(m.string, m.end()) and not _IN.search(m.string[: m.start()][-10:]):
        return None
    days: DaySpec = Calendar(year, MONTHS[m["month"]])
    if shift:
        days = Toward(MONTHS[m["month"]], _SHIFT[shift])
    return Phrase(*m.span(), days=_edged(days, _get(m, "edge")))


def _edged(days: DaySpec, edge: str | None) -> DaySpec:
    return PartOf(days, _EDGES[edge]) if edge else days


def _day_of_month(m: re.Match[str]) -> Phrase | None:
    return Phrase(
        *m.span(),
        days=Calendar(
            day=_number_of_day(m["day"]), month_by=_SHIFT[m["shift"]] if _get(m, "shift") else None
        ),
    )


def _weekday(m: re.Match[str]) -> Phrase | None:
    shift = _get(m, "shift")
    if shift is None and not _sure(m, m["weekday"], m.start("weekday")):
        return None
    return Phrase(*m.span(), days=Weekday(WEEKDAYS[m["weekday"]], _SHIFT[shift] if shift else None))


def _day_word(m: re.Match[str]) -> Phrase:
    by, part = _DAY_WORDS[re.sub(r"\s+", " ", m[0])]
    return Phrase(*m.span(), days=Shifted("day", by), part=part)


def _part(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), part=_PARTS[m["part"]], weak=True)


def _noon(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), part="midnight" if m[0] == "midnight" else "noon")


def _unit(m: re.Match[str]) -> Phrase | None:
    unit: Unit = _UNITS[m["unit"]]  # type: ignore[assignment]
    word = _get(m, "shift")
    shift = _SHIFT[word] if word else 0
    if _get(m, "beyond"):
        shift *= 2
    return Phrase(*m.span(), days=_edged(Shifted(unit, shift), _get(m, "edge")))


def _past_unit(m: re.Match[str]) -> Phrase:
    """ "The past week" ends now; "the past weekend" is a weekend."""
    unit = _UNITS[m["unit"]]
    if unit == "weekend":
        return Phrase(*m.span(), days=Shifted("weekend", -1))
    return Phrase(*m.span(), distance=Distance(unit, -1, span=True))


def _weekend(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Shifted("weekend", None))


def _count(m: re.Match[str]) -> float | None:
    text = m["count"]
    if text.startswith("half"):
        return 0.5
    if text in {"a", "an"}:
        return 1.0
    count = 3.0 if text in {"a few", "few", "several"} else number_en(text)
    return None if count is None else count * (2 if m["unit"] == "fortnight" else 1)


def _distance(sign: int, *, span: bool) -> Build:
    def build(m: re.Match[str]) -> Phrase | None:
        count = _count(m)
        unit = _UNITS[m["unit"]]
        if (
            not count
            or unit == "weekend"
            or (unit in {"second", "minute"} and m["count"] in {"a", "few", "a few"})
        ):
            return None
        return Phrase(*m.span(), distance=Distance(unit, sign * count, span))

    return build


def _clock_words(m: re.Match[str]) -> Phrase | None:
    """half past nine, quarter to 5, ten past three."""
    hour = number_en(m["hour"])
    minute = {"half": 30.0, "quarter": 15.0, "a quarter": 15.0}.get(m["minute"]) or number_en(m["minute"])
    if not hour or minute is None or hour > 12 or minute > 59:
        return None
    hour = int(hour)
    if m["side"] == "to":
        hour, minute = (hour - 1) or 12, 60 - minute
    return Phrase(*m.span(), clock=Clock(hour, int(minute), half=_half(_get(m, "half"))))


def _clock(m: re.Match[str]) -> Phrase | None:
    hour = number_en(m["hour"])
    if hour is None or not 1 <= hour <= 12:
        return None
    return Phrase(*m.span(), clock=Clock(int(hour), half=_half(_get(m, "half"))))


def _half(text: str | None) -> Literal["am", "pm"] | None:
    return None if text is None else "am" if text.startswith("a") else "pm"


def _bare_hour(m: re.Match[str]) -> Phrase | None:
    hour = int(m["hour"])
    return (
        Phrase(*m.span("hour"), clock=Clock(hour), weak="sure" not in m.groupdict())
        if 1 <= hour <= 12
        else None
    )


def _quarter(m: re.Match[str]) -> Phrase:
    text = _get(m, "q") or _get(m, "word") or ""
    number = _QUARTER_WORDS.get(text) or int(text)
    year = int(m["year"]) if _get(m, "year") else None
    by = _SHIFT[m["shift"]] if _get(m, "shift") else None
    return Phrase(*m.span(), days=Calendar(year, 3 * number - 2, year_by=by, months=3))


def _half_year(m: re.Match[str]) -> Phrase:
    number = 1 if _get(m, "number") in {"1", "first"} else 2
    year = int(m["year"]) if _get(m, "year") else None
    by = None if year else _SHIFT[m["shift"]] if _get(m, "shift") else 0
    return Phrase(*m.span(), days=Calendar(year, 6 * number - 5, year_by=by, months=6))


def _year(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span("year"), days=Calendar(int(m["year"])))


def _season(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Toward(_SEASONS[m["season"]], _SHIFT[m["shift"]], months=3))


def _feast(m: re.Match[str]) -> Phrase:
    shift = _get(m, "shift")
    return Phrase(
        *m.span(), days=Feast(EN[re.sub(r"\s+", " ", m["feast"])], year_by=_SHIFT[shift] if shift else None)
    )


_EDGE = (
    r"(?:(?P<edge>early|late|mid)(?<!too early)(?:\s+in)?[-\s]+(?:the\s+)?"
    r"|(?:the\s+)?(?P<edge_>beginning|start|middle|end)\s+of\s+(?:the\s+)?)"
)
_DAY_FIGURE = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_LAST_DAY = rf"\s*(?:-|~|to|through|until)\s*(?P<last>{_DAY_FIGURE})(?![\d:%]|\.\d|\s*[ap]\.?m)"
# An ordinal alone is a day of the month only where no thing follows that it could count.
_NO_THING = (
    r"(?=\s*(?:[.,;:!?)-]|$|(?:and|or|to|but|at|is|was|works?|would|if|until|till|because|as|since|so|for|already"
    r"|please|pls|thanks|i|we|you|my|our|nothing|it|this|still|instead|then|when|not|can|could|will)\b))"
)
_LONG_UNIT = r"(?P<unit>week|wk|weekend|month|quarter|year|yr)(?!\w)(?!-)"
_HALF_MARK = r"(?P<half>[ap])\.?m\b\.?"
_HOUR_WORD = rf"(?P<hour>\d{{1,2}}|{_alternatives(list(WORDS)[1:13])})"
_NOT_PEOPLE = r"(?!\s*(?:[:/%$\d]|\.\d|(?:more|new|of|seats?|users?|people|licen|members?|accounts?|days?|hours?|weeks?|months?|years?|min|am\b|pm\b|k\b)))"

_PATTERNS: tuple[tuple[str, Build], ...] = (
    (rf"\b{_MONTH}\s*(?:the\s+)?{_DAY}(?:{_LAST_DAY})?(?:\s*,?\s*{_YEAR})?", _date),
    (rf"(?<![\d.:/$#-])\b(?:the\s+)?{_DAY}{_LAST_DAY}\s*(?:of\s+)?{_MONTH}(?:\s*,?\s*{_YEAR})?", _date),
    (rf"(?<![\d.:/$#-])\b(?:the\s+)?{_DAY}\s*(?:of\s+|-)?{_MONTH}(?:\s*,?\s*{_YEAR})?", _date),
    (rf"\b(?:{_EDGE})?(?:{_SHIFT_WORD}\s+)?{_MONTH}(?:\s*(?:,|of\s)?\s*{_YEAR})?(?!\w)", _month),
    (rf"\bthe\s+{_ORDINAL}\s+of\s+{_SHIFT_WORD}\s+month\b", _day_of_month),
    (rf"\bthe\s+{_FIGURE_ORDINAL}{_NO_THING}", _day_of_month),
    (
        rf"(?<=\bon )the\s+{_ORDINAL}(?!\s+(?:of|floor|page|screen|step|tab|try|attempt|time|row|column|line|day|one))",
        _day_of_month,
    ),
    (rf"\b(?:{_SHIFT_WORD}\s+)?{_WEEKDAY}(?!s|\.com)", _weekday),
    (
        rf"(?<!\w)(?:{_alternatives(_DAY_WORDS)})(?=s?\b)".replace(r"\ ", r"\s+"),
        _day_word,
    ),
    (
        r"(?<!good )(?<!gd )(?:\b(?:early|late)\s+)?\b(?P<part>morning|afternoon|evening|night)\b(?!\s+(?:all|team|everyone|folks|shift))",
        _part,
    ),
    (r"\b(?:noon|midday|midnight)\b", _noon),
    (
        rf"\b(?:{_EDGE})?{_SHIFT_WORD}\s+(?:calendar\s+|fiscal\s+|business\s+|whole\s+|entire\s+|full\s+)?{_LONG_UNIT}",
        _unit,
    ),
    (rf"\b{_EDGE}{_LONG_UNIT}", _unit),
    (rf"\bthe\s+{_LONG_UNIT}\s+(?:(?P<beyond>before\s+(?P<shift>last)|after\s+(?P<shift_>next)))", _unit),
    (r"\bthe\s+weekend\b", _weekend),
    (rf"\b{_COUNT}\s*{_UNIT}\s+(?:ago|back|earlier|prior)\b", _distance(-1, span=False)),
    (rf"\b{_COUNT}\s*{_UNIT}\s+from\s+(?:now|today)\b", _distance(1, span=False)),
    (
        rf"(?<!twice )(?<!times )(?<!time )(?<!once )\bin\s+(?:about\s+)?{_COUNT}\s*{_UNIT}(?:'?\s+time)?(?!\s+(?:in\s+a|straight|or))",
        _distance(1, span=False),
    ),
    (rf"\b(?:the\s+)?(?:last|past|previous)\s+{_COUNT}\s+{_UNIT}", _distance(-1, span=True)),
    (r"\b(?:the\s+)?past\s+(?P<unit>hour|day|week|weekend|fortnight|month|quarter|year)\b", _past_unit),
    (rf"\b(?:the\s+)?(?:next|coming)\s+{_COUNT}\s+{_UNIT}", _distance(1, span=True)),
    (
        rf"(?<!from )(?<!between )\b(?P<minute>half|a\s+quarter|quarter|five|ten|twenty|twenty[-\s]five|(?:(?<=at )|(?<=around )|(?<=about )|(?<=by )|(?<=since ))\d{{1,2}})\s+(?P<side>past|to)\s+{_HOUR_WORD}(?:\s?{_HALF_MARK}|\b){_NOT_PEOPLE}",
        _clock_words,
    ),
    (rf"\b{_HOUR_WORD}\s+(?:o'?\s?clock)\b(?:\s?{_HALF_MARK})?", _clock),
    (rf"\b(?P<hour>{_alternatives(list(WORDS)[1:13])})\s?{_HALF_MARK}", _clock),
    (r"\bat\s+(?P<hour>\d{1,2})(?P<sure>(?=\s*(?:[,;!?)]|\.(?!\d)|$)))", _bare_hour),
    (rf"\b(?:at|around|from|between|since)\s+(?P<hour>\d{{1,2}})\b{_NOT_PEOPLE}", _bare_hour),
    (
        r"(?<![\d.:/$#-])\b(?P<hour>\d{1,2})(?=\s*(?:-|to|and|or)\s*\d{1,2}(?::\d\d)?\s?[ap]\.?m\b)",
        _bare_hour,
    ),
    (rf"(?<=\d )(?:to|and|-)\s+(?P<hour>\d{{1,2}})\b{_NOT_PEOPLE}", _bare_hour),
    (rf"(?<=\d[-~])(?P<hour>\d{{1,2}})\b{_NOT_PEOPLE}", _bare_hour),
    (
        r"(?<![\d.:/$#-])\b(?P<hour>\d{1,2})(?=\s+(?:in\s+the\s+(?:morning|afternoon|evening)|at\s+night|tonight|tomorrow|yesterday|this\s+morning)\b)",
        _bare_hour,
    ),
    (rf"\bq(?P<q>[1-4])\b(?:\s*(?:of\s+)?(?:{_YEAR}|{_SHIFT_WORD}\s+year))?", _quarter),
    (
        rf"\b(?:the\s+)?(?P<word>{_alternatives(_QUARTER_WORDS)})\s+quarter\b(?:\s*(?:of\s+)?(?:{_YEAR}|{_SHIFT_WORD}\s+year))?",
        _quarter,
    ),
    (
        rf"\b(?:h(?P<number>[12])(?=\s*(?:of\b|20\d\d|this|last|next))|(?:the\s+)?(?P<number_>first|second)\s+half\s+of\s+(?=(?:the|this|last|next|20)))\s*(?:of\s+)?(?:{_YEAR}|(?:the|{_SHIFT_WORD})\s+year)?\b",
        _half_year,
    ),
    (
        rf"\b(?:in|of|since|from|during|for|before|after|until|till|by|year|all|entire|whole|fy|the|my|our|back\s+to)\s?(?:the\s+)?{_YEAR}(?![\d.,]\d|-\d|%|\s*(?:{_PEOPLE_WORDS}))",
        _year,
    ),
    (
        rf"\b{_YEAR}(?=\s+(?:invoices?|bills?|statements?|receipts?|reports?|budget|pen\s?test|audit|numbers|figures|data|orders?|taxe?s?)\b)",
        _year,
    ),
    (rf"\b{_SHIFT_WORD}\s+(?P<season>spring|summer|autumn|fall|winter)\b", _season),
    (
        rf"(?<!merry )(?<!happy )\b(?:{_SHIFT_WORD}\s+)?(?P<feast>{_alternatives(EN)})\b".replace(
            r"\ ", r"\s+"
        ),
        _feast,
    ),
)


def _rule(pattern: str, build: Build) -> Rule:
    return re.compile(pattern), build


RULES: tuple[Rule, ...] = tuple(_rule(pattern, build) for pattern, build in _PATTERNS)
