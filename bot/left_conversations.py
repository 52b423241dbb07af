"""Conversations do not stay with people who left or may no longer answer: the bot has them from then on.

Where the customer waits for a person's word they wait on, for anybody to take over, and `bot.leases` keeps
the time. Whoever locks the row first does it, and the next finds it done.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from bot.agents import Module, Role, may_change
from bot.desk.assigning import works_tickets
from bot.hub import Hub
from bot.logging import get_logger
from bot.models import Agent, Conversation
from bot.owner_change import PASSING, Change, change_owner, lock, publish_change
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.tenants import TenantInfo


class LeftConversations:
    """A tenant's job: it only looks, unless somebody left."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._log = get_logger("left_conversations")

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Returns how many changed hands."""
        with self._database.reading(tenant.id) as session:
            left = _left(session)
        return sum(self._pass_on(tenant.id, one, now) for one in left)

    def _pass_on(self, tenant_id: str, conversation_id: str, now: datetime) -> bool:
        with self._database.uow(tenant_id) as session:
            conversation = lock(session, conversation_id)
            agent = session.get(Agent, (tenant_id, conversation["agent_id"] or ""))
            if agent is None or works_tickets(agent):
                return False
            change = _change(session, conversation, now)
        publish_change(self._hub, tenant_id, change)
        self._log.info("passed_on", tenant=tenant_id, conversation=conversation_id, agent=agent.id)
        return True


def _change(session: TenantSession, conversation: dict[str, Any], now: datetime) -> Change:
    """Whoever has heard the last word hears that the bot is back; whoever waits for one goes on waiting."""
    waits_since = conversation["unanswered_since"]
    said = phrase(
        "agent_gone" if waits_since else "left",
        conversation["language"],
        name=conversation["agent_name"] or "",
    )
    return change_owner(
        session, conversation, owner="bot", said=said, now=now, extra=PASSING, waiting_since=waits_since
    )


def _left(session: TenantSession) -> list[str]:
    roles = [role.value for role in Role if may_change(role, Module.desk)]
    found = (
        select(Conversation.id)
        .join(Agent, (Agent.tenant_id == Conversation.tenant_id) & (Agent.id == Conversation.agent_id))
        .where(or_(Agent.disabled_at.is_not(None), Agent.role.not_in(roles)))
        .order_by(Conversation.unanswered_since)
    )
    return list(session.scalars(found))
