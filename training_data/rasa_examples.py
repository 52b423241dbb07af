"""The two ways in which Rasa writes an intent's messages: one a line of a text, or a list of `- text:`."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from training_data.one_line import one_line
from training_data.schema import Complaint

EXPECTED = "| with one message a line, or a list of - text: and a message"

Annotated = tuple[int, str]
"""A line, and the message on it as it is annotated."""


def read_annotated(examples: yaml.Node | None, path: Path) -> Iterator[Annotated | Complaint] | None:
    """None where it is neither of both."""
    if isinstance(examples, yaml.ScalarNode):
        return _lines(examples, path)
    if isinstance(examples, yaml.SequenceNode) and any(_text(item) for item in examples.value):
        return _items(examples, path)
    return None


def find_metadata(block: yaml.Node, examples: yaml.Node | None) -> int | None:
    """The line of the first of the intent or of one of its messages."""
    nodes = [block, *(examples.value if isinstance(examples, yaml.SequenceNode) else ())]
    found = (field(node, "metadata") for node in nodes)
    return next((one.start_mark.line + 1 for one in found if one is not None), None)


def field(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """A mapping's value by its key."""
    if not isinstance(node, yaml.MappingNode):
        return None
    found: yaml.Node | None = next((value for name, value in node.value if name.value == key), None)
    return found


def _lines(examples: yaml.ScalarNode, path: Path) -> Iterator[Annotated | Complaint]:
    for line, written in enumerate(examples.value.splitlines(), start=_first_line(examples)):
        if written.startswith("- "):
            yield line, written[2:].strip()
        elif written.strip():
            yield Complaint(path, line, f"expected '- ' and a message, got {written[:40]!r}")


def _items(examples: yaml.SequenceNode, path: Path) -> Iterator[Annotated | Complaint]:
    for item in examples.value:
        text = _text(item)
        if text is None:
            yield Complaint(path, item.start_mark.line + 1, "expected - text: and a message")
        else:
            yield _first_line(text), one_line(text.value)[0]


def _text(item: yaml.Node) -> yaml.ScalarNode | None:
    text = field(item, "text")
    return text if isinstance(text, yaml.ScalarNode) else None


def _first_line(node: yaml.ScalarNode) -> int:
    """The text of a block scalar starts on the line after its mark."""
    return int(node.start_mark.line) + (2 if node.style in ("|", ">") else 1)
