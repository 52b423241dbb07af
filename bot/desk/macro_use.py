"""An agent's macro: the actions at once, the reply for them to look over before they send it."""

from collections.abc import Collection
from datetime import datetime

from bot.desk.notify_effects import Refused, Sender
from bot.desk.notify_places import Places
from bot.desk.rule_acting import Doing, act
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.routing.placeholders import fill_places
from escalation.routing.words import Words
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed
from escalation.workflow.shelf import MACROS


def use_macro(
    session: TenantSession,
    tenant: TenantInfo,
    ticket: Ticket,
    key: str,
    *,
    agent: Agent,
    present: Collection[str],
    site: str,
    mark: str,
    now: datetime,
) -> list[Words]:
    """On the locked ticket; returns what could not be done. `mark` is fresh for each use, and the
    same when the same use is asked for again."""
    macro = MACROS.get(session, tenant.id, key).value
    places = Places(session, tenant, ticket, site, text="")
    refused = []
    for number, action in enumerate(macro.actions, start=1):
        sender = Sender(places, "macro.used", f"macro:{ticket.id}:{mark}:{number}", now)
        deed = Deed(f"agent:{agent.id}", tenant.now(now))
        try:
            act(Doing(session, ticket, deed, sender, macro.name, present), action)
        except Refused as one:
            refused.append(one.words)
    return refused


def macro_reply(
    session: TenantSession, tenant: TenantInfo, ticket: Ticket, key: str, *, agent: Agent, site: str
) -> str | None:
    """For the composer, filled in the customer's language: {{agent}} is who uses it. None where the macro has
    no reply."""
    reply = MACROS.get(session, tenant.id, key).value.reply
    if reply is None:
        return None
    values = Places(session, tenant, ticket, site, "", agent).for_customer(ticket.language)
    return fill_places(reply.in_language(ticket.language), values)
