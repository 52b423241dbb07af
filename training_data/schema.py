"""A labelled message and a complaint about one."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Split(StrEnum):
    train = "train"
    test = "test"


class Severity(StrEnum):
    """An error is wrong or keeps the data from being used; a warning is worth a look."""

    error = "error"
    warning = "warning"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A labelled span: `raw == text[start:end]`; `value` is the normalised one where the file gives it."""

    entity: str
    start: int
    end: int
    raw: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One customer message with its label; `language` is "zh" or "en", `line` counts from 1."""

    text: str
    intent: str
    language: str
    entities: tuple[Annotation, ...]
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a file and what to do about it; `line` 0 is the file or folder as a whole."""

    file: Path
    line: int
    message: str
    severity: Severity = Severity.error

    def __str__(self) -> str:
        return f"{place(self)}: {self.message}"


def place(one: Example | Complaint) -> str:
    """Where it stands, as editors and terminals link it."""
    return f"{one.file}:{one.line}" if one.line else str(one.file)


def errors_in(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    return tuple(one for one in complaints if one.severity is Severity.error)


@dataclass(frozen=True)
class Reading:
    """What could be read, and a complaint for each thing that could not."""

    examples: tuple[Example, ...]
    complaints: tuple[Complaint, ...]
