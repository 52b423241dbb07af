# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Numbers of users whose noun stands elsewhere: seats from 20 to 30, 席位：30, 25 seats rather than 20."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from nlu.extractors import numbers_en, numbers_zh
from nlu.extractors.found import Found
from nlu.extractors.roles import CHANGE_EN, CHANGE_ZH, THEN_EN, THEN_ZH, WISH_EN, WISH_ZH

_N_ZH = r"(?:\d{1,6}|(?!一(?![十百千]))[一二两三四五六七八九十百千]{1,6})"
_N_EN = rf"(?:\d{{1,6}}|{numbers_en.SPELLED})"
# The number counts nothing else: no unit follows it, no date, no sum of money.
_END_ZH = r"(?:\s?[个席](?!人|月|小时|星期|礼拜|季度|字|\w{0,2}(?:看板|报表|表单|工单|订单|套餐|功能))|(?=\s?(?:[,.!?;。]|$|了|吧))|(?<=\d)(?!\d|[.,:/~-]\d|\s?(?:[年月日号天周时点分秒元块万亿%折倍欧美英港刀镑季度小星礼几多来余位名人条张份次种项级楼层路]|[a-z])))"
END_EN = r"(?![\d.,:/]?\d|\s?[%€$£¥]|[-~+/]|\s*(?!(?:please|pls|plz|thanks|thx|cheers|on|in|for|from|at|as|when|by|if|and|but|or|with|now|today|tomorrow|next|this|before|after|until|since|starting|effective|because|so|we|i|it|is|are|was|right|instead|asap|then|not|rather|total|seats?|users?|licen[cs]es?)\b)[a-z])"
_TO_ZH = rf"(?:{CHANGE_ZH}(?:成|到|为|至|回)?了?|核减至?|到|至|->|→)"

# "席位从20改成30": the noun comes first.
_NOUN_ZH = r"(?:席位|坐席|座席|座位|名额|许可证?|授权|seats?|licen[cs]es?|(?:席位|坐席|座席|座位|账号|帐号|账户|用户|人员?|成员|授权|许可)(?:的?总?数量?|总?量))"
_MOVED_ZH = re.compile(
    rf"{_NOUN_ZH}(?:数量?|总数)?\s?(?:,?\s?(?:[要想得]?从|由|自))?\s?(?P<a>{_N_ZH})\s?[个席]?\s?{_TO_ZH}\s?(?P<b>{_N_ZH}){_END_ZH}"
)
_SAID_ZH = re.compile(
    rf"{_NOUN_ZH}(?:数量?|总数)?\s?(?:[:=是为]|{CHANGE_ZH}(?:成|到|为|至|回)了?|应该?[是为])?\s?(?P<n>\d{{1,6}}){_END_ZH}"
)
# 扩容到50: of the seats, where nothing speaks of storage.
_EXPANDED_ZH = re.compile(
    rf"(?<!存储)(?<!空间)(?<!容量)(?<!仓库)(?<!硬盘)(?<!磁盘)(?:扩容|缩容)(?:到|至)\s?(?P<n>\d{{1,6}}){_END_ZH}"
)
_BARE_ZH = re.compile(
    r"(?P<n>\d{1,6}|[一二两三四五六七八九十百千]{1,6})\s?个(?!人|月|小时|星期|礼拜|季度|字|\w{0,2}(?:看板|报表|表单|工单|订单|问题))"
)
_BARE_CONTEXT_ZH = re.compile(
    r"(?:席位|座位|坐席|账号数?|帐号数?|人数|名额|seats?|用户数)[^,.，。!?！？;；]{0,12}$"
)
_COUNT_EN = r"(?:\s+(?:count|number|total|limit|cap|allowance|quantity))?"
_GOES = r"(?:(?:should|must|will|to|can|need\s+to)\s+)?(?:(?:go|goes|going|be|are|is|change[sd]?|increased?|reduced?|raised?|cut|up|down)\s+){0,2}"
_MOVED_EN = re.compile(
    rf"\b(?P<noun>seats?|licen[cs]es?|headcount|users?|members|accounts){_COUNT_EN}\s+{_GOES}from\s+(?P<a>{_N_EN})\s+(?:up\s+|down\s+)?to\s+(?P<b>{_N_EN}){END_EN}"
)
_SAID_EN = re.compile(
    rf"\b(?:seats?|licen[cs]es|users|headcount)\s*(?:count|number|total)?\s*(?:(?:[:=]|\b(?:up to|down to|to|is|are)\b)\s*(?P<n>{_N_EN}){END_EN}|\b(?:from|at)\s*(?P<m>\d{{1,6}})(?![\d.,%]|\s*(?:[a-z]|/)))"
)
# Users that are "from 9 to 5" somewhere change no number; seats do.
_SURE_EN = re.compile(r"seat|licen|headcount")
_CHANGING = re.compile(rf"{CHANGE_EN}|\bnumber of\b|\bgo\w*\b")

