"""Money back for an order, through the CRM."""

from decimal import Decimal

from dialogs.draft import Draft
from escalation.crm.models import Order, RefundRequest
from escalation.crm.refunds import RefundCheck, check_refundable, request_refund


def check(draft: Draft, order: Order) -> RefundCheck:
    return check_refundable(order, today=draft.today)


def file_request(draft: Draft, order: Order, *, reason: str, amount: str | None) -> RefundRequest:
    return request_refund(draft.world.session, order, reason=reason[:1000], amount=amount, now=draft.utc)


def exceeds(amount: str, order: Order) -> bool:
    """Whether more is asked back than was paid, or in another currency."""
    figure, _, currency = amount.partition(" ")
    paid, _, paid_in = order.amount.partition(" ")
    return currency != paid_in or Decimal(figure) > Decimal(paid)
