"""A labelled message and a complaint about one."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Split(StrEnum):
    train = "train"
    test = "test"


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
    """What is wrong with a file and what to do about it."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
