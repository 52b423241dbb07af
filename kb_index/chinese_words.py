"""Cuts Chinese into search words with jieba, on its common words only: 20 MB instead of 64, no file in /tmp.

jieba's own loading leaves the dictionary as a marshal file in the shared temporary folder, where anybody
could put another; here it is read from jieba's own folder into a tokenizer of ours.
"""

import re
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from kb_index.synonyms import LINES

# Rarer words than 5, or longer ones than 4 characters, are cut into their parts, alike in articles and in
# questions. A line is word, count and kind of word; three in five are passed over without being taken apart.
_LINE = re.compile(r"^(\S{1,4}) ([5-9]|\d{2,}) ", re.MULTILINE)

LIKELY = 20_000
"""A count at which a word wins over its parts."""

PRODUCT_WORDS = (
    *("发票", "专票", "普票", "续费", "退订", "席位", "工单", "看板", "仪表盘", "回收站", "工作区"),
    *("密钥", "限流", "等保", "支付宝", "微信", "单点登录", "两步验证", "验证码"),
)
"""What the dictionary lacks or has too rarely to win a cut."""


def cut_for_search(chinese: str) -> Iterable[str]:
    """Words and the words within longer ones, in order: 数据仓库 gives 数据, 仓库, 数据仓库."""
    words: Iterable[str] = _tokenizer().cut_for_search(chinese, HMM=False)
    return words


def warm_up() -> None:
    """Reads the dictionary, about half a second, so that the first question does not wait for it."""
    _tokenizer()


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():
        # jieba 0.42 has regular expressions that Python warns of, and asks for pkg_resources.
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = _frequencies(Path(jieba.__file__).with_name("dict.txt"))
    tokenizer.total = sum(tokenizer.FREQ.values())
    tokenizer.initialized = True
    return tokenizer


def _frequencies(dictionary: Path) -> dict[str, int]:
    """Count of each word, and 0 for each beginning of one, which is how jieba walks its dictionary."""
    counts = {line[1]: int(line[2]) for line in _LINE.finditer(dictionary.read_text(encoding="utf-8"))}
    own = {*PRODUCT_WORDS, *(word for line in LINES for word in line.split() if not word.isascii())}
    counts.update((word, max(counts.get(word, 0), LIKELY)) for word in own if len(word) > 1)
    beginnings = {word[:end] for word in counts for end in range(1, len(word))}
    return dict.fromkeys(beginnings, 0) | counts
