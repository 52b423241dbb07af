# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Amounts with their currency, as "300 CNY" or "49.90 USD". A bare number is no money."""

import re
from collections.abc import Iterator
from decimal import Decimal

from nlu.extractors import numbers_en, numbers_zh
from nlu.extractors.found import Found
from nlu.extractors.money_figures import (
    FIGURES,
    FIGURES_END,
    MARKS,
    SCALE,
    SCALE_EN,
    exact,
    is_list,
    with_clauses,
)
from nlu.extractors.surface import Surface

_SIGNS = {
    "hk$": "HKD", "us$": "USD", "nt$": "TWD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD", "sg$": "SGD",
    "$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW",
}  # fmt: skip
_CODES = {
    code.lower(): code
    for code in ("USD", "CNY", "EUR", "GBP", "HKD", "JPY", "TWD", "AUD", "CAD", "SGD", "INR", "CHF", "KRW")
} | {
    "rmb": "CNY",
}
_WORDS = {
    "元人民币": "CNY", "元钱": "CNY", "块钱": "CNY", "元": "CNY", "块": "CNY", "人民币": "CNY", "块人民币": "CNY", "圆": "CNY",
    "美元": "USD", "美金": "USD", "美刀": "USD", "刀": "USD", "欧元": "EUR", "欧": "EUR", "英镑": "GBP", "镑": "GBP", "港币": "HKD",
    "港元": "HKD", "港纸": "HKD", "日元": "JPY", "日圆": "JPY", "日币": "JPY", "新台币": "TWD", "台币": "TWD", "新加坡元": "SGD", "新币": "SGD", "澳元": "AUD",
    "加元": "CAD", "韩元": "KRW",
    "us dollars": "USD", "u.s. dollars": "USD", "american dollars": "USD", "dollars": "USD", "dollar": "USD", "bucks": "USD",
    "buck": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "pound": "GBP", "quid": "GBP", "sterling": "GBP", "yuan": "CNY",
    "renminbi": "CNY", "kuai": "CNY", "yen": "JPY", "hong kong dollars": "HKD", "hk dollars": "HKD", "singapore dollars": "SGD",
}  # fmt: skip


