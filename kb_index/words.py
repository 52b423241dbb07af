"""The words of a text for search, Chinese and English mixed as people write."""

import re
import unicodedata
from functools import cache

from kb_index.chinese_words import cut_for_search
from kb_index.english_words import STOP_WORDS as ENGLISH_STOP_WORDS
from kb_index.english_words import stem
from kb_index.light_words import LIGHT, light_words
from training_data.simplified import TO_SIMPLIFIED

_CHINESE_STOP_WORDS = """
的 了 吗 呢 啊 吧 呀 哦 嘛 么 是 在 有 和 与 及 或 就 都 也 还 又 很 太 被 把 给 让 对 从 到 向 于 以 而
但 我 你 您 他 她 它 我们 你们 他们 咱们 这 那 哪 这个 那个 哪个 这里 那里 哪里 这样 那样 这么 那么 怎么
怎样 怎么样 咋 咋办 咋样 怎么办 如何 什么 啥 为什么 为啥 多少 几 能 能不能 可以 可不可以 会 要 想 想要
请 请问 你好 您好 在吗 麻烦 谢谢 客服 不好意思 打扰 一下 下 问 问下 想问 问问 个 些 一个 一些 一点 不 没
没有 是不是 有没有 不能 不了 现在 就是 还是 还有 然后 因为 所以 如果 的话 地 得 着 过 上 里 中 时 时候
去 来 做 用 弄 搞 说 看 一直 老是 总是 自己 知道 应该 需要 蓝云 大 小 好 哈 嗯 喂 亲 之 其 该 此
"""
CHINESE_STOP_WORDS = frozenset(_CHINESE_STOP_WORDS.split())

_VARIANTS = {**TO_SIMPLIFIED, ord("帐"): "账"}
# Counts and product versions; an error code or HTTP status is longer.
_SMALL_NUMBER = re.compile(r"v?\d{1,2}(?:\.(?:\d{1,2}|x))*")
_RUN = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*|[\u3400-\u9fff]+")


def search_words(text: str) -> list[str]:
    """In order, with repeats; empty where there is nothing but stop words and signs."""
    words: list[str] = []
    for run in _RUN.findall(normalised(text)):
        if run[0] >= "\u3400":
            words += [word for word in cut_for_search(run) if word not in CHINESE_STOP_WORDS]
        else:
            words += _latin(run)
    return words


def share_of_weight(word: str) -> float:
    """Of what a word's rarity says, how much it counts in a question."""
    return LIGHT if word in _light() or _SMALL_NUMBER.fullmatch(word) else 1.0


@cache
def _light() -> frozenset[str]:
    return frozenset(stem(word) for word in light_words())


def normalised(text: str) -> str:
    """Full-width and capital letters made plain, and the commonest misspellings of product words undone."""
    return unicodedata.normalize("NFKC", text).lower().translate(_VARIANTS).replace("登陆", "登录")


def _latin(run: str) -> list[str]:
    if any(character.isdigit() for character in run):
        return [run]
    parts = re.split(r"['.]", run)
    return [stem(part) for part in parts if part not in ENGLISH_STOP_WORDS and len(part) > 1]
