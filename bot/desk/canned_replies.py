"""The desk's macros as an agent uses them in a conversation: which make sense there, and what they reply."""

from collections.abc import Mapping
from typing import Any

from bot.desk.notify_places import Places
from bot.models import Agent, MailThread
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.crm.accounts import find_contact
from escalation.routing.placeholders import fill_places, places_in
from escalation.ticketing.models import Ticket
from escalation.workflow.macro import Macro

OF_TICKET = frozenset({"ticket", "subject", "status", "priority", "team"})


def makes_sense(macro: Macro, ticket: Ticket | None) -> bool:
    """Without a ticket there is nothing to act on, and nothing to say of one."""
    if ticket is not None:
        return True
    said = macro.reply and {*places_in(macro.reply.zh), *places_in(macro.reply.en)}
    return bool(said is not None and OF_TICKET.isdisjoint(said) and not macro.actions)


def fill_reply(
    session: TenantSession,
    tenant: TenantInfo,
    conversation: Mapping[str, Any],
    ticket: Ticket | None,
    macro: Macro,
    *,
    agent: Agent,
    site: str,
) -> str | None:
    """In the conversation's language; None where the macro has no reply. `ticket` is the customer's own."""
    if macro.reply is None:
        return None
    language = "en" if conversation["language"] == "en" else "zh"
    values = _of_conversation(session, tenant, conversation, language, agent)
    if ticket is not None:
        values = Places(session, tenant, ticket, site, "", agent).for_customer(language) | values
    return fill_places(macro.reply.in_language(language), values)


def _of_conversation(
    session: TenantSession, tenant: TenantInfo, conversation: Mapping[str, Any], language: str, agent: Agent
) -> dict[str, str]:
    """Who writes in it, also where its ticket was opened by whom it was told first."""
    key = conversation["contact_key"]
    contact = find_contact(session, tenant.id, key) if key else None
    mail = session.get(MailThread, (tenant.id, conversation["id"]))
    visitor = "访客" if language == "zh" else "a visitor"
    return {
        "customer": contact.name if contact else (mail.name if mail else "") or visitor,
        "company": contact.company if contact else "",
        "agent": agent.name,
        "desk": tenant.name,
        "link": next(iter(tenant.allowed_origins), ""),
    }
