# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Figures of a sum as people write them: 1,200.50 and 1.200,50, 1 500, 1,20,000, 1，200, and the scale behind them."""

import re
from decimal import Decimal

from nlu.extractors.surface import Surface

SCALE = {
    "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
    "k": 1000, "m": 1_000_000, "bn": 1_000_000_000,
    "hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000, "billion": 1_000_000_000,
}  # fmt: skip
# In "$20 300 users" no space parts thousands.
_COUNTED = r"(?!\s?(?:[个位名人席张条次天年月日号份点]|users?|seats?|people|licen|members?|accounts?|employees|staff|times|days|months|orders))"
# 1,200.50 and 1.200,50 and 1 200,50 and 1,20,000: what the marks mean, `exact` tells.
FIGURES = (
    r"(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,2}(?:,\d{2}){1,3},\d{3}(?:\.\d{1,2})?|\d{1,3}(?:[. ]\d{3}){1,4},\d{1,2}|\d{1,3}(?:\.\d{3}){2,4}"
    rf"|[1-9]\d{{0,2}}(?: \d{{3}}){{1,4}}(?![,.]?\d){_COUNTED}"
    r"|[1-9]\d{0,2}(?: \d{3}){1,4}\.\d{1,2}|\d{1,12},\d{1,2}(?![,.]?\d)|\d{1,12}(?:\.\d{1,4})?)"
)
# Figures that go on are none of the above: no sum is read from a part of them.
FIGURES_END = r"(?!\d|\.\d|,\d{3})"
SCALE_EN = r"(?:k|m|bn)(?![a-z])|(?:hundred|thousand|grand|million|billion)\b"
MARKS = str.maketrans("", "", "., ")
_DECIMAL_COMMA = {"EUR", "CHF"}
_GROUPED_BY_DOTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")

# A comma of full width ends a clause; in 1，200元 it parts thousands as a narrow one does.
_WIDE_COMMA = re.compile(rf"(?<![\d.,，])(?P<first>\d{{1,3}})(?:，\d{{3}})+(?![\d，]){_COUNTED}")
_SIGN_BEFORE = re.compile(r"[¥$€£₹₩]\s?$")
_UNIT_BEHIND = re.compile(
    r"(?:\.\d{1,2})?\s?(?:[元块]|[美欧日港澳加韩]元|美金|英镑|港币|dollars|yuan|euros|usd|cny|rmb|eur)"
)


def with_clauses(surface: Surface) -> str:
    """The folded text with its commas of full width, but for those that part the thousands of a sum.

    Where they may as well part two sums (300，200元) the figures are struck out: no sum rather than a wrong one.
    """
    text = "".join(
        "，" if mark == "，" else one for mark, one in zip(surface.text, surface.folded, strict=True)
    )
    return _WIDE_COMMA.sub(lambda match: _parted(match, surface.text), text) if "，" in text else text


def _parted(match: re.Match[str], written: str) -> str:
    figures, text = match[0], match.string
    signed = _SIGN_BEFORE.search(text[max(0, match.start() - 2) : match.start()]) is not None
    named = _UNIT_BEHIND.match(text, match.end()) is not None
    if not (signed or named) or (signed and named and len(match["first"]) == 3 and "，0" not in figures):
        return figures  # ¥300，400元 are two sums, each with its currency
    wide = not written[match.start() : match.end()].replace("，", "").isascii()
    sure = wide or "，0" in figures or (figures.count("，") == 1 and len(match["first"]) < 3)
    return figures.replace("，", ",") if sure else "\0" * len(figures)


def is_list(figures: str, currency: str) -> bool:
    """20,30 are two numbers, but with a currency that writes its cents behind a comma."""
    return re.fullmatch(r"\d+,\d{1,2}", figures) is not None and currency not in _DECIMAL_COMMA


def exact(figures: str, currency: str) -> Decimal:
    """Figures as they stand, so that 49.90 keeps its zero; 1.200 is twelve hundred where dots part thousands."""
    figures = figures.strip().replace(" ", "")
    whole, mark, cents = figures.rpartition(",")
    if mark and len(cents) < 3:
        return Decimal(f"{whole.replace('.', '')}.{cents}")
    if figures.count(".") > 1 or (currency in _DECIMAL_COMMA and _GROUPED_BY_DOTS.fullmatch(figures)):
        figures = figures.replace(".", "")
    return Decimal(figures.replace(",", ""))
