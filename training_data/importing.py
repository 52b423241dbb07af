"""Takes labelled messages into a folder of ours: one file an intent and language, nothing twice."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from training_data.annotations import AnnotationBroken, write_annotated
from training_data.errors import DataBroken
from training_data.holding_out import hold_out
from training_data.loader import read_file, read_split
from training_data.rasa_file import appended
from training_data.schema import Complaint, Example, Reading, Severity, Split, errors_in, place
from training_data.twins import Standing, bare_key, find_new

TO_LABEL = "to_label"
LONGEST_NAME = 80
NO_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Import:
    """What an import comes to, nothing of it written yet: `files` are the whole texts to be."""

    added: tuple[Example, ...]
    doubled: int
    complaints: tuple[Complaint, ...]
    files: dict[Path, str]


def plan_import(incoming: Reading, out: Path, split: Split, *, beside: Sequence[Example] = ()) -> Import:
    """`out` is the folder with train/ and test/, made where it is missing.

    `beside` is what the other split will have as well.

    Warns of what the split has under another intent, or the other split at all, and leaves it out. Raises
    DataBroken where `out` itself cannot be read.
    """
    held = {one: _read_folder(out, one) for one in Split}
    other = Split.test if split is Split.train else Split.train
    added, twins = find_new(incoming.examples, held[split], (*held[other], *beside))
    doubled = sum(twin.standing is Standing.doubled for twin in twins)
    complaints = [*incoming.complaints]
    for twin in twins:
        if twin.standing is Standing.held_out:
            complaints.append(_left_out(twin.message, f"{other} has it ({place(twin.there)})"))
        elif twin.standing is Standing.disputed:
            complaints.append(_left_out(twin.message, f"it is at {place(twin.there)} as {twin.there.intent}"))
    return _planned(
        added, doubled, complaints, lambda one: out / split / one.language / _file_name(one.intent)
    )


def plan_split_import(incoming: Reading, out: Path, *, share: float, least: int) -> Import:
    """As `plan_import`: into train, but for what `hold_out` puts aside, which goes into test."""
    learned, aside = hold_out(incoming.examples, share, least=least)
    train = plan_import(replace(incoming, examples=tuple(learned)), out, Split.train)
    test = plan_import(Reading(tuple(aside), ()), out, Split.test, beside=train.added)
    return Import(
        (*train.added, *test.added),
        train.doubled + test.doubled,
        (*train.complaints, *test.complaints),
        {**train.files, **test.files},
    )


def plan_labelling(incoming: Iterable[Example], out: Path, known: Iterable[Example]) -> Import:
    """One file a language in out/to_label, which training does not read; `known` is left out."""
    files = sorted((out / TO_LABEL).glob("*.yml"))
    waiting = [one for path in files for one in _usable(read_file(path, path.stem))]
    trained = [one for split in Split for one in _read_folder(out, split)]
    added, twins = find_new(incoming, (*known, *trained, *waiting), key=bare_key)
    return _planned(added, len(twins), [], lambda one: out / TO_LABEL / f"{one.language}.yml")


def _planned(
    added: Sequence[Example], doubled: int, complaints: Sequence[Complaint], file: Callable[[Example], Path]
) -> Import:
    writable, unwritable = _sort_out(added)
    by_file = groupby(sorted(writable, key=file), key=file)
    texts = {path: appended(path, list(group)) for path, group in by_file}
    return Import(tuple(writable), doubled, (*complaints, *unwritable), texts)


def _sort_out(examples: Sequence[Example]) -> tuple[list[Example], list[Complaint]]:
    """What Rasa's format can hold, and an error for each that it cannot."""
    writable: list[Example] = []
    unwritable: list[Complaint] = []
    for one in examples:
        try:
            write_annotated(one.text, one.entities)
        except AnnotationBroken as wrong:
            unwritable.append(Complaint(one.file, one.line, str(wrong)))
        else:
            writable.append(one)
    return writable, unwritable


def _left_out(example: Example, why: str) -> Complaint:
    return Complaint(example.file, example.line, f"left out: {why}", Severity.warning)


def _read_folder(out: Path, split: Split) -> tuple[Example, ...]:
    return _usable(read_split(out, split))


def _usable(reading: Reading) -> tuple[Example, ...]:
    if errors := errors_in(reading.complaints):
        raise DataBroken(errors)
    return reading.examples


def _file_name(intent: str) -> str:
    """Intents whose names fall together share a file, each in its block."""
    return (NO_NAME.sub("_", intent).strip("._")[:LONGEST_NAME] or "intent") + ".yml"
