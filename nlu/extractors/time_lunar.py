# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Chinese words for the lunar calendar: 农历七月初七, 腊月二十三, 正月初一到初七, 闰六月. Expects folded text.

A month is lunar by the word 农历 before it, by its own name (正月, 冬月, 腊月, 闰), or by how its day is counted:
only lunar days are 初一 and 廿三.
"""

import re

from nlu.extractors.lunar_days import LunarDays
from nlu.extractors.numbers_zh import number_zh
from nlu.extractors.time_days import DaySpec, Part, PartOf
from nlu.extractors.time_phrases import Phrase, Rule

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_NAMED_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_EDGES: dict[str, Part] = {"初": "early", "中": "mid", "底": "end", "末": "end"}
_TEN = "一二三四五六七八九"
_YEAR = rf"(?:(?P<word>{'|'.join(_YEARS)})|(?<!\d)(?P<year>20\d\d)\s?年)\s?的?\s?"
_LUNAR = r"(?:农历|阴历|旧历|夏历)\s?的?\s?(?:(?P<year_>20\d\d)\s?年)?"
_MONTH = rf"(?P<leap>闰)?(?P<month>正|冬|腊|十[一二]?|[{_TEN}]|1[0-2]|0?[1-9])\s?月"
_NAMED_DAY = rf"(?:初[{_TEN}十]|廿[{_TEN}]?)"
_DAY = rf"(?:{_NAMED_DAY}|三十一?|二十[{_TEN}]?|十[{_TEN}]?|3[01]|[12]\d|0?[1-9]|[{_TEN}])"
_LAST = rf"(?:\s?(?:-|~|到|至)\s?(?P<last>{_DAY})(?![十\d月]))?"
_NOT_IN_NUMBER = r"(?<![\d.零〇一二两三四五六七八九十百千万闰第/-])"
# 五月初一直打不开, 五月初十分慢 and 六月初三百条 are of the month's beginning.
_NO_COUNT = r"(?![个人位名次条天点台直起共般样些定下切旦分几家款百千万期批轮周份张项])"
_ITS_OWN = rf"{_NOT_IN_NUMBER}(?=[正冬腊闰]|.{{1,2}}月{_NAMED_DAY})"


def _number(text: str) -> int:
    return int(number_zh(text.removeprefix("初").replace("廿", "二十")) or 0)


def _days(m: re.Match[str]) -> Phrase:
    groups = m.groupdict()
    year, word = groups.get("year") or groups.get("year_"), groups.get("word")
    day, last, edge = groups.get("day"), groups.get("last"), groups.get("edge")
    days: DaySpec = LunarDays(
        _NAMED_MONTHS.get(m["month"]) or _number(m["month"]),
        _number(day) if day else None,
        _number(last) if last else None,
        leap=m["leap"] is not None,
        year=int(year) if year else None,
        year_by=_YEARS[word] if word else None,
    )
    return Phrase(*m.span(), days=PartOf(days, _EDGES[edge]) if edge else days)


def _new_year(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=LunarDays(1, _number(m["day"]), _number(m["last"]) if m["last"] else None))


RULES: tuple[Rule, ...] = (
    (re.compile(rf"(?:{_YEAR})?(?:{_LUNAR}|{_ITS_OWN}){_MONTH}\s?(?P<day>{_DAY})(?![十\d]){_NO_COUNT}[日号]?{_LAST}"), _days),
    (re.compile(rf"(?:{_YEAR})?(?:{_LUNAR}|{_NOT_IN_NUMBER}(?=[正冬腊闰])){_MONTH}(?!饼|亮)(?:份)?(?P<edge>[初底末]|中(?![间途国文心午]))?里?"), _days),
    (re.compile(rf"大年(?P<day>初[{_TEN}十]){_LAST}"), _new_year),
)  # fmt: skip
