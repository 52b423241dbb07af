"""contact_sales, and pricing_question with something to go on: a lead. Lines, so no chart."""

from dialogs.actions.leads import note_lead, told_contact
from dialogs.draft import Draft
from dialogs.flows.knowledge_answer import answer


def contact_sales(draft: Draft) -> None:
    """A visitor who left no address is asked for one, once; the lead stands either way."""
    if note_lead(draft, "contact_sales"):
        draft.say("sales.noted")
    else:
        ask_contact(draft, "sales.ask_contact")


def take_contact(draft: Draft) -> None:
    """The address that sales was missing."""
    note_lead(draft, "contact_sales")
    if draft.tracker.offer:
        draft.record("offer.closed")
    draft.say("sales.thanks_contact", contact=told_contact(draft) or "")


def price(draft: Draft) -> None:
    """The price list answers; with seats or a plan named, sales hears of it too."""
    if not (draft.entity("seats") or draft.entity("plan")):
        answer(draft, "pricing_question")
        return
    reachable = note_lead(draft, "pricing_question")
    told_after = draft.reading.intent != "pricing_question" and not draft.reading.question
    if told_after:  # a number of people or a plan
        if reachable:
            draft.say("sales.noted_price")
        else:
            ask_contact(draft, "sales.price_contact")
        return
    answer(draft, "pricing_question", otherwise="sales.noted_price")
    if not reachable:
        ask_contact(draft, "sales.price_contact")
    elif draft.article:
        draft.say("sales.also_noted")


def ask_contact(draft: Draft, key: str) -> None:
    draft.record("offer.made", kind="contact", data={})
    draft.act("asks_slot:contact")
    draft.say(key)
