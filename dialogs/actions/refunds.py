"""Money back for an order, through the CRM."""

from collections.abc import Mapping

from dialogs.actions import orders
from dialogs.actions.outcome import Outcome, Slots
from dialogs.draft import Draft
from dialogs.formats import format_amount
from escalation.crm.models import Order
from escalation.crm.refunds import RefundCheck, check_refundable, request_refund


def check(draft: Draft, order: Order) -> RefundCheck:
    return check_refundable(order, today=draft.today)


def preview(draft: Draft, slots: Slots) -> Mapping[str, str]:
    """All of it, unless less is wanted."""
    if "order_id" not in slots:
        return {}
    amount = slots.get("amount") or orders.get_order(draft, slots["order_id"]).amount
    return {"amount": format_amount(amount, draft.language)}


def carry_out(draft: Draft, flow: str, slots: Slots) -> Outcome:
    order = orders.get_order(draft, slots["order_id"])
    filed = request_refund(
        draft.world.session,
        order,
        reason=slots["reason"][:1000],
        amount=slots.get("amount"),
        now=draft.utc,
    )
    draft.because(f"refund of {filed.amount} for {filed.order_id} filed after a yes")
    return Outcome(values={"amount": format_amount(filed.amount, draft.language)})
