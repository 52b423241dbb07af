# ruff: noqa: SIM905 (lists of words read better as running text)
"""English number words: twenty-five, two hundred and fifty, a dozen, 1,200, 3k."""

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * (i + 2) for i, word in enumerate(_TENS)
}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
ORDINALS = {word: value for value, word in enumerate(_ORDINALS, start=1)}
ORDINALS |= {f"twenty{sep}{word}": 20 + value for word, value in list(ORDINALS.items())[:9] for sep in "- "}
ORDINALS |= {"thirtieth": 30, "thirty-first": 31, "thirty first": 31}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "couple": 2}
_SUFFIX = {"k": 1000, "m": 1_000_000, "": 1}

_WORD = "(?:" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")"
_SCALE = "(?:hundred|thousand|million|dozen)"
SPELLED = (
    rf"(?:(?:half\s+a|a\s+couple(?:\s+of)?|a|{_WORD}(?:[-\s]{_WORD})?)\s+{_SCALE}(?:\s+(?:and\s+)?{_WORD}(?:[-\s]{_WORD})?)?"
    rf"|{_WORD}(?:[-\s]{_WORD})?|a\s+couple(?:\s+of)?|{_SCALE})"
)
NUMBER = rf"(?:\d{{1,12}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,4}})?(?:\s?[km])?(?![a-z])|{SPELLED})"
_FIGURES = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([km]?)")


def number_en(text: str) -> float | None:
    """The number a word means; None where it is no number. Expects lower case."""
    text = text.strip()
    if figures := _FIGURES.fullmatch(text):
        return float(figures[1].replace(",", "")) * _SUFFIX[figures[2]]
    total = section = 0.0
    half = False
    for word in re.split(r"[-\s]+", text):
        if word in {"a", "an", "and", "of"}:
            continue
        if word == "half":
            half = True
        elif word in WORDS:
            section += WORDS[word]
        elif word in _SCALES:
            section = (section or 1) * _SCALES[word]
            if word in {"thousand", "million"}:
                total, section = total + section, 0.0
        else:
            return None
    value = total + section
    return value / 2 if half else value
