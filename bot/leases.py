"""How long a customer waits for a person's word before the wait is ended, openly and with a promised time.

It concerns whoever asked for a person and was joined by none, and whoever wrote to an agent that fell silent:
that agent loses the conversation. Everything is in the row, so that it outlives the process; whoever locks
the row first does it, and the next finds it done.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.conversations import find_conversation
from bot.handoff_ticket import Promise, find_ticket_of, promise_answer
from bot.hub import Hub
from bot.logging import get_logger
from bot.models import Conversation
from bot.outbox import add_effect
from bot.owner_change import Change, change_owner, lock, publish_change, say
from bot.owner_facts import Fact, add_facts
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.tenants import TenantInfo
from dialogs.formats import format_moment
from escalation.sla.business_hours import BusinessHours, zone_of
from escalation.sla.promise_hours import get_promise_hours
from nlu.types import Language


class Leases:
    """Ends the waits that are over. `list_due` only looks; `end` decides, on the locked conversation."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._log = get_logger("leases")

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Returns how many it ended."""
        return sum(self.end(tenant, one, now) for one in self.list_due(tenant, now))

    def list_due(self, tenant: TenantInfo, now: datetime) -> list[str]:
        """The conversations in which the wait is over, as they are when we look."""
        old = select(Conversation.id).where(Conversation.unanswered_since <= now - tenant.patience)
        with self._database.reading(tenant.id) as session:
            hours = _hours(session, tenant)
            return [
                one
                for one in session.scalars(old.order_by(Conversation.unanswered_since))
                if _why_over(session, tenant, hours, find_conversation(session, one), now)
            ]

    def end(self, tenant: TenantInfo, conversation_id: str, now: datetime) -> bool:
        with self._database.uow(tenant.id) as session:
            conversation, hours = lock(session, conversation_id), _hours(session, tenant)
            why = _why_over(session, tenant, hours, conversation, now)
            if why is None:
                return False
            promise = promise_answer(session, conversation, hours, tenant.now(now))
            change = _end(session, tenant, conversation, promise, now)
            if not tenant.back_to_bot:
                _call_agents(session, conversation, promise, why, now)
        publish_change(self._hub, tenant.id, change)
        self._log.info("wait_ended", tenant=tenant.id, conversation=conversation_id, reason=why)
        return True


def find_why_over(
    since: datetime, patience: timedelta, hours: BusinessHours, *, promised: datetime | None, now: datetime
) -> str | None:
    """None while the customer can still be expected to wait; what was promised them is waited for."""
    due = hours.add(since, patience)
    if promised is not None and promised > due:
        return f"nobody answered by {promised.isoformat(timespec='minutes')}" if now >= promised else None
    return f"nobody answered within {patience} of business hours" if now >= due else None


def _why_over(
    session: TenantSession,
    tenant: TenantInfo,
    hours: BusinessHours,
    conversation: dict[str, Any] | None,
    now: datetime,
) -> str | None:
    if conversation is None or conversation["unanswered_since"] is None:
        return None
    ticket = find_ticket_of(session, conversation)
    return find_why_over(
        tenant.moment(conversation["unanswered_since"], now),
        tenant.patience,
        hours,
        promised=ticket.promised_at if ticket else None,
        now=tenant.now(now),
    )


def _hours(session: TenantSession, tenant: TenantInfo) -> BusinessHours:
    return get_promise_hours(session, tenant.id, tenant.business_hours, tenant.timezone)


def _end(
    session: TenantSession,
    tenant: TenantInfo,
    conversation: dict[str, Any],
    promise: Promise,
    now: datetime,
) -> Change:
    """Said once: with `unanswered_since` gone the wait goes on in silence, if it goes on."""
    language = Language(conversation["language"])
    when = format_moment(promise.at, language, now=tenant.now(now).astimezone(zone_of(tenant.timezone)))
    values = {"ticket": promise.ticket.ticket_id, "when": when}
    waiting_since = conversation["waiting_since"] or conversation["unanswered_since"]
    changes = {
        "waiting_since": None if tenant.back_to_bot else waiting_since,
        "unanswered_since": None,
        "ticket_id": promise.ticket.ticket_id,
    }
    if conversation["owner"] == "agent":
        said = phrase("agent_silent", language.value, name=conversation["agent_name"] or "", **values)
        return change_owner(session, conversation, owner="bot", said=said, now=now, **changes)
    if waiting_since and tenant.back_to_bot:
        changes |= add_facts(session, conversation, Fact.wait_ended)
    return say(session, conversation, phrase("nobody_came", language.value, **values), now, **changes)


def _call_agents(
    session: TenantSession, conversation: dict[str, Any], promise: Promise, why: str, now: datetime
) -> None:
    add_effect(
        session,
        key=f"handoff.requested:{conversation['id']}:{conversation['next_seq']}",
        kind="handoff.requested",
        payload={
            "conversation": conversation["id"],
            "ticket": asdict(promise.ticket),
            "promised_at": promise.at.isoformat(),
            "reason": why,
        },
        now=now,
    )
