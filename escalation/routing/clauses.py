"""A text cut into clauses, each with its mood: whether it tells of a trouble that is there now."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from training_data.safe_yaml import load

FILE = Path(__file__).parent / "wording.yml"

LONGEST = 2000
"""Characters that are read: a pasted log says what it is at its start."""

Patterns = tuple[re.Pattern[str], ...]

_HAN = "\u3400-\u9fff"
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN}])[^\S\n]+|[^\S\n]+(?=[{_HAN}])")
_QUOTED = re.compile(r'"([^"\n]{2,80})"|[“「『]([^”」』\n]{2,80})[”」』]')
_GAP = "‥"
# A question mark stays with its clause; a point within a number or an address ends nothing.
_END = re.compile(
    r"(?<=[?？])|[!！。；;\n]+|[.…]+(?=\s|$)|[,，、:：](?!\d)|\s[-–—]+\s|——|\b(?:but|though|although)\b|但是?|不过|只是"
)


class Mood(StrEnum):
    """`live` tells of now. The rest do not: another firm's, past, only supposed, said not to be, asked in
    general, wished, told to be fine; `quoted` are words of a third party or a name."""

    live = "live"
    others = "others"
    over = "over"
    supposed = "supposed"
    denied = "denied"
    asked = "asked"
    wished = "wished"
    fine = "fine"
    quoted = "quoted"


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    mood: Mood


def cut(text: str) -> tuple[Clause, ...]:
    """In order; what stands in quotation marks is a clause after the one that it is taken out of."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    folded = _SPACE_AT_HAN.sub("", re.sub(r"['’`]", "", folded))
    quotes = iter([one[0] or one[1] for one in _QUOTED.findall(folded)])
    clauses = []
    for part in _END.split(_QUOTED.sub(_GAP, folded)):
        if (words := " ".join(part.split())).strip("?"):
            clauses.append(Clause(words, _mood_of(words)))
        clauses += [Clause(next(quotes), Mood.quoted) for _ in range(part.count(_GAP))]
    return tuple(clauses)


def find(patterns: Patterns, text: str) -> str | None:
    """The words that the first fitting pattern takes."""
    return next((match.group(0).strip() for one in patterns if (match := one.search(text))), None)


@cache
def wording() -> Mapping[str, Mapping[str, Patterns]]:
    """Of the data file, by part and name."""
    return {
        part: {name: _compiled(lists) for name, lists in named.items()}
        for part, named in load(FILE.read_text(encoding="utf-8")).items()
    }


def _mood_of(text: str) -> Mood:
    moods = wording()["moods"]
    return next((Mood(name) for name, patterns in moods.items() if find(patterns, text)), Mood.live)


def _compiled(lists: Mapping[str, Sequence[str]]) -> Patterns:
    latin = [re.compile(rf"(?<![a-z0-9])(?:{one})(?![a-z0-9])") for one in lists["en"]]
    return (*(re.compile(one) for one in lists["zh"]), *latin)
