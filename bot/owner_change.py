"""How a conversation changes hands: a new fence, a sentence to the customer, and all who listen are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.conversations import add_word, conversation_shape, lock_conversation, message_shape
from bot.errors import NotFound
from bot.hub import Hub, Topic, frame, owner_frame
from bot.owner_facts import Fact, add_facts
from bot.persistence.tenancy import TenantSession

PASSING = {"passing": True}
"""`extra` of a line that only counts for who looks on: nobody is written to for it."""

Change = tuple[dict[str, Any], dict[str, Any]]
"""The conversation after it and what was said, both as they are shown."""


def lock(session: TenantSession, conversation_id: str) -> dict[str, Any]:
    conversation = lock_conversation(session, conversation_id)
    if conversation is None:
        raise NotFound("conversation")
    return conversation


def change_owner(
    session: TenantSession,
    conversation: Mapping[str, Any],
    *,
    owner: str,
    said: str,
    now: datetime,
    **changes: Any,
) -> Change:
    """The locked conversation is `owner`'s, and what the bot had asked before is void when it returns."""
    changes |= {"owner": owner, "fence": conversation["fence"] + 1, "owned_since": now}
    facts = [Fact.taken]
    if owner == "bot":
        changes |= {"agent_id": None, "agent_name": None}
        facts = [Fact.returned, Fact.awaited] if changes.get("waiting_since") else [Fact.returned]
    changes |= add_facts(session, conversation, *facts)
    return say(session, conversation, said, now, **changes)


def say(
    session: TenantSession, conversation: Mapping[str, Any], said: str, now: datetime, **changes: Any
) -> Change:
    """The system's sentence in the locked conversation, with what else changes about it."""
    row, after = add_word(session, conversation, said, author="system", now=now, **changes)
    return conversation_shape(after), message_shape(row)


def publish_change(hub: Hub, tenant_id: str, change: Change) -> dict[str, Any]:
    """After the commit; returns the conversation as it is shown."""
    shape, message = change
    hub.publish(
        Topic(tenant_id, shape["id"]),
        frame("message", position=message["seq"], message=message),
        owner_frame(shape),
    )
    hub.publish(Topic(tenant_id), frame("conversation", conversation=shape))
    return shape
