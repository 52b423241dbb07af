"""Greetings, thanks, goodbyes, a yes or no to nothing, "are you a robot?". Lines, so no chart."""

from dialogs.actions import memory
from dialogs.actions.customer import find_customer
from dialogs.actions.people import offer_person
from dialogs.draft import Draft
from dialogs.flows.knowledge_answer import close_question

INTENTS = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "bot_challenge"})


def talk(draft: Draft, intent: str) -> None:
    draft.act("smalltalk")
    if draft.is_waiting:
        draft.say(
            f"talk.{intent}_aside" if intent in ("greet", "thank", "bot_challenge") else "talk.ok_aside"
        )
        return
    if intent == "bot_challenge":
        offer_person(draft)
        draft.say("talk.bot_challenge", tenant=draft.world.tenant_name, quick=draft.labels("person"))
        return
    if intent in ("goodbye", "thank"):
        close_question(draft)
    customer = find_customer(draft)
    if intent == "greet" and customer:
        still = draft.term("label", "list_gap").join(memory.open_tickets(draft))
        draft.say("talk.greet_known", name=customer.name, tenant=draft.world.tenant_name, tickets=still)
        return
    if intent == "greet":
        draft.say("talk.greet", tenant=draft.world.tenant_name)
        return
    draft.say(f"talk.{intent}")


def prompt(draft: Draft) -> None:
    """For a message with no words in it."""
    draft.act("smalltalk")
    draft.because("the message has no words")
    if not draft.is_waiting:
        draft.say("talk.prompt")
