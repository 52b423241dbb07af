"""A tenant's rules in their order, with what waits for them; its teams and queues; what its people can do."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base

AT = DateTime(timezone=True)


class RoutingRule(Base):
    """`body` is what `rule_check.read_rule` reads. `armed` says that tickets which wait already are
    counted in: only rules with `after` need it. `version` grows with every change."""

    __tablename__ = "routing_rules"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    armed: Mapped[bool]
    version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(AT)


class RuleWait(Base):
    """A rule due at `due_at` if the ticket is still in the status that event `position` brought it into."""

    __tablename__ = "rule_waits"
    __table_args__ = (Index("ix_rule_waits_due", "tenant_id", "due_at"),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(AT)


class TeamRow(Base):
    """`auto_assign`: a ticket of this team goes to one of its people by itself."""

    __tablename__ = "teams"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    auto_assign: Mapped[bool]


class QueueRow(Base):
    __tablename__ = "queues"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))


class TeamMember(Base):
    __tablename__ = "team_members"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "team"], ["teams.tenant_id", "teams.key"], ondelete="CASCADE"),
        Index("ix_team_members_agent", "tenant_id", "agent_id"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class AgentProfile(Base):
    """What an agent can do: `capacity` counts open tickets, of all their teams together; an empty list of
    skills means anything. `phone` is where an SMS reaches them."""

    __tablename__ = "agent_profiles"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    capacity: Mapped[int]
    languages: Mapped[list[str]] = mapped_column(JSON)
    modules: Mapped[list[str]] = mapped_column(JSON)
    products: Mapped[list[str]] = mapped_column(JSON)
    phone: Mapped[str | None] = mapped_column(String(40))
