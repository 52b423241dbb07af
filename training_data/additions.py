"""Adds labelled messages to a folder without doubling any: into `train/<language>/review.yml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from training_data.annotations import write_annotated
from training_data.errors import DataBroken
from training_data.loader import read_split, read_yaml
from training_data.one_line import one_line
from training_data.rasa_file import write_files
from training_data.schema import Example, Split, errors_in
from training_data.twins import Twin, find_new

FILE = "review.yml"
HEAD = """\
# Messages that people decided in the review queue; `huiyi review show ID` says more of each.
version: "3.1"
nlu:
"""


@dataclass(frozen=True, slots=True)
class Added:
    """`twins` were left out: train has them already, or test has, which must stay unseen."""

    added: tuple[Example, ...]
    twins: tuple[Twin, ...]
    files: tuple[Path, ...]


def add_examples(folder: Path, noted: Mapping[Example, str]) -> Added:
    """`folder` is the one with `train` and `test`, made where it is missing. Of twins the first counts.

    `noted` has for each message what is kept of it as a comment. Raises DataBroken, and changes nothing,
    where a file of the folder cannot be read.
    """
    train, test = (read_split(folder, split) for split in (Split.train, Split.test))
    if errors := errors_in((*train.complaints, *test.complaints)):
        raise DataBroken(errors)
    new, twins = find_new(noted, train.examples, test.examples)
    files = _write(folder, {one: noted[one] for one in sorted(new, key=_order)})
    return Added(tuple(new), tuple(twins), files)


def _write(folder: Path, noted: Mapping[Example, str]) -> tuple[Path, ...]:
    blocks = {
        folder / Split.train / language / FILE: "".join(_blocks(group, noted))
        for language, group in groupby(noted, key=lambda one: one.language)
    }
    write_files({path: _extended(path, more) for path, more in blocks.items()})
    return tuple(blocks)


def _extended(path: Path, blocks: str) -> str:
    """The file as it will be, once it is sure that it can be read."""
    before = path.read_text(encoding="utf-8") if path.exists() else HEAD
    text = before + ("" if before.endswith("\n") else "\n") + blocks
    if errors := errors_in(read_yaml(text, path, path.parent.name).complaints):
        raise DataBroken(errors)
    return text


def _blocks(examples: Iterable[Example], noted: Mapping[Example, str]) -> Iterable[str]:
    for intent, group in groupby(examples, key=lambda one: one.intent):
        ones = list(group)
        yield from (f"# {one_line(noted[one])[0]}\n" for one in ones)
        yield f"- intent: {intent}\n  examples: |\n"
        yield from (f"    - {write_annotated(one.text, one.entities)}\n" for one in ones)


def _order(one: Example) -> tuple[str, str]:
    return one.language, one.intent
