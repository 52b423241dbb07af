"""Orders that are not paid yet: cancelled, or changed."""

from dialogs.actions import orders
from dialogs.actions.outcome import Outcome, Slots
from dialogs.actions.tickets import open_ticket
from dialogs.draft import Draft
from dialogs.formats import format_amount
from escalation.crm.order_changes import cancel_order, change_seats, price_of


def cancel(draft: Draft, flow: str, slots: Slots) -> Outcome:
    order = orders.get_order(draft, slots["order_id"])
    cancel_order(order)
    draft.because(f"{order.order_id} cancelled after a yes")
    return Outcome()


def preview(draft: Draft, slots: Slots) -> dict[str, str]:
    """What the order costs with as many seats."""
    if not {"order_id", "seats"} <= set(slots):
        return {"new_amount": ""}
    order = orders.get_order(draft, slots["order_id"])
    return {"new_amount": format_amount(price_of(order, int(slots["seats"])), draft.language)}


def change(draft: Draft, flow: str, slots: Slots) -> Outcome:
    """The number of seats at once; anything else is passed on to people."""
    order = orders.get_order(draft, slots["order_id"])
    if "seats" not in slots:
        text = f"{order.order_id}: {slots['description']}"
        return Outcome("passed_on", {"ticket_id": open_ticket(draft, flow, text).ticket_id})
    change_seats(order, int(slots["seats"]))
    draft.because(f"{order.order_id} changed to {order.seats} seats, {order.amount}, after a yes")
    return Outcome()
