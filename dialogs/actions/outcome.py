"""What a built-in action is, and what it ends in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogs.draft import Draft

Slots = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`name` is which of the flow's outcomes is said, with these values beside the flow's own."""

    name: str = "done"
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """`outcomes`: all that `run` may end in, `values` what it tells of them. `preview` tells before the yes
    what would come of it, and `previews` names that. `comes_with`: the slots that an outcome only comes with.
    `demands_yes`: it changes something of the customer's."""

    run: Callable[[Draft, str, Slots], Outcome]
    outcomes: tuple[str, ...] = ("done",)
    values: tuple[str, ...] = ()
    preview: Callable[[Draft, Slots], Mapping[str, str]] = lambda draft, slots: {}
    previews: tuple[str, ...] = ()
    comes_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    demands_yes: bool = True
