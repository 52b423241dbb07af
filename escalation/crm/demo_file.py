"""Reads a customers file of the demo tenant's shape and replaces what the tenant had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from escalation.crm.models import Bill, Contact, Lead, Order, RefundRequest, Subscription
from escalation.errors import DemoFileBroken
from escalation.models import Base
from escalation.routing.words import Words
from escalation.sla.business_hours import read_hours, zone_of
from escalation.ticketing.desk import blank_ticket
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import record
from escalation.ticketing.models import Ticket, TicketCounter

FROM_FILE = Words("来自客户文件", "from the customers file")
STATUS = {"in_progress": "open", "waiting": "pending"}
"""What files call a status that we call otherwise."""

OF_CUSTOMERS: Sequence[type[Any]] = (
    RefundRequest,
    Lead,
    Ticket,
    TicketCounter,
    Bill,
    Order,
    Subscription,
    Contact,
)
"""What goes when customers go, in an order that the database takes."""


@dataclass(frozen=True, slots=True)
class DemoFile:
    """`now` is what the tenant's clock says from here on; None leaves the real clock."""

    now: datetime | None
    timezone: str | None
    business_hours: Mapping[str, Any] | None
    customers: Mapping[str, Mapping[str, Any]]


def check_demo_file(data: object) -> DemoFile:
    """Raises DemoFileBroken for anything that `replace_customers` could not store."""
    if not isinstance(data, dict) or not isinstance(data.get("customers"), dict):
        raise DemoFileBroken('got no "customers" object; expected {"customers": {"key": {…}}}')
    now = data.get("now")
    try:
        at = datetime.fromisoformat(now) if now is not None else None
        zone = data.get("timezone")
        if zone is not None:
            zone_of(zone)
        if data.get("business_hours") is not None:
            read_hours(data["business_hours"], zone or "+00:00")
    except (KeyError, TypeError, ValueError) as wrong:
        raise DemoFileBroken(f'"now", "timezone" or "business_hours": {wrong}') from wrong
    if at is not None and at.tzinfo is None:
        raise DemoFileBroken(f'"now": got {now!r}, expected an offset too, such as 2026-05-12T15:00:00+08:00')
    return DemoFile(at, zone, data.get("business_hours"), data["customers"])


def replace_customers(session: Session, tenant_id: str, demo: DemoFile, *, now: datetime) -> dict[str, int]:
    """Puts the file's customers in place of the tenant's; returns how many of each kind there are now."""
    for table in (*_of_tickets(), *OF_CUSTOMERS):
        session.execute(delete(table).where(table.tenant_id == tenant_id))
    counts = {"customers": 0, "orders": 0, "bills": 0, "tickets": 0}
    highest = 0
    for key, customer in demo.customers.items():
        try:
            highest = max(highest, _add_customer(session, tenant_id, key, customer, now))
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            detail = f"missing field {wrong}" if isinstance(wrong, KeyError) else str(wrong)
            raise DemoFileBroken(f'customer "{key}": {detail}') from wrong
        counts["customers"] += 1
        for kind in ("orders", "bills", "tickets"):
            counts[kind] += len(customer.get(kind, []))
    session.add(TicketCounter(tenant_id=tenant_id, last_number=highest))
    session.flush()
    return counts


def _of_tickets() -> list[type[Any]]:
    """Every table with rows of tickets, of whichever room of the desk: it goes before them."""
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    ordered = reversed(Base.metadata.sorted_tables)
    return [by_table[table] for table in ordered if "ticket_id" in table.c]


def _add_customer(
    session: Session, tenant_id: str, key: str, customer: Mapping[str, Any], now: datetime
) -> int:
    """Returns the highest ticket number among the customer's; 0 where there is none."""
    session.add(
        Contact(
            tenant_id=tenant_id,
            key=key,
            name=customer["name"],
            email=customer["email"],
            company=customer["company"],
            phone=customer.get("phone"),
            language=customer["language"],
            role=customer["role"],
            product_version=customer.get("product_version"),
            platform=customer.get("platform"),
        )
    )
    session.flush()
    held = customer["subscription"]
    session.add(
        Subscription(
            tenant_id=tenant_id,
            contact_key=key,
            plan=held["plan"],
            seats=int(held["seats"]),
            addons=list(held.get("addons", [])),
            billing_period=held.get("billing_period"),
            renews_on=_day(held.get("renews_on")),
        )
    )
    for order in customer.get("orders", []):
        session.add(
            Order(
                tenant_id=tenant_id,
                order_id=order["order_id"],
                contact_key=key,
                what=order["what"],
                seats=order.get("seats"),
                amount=order["amount"],
                paid=bool(order["paid"]),
                status=order["status"],
                placed_on=date.fromisoformat(order["placed_on"]),
            )
        )
    for bill in customer.get("bills", []):
        session.add(
            Bill(
                tenant_id=tenant_id,
                invoice_id=bill["invoice_id"],
                contact_key=key,
                period=bill["period"],
                amount=bill["amount"],
                status=bill["status"],
                due_on=_day(bill.get("due_on")),
            )
        )
    return max(
        (
            _add_ticket(session, tenant_id, key, customer, ticket, now)
            for ticket in customer.get("tickets", [])
        ),
        default=0,
    )


def _add_ticket(
    session: Session,
    tenant_id: str,
    key: str,
    customer: Mapping[str, Any],
    ticket: Mapping[str, Any],
    now: datetime,
) -> int:
    number = int(str(ticket["ticket_id"]).lstrip("#T-"))
    updated_at = datetime.fromisoformat(ticket["updated_on"]).replace(tzinfo=now.tzinfo)
    row = blank_ticket(
        tenant_id,
        f"demo-{number}",
        number,
        contact_key=key,
        conversation_id=None,
        intent=ticket.get("intent", "report_bug"),
        module=ticket.get("module"),
        subject=ticket["subject"],
        now=updated_at,
    )
    session.add(row)
    session.flush()
    told = {
        "priority": ticket.get("priority", "P2"),
        "reason": FROM_FILE._asdict(),
        "status": STATUS.get(ticket["status"], ticket["status"]),
        "channel": "widget",
        "tier": customer["subscription"]["plan"],
        "intent": row.intent,
        "language": customer["language"],
        "contact": key,
        "module": row.module,
    }
    record(session, row, TicketEvent("ticket.opened", updated_at, "system", told), seen=True)
    return number


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
