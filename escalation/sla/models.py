"""What a tenant promises, what of it is due when, and how it was kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base

AT = DateTime(timezone=True)


class SLASettingsRow(Base):
    """A tenant's policies and calendars as `policy_data` reads them; the highest `version` is in force.

    Open tickets whose number is below `to_follow_below` have still to follow it (see `following`): 0 once all
    did, None where they keep what they were promised.
    """

    __tablename__ = "sla_settings"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(320))
    created_at: Mapped[datetime] = mapped_column(AT)
    to_follow_below: Mapped[int | None]


class SLATimer(Base):
    """The event that a ticket's log gets at `due_at` if nothing comes before: its type and its data.

    Only what is ahead has a row. Whoever changes rows has locked their ticket.
    """

    __tablename__ = "sla_timers"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        Index("ix_sla_timers_due", "tenant_id", "due_at"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    clock: Mapped[str] = mapped_column(String(16), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(16), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(AT)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class SLAMetrics(Base):
    """A ticket that was solved: see `measures`. What begins with `last` is None while it is open again."""

    __tablename__ = "sla_metrics"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        Index("ix_sla_metrics_resolved", "tenant_id", "resolved_at"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(AT)
    first_response_minutes: Mapped[float | None]
    first_response_business_minutes: Mapped[float | None]
    resolved_at: Mapped[datetime] = mapped_column(AT)
    wall_minutes: Mapped[float]
    business_minutes: Mapped[float]
    attained: Mapped[bool | None]
    last_resolved_at: Mapped[datetime | None] = mapped_column(AT)
    last_wall_minutes: Mapped[float | None]
    last_business_minutes: Mapped[float | None]
    last_attained: Mapped[bool | None]
