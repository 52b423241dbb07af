# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Years as history and Taiwan count them: 民国三年, 康熙二十年九月, 九十年代, the 1990s."""

import re
from dataclasses import dataclass
from datetime import date

from nlu.extractors.numbers_zh import number_zh
from nlu.extractors.time_days import Calendar
from nlu.extractors.time_phrases import Phrase, Rule
from nlu.extractors.time_values import Days, NoSuchTime, Reading

_FIRST_YEARS = {
    "康熙": 1662, "雍正": 1723, "乾隆": 1736, "嘉庆": 1796, "道光": 1821, "咸丰": 1851, "同治": 1862, "光绪": 1875,
    "宣统": 1909, "民国": 1912, "昭和": 1926, "平成": 1989, "令和": 2019,
}  # fmt: skip
_CENTURY = {
    "十八": 1700,
    "18": 1700,
    "十九": 1800,
    "19": 1800,
    "二十": 1900,
    "20": 1900,
    "二十一": 2000,
    "21": 2000,
}


@dataclass(frozen=True, slots=True)
class Decade:
    """Ten years from `first`; where no century is said, the latest that has begun."""

    first: int
    has_century: bool

    def days(self, reading: Reading) -> Days:
        first = self.first
        if not self.has_century:
            this = reading.today.year
            first += this - this % 100
            first -= 100 if first > this else 0
        if not 1 <= first <= 9990:
            raise NoSuchTime(f"the decade from {first}")
        return Days(date(first, 1, 1), date(first + 9, 12, 31))


def _of_era(m: re.Match[str]) -> Phrase | None:
    count = 1.0 if m["year"] == "元" else number_zh(m["year"])
    month, day = (number_zh(m[part]) if m[part] else None for part in ("month", "day"))
    if not count:
        return None
    year = _FIRST_YEARS[m["era"]] + int(count) - 1
    return Phrase(*m.span(), days=Calendar(year, int(month) if month else None, int(day) if day else None))


def _decade_zh(m: re.Match[str]) -> Phrase | None:
    tens = number_zh(m["tens"])
    if tens is None or tens % 10:
        return None
    century = m["century"]
    return Phrase(*m.span(), days=Decade(_CENTURY.get(century or "", 0) + int(tens), century is not None))


def _decade(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Decade(int(m["year"]), has_century=True))


_NUMBER = r"\d{1,3}|[一二三四五六七八九十百零〇]{1,6}"
_SMALL = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?P<era>{'|'.join(_FIRST_YEARS)})\s?(?P<year>元|{_NUMBER})\s?年(?!代)"
            rf"(?:\s?(?P<month>{_SMALL})\s?月(?:份)?(?:\s?(?P<day>{_SMALL})\s?[日号])?)?"
        ),
        _of_era,
    ),
    (
        re.compile(
            rf"(?:(?P<century>{'|'.join(sorted(_CENTURY, key=len, reverse=True))})\s?世纪\s?)?"
            r"(?<!\d)(?P<tens>\d0|[二三四五六七八九]十)\s?年代"
        ),
        _decade_zh,
    ),
    (re.compile(r"(?<![\w.$¥€£-])(?P<year>(?:1[89]|20)\d0)\s?'?s\b"), _decade),
)
