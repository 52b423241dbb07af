"""Who is talking."""

from dialogs.draft import Draft
from escalation.crm.accounts import find_contact, find_subscription
from escalation.crm.models import Contact


def find_customer(draft: Draft) -> Contact | None:
    """None for a visitor who has not signed in, and for a key that no contact of this tenant has."""
    key = draft.world.contact_key
    return find_contact(draft.world.session, draft.world.tenant_id, key) if key else None


def find_plan(draft: Draft) -> str | None:
    key = draft.world.contact_key
    subscription = find_subscription(draft.world.session, draft.world.tenant_id, key) if key else None
    return subscription.plan if subscription else None
