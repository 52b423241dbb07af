"""Orders waiting for payment, which the customer may still cancel or change."""

import re
from decimal import Decimal

from escalation.crm.models import Order

PENDING, CANCELLED = "pending_payment", "cancelled"


def cancel_order(order: Order) -> None:
    """Raises ValueError for an order that is not pending: callers have told the customer why not by then."""
    _check_pending(order)
    order.status = CANCELLED


def change_seats(order: Order, seats: int) -> None:
    """The price goes with the number. Raises as `cancel_order`, and for an order that is not of seats."""
    _check_pending(order)
    amount, order.what = price_of(order, seats), re.sub(r"\d+", str(seats), order.what, count=1)
    order.amount, order.seats = amount, seats


def price_of(order: Order, seats: int) -> str:
    """At the order's own price for a seat, to the cent where it has cents."""
    if not order.seats or seats < 1:
        raise ValueError(f"{order.order_id} has {order.seats} seats, asked for {seats}; expected 1 or more")
    figure, _, currency = order.amount.partition(" ")
    price = Decimal(figure) * seats / order.seats
    step = Decimal("0.01") if "." in figure or price % 1 else Decimal(1)
    return f"{price.quantize(step)} {currency}"


def _check_pending(order: Order) -> None:
    if order.status != PENDING:
        raise ValueError(f"order {order.order_id} is {order.status}; only {PENDING} ones can be changed")
