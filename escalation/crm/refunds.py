"""Money back: whether an order qualifies, and the request that the billing people carry out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from escalation.crm.models import Order, RefundRequest

WINDOW_DAYS = 14
"""Days after the order, the last one included, as the demo tenant's refund policy says."""


@dataclass(frozen=True, slots=True)
class RefundCheck:
    """`reason` is "ok", "not_paid", "already_requested", "cancelled" or "too_late"."""

    allowed: bool
    reason: str


def check_refundable(order: Order, *, today: date) -> RefundCheck:
    """`today` is the date in the tenant's zone."""
    if order.status in ("refund_requested", "refunded"):
        return RefundCheck(False, "already_requested")
    if order.status == "cancelled":
        return RefundCheck(False, "cancelled")
    if not order.paid:
        return RefundCheck(False, "not_paid")
    if (today - order.placed_on).days > WINDOW_DAYS:
        return RefundCheck(False, "too_late")
    return RefundCheck(True, "ok")


def request_refund(
    session: Session, order: Order, *, reason: str, amount: str | None, now: datetime
) -> RefundRequest:
    """Files the request and marks the order; `amount` None asks for all of it. A repeat returns the first."""
    filed = session.get(RefundRequest, (order.tenant_id, order.order_id))
    if filed:
        return filed
    request = RefundRequest(
        tenant_id=order.tenant_id,
        order_id=order.order_id,
        contact_key=order.contact_key,
        amount=amount or order.amount,
        reason=reason,
        status="requested",
        requested_at=now,
    )
    order.status = "refund_requested"
    session.add(request)
    return request
