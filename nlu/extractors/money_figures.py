# ruff: noqa: E501 (a pattern or list reads better on its one long line)
"""Figures of a sum as people write them: 1,200.50 and 1.200,50, 1 500, 1,20,000, and the scale behind them."""

import re
from decimal import Decimal

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