# "25 seats rather than 20", "从20到30个席位": the other number leaves its noun out.
_BEFORE_EN = re.compile(
    rf"(?:\bfrom\s+(?P<a>{_N_EN})\s+(?:up\s+|down\s+)?to|\bnot\s+(?P<b>{_N_EN})(?:\s*,(?:\s*(?:but|it'?s|make\s+it|i\s+(?:meant?|want|need)))?|\s+but)"
    rf"|(?:{CHANGE_EN})(?:\s+(?:us|it|this|that|the\s+order|our\s+order|our\s+plan))?\s+(?P<c>{_N_EN})\s+to|(?<![\w.-])(?P<d>\d{{1,6}})\s*(?:-+>|=>|→))\s*$"
)
_BEFORE_ZH = re.compile(
    rf"(?:(?:从|由)\s?(?P<a>{_N_ZH})\s?[个席人]?\s?{_TO_ZH}|(?<!是)(?:不是|不要)\s?(?P<b>{_N_ZH})\s?[个席人]?\s?,?\s?(?:而是|而要|要的?是|应该?是|应为|是|要)|(?<![\w.-])(?P<c>\d{{1,6}})\s?(?:-+>|=>|→))\s?$"
)
_AFTER_EN = re.compile(
    rf"\s*,?\s*(?:rather\s+than|instead\s+of|(?:and\s+)?not)\s+(?P<a>\d{{1,6}})(?![\d.,]?\d|%|\s*(?!please|pls|thanks|thx|on|in|for|from|at|as|when|by|if|and|but|or)[a-z])"
    rf"|{THEN_EN}{WISH_EN}\s+(?P<b>{_N_EN}(?:\s+(?:more|extra|additional|in\s+total|altogether)\b)?){END_EN}"
)
_AFTER_CHANGED_EN = re.compile(rf"\s*(?:to|-+>|=>|→)\s*(?P<a>{_N_EN}){END_EN}")
_AFTER_ZH = re.compile(
    r"\s*,?\s*(?:而不是|而非|不是|不要)\s?(?P<a>\d{1,6}|[一二两三四五六七八九十百]{1,4})\s?个?(?=\s*(?:了|[,.!?;。]|$))"
    rf"|\s*的?\s*[,。]?\s*(?:{THEN_ZH}{WISH_ZH}{{1,3}}(?:再|多|直接)?|{CHANGE_ZH}(?:成|到|为|至)了?)(?:{CHANGE_ZH}?(?:成|到|为|至)?)\s?(?P<b>{_N_ZH}){_END_ZH}"
)
# "人数写错了, 是18个不是81个": the noun stands in another clause.
_CORRECTED_ZH = re.compile(
    r"(?:不是|是|应为|应该是|要)\s?(?P<a>\d{1,6})\s?个\s?,?\s?(?:而?不是|(?:而|应该)?是)\s?(?P<b>\d{1,6})\s?个(?!人|月|小时|字)"
)
_COUNTED_ZH = re.compile(r"席位|座位|坐席|账号|帐号|人数|名额|用户数|seats?\b|users?\b")
_MORE = re.compile(r"\s+(?:more|extra|additional|in\s+total|altogether)$")


def find_bare_seats(text: str, counted: Iterable[Found]) -> Iterator[Found]:
    """`counted` are the numbers that stand with their noun; their neighbours are looked at."""
    yield from _behind_noun(text)
    for one in counted:
        yield from _beside(text, one)
    for match in _CORRECTED_ZH.finditer(text):
        if _COUNTED_ZH.search(text[max(0, match.start() - 40) : match.start()]):
            yield from (
                Found("seats", match.start(n), match.end(n) + 1, str(int(match[n]))) for n in ("a", "b")
            )


def is_seats(number: float | None) -> TypeGuard[float]:
    return number is not None and 0 < number < 10_000_000 and number == int(number)


def _behind_noun(text: str) -> Iterator[Found]:
    for match in _MOVED_ZH.finditer(text):
        yield from _numbers(match, "a", "b")
    for pattern in (_SAID_ZH, _EXPANDED_ZH):
        for match in pattern.finditer(text):
            yield from _numbers(match, "n")
    for match in _BARE_ZH.finditer(text):
        if match["n"] not in {"一", "1"} and _BARE_CONTEXT_ZH.search(
            text[max(0, match.start() - 24) : match.start()]
        ):
            number = numbers_zh.number_zh(match["n"])
            if is_seats(number):
                yield Found("seats", *match.span(), str(int(number)))
    for match in _MOVED_EN.finditer(text):
        if _SURE_EN.search(match["noun"]) or _CHANGING.search(
            text[max(0, match.start() - 32) : match.start("a")]
        ):
            yield from _numbers(match, "a", "b")
    for match in _SAID_EN.finditer(text):
        yield from _numbers(match, "n", "m")


def _beside(text: str, one: Found) -> Iterator[Found]:
    before = text[max(0, one.start - 64) : one.start]
    for pattern in (_BEFORE_EN, _BEFORE_ZH):
        if match := pattern.search(before):
            yield from _numbers(match, *pattern.groupindex, offset=one.start - len(before))
    for pattern in (_AFTER_EN, _AFTER_ZH):
        if match := pattern.match(text, one.end):
            yield from _numbers(match, *pattern.groupindex)
    if _CHANGING.search(before) and (match := _AFTER_CHANGED_EN.match(text, one.end)):
        yield from _numbers(match, "a")


def _numbers(match: re.Match[str], *names: str, offset: int = 0) -> Iterator[Found]:
    for name in names:
        if match[name] is None:
            continue
        written = _MORE.sub("", match[name])
        english = written[0].isascii() and not written.isdigit()
        number = (numbers_en.number_en if english else numbers_zh.number_zh)(written)
        if is_seats(number):
            start, end = match.span(name)
            yield Found("seats", start + offset, end + offset, str(int(number)))
