"""Times written in figures, the same in every language: 2026-05-12, 5/12, 15:30, 3:30pm."""

import re
from typing import Literal

from nlu.extractors.time_clock import Clock
from nlu.extractors.time_days import Calendar
from nlu.extractors.time_phrases import Phrase, Rule

_YEAR = r"(?:19|20)\d\d"
_YMD = re.compile(
    rf"(?<![\w.#/-])({_YEAR})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?=t\d|[^\w/-]|[^\x00-\x7f]|$)(?!\.\d)"
)
_DMY = re.compile(rf"(?<![\w.#/-])(\d{{1,2}})([/.-])(\d{{1,2}})\2({_YEAR})(?![\d/-]|\.\d)")
_YM = re.compile(rf"(?<![\w.#/-])({_YEAR})[-/](\d{{1,2}})(?![\d/-]|\.\d|[a-z])")
_MD = re.compile(r"(?<![\w.#/$¥€£-])(\d{1,2})/(\d{1,2})(?![\d/%]|\.\d|\s*(?:of|个)\b)")
_CLOCK = re.compile(
    r"(?<![\d:.#])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(?![\d:])(?:z\b|\s?([ap])\.?m\b\.?)?", re.ASCII
)
_HALF_CLOCK = re.compile(
    r"(?<![\w:.#$¥€£])(\d{1,2})(?:\.([0-5]\d))?\s?([ap])(?:\.m\.|\.?m(?![a-z]))", re.ASCII
)


def _ymd(match: re.Match[str]) -> Phrase:
    return Phrase(*match.span(), days=Calendar(int(match[1]), int(match[3]), int(match[4])))


def _dmy(match: re.Match[str]) -> Phrase:
    first, second = int(match[1]), int(match[3])
    day, month = (first, second) if first > 12 or match[2] == "." else (second, first)
    return Phrase(*match.span(), days=Calendar(int(match[4]), month, day))


def _ym(match: re.Match[str]) -> Phrase | None:
    return (
        Phrase(*match.span(), days=Calendar(int(match[1]), int(match[2])))
        if 1 <= int(match[2]) <= 12
        else None
    )


def _md(match: re.Match[str]) -> Phrase | None:
    """Month first, as in both of the desk's languages, unless that can't be."""
    first, second = int(match[1]), int(match[2])
    month, day = (first, second) if first <= 12 else (second, first)
    if match[0] in {"24/7", "1/2", "1/3", "2/3", "1/4", "3/4"} or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Phrase(*match.span(), days=Calendar(month=month, day=day))


def _clock(match: re.Match[str]) -> Phrase | None:
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59:
        return None
    clock = Clock(
        hour,
        minute,
        int(match[3] or 0),
        half=_half(match[4]),
        exact=match[1].startswith("0") or bool(match[3]),
    )
    return Phrase(*match.span(), clock=clock)


def _half_clock(match: re.Match[str]) -> Phrase | None:
    hour = int(match[1])
    return (
        Phrase(*match.span(), clock=Clock(hour, int(match[2] or 0), half=_half(match[3])))
        if 0 < hour <= 12
        else None
    )


def _half(letter: str | None) -> Literal["am", "pm"] | None:
    return None if letter is None else ("am" if letter == "a" else "pm")


RULES: tuple[Rule, ...] = (
    (_YMD, _ymd), (_DMY, _dmy), (_YM, _ym), (_MD, _md), (_CLOCK, _clock), (_HALF_CLOCK, _half_clock),
)  # fmt: skip
