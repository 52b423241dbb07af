"""What a text speaks of, in names that are the same in both languages: `concepts.yml`, read once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    r"[^。！？.!?;；\n]*"
    r"(?:能|可以|成功|正常|收到了|没问题|\bworks?\b|\bfine\b|\bopens\b|went (?:through|out))"
    r"[^。！？.!?;；\n]{0,12}?[，,]? ?(?:但是?|可是|不过|却|只是|\bbut\b|\byet\b|\bexcept\b)"
)

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Concepts:
    """Names from `concepts.yml` by their facet, and under each name the words that said it."""

    module: Names
    thing: Names
    doing: Names
    symptom: Names
    asks: Names
    scope: Names
    month: Names
    said: Mapping[str, str] = field(compare=False, repr=False)

    @property
    def subject(self) -> Names:
        return self.module | self.thing | self.doing


@dataclass(frozen=True, slots=True)
class _Line:
    pattern: re.Pattern[str]
    hides: Names
    opposes: Names


def find_concepts(text: str) -> Concepts:
    plain = _SPACES.sub(" ", text[:LONGEST].lower().replace("’", "'"))
    plain = _UNSPELT.sub(lambda said: f"{'does' if said[1][:3] == 'dos' else said[1]}n't", plain)
    trouble = _CONCEDED.sub(" ", plain)
    said = {
        facet: _said(lines, trouble if facet == "symptom" else plain) for facet, lines in _lexicon().items()
    }
    hidden = {
        other for facet, names in said.items() for name in names for other in _lexicon()[facet][name].hides
    }
    if len(said["symptom"]) > 1:
        hidden.add(VAGUE)
    kept = {facet: frozenset(names) - hidden for facet, names in said.items()}
    return Concepts(**kept, said={name: words for names in said.values() for name, words in names.items()})


def find_opposites(these: Names, those: Names) -> tuple[str, str] | None:
    """Two deeds of which one side wants the first and the other the second, and neither wants both."""
    deeds = _lexicon()["doing"]
    for mine, theirs in ((these, those), (those, these)):
        for name in sorted(mine - theirs):
            if opposed := sorted(deeds[name].opposes & (theirs - mine)):
                return name, opposed[0]
    return None


def _said(lines: Mapping[str, _Line], text: str) -> dict[str, str]:
    return {name: found[0].strip() for name, line in lines.items() if (found := line.pattern.search(text))}


@cache
def _lexicon() -> Mapping[str, Mapping[str, _Line]]:
    facets = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {facet: {name: _line(words) for name, words in names.items()} for facet, names in facets.items()}


def _line(words: Mapping[str, str | Iterable[str]]) -> _Line:
    parts = [str(words["zh"])] if "zh" in words else []
    if "en" in words:
        parts.append(f"(?<![a-z])(?:{_STAR.sub('[a-z]*', str(words['en']))})(?![a-z])")
    hides, opposes = (frozenset(words.get(key, ())) for key in ("hides", "opposes"))
    return _Line(re.compile("|".join(parts)), hides, opposes)
