"""What changes between a conversation's turns and decides how the next goes: stored among its events."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.persistence.tenancy import TenantSession
from bot.tracker_cache import add_events
from dialogs.events import Event


class Fact(StrEnum):
    """A type of event. `taken`: a person has the conversation; `returned`: the bot has it again; nobody is
    waited for after either, unless `awaited` follows. `wait_ended`: no more, and the bot has it as before."""

    taken = "conversation.taken"
    returned = "conversation.returned"
    awaited = "person.awaited"
    wait_ended = "wait.ended"


def add_facts(session: TenantSession, conversation: Mapping[str, Any], *facts: Fact) -> dict[str, Any]:
    """Returns what that changes about the locked conversation."""
    position, seq = conversation["next_event"], conversation["next_seq"]
    events = [Event(fact.value, {}) for fact in facts]
    add_events(session, conversation["id"], position=position, seq=seq, events=events)
    return {"next_event": position + len(events)}
