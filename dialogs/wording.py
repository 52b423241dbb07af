"""Puts responses into words: templates are data under `responses/`, Chinese and English side by side.

A template file maps a key to its variants in each language; variants take turns, so that the bot never says
the same sentence twice in a row. `terms.yml` maps single words (statuses, labels) that have no variants.
"""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from dialogs.errors import ResponseBroken
from nlu.types import Language
from training_data.safe_yaml import load

FOLDER = Path(__file__).parent / "responses"
TERMS = "terms.yml"


@dataclass(frozen=True, slots=True)
class Responses:
    """`templates[key][language]` are variants; `terms[group][word][language]` is one wording."""

    templates: Mapping[str, Mapping[str, tuple[str, ...]]]
    terms: Mapping[str, Mapping[str, Mapping[str, str]]]

    def render(self, key: str, language: Language, used: int, values: Mapping[str, Any]) -> str:
        """`used` is how often `key` was said before. Raises ResponseBroken for an unknown key or value."""
        variants = self.templates.get(key, {}).get(language)
        if not variants:
            raise ResponseBroken(f"response {key!r} has no {language} text; add it under {FOLDER.name}/")
        try:
            return _without_empty_parts(variants[used % len(variants)], values).format(**values)
        except KeyError as missing:
            raise ResponseBroken(f"response {key!r} takes {missing}, given {sorted(values)}") from missing

    def term(self, group: str, word: str, language: Language) -> str:
        """The word in that language; an unknown one as it is, with spaces for underscores."""
        found = self.terms[group].get(word)
        return found[language] if found else word.replace("_", " ")

    def has_term(self, group: str, word: str) -> bool:
        return word in self.terms[group]


def in_own_words(responses: Responses, own: Mapping[str, Mapping[str, Sequence[str]]]) -> Responses:
    """With a tenant's own texts in place of ours. Raises ResponseBroken for what cannot stand in for them."""
    templates = dict(responses.templates)
    for key, texts in own.items():
        if key not in responses.templates:
            raise ResponseBroken(f"there is no response {key!r}; `huiyi tenant wording` lists them all")
        templates[key] = _check("the tenant's wording", key, texts)
        ours, theirs = _takes(responses.templates[key]), _takes(templates[key])
        if not theirs <= ours:
            unknown = ", ".join(sorted(theirs - ours))
            raise ResponseBroken(
                f"response {key!r} takes {', '.join(sorted(ours)) or 'nothing'}, not {unknown}"
            )
    return replace(responses, templates=templates)


def _takes(texts: Mapping[str, Sequence[str]]) -> set[str]:
    every = [text for variants in texts.values() for text in variants]
    return set().union(*map(names_in, every))


def names_in(text: str) -> frozenset[str]:
    """The values a text takes. Raises ValueError for a brace left open."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


_HANGING = re.compile(r"([：:])\s*[，,]\s*")
_PART = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")


def _without_empty_parts(text: str, values: Mapping[str, Any]) -> str:
    """Leaves out each part in [brackets] in which a value is empty."""

    def part(match: re.Match[str]) -> str:
        return match.group(1) if all(values.get(name) for name in names_in(match.group(1))) else ""

    if "[" not in text:
        return text
    return _HANGING.sub(lambda colon: "：" if colon[1] == "：" else ": ", _PART.sub(part, text))


@cache
def load_responses(folder: Path = FOLDER) -> Responses:
    """Reads all templates once. Raises ResponseBroken where a key's languages do not match."""
    templates: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for file in sorted(folder.glob("*.yml")):
        if file.name == TERMS:
            continue
        for key, texts in load(file.read_text(encoding="utf-8")).items():
            if key in templates:
                raise ResponseBroken(f"{file.name}: response {key!r} is there twice; keep one")
            templates[key] = _check(file.name, key, texts)
    terms = load((folder / TERMS).read_text(encoding="utf-8"))
    return Responses(templates, terms)


def _check(file: str, key: str, texts: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    if set(texts) != set(Language):
        raise ResponseBroken(f"{file}: response {key!r} has {sorted(texts)}, expected zh and en")
    takes = {names_in(text) for variants in texts.values() for text in variants}
    if len(takes) != 1:
        found = sorted(sorted(values) for values in takes)
        raise ResponseBroken(f"{file}: the texts of {key!r} take different values: {found}; make them alike")
    return {language: tuple(variants) for language, variants in texts.items()}
