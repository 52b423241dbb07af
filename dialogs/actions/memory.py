"""What is known of a signed-in customer from before, and what of this conversation is kept for the next."""

from collections.abc import Mapping

from dialogs.actions import orders, tickets
from dialogs.actions.customer import find_customer, find_subscription_of
from dialogs.draft import Draft
from escalation.crm.models import Contact
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.lifecycle import OPEN
from kb_index.version_use import Use, read_use
from nlu.types import Entity

KEEPABLE = ("language", "platform", "product_version")
"""What may be kept, where the tenant wants it; each is a field of the contact."""

SETTLED_AFTER = 3
"""Messages in a language that make it the customer's."""


def known_of(draft: Draft, customer: Contact) -> str:
    """For the trace."""
    subscription = find_subscription_of(draft)
    known = [f"language {customer.language}"]
    if subscription:
        known.append(f"plan {subscription.plan}, {subscription.seats} seats")
    known += [f"{name} {value}" for name in KEEPABLE[1:] if (value := getattr(customer, name))]
    if mine := orders.list_orders(draft):
        known.append(f"last order {mine[0].order_id}")
    if still := open_tickets(draft):
        known.append(f"open tickets {', '.join(still)}")
    return _known_of(customer.key) + "; ".join(known)


def read_known(reason: str, key: str) -> Mapping[str, str | None]:
    """What `known_of` says there of each of KEEPABLE; empty for any other reason."""
    if not reason.startswith(_known_of(key)):
        return {}
    facts = dict(fact.partition(" ")[::2] for fact in reason.removeprefix(_known_of(key)).split("; "))
    return {name: facts.get(name) for name in KEEPABLE}


def _known_of(key: str) -> str:
    return f"known of {key}: "


def open_tickets(draft: Draft) -> list[str]:
    mine = tickets.list_tickets(draft)
    return [ticket_label(ticket) for ticket in mine if tickets.status_of(draft, ticket) in OPEN]


def note(draft: Draft, name: str, entity: Entity) -> None:
    """What the customer tells of themselves; a version only where they say that they use it.

    Where no version is known, one that they merely name stands for theirs in this conversation.
    """
    own = True
    if name == "product_version":
        use = read_use(draft.message.text, entity.start, entity.end)
        customer = find_customer(draft)
        own = use is Use.now
        if not own and (use in (Use.past, Use.topic) or (customer and customer.product_version)):
            return
    draft.record("customer.told", slot=name, value=entity.value)
    if own:
        keep(draft, name, entity.value)


def keep(draft: Draft, name: str, value: str) -> None:
    """For later conversations."""
    customer = find_customer(draft) if name in KEEPABLE and name in draft.world.remembers else None
    if customer and getattr(customer, name) != value:
        setattr(customer, name, value[:32])
        draft.because(f"{name} {value} is kept for later")


def keep_language(draft: Draft) -> None:
    if draft.tracker.turns == SETTLED_AFTER and draft.language == draft.tracker.language:
        keep(draft, "language", draft.language.value)