def _alternatives(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_SIGN_ZH = _alternatives(
    word for word in _WORDS if not word.isascii() and len(word) > 1 and word[0] not in "元块"
)
_BEFORE = re.compile(
    rf"(?:(?<![a-z\d])(?P<sign>{_alternatives(_SIGNS)}|(?:{_alternatives(_CODES)})(?![a-z])\s?[$¥€£]?)"
    rf"|(?<![\d零一二两三四五六七八九十百千万亿块多])(?<!\d )(?P<name>{_SIGN_ZH})\s?[$¥€£]?)\s?"
    rf"(?P<n>{FIGURES}){FIGURES_END}(?:\s?(?P<scale>[百千]?万|[亿千]|{SCALE_EN}))?(?:\s?(?P<tail>{_alternatives(_CODES)}|元|块)(?![a-z]))?"
)
# Of 几百块 and 好几百块 nobody knows how much they are.
_CHINESE = re.compile(
    rf"(?<![\d.a-z第几数上])(?P<n>\d{{1,3}}(?:[. ]\d{{3}}){{1,4}},\d{{2}}|{numbers_zh.NUMBER}|半)\s?(?:多\s?)?(?P<unit>(?:{_alternatives(word for word in _WORDS if not word.isascii())}|rmb(?![a-z])))"
    r"(?P<dime>(?<=块)\d{1,2}|(?<=块)[一二三四五六七八九半](?![个位人名次天月年席小]))?"
)
_UNIT_EN = _alternatives(
    [*_CODES, *(word for word in _WORDS if word.isascii()), "$", "€", "£", "¥", "₹", "₩"]
)
# The 88 of T-88 300 EUR and #88 300 EUR is a ticket's.
_ENGLISH = re.compile(
    rf"(?<![\w.,$€£¥#])(?<![a-z]-)(?P<n>(?P<figures>{FIGURES})(?:\s?(?P<scale>{SCALE_EN}))?|{numbers_en.SPELLED})\s?(?P<unit>{_UNIT_EN})(?![a-z\d])"
    r"(?:\s+(?:and\s+)?(?P<cents>\d{1,2})\s+cents?\b)?",
    re.ASCII,
)
# "A few hundred dollars", "one and a half million dollars": the number begins before the scale.
_VAGUE = re.compile(r"(?:\b(?:few|several|some|many|half|couple|multiple)|\d)\s+$")
_BARE_SCALE = re.compile(r"hundred|thousand|million|dozen")
_POINT = re.compile(r"\bpoint\s+$")
_SCALE_LAST = re.compile(rf"(?:[百千]?万|[百千亿]|{SCALE_EN})$")
_CENTS = re.compile(
    rf"(?<![\w.,$€£¥-])(?P<n>\d{{1,6}}(?:\.\d{{1,2}})?|{numbers_en.SPELLED})\s?(?P<unit>(?:(?:us|euro)\s)?cents?\b|eurocents?\b|pence\b|¢)",
    re.ASCII,
)
_OPINION = re.compile(r"\b(?:my|our|your|his|her|their)\s+$")
_HUNDREDTHS = {"e": "EUR", "p": "GBP"}
# "10 to 20 dollars", "300 instead of 200 dollars", 10-20元: the currency of both stands behind the second.
_FIRST_OF_TWO = re.compile(
    r"(?<![\w.,$€£¥:/#+-])(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?)\s?(?:-|~|到|至|或者?|而?不是|\s(?:to|or|instead\s+of|rather\s+than|not)\s)\s?$",
    re.ASCII,
)
_DIMES = re.compile(
    r"(?<![\d.a-z])(?P<n>\d{1,2}|[一二两三四五六七八九])(?P<unit>毛钱?|角钱?|分钱)(?!色|度|形|没|不|也|都)"
)
# 一块 and 两块 before a thing count pieces, not money ("两块看板"), and 一块儿 means together.
_PIECES = re.compile(
    r"\s*(?:儿|看板|仪表|区域|内容|屏|板|地方|硬盘|功能|数据|面板|问题|来|去|用|弄|搞|做|走)"
)


def find_money(surface: Surface) -> Iterator[Found]:
    text = with_clauses(surface)
    for match in _BEFORE.finditer(text):
        sign = match["sign"] or match["name"]
        if is_list(match["n"], currency := _currency(sign, match["tail"])):
            first = match["n"].partition(",")[0]
            amount, end = Decimal(first), match.start("n") + len(first)
        else:
            amount, end = exact(match["n"], currency) * SCALE.get(match["scale"] or "", 1), match.end()
        yield Found("money", match.start(), end, _written(amount, currency))
    for match in _CHINESE.finditer(text):
        if (chinese := _chinese_amount(match, text)) is not None:
            yield from _with_first(match, text, chinese, _WORDS.get(match["unit"], "CNY"))
    for match in _ENGLISH.finditer(text):
        unit = match["unit"]
        currency = _CODES.get(unit) or _WORDS.get(unit) or _SIGNS[unit]
        if (english := _english_amount(match, text, currency)) is not None:
            yield from _with_first(match, text, english, currency)
    yield from _hundredths(text)


def _hundredths(text: str) -> Iterator[Found]:
    for match in _DIMES.finditer(text):
        number = numbers_zh.number_zh(match["n"])
        cents = Decimal(10 if match["unit"][0] in "毛角" else 1)
        if number is not None:
            yield Found("money", *match.span(), _written(Decimal(str(number)) * cents / 100, "CNY"))
    for match in _CENTS.finditer(text):
        number = numbers_en.number_en(match["n"])
        if number is not None and not _OPINION.search(text[max(0, match.start() - 8) : match.start()]):
            currency = _HUNDREDTHS.get(match["unit"][0], "USD")
            yield Found("money", *match.span(), _written(Decimal(str(number)) / 100, currency))


def _with_first(match: re.Match[str], text: str, amount: Decimal, currency: str) -> Iterator[Found]:
    """The sum and, where another one before it leaves its currency out, that one too."""
    yield Found("money", *match.span(), _written(amount, currency))
    begin = max(0, match.start() - 32)
    if first := _FIRST_OF_TWO.search(text[begin : match.start()]):
        other = exact(first["n"], currency)
        scale = SCALE[last[0]] if (last := _SCALE_LAST.search(match["n"])) else 1
        if other < amount / scale:
            other *= scale  # 1-2万元 are ten to twenty thousand
        elif scale > 1:
            return
        yield Found("money", begin + first.start("n"), begin + first.end("n"), _written(other, currency))


def _currency(sign: str, tail: str | None) -> str:
    if tail in _CODES:
        return _CODES[tail]
    sign = sign.strip()
    return _SIGNS.get(sign) or _CODES.get(sign.rstrip(" $¥€£")) or _WORDS.get(sign.rstrip(" $¥€£")) or "CNY"


def _english_amount(match: re.Match[str], text: str, currency: str) -> Decimal | None:
    cents = Decimal(match["cents"] or 0) / 100
    if match["figures"]:
        if is_list(match["figures"], currency):
            return None
        return exact(match["figures"], currency) * SCALE.get(match["scale"] or "", 1) + cents
    before = text[max(0, match.start() - 10) : match.start()]
    vague = _POINT.search(before) or (_BARE_SCALE.fullmatch(match["n"]) and _VAGUE.search(before))
    number = None if vague else numbers_en.number_en(match["n"])
    return None if number is None else Decimal(str(number)) + cents


def _chinese_amount(match: re.Match[str], text: str) -> Decimal | None:
    unit = match["unit"]
    if (
        unit == "块"
        and match["n"] in {"一", "两", "半"}
        and not match["dime"]
        and _PIECES.match(text, match.end())
    ):
        return None
    if unit in {"刀", "圆", "欧", "镑"} and match["n"][0] not in "0123456789一二两三四五六七八九十":
        return None
    if match["n"] == "一" and unit in {"元", "刀"}:
        return None
    if match["n"] == "半":
        return Decimal("0.5")
    currency = _WORDS.get(unit, "CNY")
    if match["n"].translate(MARKS).isdigit() and not is_list(match["n"], currency):
        amount = exact(match["n"], currency)
    else:
        number = numbers_zh.number_zh(match["n"])
        if number is None:
            return None
        amount = Decimal(str(number))
    if match["dime"]:
        dime = 5 if match["dime"] == "半" else numbers_zh.number_zh(match["dime"]) or 0
        amount += Decimal(str(dime)) / (10 if len(match["dime"]) == 1 else 100)
    return amount


def _written(amount: Decimal, currency: str) -> str:
    """Whole amounts without decimals, others with at least two: 300 CNY, 49.90 USD."""
    if amount == amount.to_integral_value():
        return f"{int(amount)} {currency}"
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{places}f} {currency}"
