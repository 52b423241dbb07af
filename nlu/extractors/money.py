# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Amounts with their currency, as "300 CNY" or "49.90 USD". A bare number is no money."""

import re
from collections.abc import Iterator
from decimal import Decimal

from nlu.extractors import numbers_en, numbers_zh
from nlu.extractors.found import Found
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
    "港元": "HKD", "港纸": "HKD", "日元": "JPY", "新台币": "TWD", "台币": "TWD", "新加坡元": "SGD", "新币": "SGD", "澳元": "AUD",
    "加元": "CAD", "韩元": "KRW",
    "us dollars": "USD", "u.s. dollars": "USD", "american dollars": "USD", "dollars": "USD", "dollar": "USD", "bucks": "USD",
    "buck": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "pound": "GBP", "quid": "GBP", "sterling": "GBP", "yuan": "CNY",
    "renminbi": "CNY", "kuai": "CNY", "yen": "JPY", "hong kong dollars": "HKD", "hk dollars": "HKD", "singapore dollars": "SGD",
}  # fmt: skip


def _alternatives(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_FIGURES = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?"
_BEFORE = re.compile(
    rf"(?<![a-z\d])(?P<sign>{_alternatives(_SIGNS)}|(?:{_alternatives(_CODES)}|人民币|美元|美金)(?![a-z])\s?[$¥€£]?)\s?"
    rf"(?P<n>{_FIGURES})(?!\d)(?:\s?(?P<scale>[万亿千]|k(?![a-z])|m(?![a-z])|thousand\b|million\b))?(?:\s?(?P<tail>{_alternatives(_CODES)}|元|块)(?![a-z]))?"
)
_CHINESE = re.compile(
    rf"(?<![\d.a-z第])(?P<n>{numbers_zh.NUMBER}|半)\s?(?:多\s?)?(?P<unit>(?:{_alternatives(word for word in _WORDS if not word.isascii())}|rmb(?![a-z])))"
    r"(?P<dime>(?<=块)\d{1,2}|(?<=块)[一二三四五六七八九](?![个位人名次天月年席]))?"
)
_ENGLISH = re.compile(
    rf"(?<![\w.,$€£¥])(?P<n>{numbers_en.NUMBER})\s?(?P<unit>{_alternatives([*_CODES, *(word for word in _WORDS if word.isascii()), '$', '€', '£'])})(?![a-z\d])"
)
_DIMES = re.compile(
    r"(?<![\d.a-z])(?P<n>\d{1,2}|[一二两三四五六七八九])(?P<unit>毛钱?|角钱?|分钱)(?!色|度|形|没|不|也|都)"
)
# 一块 and 两块 before a thing count pieces, not money ("两块看板"), and 一块儿 means together.
_PIECES = re.compile(
    r"\s*(?:儿|看板|仪表|区域|内容|屏|板|地方|硬盘|功能|数据|面板|问题|来|去|用|弄|搞|做|走)"
)
_SCALE = {
    "万": 10_000,
    "亿": 100_000_000,
    "千": 1000,
    "k": 1000,
    "m": 1_000_000,
    "thousand": 1000,
    "million": 1_000_000,
}


def find_money(surface: Surface) -> Iterator[Found]:
    text = surface.folded
    for match in _BEFORE.finditer(text):
        currency = _currency(match["sign"], match["tail"])
        amount = Decimal(match["n"].replace(",", "")) * _SCALE.get(match["scale"] or "", 1)
        yield Found("money", match.start(), match.end(), _written(amount, currency))
    for match in _CHINESE.finditer(text):
        if (chinese := _chinese_amount(match, text)) is not None:
            yield Found(
                "money", match.start(), match.end(), _written(chinese, _WORDS.get(match["unit"], "CNY"))
            )
    for match in _ENGLISH.finditer(text):
        number = _exact(match["n"]) if match["n"][0].isdigit() else numbers_en.number_en(match["n"])
        if number is not None:
            unit = match["unit"]
            currency = _CODES.get(unit) or _WORDS.get(unit) or _SIGNS[unit]
            yield Found("money", match.start(), match.end(), _written(Decimal(str(number)), currency))
    for match in _DIMES.finditer(text):
        number = numbers_zh.number_zh(match["n"])
        cents = Decimal(10 if match["unit"][0] in "毛角" else 1)
        if number is not None:
            yield Found(
                "money", match.start(), match.end(), _written(Decimal(str(number)) * cents / 100, "CNY")
            )


def _currency(sign: str, tail: str | None) -> str:
    if tail in _CODES:
        return _CODES[tail]
    sign = sign.strip()
    return _SIGNS.get(sign) or _CODES.get(sign.rstrip(" $¥€£")) or _WORDS.get(sign.rstrip(" $¥€£")) or "CNY"


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
    amount = _exact(match["n"]) if match["n"].replace(",", "").replace(".", "").isdigit() else None
    if amount is None:
        number = numbers_zh.number_zh(match["n"])
        if number is None:
            return None
        amount = Decimal(str(number))
    if match["dime"]:
        dime = numbers_zh.number_zh(match["dime"]) or 0
        amount += Decimal(str(dime)) / (10 if len(match["dime"]) == 1 else 100)
    return amount


def _exact(figures: str) -> Decimal | None:
    """Figures as they stand, so that 49.90 keeps its zero."""
    scale = 1
    if figures[-1] in "km":
        scale, figures = _SCALE[figures[-1]], figures[:-1].strip()
    figures = figures.replace(",", "")
    return Decimal(figures) * scale if figures.replace(".", "", 1).isdigit() else None


def _written(amount: Decimal, currency: str) -> str:
    """Whole amounts without decimals, others with at least two: 300 CNY, 49.90 USD."""
    if amount == amount.to_integral_value():
        return f"{int(amount)} {currency}"
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{places}f} {currency}"
