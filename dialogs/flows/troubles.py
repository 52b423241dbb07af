"""outage, complaint, privacy_request: a ticket at once, asking nothing more. A line, so no chart."""

from dialogs.actions.people import offer_person
from dialogs.actions.tickets import open_ticket
from dialogs.draft import Draft


def take_trouble(draft: Draft, intent: str) -> None:
    module = draft.entity("product_module")
    ticket = open_ticket(draft, intent, draft.message.text, module=module)
    named = {"module": module, "platform": draft.entity("platform")}
    draft.remember_slots({slot: value for slot, value in named.items() if value})
    key = f"{intent}.{'joined' if ticket.joined else 'opened'}"
    if intent == "complaint":
        offer_person(draft)
    draft.say(key, ticket_id=ticket.ticket_id, quick=draft.labels("person"))
