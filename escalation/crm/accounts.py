"""What belongs to a signed-in contact. Another contact's order or bill does not exist here."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.crm.models import Bill, Contact, Order, Subscription


def find_contact(session: Session, tenant_id: str, key: str) -> Contact | None:
    return session.get(Contact, (tenant_id, key))


def find_subscription(session: Session, tenant_id: str, contact_key: str) -> Subscription | None:
    return session.get(Subscription, (tenant_id, contact_key))


def find_plan(session: Session, tenant_id: str, contact_key: str | None) -> str | None:
    """None for a visitor too."""
    subscription = find_subscription(session, tenant_id, contact_key) if contact_key else None
    return subscription.plan if subscription else None


def find_order(session: Session, tenant_id: str, contact_key: str, order_id: str) -> Order | None:
    order = session.get(Order, (tenant_id, order_id))
    return order if order and order.contact_key == contact_key else None


def list_orders(session: Session, tenant_id: str, contact_key: str) -> list[Order]:
    """Newest first."""
    mine = select(Order).where(Order.tenant_id == tenant_id, Order.contact_key == contact_key)
    return list(session.scalars(mine.order_by(Order.placed_on.desc(), Order.order_id.desc())))


def find_bill(session: Session, tenant_id: str, contact_key: str, invoice_id: str) -> Bill | None:
    bill = session.get(Bill, (tenant_id, invoice_id))
    return bill if bill and bill.contact_key == contact_key else None


def list_bills(session: Session, tenant_id: str, contact_key: str) -> list[Bill]:
    """Newest period first."""
    mine = select(Bill).where(Bill.tenant_id == tenant_id, Bill.contact_key == contact_key)
    return list(session.scalars(mine.order_by(Bill.period.desc(), Bill.invoice_id.desc())))
