"""Where an order stands."""

from dialogs.actions import orders
from dialogs.flows.lookup import lookup_flow

FLOW = lookup_flow(
    "order_status",
    "order_id",
    list_all=orders.list_orders,
    id_of=lambda order: order.order_id,
    refer=orders.refer,
    show=orders.show_choices,
    tell=orders.tell_status,
    focus="order",
)
