"""Labelled messages from wherever they lie: our folder, Rasa's files, CSV, JSONL, or a folder of these."""

from enum import StrEnum
from pathlib import Path

from training_data.csv_file import read_csv
from training_data.jsonl_file import read_jsonl
from training_data.languages import Detect, settle_languages
from training_data.loader import read_file, read_split, usable
from training_data.schema import Complaint, Example, Reading, Split


class Format(StrEnum):
    rasa = "rasa"
    csv = "csv"
    jsonl = "jsonl"


SUFFIXES = {
    ".yml": Format.rasa,
    ".yaml": Format.rasa,
    ".csv": Format.csv,
    ".tsv": Format.csv,
    ".jsonl": Format.jsonl,
    ".ndjson": Format.jsonl,
}


def load_messages(source: Path, split: Split, *, detect: Detect) -> tuple[Example, ...]:
    """As `read_messages`. Raises DataMissing where there is none, DataBroken where any cannot be read."""
    return usable(read_messages(source, split, detect=detect), place_of(source, split))


def read_messages(
    source: Path, split: Split, *, detect: Detect, kind: Format | None = None, language: str | None = None
) -> Reading:
    """The split of a folder with train/ or test/; all of any other folder or file, whichever the split.

    `kind` is what the files are where their names do not say; `language` is theirs where they do not say,
    and None has it detected.
    """
    if has_splits(source):
        return read_split(source, split)
    readings = [_read(path, kind) for path in _files(source, kind)]
    examples = [example for reading in readings for example in reading.examples]
    complaints = tuple(complaint for reading in readings for complaint in reading.complaints)
    return Reading(settle_languages(examples, detect, language), complaints)


def has_splits(source: Path) -> bool:
    return any((source / split).is_dir() for split in Split)


def place_of(source: Path, split: Split) -> Path:
    """Where `read_messages` looks."""
    return source / split if has_splits(source) else source


def _files(source: Path, kind: Format | None) -> list[Path]:
    if not source.is_dir():
        return [source]
    kinds = {kind} if kind else set(Format)
    return sorted(path for path in source.rglob("*") if SUFFIXES.get(path.suffix.lower()) in kinds)


def _read(path: Path, kind: Format | None) -> Reading:
    if not path.exists():
        return Reading((), (Complaint(path, 0, "there is no such file or folder"),))
    match kind or SUFFIXES.get(path.suffix.lower()):
        case Format.rasa:
            return read_file(path, "")
        case Format.csv:
            return read_csv(path)
        case Format.jsonl:
            return read_jsonl(path)
        case None:
            known = ", ".join(SUFFIXES)
            return Reading((), (Complaint(path, 0, f"unknown kind of file; expected one of {known}"),))
