"""Which version is in force, and how it came to be: one JSON file, replaced whole."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from nlu.errors import RegistryProblem
from nlu.versions.naming import NAME

FORMAT = 1


class Step(StrEnum):
    promoted = "promoted"
    rolled_back = "rolled back"
    returned = "returned"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """`version` None: the tenant follows what is in force for all, by rolling back or by `Step.returned`.
    `at` is ISO 8601 in UTC.

    `reason` is what the person said, `verdict` what the comparison found; `forced`, where the one went
    against the other. `figures` were measured on what `measured_on` says; empty where nothing was measured.
    """

    version: str | None
    step: Step
    at: str
    by: str
    reason: str
    forced: bool
    verdict: str
    figures: Mapping[str, float]
    measured_on: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who changes what is in force, and why; `reason` may be empty. `clock` gives the time in UTC, aware."""

    name: str
    clock: Callable[[], datetime]
    reason: str = ""

    def entry(
        self,
        step: Step,
        version: str | None,
        *,
        verdict: str,
        figures: Mapping[str, float],
        measured_on: str,
        forced: bool = False,
    ) -> HistoryEntry:
        return HistoryEntry(
            version=version,
            step=step,
            at=self.clock().isoformat(timespec="seconds"),
            by=self.name,
            reason=self.reason,
            forced=forced,
            verdict=verdict,
            figures=figures,
            measured_on=measured_on,
        )


@dataclass(frozen=True, slots=True)
class Pointer:
    """`before` is what rolling back leads to, the nearest first; `history` is in the order of time."""

    version: str | None = None
    before: tuple[str | None, ...] = ()
    history: tuple[HistoryEntry, ...] = ()

    @property
    def in_use(self) -> frozenset[str]:
        """In force, or one step before: by a rollback, or by time."""
        near = (self.version, *self.before[:1], *(entry.version for entry in self.history[-2:]))
        return frozenset(version for version in near if version is not None)


def promoted(pointer: Pointer, entry: HistoryEntry, *, from_nothing: bool) -> Pointer:
    """`from_nothing`: before it there was nothing that a rollback could lead to."""
    before = pointer.before if from_nothing else (pointer.version, *pointer.before)
    return replace(pointer, version=entry.version, before=before, history=(*pointer.history, entry))


def rolled_back(pointer: Pointer, entry: HistoryEntry) -> Pointer:
    """To what `entry` names, the first such of `before`; those nearer are passed over."""
    steps = pointer.before.index(entry.version) + 1
    return replace(
        pointer, version=entry.version, before=pointer.before[steps:], history=(*pointer.history, entry)
    )


def read_pointer(file: Path) -> Pointer:
    """Of nothing, where there is no file. Raises RegistryProblem for a file of another form."""
    try:
        stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if stored["format"] != FORMAT:
            raise RegistryProblem(f"{file} has format {stored['format']}, expected {FORMAT}")
        history = tuple(HistoryEntry(**{**one, "step": Step(one["step"])}) for one in stored["history"])
        pointer = Pointer(stored["version"], tuple(stored["before"]), history)
        for version in (pointer.version, *pointer.before):
            if version is not None and not NAME.fullmatch(version):
                raise ValueError(f"{version!r} is no version's name")
    except FileNotFoundError:
        return Pointer()
    except (ValueError, KeyError, TypeError) as error:
        raise RegistryProblem(
            f"{file} cannot be read ({error!r}); put back a copy of it, or remove it and promote a version"
        ) from error
    return pointer


def write_pointer(pointer: Pointer, file: Path) -> None:
    """A reader sees the old or the new, also after the power went."""
    text = json.dumps({"format": FORMAT, **asdict(pointer)}, ensure_ascii=False, indent=2)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as target:
        target.write(text + "\n")
        target.flush()
        os.fsync(target.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
