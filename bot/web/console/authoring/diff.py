"""Two texts of an article as a page shows their difference: what stayed is folded away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kb_index.comparing import Line, compare

AROUND = 2
"""Lines that stayed, shown beside each change."""

FOLD = Line("fold", "")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A facet or the like, in words."""

    field: str
    before: str
    after: str


def fold(before: str, after: str) -> list[Line]:
    """The differing lines with some around them, FOLD for each run left out; [] where all is the same."""
    lines = compare(before, after)
    near = {
        other
        for at, line in enumerate(lines)
        if line.kind != "same"
        for other in range(at - AROUND, at + AROUND + 1)
    }
    if not near:
        return []
    shown: list[Line] = []
    for at, line in enumerate(lines):
        if at in near:
            shown.append(line)
        elif not shown or shown[-1] is not FOLD:
            shown.append(FOLD)
    return shown


def whole_text(title: str, body: str, asked_as: Sequence[str] = ()) -> str:
    """Everything that people write of an article, to be compared at once."""
    return "\n".join([title, "", body, *(["", *(f"? {one}" for one in asked_as)] if asked_as else [])])


def field_changes(before: dict[str, Any], after: dict[str, Any]) -> list[FieldChange]:
    return [
        FieldChange(name, _in_words(before.get(name)), _in_words(after.get(name)))
        for name in after
        if before.get(name) != after[name]
    ]


def _in_words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return str(value) if value not in (None, "") else "–"
