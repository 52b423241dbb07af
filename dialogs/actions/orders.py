"""The signed-in customer's orders: finding the one that is meant, and telling about it."""

import re
from collections.abc import Sequence

from dialogs.draft import Draft
from dialogs.formats import format_amount, format_date
from dialogs.references import ORDER, Candidate, Reference, resolve
from escalation.crm import accounts
from escalation.crm.models import Order
from escalation.errors import NotFound
from nlu.types import Language


def list_orders(draft: Draft) -> list[Order]:
    """Newest first; none for a visitor."""
    world, key = draft.world, draft.world.contact_key
    if key is None:
        return []
    return draft.once("orders", lambda: accounts.list_orders(world.session, world.tenant_id, key))


def find_order(draft: Draft, order_id: str) -> Order | None:
    """The customer's own; another's does not exist."""
    return next((order for order in list_orders(draft) if order.order_id == order_id), None)


def get_order(draft: Draft, order_id: str) -> Order:
    """Raises NotFound for what is not the customer's own."""
    order = find_order(draft, order_id)
    if order is None:
        raise NotFound("order", order_id)
    return order


def refer(draft: Draft, *, current: str | None, asked: bool) -> Reference:
    """Which of the customer's orders the message means."""
    candidates = [_as_candidate(draft, order) for order in list_orders(draft)]
    return resolve(
        draft.message.text,
        draft.message.entities,
        candidates,
        ORDER,
        listed=draft.tracker.listed,
        current=current,
        asked=asked,
    )


def show_choices(draft: Draft, orders: Sequence[Order]) -> str:
    """The orders as a numbered list; "the first one" then means what is shown first."""
    draft.record("choices.listed", ids=[order.order_id for order in orders])
    return "\n".join(f"{place}. {order_line(draft, order)}" for place, order in enumerate(orders, start=1))


def order_line(draft: Draft, order: Order) -> str:
    """LY20260428006（加购 8 个席位，2,400 元）"""
    return draft.word(
        "order.line",
        order_id=order.order_id,
        what=what_in_words(draft, order),
        amount=format_amount(order.amount, draft.language),
    )


def tell_status(draft: Draft, order: Order) -> None:
    draft.record("focus.set", kind="order", id=order.order_id)
    draft.say(
        "order.status",
        order=order_line(draft, order),
        status=draft.term("order_status", order.status),
        paid=draft.term("paid", "yes" if order.paid else "no"),
        date=format_date(order.placed_on, draft.language, today=draft.today),
    )


def what_in_words(draft: Draft, order: Order) -> str:
    """What was bought, in the conversation's language as far as our words for it reach."""
    if draft.language is not Language.zh:
        return order.what
    what = order.what
    for pattern, words in draft.responses.terms["what_was_bought"].items():
        what = re.sub(pattern, words["zh"], what, flags=re.IGNORECASE)
    return what


def _as_candidate(draft: Draft, order: Order) -> Candidate:
    what = order.what.lower()
    called = draft.responses.terms["called"]
    words = {name for name in called if name in what}
    aliases = {alias for name in words for alias in _aliases(called[name])}
    return Candidate(
        order.order_id,
        words=tuple(sorted(words | aliases)),
        amount=order.amount,
        seats=order.seats,
        settled=order.paid,
        on=order.placed_on,
    )


def _aliases(words: object) -> list[str]:
    assert isinstance(words, dict)  # noqa: S101
    return [alias for language in words.values() for alias in language.split("|")]
