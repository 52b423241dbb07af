"""Erasing what is remembered of a customer. Tickets, orders and the conversations themselves stay."""

from sqlalchemy import select, update

from bot.errors import NotFound
from bot.models import Conversation, DialogueEvent
from bot.persistence.tenancy import TenantSession
from escalation.crm.accounts import find_contact
from escalation.crm.models import Contact


def forget(session: TenantSession, key: str) -> int:
    """Returns how many things told in conversations were erased. NotFound for an unknown customer.

    No turn runs in their conversations meanwhile, and trackers that processes hold are not used again.
    """
    contact = _get_contact(session, key)
    theirs = update(Conversation).where(Conversation.contact_key == key)
    session.execute(theirs.values(next_event=Conversation.next_event + 1))
    contact.product_version = contact.platform = None
    events = _list_told(session, key)
    for event in events:
        event.data = {**event.data, "value": ""}
    return len(events)


def count_told(session: TenantSession, key: str) -> int:
    """How many things `forget` would erase; NotFound as there."""
    _get_contact(session, key)
    return len(_list_told(session, key))


def _get_contact(session: TenantSession, key: str) -> Contact:
    contact = find_contact(session, session.require_tenant(), key)
    if contact is None:
        raise NotFound(f"customer {key!r}; expected a key as the site's tokens carry it")
    return contact


def _list_told(session: TenantSession, key: str) -> list[DialogueEvent]:
    theirs = select(Conversation.id).where(Conversation.contact_key == key)
    told = select(DialogueEvent).where(
        DialogueEvent.type == "customer.told", DialogueEvent.conversation_id.in_(theirs)
    )
    return [event for event in session.scalars(told) if event.data["value"]]
