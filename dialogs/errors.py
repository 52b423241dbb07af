"""DialogueError
├── UnknownEvent     an event type that no reducer of the tracker takes
├── FlowStuck        an event was sent to a flow's chart in a state that has no way for it
└── ResponseBroken   a response template that is missing, empty or takes other values than given
"""

from collections.abc import Iterable


class DialogueError(Exception):
    """Root of what this package raises."""


class UnknownEvent(DialogueError):
    def __init__(self, event_type: str, known: Iterable[str]) -> None:
        super().__init__(f"event {event_type!r} is unknown; expected one of {', '.join(sorted(known))}")
        self.event_type = event_type


class FlowStuck(DialogueError):
    def __init__(self, flow: str, event: str, configuration: Iterable[str]) -> None:
        where = ", ".join(configuration)
        super().__init__(f"flow {flow} in {where} takes no {event!r}; send it only where the chart has it")
        self.flow = flow
        self.event = event


class ResponseBroken(DialogueError):
    """The message names the key, what was got and what was expected."""
