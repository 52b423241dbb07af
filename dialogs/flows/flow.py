"""What a flow says of itself; `conduct` moves it along its chart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dialogs.charts import Chart, Facts
from dialogs.draft import Draft


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells a flow in its context.

    `unknown` is an id that names nothing of this customer's; `several` says that it fits more than one;
    `repeats` that it names again what is known; `unfit` are slots told with what has not their form.
    """

    slots: Mapping[str, str] = field(default_factory=dict)
    unknown: str | None = None
    several: tuple[str, ...] = ()
    repeats: bool = False
    why: str = ""
    unfit: tuple[str, ...] = ()


def _says_nothing(draft: Draft) -> None:
    """For flows that never come to that step."""


@dataclass(frozen=True, slots=True)
class Flow:
    """`read`, `check` and `ask` look; only `carry_out` writes.

    `asks`: the slots it may ask for; `free_text`: those whose answer is any text; `absorbs`: intents that, as
    an answer to a free-text question, are the answer. `agrees` and `declines`: whether a message means yes
    or no to this flow. A
    `task` promises an outcome, so it pauses for other talk and its end is always said; others give way
    silently.
    """

    name: str
    chart: Chart
    read: Callable[[Draft], Told]
    check: Callable[[Draft], Facts]
    ask: Callable[[Draft, str], None]
    carry_out: Callable[[Draft], None]
    restate: Callable[[Draft], None] = _says_nothing
    refuse: Callable[[Draft, str], None] = lambda draft, why: None
    asks: tuple[str, ...] = ()
    free_text: frozenset[str] = frozenset()
    absorbs: frozenset[str] = frozenset()
    agrees: Callable[[Draft], bool] = lambda draft: False
    declines: Callable[[Draft], bool] = lambda draft: False
    signed_in: bool = False
    task: bool = False
