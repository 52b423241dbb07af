"""Reads YAML of whoever wrote it."""

from typing import Any

import yaml

# libyaml's where PyYAML was built with it, ten times as fast; equally safe but for what nests too deep.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 50


def compose(text: str) -> yaml.Node | None:
    """The root, None for an empty text. Raises YAMLError, also for what nests deeper than DEEPEST."""
    _check_depth(text)
    root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return root


def load(text: str) -> Any:
    """What it says, None for an empty text. Raises as `compose`."""
    _check_depth(text)
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader


def _check_depth(text: str) -> None:
    """Tens of thousands of brackets would end the process: libyaml makes nodes by recursion without limit."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            problem = f"nested deeper than {DEEPEST} levels"
            raise yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]
