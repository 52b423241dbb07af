"""Loads labelled messages: Rasa's NLU YAML 3.1, one file a group under `<folder>/<split>/<language>/`."""

from collections.abc import Iterator, Set
from pathlib import Path

import yaml

from training_data.annotations import AnnotationBroken, find_roles, parse_annotated
from training_data.errors import DataBroken, DataMissing
from training_data.fields import find_fault
from training_data.languages import LANGUAGES
from training_data.rasa_examples import EXPECTED as EXAMPLES
from training_data.rasa_examples import field, find_metadata, read_annotated
from training_data.safe_yaml import compose
from training_data.schema import Complaint, Example, Reading, Severity, Split, errors_in
from training_data.text_file import read_text
from training_data.untaken import Untaken

EXPECTED = "expected nlu: and a list of - intent: NAME, each with examples: | and '- ' before a message"
MESSAGE_FILES = frozenset({".yml", ".yaml", ".csv", ".tsv", ".jsonl", ".ndjson", ".json"})
# Rasa's other blocks: they hold no message with an intent.
NO_MESSAGES = {
    "synonym": "give the value with the annotation instead: [span]{...}",
    "lookup": "the extractor has its own lists",
    "regex": "the extractor has its own rules",
}

# What Rasa keeps in other files of the same folder.
OTHER_FILES = ("stories", "rules", "flows", "responses", "e2e_tests")


def load_split(folder: Path, split: Split) -> tuple[Example, ...]:
    """All examples of the split, in the order of files and lines.

    `folder` is the one that holds `train` and `test`. Raises DataMissing where there is no file, DataBroken
    where anything in one cannot be read.
    """
    return usable(read_split(folder, split), folder / split)


def usable(reading: Reading, source: Path) -> tuple[Example, ...]:
    """The examples. Raises DataBroken where a complaint is an error, DataMissing where there is none."""
    if errors := errors_in(reading.complaints):
        raise DataBroken(errors)
    if not reading.examples:
        raise DataMissing(source)
    return reading.examples


def read_split(folder: Path, split: Split) -> Reading:
    """Like `load_split`, but returns the complaints, so that one run shows them all."""
    examples: list[Example] = []
    complaints: list[Complaint] = []
    read: set[Path] = set()
    for language in LANGUAGES:
        for path in sorted((folder / split / language).glob("*.yml")):
            reading = read_file(path, language)
            examples += reading.examples
            complaints += reading.complaints
            read.add(path)
    return Reading(tuple(examples), (*complaints, *_out_of_place(folder / split, read)))


def _out_of_place(split: Path, read: Set[Path]) -> Iterator[Complaint]:
    """Files of messages that stand where none is read."""
    wanted = " or ".join(f"{split.name}/{language}/NAME.yml" for language in LANGUAGES)
    for path in sorted(split.rglob("*")):
        if path.suffix.lower() in MESSAGE_FILES and path not in read and path.is_file():
            how = f"expected {wanted}; `huiyi data import` brings CSV, JSONL and others there"
            yield Complaint(path, 0, f"is not read here: {how}")


def read_file(path: Path, language: str) -> Reading:
    """One file's examples and complaints; never raises for what is in the file."""
    text = read_text(path)
    return Reading((), (text,)) if isinstance(text, Complaint) else read_yaml(text, path, language)


def read_yaml(text: str, path: Path, language: str) -> Reading:
    """`read_file` for a text that is, or will be, at `path`."""
    try:
        root = compose(text)
    except yaml.MarkedYAMLError as error:
        # A bracket that never closes is noticed behind the last line.
        line = min(error.problem_mark.line, text.count("\n")) + 1 if error.problem_mark else 1
        told = ", ".join(filter(None, (error.context, error.problem)))
        return _only(path, line, f"the YAML is broken: {told}; {EXPECTED}")
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        return _only(path, line, f"the YAML is broken: {error.reason}; {EXPECTED}")
    blocks = field(root, "nlu")
    if blocks is None and (others := [key for key in OTHER_FILES if field(root, key) is not None]):
        message = f"not read: it has Rasa's {' and '.join(others)}, and no messages under the key nlu"
        return Reading((), (Complaint(path, 1, message, Severity.warning),))
    if not isinstance(blocks, yaml.SequenceNode):
        return _only(path, 1, f"no list under the key nlu; {EXPECTED}")
    examples: list[Example] = []
    complaints: list[Complaint] = []
    untaken = Untaken(path)
    for block in blocks.value:
        for one in _read_block(block, path, language, untaken):
            if isinstance(one, Example):
                examples.append(one)
            else:
                complaints.append(one)
    return Reading(tuple(examples), (*complaints, *untaken.complaints))


def _read_block(
    block: yaml.Node, path: Path, language: str, untaken: Untaken
) -> Iterator[Example | Complaint]:
    for kind, advice in NO_MESSAGES.items():
        if field(block, kind) is not None:
            line = block.start_mark.line + 1
            yield Complaint(path, line, f"a {kind} is not used here; {advice}", Severity.warning)
            return
    intent, examples = field(block, "intent"), field(block, "examples")
    messages = read_annotated(examples, path)
    if not isinstance(intent, yaml.ScalarNode) or messages is None:
        yield Complaint(path, block.start_mark.line + 1, f"expected an intent and examples: {EXAMPLES}")
        return
    if not intent.value:
        yield Complaint(path, block.start_mark.line + 1, "the intent is empty; name it or drop its messages")
        return
    if metadata := find_metadata(block, examples):
        untaken.note_metadata(metadata)
    for one in messages:
        if isinstance(one, Complaint):
            yield one
            continue
        line, written = one
        if fault := find_fault(written, intent.value):
            yield Complaint(path, line, fault)
            continue
        try:
            text, entities = parse_annotated(written)
        except AnnotationBroken as error:
            yield Complaint(path, line, str(error))
            continue
        for kind, entity in find_roles(written):
            untaken.note_entity(kind, entity, line)
        yield Example(text, intent.value, language, entities, path, line)


def _only(path: Path, line: int, message: str) -> Reading:
    return Reading((), (Complaint(path, line, message),))
