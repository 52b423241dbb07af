# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Chinese clock times and parts of the day, as phrases that `time_phrases` joins. Expects folded text."""

import re

from nlu.extractors.numbers_zh import SMALL, whole_zh
from nlu.extractors.time_clock import Clock, DayPart
from nlu.extractors.time_phrases import Build, Phrase, Rule

# 零晨 and 临晨 are how 凌晨 is often typed.
PARTS: dict[str, DayPart] = {
    "凌晨": "dawn", "零晨": "dawn", "临晨": "dawn", "清晨": "morning", "早晨": "morning", "大清早": "morning", "一大早": "morning",
    "早上": "morning", "早间": "morning", "上午": "morning", "中午": "noon", "正午": "noon", "晌午": "noon", "下午": "afternoon",
    "午后": "afternoon", "傍晚": "evening", "晚上": "evening", "夜里": "evening", "夜间": "evening",
    "晚间": "evening", "半夜": "deep_night", "深夜": "evening", "午夜": "midnight", "大半夜": "deep_night",
    "一早": "morning", "早": "morning", "晨": "morning", "晚": "evening", "夜": "evening",
}  # fmt: skip
_FEW = {"一", "两", "一两"}
# 这3点都可以 speaks of points, 下午3点都可以 of an hour.
_POINTS = re.compile(r"(?:那|以[上下])\s?$")
_BEHIND_DAY = re.compile(r"(?:[午晨晚早夜天日号]|[早晚]上|夜里|[早晚夜]间|[周期拜][一二三四五六])的?\s?$")


def _part(m: re.Match[str]) -> Phrase:
    return Phrase(*m.span(), part=PARTS[m[0]])


def _hour_before(m: re.Match[str]) -> Phrase:
    """五 of 五到六点."""
    return Phrase(*m.span("hour"), clock=Clock(whole_zh(m["hour"])), weak=True)


def _clock(m: re.Match[str]) -> Phrase | None:
    hour = whole_zh(m["hour"])
    if not 0 <= hour <= 24 or _is_of_points(m):
        return None
    if m["less"] or m["less_quarter"]:
        return _short_of(m)
    if m["quarter"]:
        minute = 15 * whole_zh(m["quarter"])
    else:
        minute = 30 if m["half"] else whole_zh(m["minute"]) if m["minute"] else 0
    second = whole_zh(m["second"]) if m["second"] else 0
    # 一点 alone is "a little", 两点 often "points": they need a day or part of the day beside them.
    weak = m["hour"] in _FEW and not (m["quarter"] or m["half"] or m["minute"] or m["sure"])
    return Phrase(*m.span(), clock=Clock(hour, minute, second, exact=m["unit"] is not None), weak=weak)


def _is_of_points(m: re.Match[str]) -> bool:
    """What follows speaks of points or begins a word with 点, and no day or part of it stands before."""
    before = m.start("hour")
    if m["all"] is not None:
        return _POINTS.search(m.string, max(0, before - 3), before) is not None
    return m["point"] is not None and not _BEHIND_DAY.search(m.string, max(0, before - 4), before)


def _short_of(m: re.Match[str]) -> Phrase | None:
    """八点差五分, 差一刻八点."""
    hour, less = whole_zh(m["hour"]), whole_zh(m["less"]) if m["less"] else 15
    if not (1 <= hour <= 24 and 0 < less < 60):
        return None
    # Five to seven is in the morning, as seven is.
    return Phrase(*m.span(), clock=Clock((hour - 1) or 12, 60 - less, exact=hour >= 7))


_FIGURE = r"[一二三四五六七八九]"
_TENS = rf"[二三四五]?十{_FIGURE}?"
# One figure is a minute only as 零五 or 五分: 三点一直 is three.
_MINUTE = rf"\d{{2}}|{_TENS}|零{_FIGURE}|(?:\d|{_FIGURE})(?=分(?!钟|之))"
_LESS = rf"差\s?(?:(?P<less>\d{{1,2}}|{_TENS}|[两一二三四五六七八九])\s?分钟?|(?P<less_quarter>一刻)钟?)"
_ALL_FIT = r"都(?:可以?|行|好|ok|方便|有空|有时间|没问题|合适|能)"
_A_POINT = r"选|开(?!始|会|课|工|门|业|市|播|售|抢|演|车)|评|数|播|建议|意见|问题|要求|疑问|原因|需求|反馈|诉求|都|儿"

_PATTERNS: tuple[tuple[str, Build], ...] = (
    (rf"(?<![\d.:第])(?<![零〇一二两三四五六七八九十百千])(?P<hour>{SMALL})(?=\s?(?:-|~|到|至)\s?{SMALL}\s?点(?![名评赞数子]|建议|意见|问题|要求))", _hour_before),
    (r"(?<!(?<![周期拜初])一)(?<![整个每])(?:[凌零临]晨|清晨|早晨|大清早|一大早|早上|早间|上午|中午|正午|晌午|下午|午后|傍晚|晚上|夜里|夜间|晚间|大半夜|半夜|深夜|午夜)"
     r"(?!好|安|茶|餐|饭)", _part),
    (rf"(?<![\d.:])(?<![零〇一二两三四五六七八九十百千第有提说讲这述])(?P<hour>{SMALL})\s?(?:点(?![赞击名位子心]|数(?!据))(?:(?P<all>(?={_ALL_FIT}))|(?P<point>(?={_A_POINT})))?|(?P<unit>时)(?=\s?\d|整|[^\w]|许))"
     rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|{_LESS}|过?(?P<minute>{_MINUTE})(?:分(?:(?P<second>\d{{1,2}}|{_TENS}|零?{_FIGURE})秒)?)?(?![个天月年号])|(?P<sure>钟|整|多|(?=左右|前后)))?",
     _clock),
    (rf"{_LESS}\s?就?到?\s?(?P<hour>{SMALL})\s?点(?!{_A_POINT}|[赞击名位子心])", _short_of),
    (r"(?:(?<=[日号])|(?<=[周期拜][一二三四五六日天]))(?:早|晚|晨)(?![餐饭会就已点了退上间])", _part),
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple((re.compile(pattern), build) for pattern, build in _PATTERNS)
