"""What others did to a ticket since somebody looked at it."""

from collections.abc import Collection, Sequence

from escalation.ticketing.events import TicketEvent


def others_since(
    events: Sequence[TicketEvent], seen: int, agent_id: str, types: Collection[str]
) -> list[TicketEvent]:
    """`events` is the whole log; `seen` counts those that were there."""
    mine = f"agent:{agent_id}"
    return [event for event in events[seen:] if event.by != mine and event.type in types]
