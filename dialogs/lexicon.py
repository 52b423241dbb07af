"""The few wordings that mean the same in every support talk: yes, no, leave it, a person, the other one…

In context they outrank the classifier, which sees a short answer without the question it answers. The words
are data: `lexicon.yml`, Chinese and English side by side.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from training_data.safe_yaml import load
from training_data.simplified import simplified

FILE = Path(__file__).parent / "lexicon.yml"

LONGEST = 2000
"""Characters of a message that are read for its wording; a paste says what it is at its start."""

LONGEST_WHOLE = 40
"""A longer message is never just a yes or a thanks."""

Patterns = tuple[re.Pattern[str], ...]

_HAN = "\u3400-\u9fff"
_ANY_HAN, _ANY_LATIN = re.compile(f"[{_HAN}]"), re.compile(r"[a-z0-9]")
_NOT_WORDS = re.compile(r"[^\w\s]|_")
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")

_SIGNS: dict[str, frozenset[str]] = {
    "yes": frozenset("👍👌✅🆗💯🙆"),
    "no": frozenset("👎❌🙅"),
    "thanks": frozenset("🙏❤🌹💐😊🥰💗"),
}


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    folded = simplified(unicodedata.normalize("NFKC", text[:LONGEST])).lower()
    words = _NOT_WORDS.sub(" ", re.sub(r"['’`]", "", folded))
    return _SPACE_AT_HAN.sub("", " ".join(words.split()))


def says(concept: str, text: str) -> bool:
    """Whether plain `text` says `concept` (a `part` one) anywhere."""
    zh, en = _parts(concept)
    any_han, any_latin = _scripts(text)
    return (any_han and zh.search(text) is not None) or (any_latin and en.search(text) is not None)


@lru_cache(maxsize=64)
def _scripts(text: str) -> tuple[bool, bool]:
    """Whether it holds Chinese, and Latin letters or digits; a text is asked for dozens of concepts."""
    return _ANY_HAN.search(text) is not None, _ANY_LATIN.search(text) is not None


def is_all(concept: str, text: str) -> bool:
    """Whether the raw `text`, words or signs, says `concept` (a `whole` one) and nothing else."""
    words = plain(text)
    if not words:
        return any(sign in text for sign in _SIGNS.get(concept, ()))
    if len(words) > LONGEST_WHOLE or not _openings(concept).match(words):
        return False
    return _is_made_of(words, *_whole(concept))


def _is_made_of(words: str, units: Patterns, softeners: Patterns, leads: Patterns) -> bool:
    """Whether `words` splits into units, at least one, leads before and softeners after: a walk over ends.

    A single pattern with nested repeats would try every split, and there are exponentially many.
    """
    ends = {(0, False)}
    while ends:
        reached = set()
        for end, has_unit in ends:
            if has_unit and end >= len(words):
                return True
            found = [(match.end(), True) for unit in units if (match := unit.match(words, end))]
            between = softeners if has_unit else leads
            found += [(match.end(), has_unit) for soft in between if (match := soft.match(words, end))]
            reached |= {(next_end, any_unit) for next_end, any_unit in found if next_end > end}
        ends = reached
    return False


def says_nothing(text: str) -> bool:
    """No letter, no digit and no sign that stands for a word."""
    return not plain(text) and not any(sign in text for signs in _SIGNS.values() for sign in signs)


def compile_all() -> None:
    """Builds every pattern, a tenth of a second once."""
    for concept in _load()["part"]:
        _parts(concept)
    for concept in _load()["whole"]:
        _whole(concept)


@cache
def part(concept: str) -> re.Pattern[str]:
    """Either language's wordings of a `part` concept, for who needs the place."""
    words = _load()["part"][concept]
    return _either([*words["zh"], *words["en"]])


@cache
def _parts(concept: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = _load()["part"][concept]
    return _either(words["zh"]), _either(words["en"])


def _either(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for word in words))


@cache
def _whole(concept: str) -> tuple[Patterns, Patterns, Patterns]:
    words, soft = _load()["whole"][concept], _load()["softeners"]
    leads = {"zh": _load()["leads"]["zh"], "en": soft["en"]}
    return _units(words), _units(soft), _units(leads)


@cache
def _openings(concept: str) -> re.Pattern[str]:
    """What such a message can begin with; most messages do not."""
    units, _, leads = _whole(concept)
    return _either([pattern.pattern for pattern in (*units, *leads)])


def _units(words: Mapping[str, Sequence[str]]) -> Patterns:
    """Latin words end where a word does; what follows is at the next word."""
    zh = [
        re.compile(f"(?:{word})(?![a-z0-9]) ?" if word.isascii() else f"(?:{word}) ?") for word in words["zh"]
    ]
    return (*zh, *(re.compile(f"(?:{word})(?![a-z0-9]) ?") for word in words["en"]))


@cache
def _load() -> Any:
    return load(FILE.read_text(encoding="utf-8"))
