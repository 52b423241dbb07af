"""Contacts and what they bought. Money is a decimal string and an ISO currency, as the demo file has it."""

from datetime import date, datetime

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base


class Contact(Base):
    """A person of a customer company; `key` is the short name that the signed widget token carries.

    `product_version` and `platform` are what they last came with, None where the site did not say.
    """

    __tablename__ = "contacts"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    company: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    role: Mapped[str] = mapped_column(String(32))
    product_version: Mapped[str | None] = mapped_column(String(32))
    platform: Mapped[str | None] = mapped_column(String(32))


class ContactAddress(Base):
    """An address, in lower case, that an agent knew a contact by, beside the one that the contact has. `by`
    is as an event of a ticket names people."""

    __tablename__ = "contact_addresses"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_key"], ["contacts.tenant_id", "contacts.key"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    contact_key: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Subscription(Base):
    __tablename__ = "subscriptions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_key"], ["contacts.tenant_id", "contacts.key"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    contact_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    plan: Mapped[str] = mapped_column(String(32))
    seats: Mapped[int]
    addons: Mapped[list[str]] = mapped_column(JSON)
    billing_period: Mapped[str | None] = mapped_column(String(16))
    renews_on: Mapped[date | None]


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_key"], ["contacts.tenant_id", "contacts.key"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    order_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    contact_key: Mapped[str] = mapped_column(String(64), index=True)
    what: Mapped[str] = mapped_column(String(300))
    seats: Mapped[int | None]
    amount: Mapped[str] = mapped_column(String(40))
    paid: Mapped[bool]
    status: Mapped[str] = mapped_column(String(32))
    placed_on: Mapped[date]


class Bill(Base):
    __tablename__ = "bills"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_key"], ["contacts.tenant_id", "contacts.key"]),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    invoice_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    contact_key: Mapped[str] = mapped_column(String(64), index=True)
    period: Mapped[str] = mapped_column(String(7))
    amount: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(32))
    due_on: Mapped[date | None]


class RefundRequest(Base):
    """A confirmed wish for money back, for the billing people to carry out; one for an order."""

    __tablename__ = "refund_requests"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    order_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    contact_key: Mapped[str] = mapped_column(String(64))
    amount: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(1000))
    status: Mapped[str] = mapped_column(String(32), default="requested")
    requested_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Lead(Base):
    """Someone who may buy: made when prices or sales were asked for with something to go on."""

    __tablename__ = "leads"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    contact_key: Mapped[str | None] = mapped_column(String(64))
    intent: Mapped[str] = mapped_column(String(64))
    plan: Mapped[str | None] = mapped_column(String(32))
    seats: Mapped[int | None]
    company: Mapped[str | None] = mapped_column(String(200))
    contact: Mapped[str | None] = mapped_column(String(320))
    note: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
