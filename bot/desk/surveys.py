"""Asks customers how it went: in the conversation that it was about, where they wrote."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from bot.conversations import lock_conversation
from bot.desk.places import is_read
from bot.desk.survey_words import question
from bot.desk.ticket_frames import changing_tickets
from bot.hub import Hub
from bot.models import Conversation
from bot.owner_change import Change, publish_change, say
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.surveys.asking import (
    BATCH,
    PAUSE,
    QUARTER,
    SETTLED,
    lock_person,
    may_ask_now,
    solved_unasked,
    was_asked,
)
from escalation.surveys.kinds import SCALES
from escalation.surveys.models import Survey
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import lock_tickets, record
from escalation.ticketing.models import Ticket

Find = Callable[[TenantSession, TenantInfo, datetime], list[Survey]]
FRESH = timedelta(days=7)
"""Whoever last wrote longer ago is not asked for the NPS in that conversation."""


@dataclass(frozen=True, slots=True)
class Surveyor:
    database: Database
    hub: Hub

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Asks whom it is time to ask; returns how many. Whoever locks the person first asks, once."""
        return sum(self._ask(tenant, find, now) for find in (_csat, _nps))

    def _ask(self, tenant: TenantInfo, find: Find, now: datetime) -> int:
        with self.database.reading(tenant.id) as session:
            found = find(session, tenant, now)
        asked = 0
        for survey in found:
            with changing_tickets(self.database, self.hub, tenant.id) as session:
                change = _say(session, survey, tenant.now(now), now)
            if change is not None:
                publish_change(self.hub, tenant.id, change)
                asked += 1
        return asked


def _csat(session: TenantSession, tenant: TenantInfo, now: datetime) -> list[Survey]:
    if "csat" not in tenant.surveys:
        return []
    at = tenant.now(now)
    return [
        _survey(tenant, "csat", ticket.conversation_id, ticket.contact_key, at, ticket=ticket)
        for ticket in solved_unasked(session, tenant.id, at)
    ]


def _nps(session: TenantSession, tenant: TenantInfo, now: datetime) -> list[Survey]:
    if "nps" not in tenant.surveys:
        return []
    at = tenant.now(now)
    found: dict[str, Survey] = {}
    talked = (
        select(Conversation.id, Conversation.contact_key)
        .where(
            Conversation.contact_key.is_not(None),
            ~was_asked(tenant.id, Conversation.contact_key, at - QUARTER, "nps"),
            ~was_asked(tenant.id, Conversation.contact_key, at - PAUSE),
            Conversation.owner == "bot",
            Conversation.waiting_since.is_(None),
            Conversation.updated_at.between(now - FRESH, now - 6 * SETTLED),
        )
        .order_by(Conversation.updated_at.desc())
        .limit(BATCH)
    )
    for conversation, contact in session.execute(talked):
        found.setdefault(contact or "", _survey(tenant, "nps", conversation, contact, at))
    return list(found.values())


def _survey(
    tenant: TenantInfo,
    kind: str,
    conversation_id: str | None,
    contact_key: str | None,
    at: datetime,
    *,
    ticket: Ticket | None = None,
) -> Survey:
    """Not in the session: its language and channel are the conversation's, which is not locked yet."""
    return Survey(
        tenant_id=tenant.id,
        id=uuid4().hex,
        kind=kind,
        ticket_id=ticket.id if ticket else None,
        contact_key=contact_key,
        conversation_id=conversation_id,
        agent_id=ticket.agent_id if ticket else None,
        team=ticket.team if ticket else None,
        asked_at=at,
        score=None,
        comment=None,
        answered_at=None,
    )


def _say(session: TenantSession, survey: Survey, at: datetime, now: datetime) -> Change | None:
    """None where the person was asked something since it was looked, or their ticket is open again, or where
    it would reach nobody."""
    conversation = lock_conversation(session, survey.conversation_id or "")
    lock_person(session, survey.tenant_id, survey.contact_key)
    if conversation is None or not is_read(conversation) or not may_ask_now(session, survey, at):
        return None
    language, label = conversation["language"], conversation["ticket_id"] or ""
    survey.language, survey.channel = language, conversation["channel"]
    session.add(survey)
    for ticket in lock_tickets(session, survey.tenant_id, [survey.ticket_id] if survey.ticket_id else []):
        label = f"#{ticket.number}"
        record(session, ticket, TicketEvent("survey.asked", at, "system", {"kind": survey.kind}))
    text = question(survey.kind, language, ticket=label)
    extra = {"survey": {"id": survey.id, "kind": survey.kind, "scores": list(SCALES[survey.kind].scores)}}
    # A conversation in which only we asked something has not gone on.
    return say(session, conversation, text, now, extra=extra, updated_at=conversation["updated_at"])
