"""A number of seats that stands without its noun, in a flow that changes them: 加五个, "make it six"."""

import re

_ONES = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
WORDS = {word: number for number, word in enumerate(_ONES + _TEENS, start=1)}
WORDS |= {ten: 10 * number for number, ten in enumerate(_TENS, start=2)}
WORDS |= {f"{ten}-{one}": WORDS[ten] + WORDS[one] for ten in _TENS for one in _ONES[:9]}
WORDS |= {"a dozen": 12, "a hundred": 100, "俩": 2, "仨": 3, "两": 2, "两百": 200, "一百": 100}
_DIGITS = "零一二三四五六七八九"
WORDS |= {
    f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}": 10 * tens
    + ones
    for tens in range(10)
    for ones in range(10)
    if tens or ones
}
# 一个 and "one" are more often an article than a number.
_EN = "|".join(sorted((word for word in WORDS if word.isascii() and word != "one"), key=len, reverse=True))
_ZH = "|".join(sorted((word for word in WORDS if not word.isascii() and word != "一"), key=len, reverse=True))
_NUMBER = (
    rf"(?<![\w.#-])(?:{_EN})(?![\w-])|(?<![第\d零一二三四五六七八九十百])(?:{_ZH})|(?<![\w.#-])\d{{1,6}}"
)
_END = (
    r"\s*(?:[吧了的]*\s*(?=[,，.。!！?？;；]|$)"
    r"|(?=(?:seats?|users?|more|please|pls|then|instead|in total|thanks)\b))"
)
_SAID = re.compile(rf"({_NUMBER})(?:\s?个)?{_END}", re.IGNORECASE | re.ASCII)
_CHANGED = re.compile(
    rf"(?:加|减|增|升|降|买|删|改|到|成|->)\s?({_NUMBER})\s?个{_END}", re.IGNORECASE | re.ASCII
)


def seats_answered(text: str) -> list[tuple[int, int, str]]:
    """Start, end and number, where it was asked how many or what: the number ends what is said."""
    return _found(_SAID, text)


def seats_changed(text: str) -> list[tuple[int, int, str]]:
    """The same of a first request, where they must be added, taken away or come to a number."""
    return _found(_CHANGED, text)


def _found(pattern: re.Pattern[str], text: str) -> list[tuple[int, int, str]]:
    return [
        (*match.span(1), str(WORDS.get(match[1].lower()) or int(match[1])))
        for match in pattern.finditer(text)
    ]
