# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Days of the Chinese lunar calendar: 农历八月十五, 正月初五, 大年初三. Expects folded text.

Known in the months that hold a listed holiday (see `holidays`), up to the 29th: not every month has a 30th. Other
days are left to `time_zh`, which reads them as the numbers they are.
"""

import re

from nlu.extractors.holidays import lunar
from nlu.extractors.numbers_zh import number_zh
from nlu.extractors.time_days import Feast
from nlu.extractors.time_phrases import Phrase, Rule

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_MONTHS = {"正": 1, "一": 1, "1": 1, "五": 5, "5": 5, "八": 8, "8": 8}
_YEAR = rf"(?:(?P<word>{'|'.join(_YEARS)})|(?<!\d)(?P<year>20\d\d)\s?年)\s?的?\s?"
_MONTH = rf"(?P<month>[{''.join(_MONTHS)}])\s?月"
_TEN = "一二三四五六七八九"
_NAMED_DAY = rf"(?:初[{_TEN}十]|廿[{_TEN}]?)"
_DAY = rf"(?:{_NAMED_DAY}|二十[{_TEN}]?|十[{_TEN}]?|[12]?\d|[{_TEN}])"
_NOT_IN_NUMBER = r"(?<![\d.零〇一二两三四五六七八九十百千万闰第/-])"
# 五月初一直打不开, 五月初十分慢 are of the month's beginning.
_NO_COUNT = r"(?![个人位名次条天点台直起共般样些定下切旦分几家款])"


def _date(m: re.Match[str]) -> Phrase:
    day = number_zh(m["day"].removeprefix("初").replace("廿", "二十"))
    known = lunar(_MONTHS[m["month"]], int(day or 0))
    year, word = m["year"] or m["year_"], m["word"]
    return Phrase(*m.span(), days=Feast(known, int(year) if year else None, _YEARS[word] if word else None))


def _new_year(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Feast(lunar(1, int(number_zh(m["day"]) or 0))))


_LUNAR = r"(?:农历|阴历|旧历|夏历)\s?的?(?:(?P<year_>20\d\d)\s?年)?"
RULES: tuple[Rule, ...] = (
    (re.compile(rf"(?:{_YEAR})?(?:{_LUNAR}|{_NOT_IN_NUMBER}(?=正|.{{1,2}}月{_NAMED_DAY})){_MONTH}\s?(?P<day>{_DAY})(?![十\d]){_NO_COUNT}[日号]?"), _date),
    (re.compile(rf"大年初(?P<day>[{_TEN}十])"), _new_year),
)  # fmt: skip
