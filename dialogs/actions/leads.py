"""Noting that someone may buy."""

from dialogs.actions.customer import find_customer
from dialogs.draft import Draft
from dialogs.types import LeadRef
from escalation.crm.leads import add_lead

CONTACT_KINDS = ("email", "phone")


def note_lead(draft: Draft, intent: str) -> bool:
    """Adds to the conversation's lead; True where sales would know how to reach the customer."""
    world, customer = draft.world, find_customer(draft)
    reach = told_contact(draft) or (customer.email if customer else None)
    seats = draft.entity("seats")
    lead = add_lead(
        world.session,
        tenant_id=world.tenant_id,
        lead_id=world.new_id(),
        conversation_id=world.conversation_id,
        contact_key=world.contact_key,
        intent=intent,
        plan=draft.entity("plan"),
        seats=int(seats) if seats and seats.isdigit() else None,
        company=draft.tracker.told.get("company") or (customer.company if customer else None),
        contact=reach,
        note=draft.message.text[:2000],
        now=draft.utc,
    )
    draft.lead = LeadRef(lead.id, lead.intent, lead.plan, lead.seats)
    draft.remember_slots({slot: value for slot, value in _named(draft).items() if value})
    draft.record("focus.set", kind="lead", id=lead.id)
    draft.act("lead")
    draft.because(f"lead {lead.id}: plan {lead.plan}, seats {lead.seats}")
    return reach is not None


def told_contact(draft: Draft) -> str | None:
    """An address told in this conversation."""
    told = draft.tracker.told
    return told.get("email") or told.get("phone")


def _named(draft: Draft) -> dict[str, str | None]:
    named = {kind: draft.entity(kind) for kind in ("plan", "seats", "addon", "email", "phone", "company")}
    return {**named, "contact": told_contact(draft)}
