"""What versions there are, and what is to be known of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from nlu.errors import ModelBroken, ModelMissing
from nlu.model_store import Manifest, read_manifest
from nlu.versions.pointer import HistoryEntry
from nlu.versions.registry import ModelRegistry, Version


class Standing(StrEnum):
    in_force = "in force"
    before = "one step before"
    kept = "kept"


@dataclass(frozen=True, slots=True)
class Overview:
    """`manifest` is None where it cannot be read; `problem` says what keeps the version from serving."""

    version: str
    standing: Standing
    manifest: Manifest | None
    problem: str | None
    history: tuple[HistoryEntry, ...]


def look_at(registry: ModelRegistry, owner: str, version: Version, encoder: str) -> Overview:
    """As it stands for `owner`: a version of its own, or for a tenant one of ALL's. `encoder` is the checksum
    of the one that serves here."""
    pointer = registry.pointer(owner)
    name = str(version.name)
    serves = registry.in_force(owner).folder.resolve() == version.folder.resolve()
    standing = Standing.before if name in pointer.in_use else Standing.kept
    return Overview(
        version=name,
        standing=Standing.in_force if serves else standing,
        manifest=_find_manifest(version),
        problem=version.why_unusable(encoder),
        history=tuple(entry for entry in pointer.history if entry.version == name),
    )


def look_at_all(registry: ModelRegistry, owner: str, encoder: str) -> Iterator[Overview]:
    """Oldest first; for a tenant its own, and of ALL's those in force or one step before."""
    in_use = registry.pointer(owner).in_use
    for name, version in sorted(registry.available(owner).items()):
        if version.owner == owner or name in in_use:
            yield look_at(registry, owner, version, encoder)


def _find_manifest(version: Version) -> Manifest | None:
    try:
        return read_manifest(version.folder)
    except (ModelMissing, ModelBroken):
        return None
