"""Who is talking."""

from dialogs.draft import Draft
from escalation.crm import accounts
from escalation.crm.accounts import find_contact, find_subscription
from escalation.crm.models import Contact, Subscription


def find_customer(draft: Draft) -> Contact | None:
    """None for a visitor who has not signed in, and for a key that no contact of this tenant has."""
    world, key = draft.world, draft.world.contact_key
    if key is None:
        return None
    return draft.once("customer", lambda: find_contact(world.session, world.tenant_id, key))


def find_subscription_of(draft: Draft) -> Subscription | None:
    """The signed-in customer's."""
    world, key = draft.world, draft.world.contact_key
    if key is None:
        return None
    return draft.once("subscription", lambda: find_subscription(world.session, world.tenant_id, key))


def find_plan(draft: Draft) -> str | None:
    subscription = find_subscription_of(draft)
    return subscription.plan if subscription else None


def find_ticket_plan(draft: Draft) -> str | None:
    """By which their tickets are promised an answer: also where the desk only takes them for somebody."""
    world = draft.world
    if world.contact_key is None:
        return accounts.find_plan(world.session, world.tenant_id, world.customer_key)
    return find_plan(draft)
