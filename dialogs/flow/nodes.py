"""Walks a YAML document and knows the line of everything, so that a complaint can name it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from dialogs.errors import FlowBroken
from nlu.types import Language

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a flow file. All readers raise FlowBroken with file and line."""

    file: str
    node: yaml.Node
    path: str

    @property
    def line(self) -> int:
        return self.node.start_mark.line + 1 if self.node.start_mark else 1

    def broken(self, problem: str) -> FlowBroken:
        return FlowBroken(self.file, self.line, f"{self.path}: {problem}" if self.path else problem)

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
            raise self.broken(f"got {value!r}, expected true or false")
        return value

    def one_of(self, allowed: Sequence[str]) -> str:
        value = self.text()
        if value not in allowed:
            raise self.broken(f"got {value!r}, expected one of {', '.join(allowed)}")
        return value

    def names(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def in_both(self) -> "dict[Language, Place]":
        entries = self.fields()
        if set(entries) != set(Language):
            raise self.broken(f"has {', '.join(sorted(entries)) or 'nothing'}, expected zh and en")
        return {language: entries[language] for language in Language}


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return f"{node.value!r}" if node.value else "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "names with values"
