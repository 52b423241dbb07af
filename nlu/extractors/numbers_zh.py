"""Chinese and mixed number words: 三百, 一千二, 两万五, 1.2万, 3千, 二〇二六."""

import re
from itertools import pairwise

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
# What a number may look like inside other patterns; bounded, so that no text is slow.
NUMBER = (
    r"(?:\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,4})?\s?[百千万亿]{0,2}|[零〇一二两三四五六七八九十百千万亿]{1,12})"
)
SMALL = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
# 三五个, 七八个, 三两个: two digits side by side are about as many as the greater, as in 三四十.
_ABOUT = {a + b for a, b in pairwise("一二三四五六七八九")} | {"两三", "一两", "三五", "三两"}
_MIXED = re.compile(r"([\d.]+)([百千万亿]*)")


def number_zh(text: str) -> float | None:
    """The number a word means; None where it is no number."""
    text = text.replace(",", "").replace(" ", "")
    if not text:
        return None
    if mixed := _MIXED.fullmatch(text):
        return _scaled(mixed[1], mixed[2])
    if text in _ABOUT:
        return float(max(DIGITS[char] for char in text))
    if all(char in DIGITS for char in text):
        return float(int("".join(str(DIGITS[char]) for char in text)))
    return _spelled(text)


def _scaled(digits: str, units: str) -> float | None:
    if digits.count(".") > 1 or not digits.strip("."):
        return None
    value = float(digits)
    for unit in units:
        value *= {**UNITS, **LARGE}[unit]
    return value


def _spelled(text: str) -> float | None:
    total = section = digit = 0
    last_unit = 1
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
            last_unit = 1 if char in "零〇" else last_unit
        elif char in UNITS:
            section += (digit or 1) * UNITS[char]
            digit, last_unit = 0, UNITS[char]
        elif char in LARGE:
            total = (total + section + digit or 1) * LARGE[char]
            section = digit = 0
            last_unit = LARGE[char]
        else:
            return None
    # 一千二 is 1200: a last digit without a unit counts the next unit down.
    return float(total + section + digit * (last_unit // 10 if last_unit > 10 and digit else 1))


def whole_zh(text: str | None) -> int:
    """-1 where it is no number."""
    number = number_zh(text or "")
    return int(number) if number is not None else -1
