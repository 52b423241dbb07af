"""Adds labelled messages to a folder without doubling any: into `train/<language>/review.yml`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from training_data.annotations import parse_annotated
from training_data.errors import DataBroken
from training_data.loader import read_split, read_yaml
from training_data.one_line import UNWRITABLE
from training_data.rasa_file import write_files
from training_data.schema import Example, Split, errors_in
from training_data.validation import bare_key, plain_key

FILE = "review.yml"
HEAD = """\
# Messages that people decided in the review queue; `huiyi review show ID` says who, when and why.
version: "3.1"
nlu:
"""


@dataclass(frozen=True, slots=True)
class Addition:
    """`annotated` is one line in Rasa's form; `origin` is an id to find it by, kept as a comment."""

    annotated: str
    intent: str
    language: str
    origin: str

    @property
    def text(self) -> str:
        return parse_annotated(self.annotated)[0]


@dataclass(frozen=True, slots=True)
class Added:
    """`known` were there already, `disputed` under another intent; `tested` must stay unseen in training."""

    added: tuple[Addition, ...]
    known: tuple[Addition, ...]
    disputed: tuple[tuple[Addition, Example], ...]
    tested: tuple[Addition, ...]
    files: tuple[Path, ...]


def add_examples(folder: Path, additions: Sequence[Addition]) -> Added:
    """`folder` is the one with `train` and `test`, made where it is missing. Of twins the first counts.

    Raises DataBroken, and changes nothing, where a file of the folder cannot be read.
    """
    train, test = (read_split(folder, split) for split in (Split.train, Split.test))
    if errors := errors_in((*train.complaints, *test.complaints)):
        raise DataBroken(errors)
    there = {plain_key(one.text): one for one in train.examples}
    held_out = {bare_key(one.text) for one in test.examples}
    added: dict[str, Addition] = {}
    known: list[Addition] = []
    disputed: list[tuple[Addition, Example]] = []
    tested: list[Addition] = []
    for one in additions:
        key = plain_key(one.text)
        if bare_key(one.text) in held_out:
            tested.append(one)
        elif key in there and there[key].intent != one.intent:
            disputed.append((one, there[key]))
        elif key in there or key in added:
            known.append(one)
        else:
            added[key] = one
    files = _write(folder, added.values())
    return Added(tuple(added.values()), tuple(known), tuple(disputed), tuple(tested), files)


def _write(folder: Path, additions: Iterable[Addition]) -> tuple[Path, ...]:
    by_language = groupby(sorted(additions, key=_order), key=lambda one: one.language)
    blocks = {
        folder / Split.train / language / FILE: "".join(_blocks(group)) for language, group in by_language
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


def _blocks(additions: Iterable[Addition]) -> Iterable[str]:
    for intent, group in groupby(additions, key=lambda one: one.intent):
        ones = list(group)
        origins = UNWRITABLE.sub(" ", " ".join(one.origin for one in ones))
        yield f"# {origins}\n- intent: {intent}\n  examples: |\n"
        yield from (f"    - {one.annotated}\n" for one in ones)


def _order(one: Addition) -> tuple[str, str]:
    return one.language, one.intent
