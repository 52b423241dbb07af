"""What a text speaks of, in words that are the same in both languages: `concepts.yml` read once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("concepts.yml")
LONGEST = 4000
"""Characters that are read; what follows is quoted mail and logs more often than news."""

VAGUE = "failed"
"""The symptom that says little: any other one hides it."""

_STAR = re.compile(r"(?<=[a-z])\*")
_SPACES = re.compile(r"\s+")
# English negations as they are typed.
_UNSPELT = re.compile(r"\b(do|does|dose|dos|did|is|are|was|has|have|would|wo|ca)n'?t\b")
# "It opens, but …": what goes well is not the trouble.
_CONCEDED = re.compile(
    r"[^。！？.!?;；\n]*(?:能|可以|成功|正常|收到了|加进来|成立|没问题|\bworks?\b|\bfine\b|went (?:through|out)|\bopens\b)"
    r"[^。！？.!?;；\n]{0,12}?[，,]? ?(?:但是?|可是|不过|却|只是|\bbut\b|\byet\b|\bexcept\b)"
)


@dataclass(frozen=True, slots=True)
class Concepts:
    """Names from `concepts.yml` by their facet; `asks` holds "question" or "wish", `scope` "one" or "all"."""

    module: frozenset[str]
    thing: frozenset[str]
    doing: frozenset[str]
    symptom: frozenset[str]
    asks: frozenset[str]
    scope: frozenset[str]
    month: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Line:
    pattern: re.Pattern[str]
    hides: frozenset[str]
    opposes: frozenset[str]


def find_concepts(text: str) -> Concepts:
    plain = _SPACES.sub(" ", text[:LONGEST].lower().replace("’", "'"))
    plain = _UNSPELT.sub(lambda said: f"{'does' if said[1][:3] == 'dos' else said[1]}n't", plain)
    trouble = _CONCEDED.sub(" ", plain)
    found = {
        facet: frozenset(name for name, line in lines.items() if line.pattern.search(plain))
        for facet, lines in _lexicon().items()
    }
    symptoms = _lexicon()["symptom"]
    found["symptom"] = frozenset(name for name in found["symptom"] if symptoms[name].pattern.search(trouble))
    hidden = {other for facet, names in found.items() for name in names for other in _lexicon()[facet][name].hides}
    kept = {facet: names - hidden for facet, names in found.items()}
    if len(kept["symptom"]) > 1:
        kept["symptom"] -= {VAGUE}
    return Concepts(**kept)


def find_opposites(these: frozenset[str], those: frozenset[str]) -> tuple[str, str] | None:
    """Two deeds of which one side wants the first and the other the second, and none wants both."""
    deeds = _lexicon()["doing"]
    for mine, theirs in ((these, those), (those, these)):
        for name in sorted(mine - theirs):
            if opposed := sorted(deeds[name].opposes & (theirs - mine)):
                return name, opposed[0]
    return None


@cache
def _lexicon() -> Mapping[str, Mapping[str, _Line]]:
    facets = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {facet: {name: _line(words) for name, words in names.items()} for facet, names in facets.items()}


def _line(words: Mapping[str, str | Iterable[str]]) -> _Line:
    parts = [str(words["zh"])] if "zh" in words else []
    if "en" in words:
        parts.append(f"(?<![a-z])(?:{_STAR.sub('[a-z]*', str(words['en']))})(?![a-z])")
    return _Line(re.compile("|".join(parts)), frozenset(words.get("hides", ())), frozenset(words.get("opposes", ())))
