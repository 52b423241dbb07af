# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Chinese words for days and longer, as phrases that `time_phrases` joins and resolves. Expects folded text.

Clock times and parts of the day are in `time_zh_clock`.
"""

import re
from dataclasses import replace
from typing import Literal

from nlu.extractors.holidays import ZH, ZH_DAYS_OFF, ZH_NUMBERED
from nlu.extractors.name_lists import COMMON_SURNAMES
from nlu.extractors.numbers_zh import DIGITS, whole_zh
from nlu.extractors.time_days import Calendar, DaysAround, DaySpec, Feast, Part, PartOf, Shifted, Weekday
from nlu.extractors.time_phrases import Distance, Phrase, Rule, SpanUnit
from nlu.extractors.time_zh_clock import PARTS

_CHINESE_YEAR = r"[一二][零〇一二三四五六七八九]{3}"
_YEAR_WORD = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "今年": 0,
    "本年": 0,
    "这一年": 0,
    "明年": 1,
    "后年": 2,
    "大后年": 3,
    "上一年": -1,
    "下一年": 1,
}
_SHIFT = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_EDGE: dict[str, Part] = {
    "初": "early", "上旬": "early", "中旬": "mid", "中": "mid", "下旬": "late", "底": "end", "末": "end",
}  # fmt: skip
_EDGE_PATTERN = r"(上旬|中旬|下旬|[初底末]|中(?![间途国文心午医]))"
_DAY_WORD = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "今天": 0, "今日": 0, "今儿": 0,
    "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_SHORT_DAY = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
WEEKDAYS_ZH = {
    char: number
    for number, chars in enumerate(["一", "二", "三", "四", "五", "六", "日天"])
    for char in chars
}
_UNITS: dict[str, SpanUnit] = {
    "秒": "second", "秒钟": "second", "分": "minute", "分钟": "minute", "刻钟": "minute", "小时": "hour", "钟头": "hour",
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季度": "quarter", "年": "year",
    "h": "hour", "hr": "hour", "hour": "hour", "min": "minute", "d": "day", "day": "day",
}  # fmt: skip
_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SEASON = {"春": 3, "夏": 6, "秋": 9, "冬": 12, "暑假": 7}
_MONTH_NUMBER = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY_NUMBER = (
    r"([12]\d|3[01]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
DAY_SIGN = r"\s?(?:号|日(?![内前后]|历|志|常|程|报|期|元|均|活|本))(?![楼线店机员桌工会门仓订单码账帐字卡席人位车厅馆院\d]|看板|表单|版本|服务器)"
# A hyphen before a date ends another one (6月1日-6月30日) or belongs to a number.
_NOT_IN_NUMBER = r"(?:(?<=[日号月年]-)|(?<![\d.零〇一二两三四五六七八九十百千万第/-]))"
_AMOUNT = r"(\d{1,5}|半|[一二两三四五六七八九十百几]{1,4})"
# 三月 is March: months are counted with 个.
_UNIT = r"(秒钟?|分钟?|刻钟|小时|钟头|天|日|周|星期|礼拜|(?<=个)月|(?<=个半)月|季度|(?<!\d{4})(?<!\d{4} )年|(?:hour|hr|min|day)s?|[hd])"


def _year(text: str) -> int:
    digits = "".join(str(DIGITS.get(char, char)) for char in text)
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _edged(days: DaySpec, edge: str | None) -> DaySpec:
    return PartOf(days, _EDGE[edge]) if edge else days


def _day(span: tuple[int, int], days: DaySpec, edge: str | None = None) -> Phrase:
    return Phrase(*span, days=_edged(days, edge))


def _full_date(m: re.Match[str]) -> Phrase:
    day, last = (whole_zh(m[part]) if m[part] else None for part in ("day", "last"))
    return _day(m.span(), Calendar(_year(m["year"]), whole_zh(m["month"]), day, last_day=last), m["edge"])


def _year_only(m: re.Match[str]) -> Phrase:
    return _day(m.span(), Calendar(_year(m["year"])), m["edge"])


def _in_year(m: re.Match[str]) -> Phrase:
    """去年12月, 今年3月5号, 2025年第四季度, 去年q4, 今年下半年, 明年春节."""
    by = _YEAR_WORD.get(m["word"] or "")
    year = _year(m["year"]) if m["year"] else None
    if m["month"]:
        day = whole_zh(m["day"]) if m["day"] else None
        return _day(m.span(), Calendar(year, whole_zh(m["month"]), day, year_by=by), m["edge"])
    if quarter := m["quarter"] or m["q"]:
        return _day(m.span(), Calendar(year, 3 * _QUARTER[quarter] - 2, year_by=by, months=3))
    if m["half"]:
        return _day(m.span(), Calendar(year, 1 if m["half"] in "上前" else 7, year_by=by, months=6))
    if m["season"]:
        return _day(m.span(), Calendar(year, _SEASON[m["season"]], year_by=by, months=3))
    return _day(m.span(), _feast(m, year, by))


def _year_word(m: re.Match[str]) -> Phrase:
    return _day(m.span(), Shifted("year", _YEAR_WORD[m[1]]), m["edge"])


def _in_month(m: re.Match[str]) -> Phrase:
    by = _SHIFT[m[1]]
    if m["day"]:
        return _day(m.span(), Calendar(month_by=by, day=whole_zh(m["day"])))
    return _day(m.span(), Shifted("month", by), m["edge"])


def _month(m: re.Match[str]) -> Phrase:
    return _day(m.span(), Calendar(month=whole_zh(m[1])), m["edge"])


def _month_day(m: re.Match[str]) -> Phrase:
    last = whole_zh(m.groupdict().get("last")) if m.groupdict().get("last") else None
    return Phrase(*m.span(), days=Calendar(month=whole_zh(m[1]), day=whole_zh(m[2]), last_day=last))


def _months(m: re.Match[str]) -> Phrase | None:
    first, last = whole_zh(m[1]), whole_zh(m[2])
    return Phrase(*m.span(), days=Calendar(month=first, last_month=last)) if first < last <= 12 else None


def _day_of_month(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Calendar(day=whole_zh(m[1])))


def _weekday(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Weekday(WEEKDAYS_ZH[m[2]], _SHIFT[m[1]] if m[1] else None))


def _week(m: re.Match[str]) -> Phrase:
    return _day(m.span(), Shifted("week", _SHIFT[m[1]]), m["edge"])


def _weekend(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Shifted("weekend", _SHIFT[m[1]] if m[1] else None))


def _quarter(m: re.Match[str]) -> Phrase:
    number = m["number"] or m["q"]
    days: DaySpec = (
        Calendar(month=3 * _QUARTER[number] - 2, months=3) if number else Shifted("quarter", _SHIFT[m["by"]])
    )
    return _day(m.span(), days, m["edge"])


def _half_year(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Calendar(year_by=0, month=1 if m[1] == "上" else 7, months=6))


def _half(m: re.Match[str]) -> Phrase:
    """上半月, 下半周."""
    whole = Shifted("week" if m[2] == "周" else "month", 0)
    return Phrase(*m.span(), days=PartOf(whole, "first_half" if m[1] == "上" else "second_half"))


def _first_year(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span("year"), days=Calendar(int(m["year"])))


def _short_year(m: re.Match[str]) -> Phrase:
    """零八年, 08年: a length of time has no leading zero."""
    return Phrase(*m.span(), days=Calendar(2000 + whole_zh(m["last"])))


def _bare_edge(m: re.Match[str]) -> Phrase:
    return _day(m.span(), Shifted("month" if m[1] == "月" else "year", 0), m["edge"])


def _season(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Calendar(month=_SEASON[m[1]], months=3))


def _day_word(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Shifted("day", _DAY_WORD[m[1]]))


def _two_days(m: re.Match[str]) -> Phrase:
    """明后天, 今明两天: both, as one span."""
    first, last = sorted(_SHORT_DAY[char] for char in m[1])
    return Phrase(*m.span(), days=DaysAround(first, last))


def _short_day(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), days=Shifted("day", _SHORT_DAY[m[1]]), part=PARTS[m[2]])


def _one_hour(m: re.Match[str]) -> Phrase:
    """上个小时, 下一个小时."""
    return Phrase(*m.span(), distance=Distance("hour", -1 if m[1] == "上" else 1, span=True))


def _holiday(m: re.Match[str]) -> Phrase:
    by = 0 if not m["side"] else whole_zh(m["count"]) * (-1 if m["side"] == "前" else 1)
    return Phrase(*m.span(), days=replace(_feast(m), by=by))


def _feast(m: re.Match[str], year: int | None = None, by: int | None = None) -> Feast:
    """国庆 is a day, 国庆期间 the days off."""
    length = ZH_DAYS_OFF.get(m["feast"], 1) if m["off"] else 1
    return Feast((ZH | ZH_NUMBERED)[m["feast"]], year=year, year_by=by, length=length)


def _amount(text: str, extra_half: str | None) -> float:
    if len(text) == 2 and all(char in DIGITS for char in text):
        text = text[1]  # 两三天 is up to three days
    base = 0.5 if text == "半" else 3.0 if text == "几" else float(whole_zh(text))
    return base + (0.5 if extra_half else 0.0)


def _ago(m: re.Match[str]) -> Phrase | None:
    amount = _amount(m[1], m["half"] or m["half_after"])
    sign: Literal[-1, 1] = -1 if m["side"] == "前" else 1
    return _distance(m, amount * sign, m["unit"], span=False)


def _recent(m: re.Match[str]) -> Phrase | None:
    amount = _amount(m["amount"], None)
    sign = 1 if m["ahead"] else -1
    return _distance(m, amount * sign, m["unit"], span=True)


def _distance(m: re.Match[str], by: float, unit: str, *, span: bool) -> Phrase | None:
    if by == 0:
        return None
    return Phrase(
        *m.span(), distance=Distance(_UNITS[unit.rstrip("s")], by * (15 if unit == "刻钟" else 1), span)
    )


_OFF = r"(?:放假)?期间|(?:小?长)?假期?(?:期间)?|黄金周(?:期间)?"
# 李国庆 and 五一路 are no holidays.
_SURNAME = "".join(sorted(COMMON_SURNAMES))
_GUARDED = {"五一", "五一劳动节", "国庆", "国庆节", "元旦", "中秋", "中秋节"}
_HOLIDAY = (
    rf"(?P<feast>(?<![零一二三四五六七八九十百千\d周期拜])五一(?:劳动节)?(?![零一二三四五六七八九十百千万个号路点街]|大道|广场|小学|中学|公园)"
    rf"|(?<![{_SURNAME}])(?:国庆节?|元旦|中秋节?)|(?:国庆|元旦|中秋)(?=[节前后那当放假]|期间|黄金周|长假)"
    rf"|{'|'.join(sorted(ZH.keys() - _GUARDED, key=len, reverse=True))}"
    rf"|(?<![零一二三四五六七八九十百千\d周期拜第双])十一(?={_OFF}|放假))(?:的?(?P<off>{_OFF}))?"
)
_IN_YEAR = (
    rf"(?:(?P<word>大?前年|去年|今年|本年|明年|大?后年)|(?<!\d)(?P<year>(?:19|20)\d\d|{_CHINESE_YEAR})\s?年?)\s?的?\s?"
    rf"(?:(?P<month>{_MONTH_NUMBER})\s?月(?:份)?(?:\s?(?P<day>{_DAY_NUMBER})\s?[日号])?(?P<edge>{_EDGE_PATTERN})?"
    rf"|第?(?P<quarter>[一二三四1-4])季度?|q(?P<q>[1-4])(?![a-z\d])|(?P<half>[上下前后])半年|(?P<season>[春夏秋冬])[天季]"
    rf"|{_HOLIDAY})"
)

_PATTERNS = (
    (
        rf"(?<!\d)(?P<year>(?:19|20)?\d\d|{_CHINESE_YEAR})\s?年\s?(?P<month>{_MONTH_NUMBER})\s?月(?:份)?"
        rf"(?:\s?(?P<day>{_DAY_NUMBER})(?:\s?(?:-|~|到|至)\s?(?P<last>{_DAY_NUMBER})\s?[日号]|\s?[日号]?(?!\d)))?(?P<edge>{_EDGE_PATTERN})?",
        _full_date,
    ),
    (rf"(?<![\d.])(?P<year>(?:19|20)\d\d|{_CHINESE_YEAR})\s?年(?!\d|[内多])度?(?:的?年?(?P<edge>{_EDGE_PATTERN}))?", _year_only),
    (r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?=\s?(?:-|~|到|至)\s?(?:19|20)\d\d\s?年)", _first_year),
    (r"(?<![\d.])[0零〇](?P<last>\d|[一二三四五六七八九])\s?年(?!级|龄)", _short_year),
    (r"(?<![早])([上下])半(月|周)(?!年)", _half),
    (r"([上下])(?:一个?|个)?(?:小时|钟头)(?!工|候)", _one_hour),
    (_IN_YEAR, _in_year),
    (r"(大?前年|去年|今年|本年|明年|大?后年(?!级)|上一年|下一年)(?:同期|(?:的?年)?(?P<edge>[初底末]|中(?![间途国文心午])))?", _year_word),
    (rf"(上上|上|这|本|当|下下|下)(?:一?个)?月(?!亮|饼)(?:份)?(?:的?\s?(?P<day>{_DAY_NUMBER})\s?[日号](?!楼|线|店)|的?月?(?P<edge>{_EDGE_PATTERN}))?",
     _in_month),
    (rf"{_NOT_IN_NUMBER}{_MONTH_NUMBER}\s?月\s?{_DAY_NUMBER}(?:\s?[日号]|(?=\s?(?:-|~|到|至))|(?![\d个%万千百元块人.]))"
     rf"(?:\s?(?:-|~|到|至)\s?(?P<last>{_DAY_NUMBER})\s?[日号])?", _month_day),
    (rf"{_NOT_IN_NUMBER}{_MONTH_NUMBER}月?\s?(?:-|~|到|至)\s?{_MONTH_NUMBER}月(?:份)?(?!\s?[\d初])", _months),
    (rf"{_NOT_IN_NUMBER}{_MONTH_NUMBER}\s?月(?!饼|亮)(?:份)?(?P<edge>{_EDGE_PATTERN})?", _month),
    (rf"(?:(?<=[日号]-)|(?<=[日号] - )|(?<![大\d.零〇一二三四五六七八九十百千第编单账工位房型/#a-z-])(?<![\d一二三四五六七八九十]月)){_DAY_NUMBER}{DAY_SIGN}", _day_of_month),
    (r"(\d{1,2})\.(\d{1,2})\s?[日号]", _month_day),
    (r"(上上|上|这|本|下下|下)?(?:一?个)?(?:周|星期|礼拜)([一二三四五六日天])(?![次遍直般样共些半十百千个期])", _weekday),
    (r"(上上|上|这|本|下下|下)(?:一?个)?(?:周|星期|礼拜)(?!末|期|[一二三四五六日天](?![次遍直般样共些半十百千个]))(?P<edge>[初末底])?",
     _week),
    (r"(上上|上|这|本|下下|下)?(?:一?个)?(?:周|星期|礼拜)末(?!愉快|快乐|好)", _weekend),
    (r"(?:(?P<by>上上|上|这|本|下)(?:一?个)?季度?|第?(?P<number>[一二三四1-4])季度|(?<![a-z\d])q(?P<q>[1-4])(?![a-z\d])(?:季度)?)"
     r"(?P<edge>[初底末])?", _quarter),
    (r"([上下])半年", _half_year),
    (r"(?<![\d个一二三四五六七八九十上下这本])([月年])(?P<edge>[初底末]|中(?![间途国文心午]))(?!次)", _bare_edge),
    (r"(?:这个)?(暑假|[春夏秋冬](?=天|季))(?:天|季)?", _season),
    (r"(大前天|前天|前日|昨天|昨日|昨儿|今天|今日|今儿|明天|明日|明儿|大后天|后天)", _day_word),
    (r"(今明|明后|昨今|前昨|昨前)(?:两|二|这两)?(?:天|日)", _two_days),
    (r"([前昨今明后])([凌零临]晨|早上|晚上|下午|上午|中午|早(?!已)|晨|晚|夜)(?![餐饭会])", _short_day),
    (rf"{_HOLIDAY}(?!快乐|愉快)(?:(?:的)?(?P<side>[前后])(?P<count>[一二两三])天)?", _holiday),
    (rf"(?<![\d第.每]){_AMOUNT}\s?(?:多|来)?(?:个)?(?P<half>半)?(?:多)?{_UNIT.replace('(', '(?P<unit>', 1)}\s?(?:多)?(?P<half_after>半)?(?:之|以)?(?P<side>前|后)(?![台端面续期勤])",
     _ago),
    (r"(?<!都)(?<!已经)(?:最近|(?<![转搬挪移发打拿送切换寄推走划汇])过去|近|这(?!几年)|(?<!提)前(?!一)|往前|(?P<ahead>未来|接下来|往后|今后|(?:(?<=^)|(?<=[,.;!?]))(?:之后|后)))的?(?:这)?(?P<amount>\d{1,4}|[一二两三四五六七八九十几半]{1,3})\s?(?:个)?(?P<unit>分钟|刻钟|小时|钟头|天|周|星期|礼拜|(?<=个)月|季度|(?<!\d{4})年|(?:(?:hour|hr|min|day)s?|[hd])(?![a-z]))(?![前后初底末级]|[一二三四五六日天]\b)",
     _recent),
)  # fmt: skip


def _rule(pattern: str, build: object) -> Rule:
    return re.compile(pattern), build  # type: ignore[return-value]


RULES: tuple[Rule, ...] = tuple(_rule(pattern, build) for pattern, build in _PATTERNS)
