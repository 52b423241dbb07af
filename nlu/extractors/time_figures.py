# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Times written in figures, the same in every language: 2026-05-12, 5/12, 15:30, 3:30pm."""

import re
from dataclasses import replace
from typing import Literal

from nlu.extractors.time_clock import Clock
from nlu.extractors.time_days import Calendar, Through
from nlu.extractors.time_phrases import Phrase, Rule

_YEAR = r"(?:19|20)\d\d"
_YMD = re.compile(
    rf"(?<![\w.#/-])({_YEAR})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?=t\d|[^\w/-]|[^\x00-\x7f]|$)(?!\.\d)",
    re.ASCII,
)
# Eight figures in a row are a date, unless a word before them says that they number something.
_RUN = re.compile(
    rf"(?<![\w.#/$¥€£:-])({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\w/-]|\.\d)", re.ASCII
)
_NUMBERS = re.compile(
    r"(?:单|号|码|编号|id|no\.?|number|order|ticket|invoice|account|ref|reference|bill|phone)[\s:]*$"
)
_SPACED = re.compile(
    rf"(?:(?<=\bon )|(?<=\bof )|(?<=dated ))({_YEAR}) (\d{{1,2}}) (\d{{1,2}})(?![\w/-]|\.\d)", re.ASCII
)
_DMY = re.compile(rf"(?<![\w.#/-])(\d{{1,2}})([/.-])(\d{{1,2}})\2({_YEAR})(?![\d/-]|\.\d)", re.ASCII)
_YM = re.compile(rf"(?<![\w.#/-])({_YEAR})[-/](\d{{1,2}})(?![\d/-]|\.\d|[a-z])", re.ASCII)
_SHORT_YEAR = re.compile(r"(?<![\w.#/$¥€£-])(\d{1,2})/(\d{1,2})/(\d\d)(?![\w/%-]|\.\d)", re.ASCII)
# 26-05-12 is a year, a month and a day to whoever writes Chinese; in English it may be any of six.
_CHINESE_SHORT_YMD = re.compile(
    r"(?<![\w.#/$¥€£:-])(\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w/-]|\.\d)", re.ASCII
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DATE = r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?"
_TWO_DATES = re.compile(
    rf"(?<![\w.#/$¥€£-])({_DATE})\s?[-~]\s?({_DATE})(?:,\s?({_YEAR}))?(?![\w/-]|\.\d)", re.ASCII
)
_DATE_PARTS = re.compile(
    rf"(?:(?P<y>{_YEAR})(?P<s>[/.-]))?(?P<a>\d{{1,2}})(?(s)(?P=s)|(?P<t>[/.-]))(?P<b>\d{{1,2}})(?:(?(s)(?!)|(?P=t))(?P<z>{_YEAR}))?"
)
_MD = re.compile(r"(?<![\w.#/$¥€£-])(\d{1,2})/(\d{1,2})(?![\d/%]|\.\d|\s*(?:of\b|个))", re.ASCII)
# 5.20下午2点: no version has such a number, and before an hour of the day it is a date.
_MD_DOTTED = re.compile(
    r"(?<![\w.#/$¥€£-])(1[0-2]|[1-9])\.([12]\d|3[01])(?=[号日]|\s?(?:[上下]午|早上|晚上|中午)\s?[\d一二两三四五六七八九十])",
    re.ASCII,
)
_CLOCK = re.compile(
    r"(?<![\d:.#])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(?![\d:])(?:\s?([ap])(?:\.?m\b\.?|(?<=\d[ap])\b))?",
    re.ASCII,
)
_HALF_CLOCK = re.compile(
    r"(?<![\w:.#$¥€£])(\d{1,2})(?:\.([0-5]\d))?\s?([ap])(?:\.m\.|\.?m(?![a-z]))", re.ASCII
)


def _ymd(match: re.Match[str]) -> Phrase:
    return Phrase(*match.span(), days=Calendar(int(match[1]), int(match[3]), int(match[4])))


def _run(match: re.Match[str]) -> Phrase | None:
    if _NUMBERS.search(match.string[: match.start()][-16:]):
        return None
    return Phrase(*match.span(), days=Calendar(int(match[1]), int(match[2]), int(match[3])))


def _dmy(match: re.Match[str]) -> Phrase:
    first, second = int(match[1]), int(match[3])
    day, month = (first, second) if first > 12 or match[2] == "." else (second, first)
    return Phrase(*match.span(), days=Calendar(int(match[4]), month, day))


def _short_year(match: re.Match[str]) -> Phrase | None:
    days = _month_and_day(int(match[1]), int(match[2]))
    return Phrase(*match.span(), days=Calendar(2000 + int(match[3]), *days)) if days else None


def _chinese_short_ymd(match: re.Match[str]) -> Phrase | None:
    if not _HAN.search(match.string) or _NUMBERS.search(match.string[: match.start()][-16:]):
        return None
    return Phrase(*match.span(), days=Calendar(2000 + int(match[1]), int(match[2]), int(match[3])))


def _two_dates(match: re.Match[str]) -> Phrase | None:
    """10/1-11/7, 2018/1/10-2018/7/10, 5/1-5/7, 2020: a year said once holds for both."""
    first, last = _one_date(match[1]), _one_date(match[2])
    if first is None or last is None:
        return None
    if match[3]:
        last = replace(last, year=int(match[3]))
    if first.year is None and last.year is None and not ("/" in match[1] and "/" in match[2]):
        return None
    return Phrase(*match.span(), days=Through(first, last))


def _one_date(text: str) -> Calendar | None:
    parts = _DATE_PARTS.fullmatch(text)
    days = _month_and_day(int(parts["a"]), int(parts["b"])) if parts else None
    if parts is None or days is None:
        return None
    year = parts["y"] or parts["z"]
    return Calendar(int(year) if year else None, *days)


def _month_and_day(first: int, second: int) -> tuple[int, int] | None:
    """Month first, as in both of the desk's languages, unless that can't be."""
    month, day = (first, second) if first <= 12 else (second, first)
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _ym(match: re.Match[str]) -> Phrase | None:
    return (
        Phrase(*match.span(), days=Calendar(int(match[1]), int(match[2])))
        if 1 <= int(match[2]) <= 12
        else None
    )


def _md(match: re.Match[str]) -> Phrase | None:
    days = _month_and_day(int(match[1]), int(match[2]))
    if days is None or match[0] in {"24/7", "1/2", "1/3", "2/3", "1/4", "3/4"}:
        return None
    return Phrase(*match.span(), days=Calendar(None, *days))


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
    (_YMD, _ymd), (_RUN, _run), (_SPACED, _run), (_DMY, _dmy), (_SHORT_YEAR, _short_year), (_CHINESE_SHORT_YMD, _chinese_short_ymd), (_TWO_DATES, _two_dates), (_YM, _ym), (_MD, _md), (_MD_DOTTED, _md), (_CLOCK, _clock), (_HALF_CLOCK, _half_clock),
)  # fmt: skip
