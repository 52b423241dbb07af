"""Writes labelled messages into Rasa's files, behind what is there already, comments and all."""

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import yaml

from training_data.annotations import write_annotated
from training_data.errors import DataBroken, DataUnwritable
from training_data.loader import read_yaml
from training_data.safe_yaml import compose
from training_data.schema import Complaint, Example
from training_data.text_file import read_text

HEAD = 'version: "3.1"\nnlu:\n'


def appended(path: Path, examples: Sequence[Example]) -> str:
    """The file's text with the examples, all of one language, behind its own; writes nothing.

    Raises AnnotationBroken for a message that Rasa's format cannot hold, DataBroken where the file does not
    end with its list of intents, so that nothing can be put behind it.
    """
    before = read_text(path) if path.exists() else HEAD
    if isinstance(before, Complaint):
        raise DataBroken([before])
    column, last = _end_of_list(before)
    ordered = sorted(examples, key=lambda one: (one.intent != last, one.intent))
    text = before + ("" if before.endswith("\n") else "\n") + "".join(_lines(ordered, column, last))
    language = examples[0].language
    expected = [*read_yaml(before, path, language).examples, *ordered]
    if _content(read_yaml(text, path, language).examples) != _content(expected):
        message = "the file does not end with a list of intents; put that last, or the file out of the way"
        raise DataBroken([Complaint(path, 0, message)])
    return text


def write_files(texts: Mapping[Path, str]) -> None:
    """All or, where any cannot be written, none. Raises DataUnwritable.

    Each goes on from what was in the file. Where somebody else has written into it since, that would be lost.
    """
    drafts = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in texts}
    try:
        for path, draft in drafts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(texts[path], encoding="utf-8", newline="")
        for path in drafts:
            if path.exists() and not _plain(texts[path].encode()).startswith(_plain(path.read_bytes())):
                raise DataUnwritable(path, "somebody else wrote into it just now")
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as wrong:
        raise DataUnwritable(path, wrong.strerror or str(wrong)) from wrong
    finally:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink()


def _plain(text: bytes) -> bytes:
    """Without what is another after reading and writing: the byte order mark and how lines end."""
    return text.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _lines(ordered: Sequence[Example], column: int, last: str | None) -> Iterator[str]:
    margin = " " * column
    for intent, group in groupby(ordered, key=lambda one: one.intent):
        if intent != last:
            name = yaml.safe_dump({"intent": intent}, allow_unicode=True, width=10_000)
            yield f"{margin}- {name}{margin}  examples: |\n"
        for one in group:
            yield f"{margin}    - {write_annotated(one.text, one.entities)}\n"


def _end_of_list(text: str) -> tuple[int, str | None]:
    """The column of the list's dashes, and the last block's intent where its messages can just go on."""
    blocks = _blocks(compose(text))
    if not blocks:
        return 0, None
    column = blocks[-1].start_mark.column - 2
    fields = {name.value: value for name, value in blocks[-1].value}
    intent, examples = fields.get("intent"), fields.get("examples")
    goes_on = text.rstrip().rpartition("\n")[2].startswith(" " * (column + 4) + "- ")
    plain = isinstance(examples, yaml.ScalarNode) and examples.style == "|" and list(fields)[-1] == "examples"
    return column, str(intent.value) if intent and plain and goes_on else None


def _blocks(root: yaml.Node | None) -> list[yaml.MappingNode]:
    fields = root.value if isinstance(root, yaml.MappingNode) else []
    nlu = next((value for name, value in fields if name.value == "nlu"), None)
    if not isinstance(nlu, yaml.SequenceNode) or nlu.flow_style:
        return []
    return [one for one in nlu.value if isinstance(one, yaml.MappingNode)]


def _content(examples: Sequence[Example]) -> list[tuple[object, ...]]:
    return [(one.text, one.intent, one.entities) for one in examples]
