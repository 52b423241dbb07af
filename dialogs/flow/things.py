"""The customer's orders, bills and tickets, as flows speak of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialogs.actions import bills, orders, refunds, tickets
from dialogs.draft import Draft
from dialogs.references import Reference
from escalation.crm.models import Bill, Order
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.models import Ticket


@dataclass(frozen=True, slots=True)
class Things:
    """One kind of thing. `facts` are by name without the kind before it; `also` names other slots that an
    id fills, from the facts of the same names."""

    kind: str
    list_all: Callable[[Draft], Sequence[Any]]
    id_of: Callable[[Any], str]
    refer: Callable[..., Reference]
    show: Callable[[Draft, Sequence[Any]], str]
    line: Callable[[Draft, Any], str]
    tell: Callable[[Draft, Any], None]
    facts: Callable[[Draft, Any], Mapping[str, Any]]
    also: tuple[str, ...] = ()

    def find(self, draft: Draft, thing_id: str | None) -> Any | None:
        """The customer's own; another's does not exist."""
        return next((one for one in self.list_all(draft) if self.id_of(one) == thing_id), None)

    def slots_of(self, draft: Draft, slot: str, thing: Any) -> dict[str, str]:
        """What is filled where this one is meant."""
        facts = self.facts(draft, thing)
        return {slot: self.id_of(thing)} | {name: str(facts[name]) for name in self.also}


def _order_facts(draft: Draft, order: Order) -> Mapping[str, Any]:
    return {
        "status": order.status,
        "paid": order.paid,
        "amount": order.amount,
        "seats": order.seats,
        "of_seats": order.seats is not None,
        "currency": order.amount.partition(" ")[2],
        "refund": refunds.check(draft, order).reason,
    }


def _bill_facts(draft: Draft, bill: Bill) -> Mapping[str, Any]:
    return {
        "status": bill.status,
        "paid": bill.status == "paid",
        "amount": bill.amount,
        "currency": bill.amount.partition(" ")[2],
        "period": bill.period,
    }


def _ticket_facts(draft: Draft, ticket: Ticket) -> Mapping[str, Any]:
    return {"status": tickets.status_of(draft, ticket), "subject": ticket.subject}


THINGS: Mapping[str, Things] = {
    "order": Things(
        "order",
        orders.list_orders,
        lambda order: str(order.order_id),
        orders.refer,
        orders.show_choices,
        orders.order_line,
        orders.tell_status,
        _order_facts,
    ),
    "bill": Things(
        "bill",
        bills.list_bills,
        lambda bill: str(bill.invoice_id),
        bills.refer,
        bills.show_choices,
        bills.bill_line,
        bills.tell_bill,
        _bill_facts,
        also=("period",),
    ),
    "ticket": Things(
        "ticket",
        tickets.list_tickets,
        ticket_label,
        tickets.refer,
        tickets.show_choices,
        tickets.ticket_line,
        tickets.tell_ticket,
        _ticket_facts,
    ),
}
"""By kind; the kind is also what a conversation's focus is kept under."""
