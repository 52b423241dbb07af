"""Whose the conversation is, the bot's or an agent's. Each change raises the fence that stops a late turn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.conversations import (
    add_messages,
    change_conversation,
    conversation_shape,
    lock_conversation,
    message_row,
    message_shape,
    preview,
)
from bot.errors import NotFound, NotYoursToAnswer
from bot.hub import Frame, Hub, Topic, frame, owner_frame
from bot.inbox import Accepted, Arrival, add_item, find_repeat
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.principal import Principal


class Ownership:
    """What an agent does in a conversation. `agent` is a Principal of kind "agent"; its name is shown."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub

    def take_over(self, agent: Principal, conversation_id: str, now: datetime) -> dict[str, Any]:
        """The agent owns it from here, from the bot or a colleague; the bot is silent. Twice is once."""
        with self._database.uow(agent.tenant_id) as session:
            conversation = _lock(session, conversation_id)
            if conversation["agent_id"] == agent.id:
                return conversation_shape(conversation)
            changes = {
                "owner": "agent",
                "agent_id": agent.id,
                "agent_name": agent.name,
                "waiting_since": None,
            }
            said = phrase("joined", conversation["language"], name=agent.name or "")
            shown = _change_owner(session, conversation, changes, said, now)
        return self._tell(agent.tenant_id, conversation | changes, shown)

    def hand_back(self, agent: Principal, conversation_id: str, now: datetime) -> dict[str, Any]:
        """The bot answers again from the next message on. Any agent may; twice is once."""
        with self._database.uow(agent.tenant_id) as session:
            conversation = _lock(session, conversation_id)
            if conversation["owner"] == "bot":
                return conversation_shape(conversation)
            said = phrase("left", conversation["language"], name=conversation["agent_name"] or "")
            changes = {"owner": "bot", "agent_id": None, "agent_name": None}
            shown = _change_owner(session, conversation, changes, said, now)
        return self._tell(agent.tenant_id, conversation | changes, shown)

    def reply(self, agent: Principal, arrival: Arrival, now: datetime) -> Accepted:
        """The agent's message to the customer; NotYoursToAnswer unless the agent owns the conversation."""
        with self._database.uow(agent.tenant_id) as session:
            conversation = _lock(session, arrival.conversation_id)
            repeat = find_repeat(session, arrival)
            if repeat is not None:
                return repeat
            if conversation["agent_id"] != agent.id:
                raise NotYoursToAnswer(conversation["agent_name"] or "the bot")
            seq = conversation["next_seq"]
            row = message_row(
                session, arrival.conversation_id, seq, author="agent", name=agent.name, text=arrival.text,
                client_id=arrival.client_id, now=now,
            )  # fmt: skip
            changes = {"next_seq": seq + 1, "updated_at": now, "preview": preview(arrival.text)}
            change_conversation(session, arrival.conversation_id, **changes)
            add_messages(session, [row])
            add_item(session, arrival, seq, kind="agent", state="done", now=now)
        message, shape = message_shape(row), conversation_shape(conversation | changes)
        topic = Topic(agent.tenant_id, arrival.conversation_id)
        self._hub.publish(topic, frame("message", position=seq, message=message))
        self._hub.publish(Topic(agent.tenant_id), frame("conversation", conversation=shape))
        return Accepted(message, False, True, shape)

    def _tell(
        self, tenant_id: str, conversation: Mapping[str, Any], shown: Mapping[str, Any]
    ) -> dict[str, Any]:
        shape = conversation_shape({**conversation, **shown["changes"]})
        frames: list[Frame] = [
            frame("message", position=shown["message"]["seq"], message=shown["message"]),
            owner_frame(shape),
        ]
        self._hub.publish(Topic(tenant_id, shape["id"]), *frames)
        self._hub.publish(Topic(tenant_id), frame("conversation", conversation=shape))
        return shape


def _lock(session: TenantSession, conversation_id: str) -> dict[str, Any]:
    conversation = lock_conversation(session, conversation_id)
    if conversation is None:
        raise NotFound("conversation")
    return conversation


def _change_owner(
    session: TenantSession,
    conversation: Mapping[str, Any],
    changes: Mapping[str, Any],
    said: str,
    now: datetime,
) -> dict[str, Any]:
    seq = conversation["next_seq"]
    row = message_row(session, conversation["id"], seq, author="system", text=said, now=now)
    moved = {
        "fence": conversation["fence"] + 1,
        "next_seq": seq + 1,
        "updated_at": now,
        "preview": preview(said),
    }
    change_conversation(session, conversation["id"], **changes, **moved)
    add_messages(session, [row])
    return {"message": message_shape(row), "changes": moved}
