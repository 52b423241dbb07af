"""Two texts of an article side by side, line by line. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES = 1000
"""Of more lines in both, those that come often are no landmarks: a thousand blank ones would take seconds."""


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` is same, gone or new."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Line]:
    """Every line of both, those that went before those that came in their place."""
    return list(_lines(before.splitlines(), after.splitlines()))


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > MOST_LINES)
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        if tag == "equal":
            yield from (Line("same", text) for text in before[left:left_end])
            continue
        yield from (Line("gone", text) for text in before[left:left_end])
        yield from (Line("new", text) for text in after[right:right_end])
