"""Reads YAML of whoever wrote it."""

from typing import Any

import yaml

# libyaml's where PyYAML was built with it, ten times as fast; equally safe but for what nests too deep.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 50


MOST_REPEATED = 100_000
"""Characters and nodes that aliases may repeat in all. What they name may hold aliases again, and so grow."""


def compose(text: str) -> yaml.Node | None:
    """The root, None for an empty text. Raises YAMLError, also beyond DEEPEST and MOST_REPEATED."""
    _check_bounds(text)
    root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return root


def load(text: str) -> Any:
    """What it says, None for an empty text. Raises as `compose`, also for a date or number that is none."""
    _check_bounds(text)
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
    except ValueError as wrong:
        raise yaml.MarkedYAMLError(None, None, str(wrong)) from wrong


def _check_bounds(text: str) -> None:
    """Tens of thousands of brackets would end the process: libyaml makes nodes by recursion without limit.

    And nine short lines of aliases can stand for gigabytes.
    """
    # Of each collection that is open, what it is called and how much it holds; the first is the whole text.
    anchors: list[str | None] = [None]
    sizes = [0]
    named: dict[str | None, int] = {}
    repeated = 0
    for event in yaml.parse(text, Loader=_LOADER):
        size = 0
        if isinstance(event, yaml.CollectionStartEvent):
            anchors.append(event.anchor)
            sizes.append(1)
            named.pop(event.anchor, None)
            if len(sizes) > DEEPEST + 1:
                raise _refused(f"nested deeper than {DEEPEST} levels", event)
            continue
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in anchors:
                raise _refused(f"*{event.anchor} stands within what it names", event)
            # One that names nothing is the loader's to refuse.
            size = named.get(event.anchor, 0)
            repeated += size
            if repeated > MOST_REPEATED:
                raise _refused(f"aliases repeat more than {MOST_REPEATED:,} characters", event)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = anchors.pop(), sizes.pop()
            if anchor is not None:
                named[anchor] = size
        elif isinstance(event, yaml.ScalarEvent):
            size = 1 + len(event.value)
            if event.anchor is not None:
                named[event.anchor] = size
        sizes[-1] += size


def _refused(problem: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]
