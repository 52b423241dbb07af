"""A message's text in the two forms the rules read, both of the same length as the original.

Offsets found in either form hold in the original text as they are.
"""

from dataclasses import dataclass

from training_data.simplified import TO_SIMPLIFIED

_ODD_MARKS = {
    "\u3000": " ", "\u00a0": " ", "\u202f": " ", "\u2007": " ",
    "’": "'", "‘": "'", "“": '"', "”": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "―": "-",
    "〜": "~", "∼": "~", "￥": "¥", "￡": "£", "İ": "I",
}  # fmt: skip
_TO_PLAIN: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **TO_SIMPLIFIED,
    **{ord(old): new for old, new in _ODD_MARKS.items()},
}


@dataclass(frozen=True, slots=True)
class Surface:
    """`cased` is half-width and simplified; `folded` is lower case as well."""

    text: str
    cased: str
    folded: str


def surface_of(text: str) -> Surface:
    cased = text.translate(_TO_PLAIN)
    # "İ" alone grows when lowered, and it is gone by now: lengths stay equal.
    return Surface(text=text, cased=cased, folded=cased.lower())
