"""The door of this package: a message in, its entities out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nlu.errors import ModelMissing
from nlu.extractors.found import Found, Overlap, keep_best, settle
from nlu.extractors.name_model import NameModel, load_names
from nlu.extractors.names import find_known_names
from nlu.extractors.roles import Role, roles_of
from nlu.extractors.rules import settle_by_rules
from nlu.extractors.surface import surface_of
from nlu.extractors.time_values import zone
from nlu.extractors.times import find_unreal_days
from nlu.types import Entity, Language

# What a person types is far shorter; entities beyond are not looked for.
MOST_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Extraction:
    """`reasons` say what else was found, and which entity it was given up for, as they share characters."""

    entities: tuple[Entity, ...]
    reasons: tuple[str, ...]


class EntityExtractor:
    """Finds every entity of domain.md in Chinese, English and mixed text. Safe for use from threads."""

    def __init__(self, names: NameModel | None) -> None:
        """Without a name model people and companies are found by their cues alone."""
        self._names = names

    @classmethod
    def load(cls, folder: Path | None) -> "EntityExtractor":
        """`folder` is what `train_extractor` wrote, None for no model. Raises ModelMissing, ModelBroken."""
        if folder is None:
            return cls(None)
        if not folder.is_dir():
            raise ModelMissing(folder, "huiyi train")
        return cls(load_names(folder))

    def extract(self, text: str, *, language: Language, now: datetime, timezone: str) -> tuple[Entity, ...]:
        """As `read`: the entities."""
        return self.read(text, language=language, now=now, timezone=timezone).entities

    def read(self, text: str, *, language: Language, now: datetime, timezone: str) -> Extraction:
        """Entities in the order of the text, without overlaps; times are read from `now` in `timezone`.

        `timezone` is an offset like "+08:00" or a zone's name; ValueError for anything else. `language` is
        the message's own, but the rules of both languages run, as customers mix them.
        """
        surface = surface_of(text[:MOST_CHARACTERS])
        now = now.astimezone(zone(timezone))
        by_rules = settle_by_rules(surface, now)
        with_names = settle([*by_rules.kept, *find_known_names(surface)])
        found = list(with_names.kept)
        if self._names is not None:
            names = self._names.find(surface, found)
            unreal = find_unreal_days(surface, now) if names else []
            found = keep_best([*found, *(one for one in names if not _lies_in(one, unreal))])
        roles = roles_of(surface.folded, found)
        return Extraction(
            tuple(_entity(one, text, roles.get(place)) for place, one in enumerate(found)),
            _reasons((*by_rules.overlaps, *with_names.overlaps), text),
        )


def _reasons(overlaps: tuple[Overlap, ...], text: str) -> tuple[str, ...]:
    """In the order of the text, each once: one span may be lost in several readings."""
    ordered = sorted(overlaps, key=lambda one: (one.lost.start, one.lost.end))
    return tuple(dict.fromkeys(one.reason(text) for one in ordered))


def _lies_in(found: Found, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= found.start and found.end <= end for start, end in spans)


def _entity(found: Found, text: str, role: Role | None) -> Entity:
    raw = text[found.start : found.end]
    if role is None:
        return Entity(found.entity, found.start, found.end, raw, found.value)
    return Entity(found.entity, found.start, found.end, raw, found.value, role.name, role.reason)
