# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""English clock times and parts of the day, as phrases that `time_phrases` joins. Expects folded text."""

import re
from typing import Literal

from nlu.extractors.numbers_en import WORDS, number_en
from nlu.extractors.time_clock import Clock, DayPart
from nlu.extractors.time_en_words import WEEKDAYS, alternatives, get
from nlu.extractors.time_phrases import Build, Phrase, Rule

_PARTS: dict[str, DayPart] = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "evening", "eve": "evening",
}  # fmt: skip
_NAMED_MINUTES = {"half": 30.0, "quarter": 15.0, "a quarter": 15.0}
_HOURS = list(WORDS)[1:13]


def _clock_words(m: re.Match[str]) -> Phrase | None:
    """half past nine, quarter to 5, ten past three, 20 min past eight."""
    hour = number_en(m["hour"])
    minute = _NAMED_MINUTES.get(m["minute"]) or number_en(m["minute"])
    if not hour or minute is None or hour > 12 or minute > 59:
        return None
    hour = int(hour)
    if re.search(r"\sto\s", m[0]):
        hour, minute = (hour - 1) or 12, 60 - minute
    return Phrase(*m.span(), clock=Clock(hour, int(minute), half=_half(get(m, "half"))))


def _clock(m: re.Match[str]) -> Phrase | None:
    """10 o'clock, nine thirty, 1140 am, at 2.30; of an hour and minutes alone a weak phrase."""
    hour, minute = number_en(m["hour"]), number_en(get(m, "minute") or "0")
    if hour is None or minute is None or not 1 <= hour <= 12 or minute > 59:
        return None
    half = _half(get(m, "half"))
    weak = get(m, "weak") is not None and half is None
    return Phrase(
        m.start("from") if get(m, "from") else m.start(),
        m.end(),
        clock=Clock(int(hour), int(minute), half=half),
        weak=weak,
    )


def _half(text: str | None) -> Literal["am", "pm"] | None:
    return None if text is None else "am" if text.startswith("a") else "pm"


def _bare_hour(m: re.Match[str]) -> Phrase | None:
    hour = number_en(m["hour"])
    return (
        Phrase(*m.span("hour"), clock=Clock(int(hour)), weak="sure" not in m.groupdict())
        if hour and 1 <= hour <= 12
        else None
    )


def _part(m: re.Match[str]) -> Phrase:
    """Alone it counts only where its early or late hours are meant."""
    return Phrase(*m.span(), part=_PARTS[m["part"]], weak=get(m, "edge") is None)


def _meeting(m: re.Match[str]) -> Phrase:
    """ "Call me in the afternoon" is a time; "it is slow in the afternoon" is a habit."""
    return Phrase(*m.span("said"), part=_PARTS[m["part"]])


def _noon(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), part="midnight" if m[0].startswith("mid") and m[0].endswith("night") else "noon")


def _end_of_day(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), clock=Clock(23, 59, 59, exact=True))


_HALF_MARK = r"(?P<half>[ap])\.?m\b\.?"
_HOUR_WORD = rf"(?P<hour>\d{{1,2}}|{alternatives(_HOURS)})"
_SPELLED_HOUR = rf"(?P<hour>{alternatives(_HOURS)})"
_SPELLED_MINUTE = r"(?P<minute>fifteen|ten|(?:twenty|thirty|forty|fifty)(?:[-\s]five)?)"
_NOT_PEOPLE = r"(?!\s*(?:[:/%$\d]|\.\d|(?:more|new|of|seats?|users?|people|licen|members?|accounts?|days?|hours?|weeks?|months?|years?|min|am\b|pm\b|k\b)))"
_A_DAY = rf"(?:{alternatives(WEEKDAYS)}|today|tomorrow|yesterday|tonight|morning|afternoon|evening)"
_TO_AN_HOUR = r"\s?[-~]\s?\d{1,2}(?![\w:/%$-]|\.\d)"
_ARRANGED = r"(?:meet|call|ring|phone|talk|speak|reach|contact|visit|come|arrive|schedule|book|demo|training|session|slot)"
_DAY_PART = r"(?P<part>morning|afternoon|evening|night)"

