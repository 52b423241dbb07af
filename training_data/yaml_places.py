"""Walks a YAML document and knows the line of everything, so that a complaint can name it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from training_data.echo import echo
from training_data.errors import FileBroken
from training_data.safe_yaml import compose

LARGEST = 1_000_000
"""Bytes of a file; the longest of ours has thirty thousand."""

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a file. All readers raise FileBroken with file and line."""

    file: str
    node: yaml.Node
    path: str

    @property
    def line(self) -> int:
        return self.node.start_mark.line + 1 if self.node.start_mark else 1

    def broken(self, problem: str) -> FileBroken:
        return FileBroken(self.file, self.line, f"{self.path}: {problem}" if self.path else problem)

    def fields(self, known: Iterable[str] | None = None) -> "dict[str, Place]":
        """The mapping's entries, of which only the `known` may be there."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.broken(f"got {_kind(self.node)}, expected names with values")
        entries: dict[str, Place] = {}
        for key, value in self.node.value:
            name = str(key.value)
            inner = Place(self.file, value, f"{self.path}.{name}" if self.path else name)
            if name in entries:
                raise inner.broken("is there twice; keep one")
            if known is not None and name not in set(known):
                raise inner.broken(f"is unknown here; expected one of {', '.join(sorted(known))}")
            entries[name] = inner
        return entries

    def items(self) -> "Iterator[Place]":
        """Of a list; a lone value is a list of one."""
        if isinstance(self.node, yaml.SequenceNode):
            for index, value in enumerate(self.node.value):
                yield Place(self.file, value, f"{self.path}[{index}]")
        else:
            yield self

    def scalar(self) -> Scalar:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.broken(f"got {_kind(self.node)}, expected one value")
        value: Scalar = yaml.SafeLoader("").construct_object(self.node)
        return value if isinstance(value, str | int | float | bool | None) else str(self.node.value)

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not str(self.node.value).strip():
            raise self.broken(f"got {_kind(self.node)}, expected a text")
        return str(self.node.value)

    def truth(self) -> bool:
        value = self.scalar()
        if not isinstance(value, bool):
            raise self.broken(f"got {echo(value)}, expected true or false")
        return value

    def one_of(self, allowed: Sequence[str]) -> str:
        value = self.text()
        if value not in allowed:
            raise self.broken(f"got {echo(value)}, expected one of {', '.join(allowed)}")
        return value

    def names(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def in_both(self) -> "dict[str, Place]":
        """The value in each language."""
        entries = self.fields()
        if set(entries) != {"zh", "en"}:
            raise self.broken(f"has {', '.join(sorted(entries)) or 'nothing'}, expected zh and en")
        return entries


def open_file(path: Path) -> Place:
    """Its root. Raises FileBroken for what is too long, no UTF-8, no YAML or empty."""
    if path.stat().st_size > LARGEST:
        raise FileBroken(path.name, 1, f"has {path.stat().st_size} bytes, expected at most {LARGEST}")
    try:
        return open_text(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as wrong:
        raise FileBroken(path.name, 1, f"is not UTF-8 ({wrong.reason}); save it as UTF-8") from wrong


def open_text(text: str, file: str) -> Place:
    """As `open_file`."""
    try:
        root = compose(text)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        problem = getattr(wrong, "problem", None) or str(wrong)
        raise FileBroken(file, mark.line + 1 if mark else 1, f"is not YAML: {problem}") from wrong
    if root is None:
        raise FileBroken(file, 1, "is empty")
    return Place(file, root, "")


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return echo(node.value) if node.value else "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "names with values"
