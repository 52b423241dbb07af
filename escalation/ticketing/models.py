"""A ticket, its events, its thread, and the counter its number comes from."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base

AT = DateTime(timezone=True)
INCIDENT = "incident"
"""The kind of link that gathers a ticket into an incident."""


class Ticket(Base):
    """`number` is what people say (#3313), dense per tenant; `intent` is the trouble it was opened for.

    `contact_key`, `module` and the columns from `channel` to `reopened` are `state.TicketState`, as the
    ticket's events make it; `events` counts those, for whoever looked at it before. `due_at` is the nearest
    deadline of its clocks.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_tickets_listed", "tenant_id", "status", "updated_at"),
        Index("ix_tickets_agent", "tenant_id", "agent_id", "status"),
        Index("ix_tickets_merged", "tenant_id", "merged_into"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]
    contact_key: Mapped[str | None] = mapped_column(String(64), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    intent: Mapped[str] = mapped_column(String(64))
    module: Mapped[str | None] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(300))
    promised_at: Mapped[datetime | None] = mapped_column(AT)
    channel: Mapped[str] = mapped_column(String(32))
    tier: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    priority: Mapped[str] = mapped_column(String(16))
    priority_reason: Mapped[str] = mapped_column(String(500))
    status: Mapped[str] = mapped_column(String(32))
    team: Mapped[str | None] = mapped_column(String(64))
    queue: Mapped[str | None] = mapped_column(String(64))
    agent_id: Mapped[str | None] = mapped_column(String(32))
    tags: Mapped[list[str]] = mapped_column(JSON)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    merged_into: Mapped[str | None] = mapped_column(String(32))
    incident: Mapped[bool]
    first_responded_at: Mapped[datetime | None] = mapped_column(AT)
    resolved_at: Mapped[datetime | None] = mapped_column(AT)
    reopened: Mapped[int]
    events: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(AT)
    created_at: Mapped[datetime] = mapped_column(AT)
    updated_at: Mapped[datetime] = mapped_column(AT)


class TicketEventRow(Base):
    """An `events.TicketEvent`, by `position` from 1 up: the ticket's audit log.

    While it is `pending` the rules have not looked at it.
    """

    __tablename__ = "ticket_events"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        Index(
            "ix_ticket_events_pending",
            "tenant_id",
            "at",
            sqlite_where=text("pending = 1"),
            postgresql_where=text("pending"),
        ),
        Index(
            "ix_ticket_events_missed",
            "tenant_id",
            "ticket_id",
            sqlite_where=text("type = 'sla.breached'"),
            postgresql_where=text("type = 'sla.breached'"),
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(AT)
    by: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    depth: Mapped[int]
    pending: Mapped[bool]


class TicketMessage(Base):
    """One entry of the thread. `audience` "customer" is seen by the customer; empty is an internal note.

    `seq` is set where it was said in a conversation, as its message of that number; a conversation without a
    number is the one that the entry is the transcript of.
    """

    __tablename__ = "ticket_messages"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str] = mapped_column(String(64))
    audience: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    seq: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(AT)


class TicketLink(Base):
    """Two tickets that have to do with each other; `kind` is related, follow_up or incident.

    Of a follow-up `ticket_id` is the later one, of an incident the customer's.
    """

    __tablename__ = "ticket_links"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        ForeignKeyConstraint(["tenant_id", "other_id"], ["tickets.tenant_id", "tickets.id"]),
        Index("ix_ticket_links_other", "tenant_id", "other_id"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    other_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(AT)


class TicketWatcher(Base):
    """An agent who is told of what happens to a ticket that is not theirs."""

    __tablename__ = "ticket_watchers"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class TicketCounter(Base):
    __tablename__ = "ticket_counters"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    last_number: Mapped[int]
