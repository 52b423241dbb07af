"""The few wordings that mean the same in every support talk: yes, no, leave it, a person, the other one…

In context they outrank the classifier, which sees a short answer without the question it answers. The words
are data: `lexicon.yml`, Chinese and English side by side.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "lexicon.yml"

_HAN = "\u3400-\u9fff"
_NOT_WORDS = re.compile(r"[^\w\s]|_")
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")

_SIGNS: dict[str, frozenset[str]] = {
    "yes": frozenset("👍👌✅🆗💯🙆"),
    "no": frozenset("👎❌🙅"),
    "thanks": frozenset("🙏❤🌹💐😊🥰💗"),
}


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    words = _NOT_WORDS.sub(" ", re.sub(r"['’`]", "", folded))
    return _SPACE_AT_HAN.sub("", " ".join(words.split()))


def find(concept: str, text: str) -> re.Match[str] | None:
    """The first place in plain `text` that says `concept` (a `part` one)."""
    return part(concept).search(text)


def says(concept: str, text: str) -> bool:
    """Whether plain `text` says `concept` (a `part` one) anywhere."""
    return part(concept).search(text) is not None


def is_all(concept: str, text: str) -> bool:
    """Whether the raw `text`, words or signs, says `concept` (a `whole` one) and nothing else."""
    words = plain(text)
    return (
        bool(whole(concept).fullmatch(words))
        if words
        else any(sign in text for sign in _SIGNS.get(concept, ()))
    )


def says_nothing(text: str) -> bool:
    """No letter, no digit and no sign that stands for a word."""
    return not plain(text) and not any(sign in text for signs in _SIGNS.values() for sign in signs)


@cache
def part(concept: str) -> re.Pattern[str]:
    words = _load()["part"][concept]
    return re.compile("|".join(f"(?:{word})" for word in [*words["zh"], *words["en"]]))


@cache
def whole(concept: str) -> re.Pattern[str]:
    words, soft = _load()["whole"][concept], _load()["softeners"]
    zh, en = _either(words["zh"]), _either(words["en"])
    soft_zh, soft_en = _either(soft["zh"]), _either(soft["en"])
    return re.compile(rf"(?:{zh}{soft_zh}*)+|(?:{soft_en} )*{en}(?: (?:{en}|{soft_en}))*")


@cache
def _load() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"
