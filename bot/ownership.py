"""Whose the conversation is, the bot's or an agent's. Each change raises the fence that stops a late turn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.conversations import add_word, conversation_shape, is_unanswered, message_shape
from bot.desk.story import agent_said
from bot.errors import NotYoursToAnswer
from bot.handoff_ticket import find_own_ticket
from bot.hub import Hub, Topic, frame
from bot.inbox import Accepted, Arrival, add_item, find_repeat
from bot.owner_change import PASSING, Change, change_owner, lock, publish_change
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.principal import Principal
from bot.tenants import TenantDirectory
from escalation.handoff import person_came
from escalation.ticketing.desk import find_root, ticket_label


class Ownership:
    """What an agent does in a conversation. `agent` is a Principal of kind "agent"; its name is shown."""

    def __init__(self, database: Database, hub: Hub, tenants: TenantDirectory) -> None:
        self._database = database
        self._hub = hub
        self._tenants = tenants

    def take_over(self, agent: Principal, conversation_id: str, now: datetime) -> dict[str, Any]:
        """The agent owns it from here, from the bot or a colleague; the bot is silent. Twice is once.

        Where the customer waits for a word, the agent has the tenant's patience for it: see bot/leases.py.
        """
        with self._database.uow(agent.tenant_id) as session:
            conversation = lock(session, conversation_id)
            if conversation["agent_id"] == agent.id:
                return conversation_shape(conversation)
            change = take(session, agent, conversation, now)
        return publish_change(self._hub, agent.tenant_id, change)

    def hand_back(self, agent: Principal, conversation_id: str, now: datetime) -> dict[str, Any]:
        """The bot answers again from the next message on. Any agent may; twice is once."""
        with self._database.uow(agent.tenant_id) as session:
            conversation = lock(session, conversation_id)
            if conversation["owner"] == "bot":
                return conversation_shape(conversation)
            change = give_back(session, conversation, now)
        return publish_change(self._hub, agent.tenant_id, change)

    def reply(self, agent: Principal, arrival: Arrival, now: datetime) -> Accepted:
        """The agent's message to the customer; NotYoursToAnswer unless the agent owns the conversation."""
        with self._database.uow(agent.tenant_id) as session:
            conversation = lock(session, arrival.conversation_id)
            repeat = find_repeat(session, arrival)
            if repeat is not None:
                return repeat
            if conversation["agent_id"] != agent.id:
                raise NotYoursToAnswer(conversation["agent_name"] or "the bot")
            row, conversation = write_as_agent(session, agent, conversation, arrival, now)
            agent_said(
                session,
                conversation,
                arrival.text,
                agent_id=agent.id,
                name=agent.name or "",
                seq=row["seq"],
                now=self._tenants.get(agent.tenant_id).now(now),
                at=now,
            )
        message = publish_message(self._hub, row, conversation)
        return Accepted(message, False, True, conversation_shape(conversation))


def take(session: TenantSession, agent: Principal, conversation: Mapping[str, Any], now: datetime) -> Change:
    """The locked conversation is the agent's, and what is said in it from now on its ticket's."""
    own = find_own_ticket(session, conversation)
    if own is not None:
        person_came(find_root(session, own, locked=False))
    return change_owner(
        session,
        conversation,
        owner="agent",
        said=phrase("joined", conversation["language"], name=agent.name or ""),
        now=now,
        extra=PASSING,
        agent_id=agent.id,
        agent_name=agent.name,
        waiting_since=None,
        unanswered_since=now if _waits_for_person(session, conversation) else None,
        ticket_id=conversation["ticket_id"] or (ticket_label(own) if own else None),
    )


def give_back(session: TenantSession, conversation: Mapping[str, Any], now: datetime) -> Change:
    """The locked conversation, which is an agent's, is the bot's."""
    said = phrase("left", conversation["language"], name=conversation["agent_name"] or "")
    return change_owner(
        session, conversation, owner="bot", said=said, now=now, extra=PASSING, unanswered_since=None
    )


def write_as_agent(
    session: TenantSession,
    agent: Principal,
    conversation: Mapping[str, Any],
    arrival: Arrival,
    now: datetime,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The message's row in the locked conversation, which is the agent's, and the conversation after it."""
    row, after = add_word(
        session, conversation, arrival.text, author="agent", name=agent.name, extra=arrival.extra,
        client_id=arrival.client_id, now=now, unanswered_since=None,
    )  # fmt: skip
    add_item(session, arrival, row["seq"], kind="agent", state="done", now=now)
    return row, after


def publish_message(hub: Hub, row: Mapping[str, Any], conversation: Mapping[str, Any]) -> dict[str, Any]:
    """After the commit; returns the message as it is shown."""
    message, tenant_id = message_shape(row), conversation["tenant_id"]
    hub.publish(Topic(tenant_id, conversation["id"]), frame("message", position=row["seq"], message=message))
    hub.publish(Topic(tenant_id), frame("conversation", conversation=conversation_shape(conversation)))
    return message


def _waits_for_person(session: TenantSession, conversation: Mapping[str, Any]) -> bool:
    if conversation["waiting_since"] or conversation["unanswered_since"]:
        return True
    return conversation["owner"] == "bot" and is_unanswered(session, conversation["id"])
