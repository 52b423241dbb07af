"""What is known while a flow is under way: for its conditions as values, for its texts as words."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from dialogs.actions.customer import find_customer, find_subscription_of
from dialogs.draft import Draft
from dialogs.flow.spec import FlowSpec, Kind, SlotSpec
from dialogs.flow.texts import texts_of
from dialogs.flow.things import THINGS
from dialogs.formats import format_amount, format_date, format_moment, format_period
from dialogs.wording import names_in

CUSTOMER = (
    *("name", "email", "company", "phone", "role"),
    *("plan", "seats", "addons", "billing_period", "renews_on"),
)
THING_FACTS: Mapping[str, tuple[str, ...]] = {
    "order": ("status", "paid", "amount", "seats", "of_seats", "currency", "refund"),
    "bill": ("status", "paid", "amount", "currency", "period"),
    "ticket": ("status", "subject"),
}


def fact_names(spec: FlowSpec) -> frozenset[str]:
    """Everything a condition of the flow may speak of."""
    names = {slot.name for slot in spec.slots} | {f"customer.{name}" for name in CUSTOMER}
    for kind in _kinds(spec):
        names |= {f"{kind}.{name}" for name in THING_FACTS[kind]} | {f"{kind}.any"}
    return frozenset(names)


@cache
def told_names(spec: FlowSpec) -> tuple[str, ...]:
    """The facts that the flow's texts take."""
    texts = [text for texts in texts_of(spec).values() for variants in texts.values() for text in variants]
    taken = frozenset().union(*map(names_in, texts))
    return tuple(name for name in fact_names(spec) if name.replace(".", "_") in taken)


def value_names(spec: FlowSpec) -> frozenset[str]:
    """Everything a text of the flow may take: dots are underscores there, a thing's slot its whole line."""
    return frozenset({name.replace(".", "_") for name in fact_names(spec)} | {"choices", "id", "ticket_id"})


def gather(draft: Draft, spec: FlowSpec, slots: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {**customer_facts(draft), **slots}
    for slot in spec.slots:
        if slot.kind is Kind.thing:
            things = THINGS[slot.source]
            known[f"{slot.source}.any"] = bool(things.list_all(draft))
            if one := things.find(draft, slots.get(slot.name)):
                known |= thing_facts(draft, slot.source, one)
    return known


def thing_facts(draft: Draft, kind: str, thing: Any) -> dict[str, Any]:
    return {f"{kind}.{name}": value for name, value in THINGS[kind].facts(draft, thing).items()}


def customer_facts(draft: Draft) -> dict[str, Any]:
    return draft.once("customer's facts", lambda: _customer_facts(draft))


def _customer_facts(draft: Draft) -> dict[str, Any]:
    customer, subscription = find_customer(draft), find_subscription_of(draft)
    facts: dict[str, Any] = {}
    for name in CUSTOMER:
        owner = customer if hasattr(customer, name) else subscription
        facts[f"customer.{name}"] = getattr(owner, name, None)
    return facts


def words(draft: Draft, spec: FlowSpec, known: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the customer reads them, "" where unknown."""
    slots = {slot.name: slot for slot in spec.slots}
    said: dict[str, Any] = {"choices": ""}
    for name in told_names(spec):
        value = known.get(name)
        slot = slots.get(name)
        said[name.replace(".", "_")] = (
            slot_in_words(draft, slot, value) if slot else _in_words(draft, name, value)
        )
    return said


def slot_in_words(draft: Draft, slot: SlotSpec, value: Any) -> str:
    if value is None:
        return ""
    if slot.kind is Kind.thing:
        thing = THINGS[slot.source].find(draft, str(value))
        return THINGS[slot.source].line(draft, thing) if thing else str(value)
    if slot.choices:
        return draft.term("value", str(value))
    if slot.kind is Kind.entity and slot.source == "time":
        return moment_in_words(draft, str(value))
    return _in_words(draft, slot.name, value)


def moment_in_words(draft: Draft, value: str) -> str:
    """A date, an instant or a span as the entity extractor writes it; anything else as it is."""
    start, _, end = value.partition("/")
    try:
        if "T" not in start:
            words = [
                format_date(date.fromisoformat(one), draft.language, today=draft.today)
                for one in (start, end)
                if one
            ]
        else:
            moments = [datetime.fromisoformat(one) for one in (start, end) if one]
            words = [format_moment(moment, draft.language, now=draft.now) for moment in moments]
    except ValueError:
        return value
    return " – ".join(words)


def _in_words(draft: Draft, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value, draft.language, today=draft.today)
    if isinstance(value, list | tuple):
        return draft.term("label", "list_gap").join(draft.term("value", str(one)) for one in value)
    if name.endswith("amount"):
        return format_amount(str(value), draft.language)
    if re.fullmatch(r"\d{4}-\d\d", str(value)):
        return format_period(str(value), draft.language)
    return (
        draft.term("value", value)
        if isinstance(value, str) and draft.responses.has_term("value", value)
        else str(value)
    )


def _kinds(spec: FlowSpec) -> set[str]:
    return {slot.source for slot in spec.slots if slot.kind is Kind.thing}