_IN_FIGURES: tuple[tuple[str, Build], ...] = (
    (r"(?<![\w.:#$¥€£])(?P<hour>1[0-2]|[1-9])(?P<minute>[0-5]\d)\s?(?P<half>[ap])\.?m\b\.?", _clock),
    (r"(?<![\w.:#$¥€£])(?P<hour>1[0-2]|[1-9])\s?(?P<half>[ap])\s?\.\s?m\s?\.", _clock),
    (r"(?:(?<=\bat )|(?<=\bby )|(?<=today )|(?<=tomorrow ))(?P<hour>1[0-2]|[1-9])(?P<half>[ap])\b(?![-'.]\w)", _clock),
    (r"\bat\s+(?P<from>(?P<hour>1[0-2]|[1-9])\.(?P<weak>(?P<minute>[0-5]\d)))(?![\d%]|\.\d|\s?(?:[ap]\.?m|%|percent|per\b|usd|dollars|euros?|gb|mb))", _clock),
    (r"(?<![\d.:/$#-])\b(?P<hour>1[0-2]|[1-9])ish\b(?=\s*(?:[.,;!?]|$|(?:on|today|tomorrow|am|pm)\b))", _clock),
    (r"\bat\s+(?P<hour>\d{1,2})(?P<sure>(?=\s*(?:[,;!?)]|\.(?!\d)|$)))", _bare_hour),
    (rf"\b(?:at|around|from|between|since)\s+(?P<hour>\d{{1,2}})\b{_NOT_PEOPLE}", _bare_hour),
    (
        # A Chinese day may stand right before: 明天3-5pm.
        r"(?<![a-z\d_.:/$#-])(?P<hour>\d{1,2})(?=\s*(?:-|to|and|or)\s*\d{1,2}(?::\d\d)?\s?[ap]\.?m(?![a-z]))",
        _bare_hour,
    ),
    (rf"\b{_A_DAY},?\s+(?P<hour>\d{{1,2}})(?={_TO_AN_HOUR}\s*(?!\s*(?:seats|users|people|hours|days)))", _bare_hour),
    (rf"(?<![\w.:/$#-])(?P<hour>\d{{1,2}})(?={_TO_AN_HOUR}\s+(?:on\s+)?(?:(?:next|this|last)\s+)?{_A_DAY}\b)", _bare_hour),
    (rf"(?<=\d )(?:to|and|-)\s+(?P<hour>\d{{1,2}})\b{_NOT_PEOPLE}", _bare_hour),
    (rf"(?:(?<=\d[-~])|(?<=\d[ap]m-))(?P<hour>\d{{1,2}})\b{_NOT_PEOPLE}", _bare_hour),
    (
        r"(?<![\d.:/$#-])\b(?P<hour>\d{1,2})(?=,?\s+(?:tonite|tonight|tomorrow|yesterday|this\s+morning)\b)",
        _bare_hour,
    ),
)  # fmt: skip
_IN_WORDS_TOO: tuple[tuple[str, Build], ...] = (
    (
        rf"(?<!good )(?<!gd )(?:\b(?P<edge>early|late)\s+(?:in\s+the\s+)?|\b(?P<edge_>earlier|later)\s+in\s+the\s+)?\b{_DAY_PART}\b(?!\s+(?:all|team|everyone|folks|shift|crew|class|bird))",
        _part,
    ),
    (rf"\b(?<!my )(?<!the )(?<!your )(?<!our ){_ARRANGED}\b[^.,;!?]{{0,24}}?\bin\s+(?P<said>the\s+{_DAY_PART})\b(?!\s+(?:shift|class))", _meeting),
    (r"\b(?:12\s+)?(?:noon(?:ish)?|mid[-\s]?day|mid[-\s]?night)\b", _noon),
    (r"\b(?:the\s+)?(?:eod|end\s+of\s+(?:the\s+)?day)\b", _end_of_day),
    (rf"\b(?:the\s+)?end\s+of\s+(?:the\s+)?(?=(?:this\s+|next\s+|last\s+)?{_A_DAY}\b)", _end_of_day),
    (
        rf"\b(?<!from )(?<!between )(?P<minute>half|a\s+quarter|quarter|five|ten|twenty|twenty[-\s]five|(?:(?<=at )|(?<=around )|(?<=about )|(?<=by )|(?<=since ))\d{{1,2}})\s+(?:past|to)\s+{_HOUR_WORD}(?:\s+o'?\s?clock\b)?(?:\s?{_HALF_MARK}|\b){_NOT_PEOPLE}",
        _clock_words,
    ),
    (
        rf"\b(?<!from )(?<!between )(?P<minute>\d{{1,2}}|fifteen|five|ten|twenty(?:[-\s]five)?)\s+(?:min(?:ute)?s?\s+(?:past|to)|past)\s+{_HOUR_WORD}(?:\s+o'?\s?clock\b)?(?:\s?{_HALF_MARK}|\b){_NOT_PEOPLE}",
        _clock_words,
    ),
    (rf"\b(?P<minute>half)\s+{_SPELLED_HOUR}\b(?=\s*(?:[.,;!?]|$|(?:on|today|tomorrow|tonight|this|next|works?|please|then|instead)\b))", _clock_words),
    (rf"\b{_HOUR_WORD}\s+(?:o'?\s?clock)\b(?:\s?{_HALF_MARK})?", _clock),
    (rf"\b{_SPELLED_HOUR}\s?{_HALF_MARK}", _clock),
    (rf"\b{_SPELLED_HOUR}[-\s](?P<weak>{_SPELLED_MINUTE})\b(?:\s?(?P<half>[ap])\.?\s?m\b\.?|(?!\s+(?:seats?|users?|people|licen|members?|accounts?|five|per\b)))", _clock),
    (rf"\b{_HOUR_WORD}(?=\s+to\s+(?:\d{{1,2}}|{alternatives(_HOURS)})\s+in\s+the\s+(?:morning|afternoon|evening)\b)", _bare_hour),
    (
        rf"(?<![\d.:/$#-])\b{_HOUR_WORD}(?=\s+(?:in\s+the\s+(?:morning|afternoon|evening)|at\s+night)\b)",
        _bare_hour,
    ),
)  # fmt: skip
FIGURE_RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.ASCII), build) for pattern, build in _IN_FIGURES
)
RULES: tuple[Rule, ...] = tuple((re.compile(pattern, re.ASCII), build) for pattern, build in _IN_WORDS_TOO)
