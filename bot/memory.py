"""Erasing what is remembered of a customer. Tickets, orders and the conversations themselves stay."""

from sqlalchemy import select

from bot.errors import NotFound
from bot.models import Conversation, DialogueEvent
from bot.persistence.tenancy import TenantSession
from escalation.crm.accounts import find_contact


def forget(session: TenantSession, key: str) -> int:
    """Returns how many things told in conversations were erased. NotFound for an unknown customer."""
    contact = find_contact(session, session.require_tenant(), key)
    if contact is None:
        raise NotFound(f"customer {key!r}; expected a key as the site's tokens carry it")
    contact.product_version = contact.platform = None
    theirs = select(Conversation.id).where(Conversation.contact_key == key)
    told = select(DialogueEvent).where(
        DialogueEvent.type == "customer.told", DialogueEvent.conversation_id.in_(theirs)
    )
    erased = 0
    for event in session.scalars(told):
        if event.data["value"]:
            event.data = {**event.data, "value": ""}
            erased += 1
    return erased
