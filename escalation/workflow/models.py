"""Macros and templates of a tenant, and what its rules did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base

AT = DateTime(timezone=True)


class NamedBody(Base):
    """Something that people wrote, under a key. `version` grows with every change."""

    __abstract__ = True
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int]
    changed_by: Mapped[str] = mapped_column(String(320))
    changed_at: Mapped[datetime] = mapped_column(AT)


class MacroRow(NamedBody):
    """`body` is what `macro.read_macro` reads."""

    __tablename__ = "macros"


class TemplateRow(NamedBody):
    """`body` is what `template.read_template` reads."""

    __tablename__ = "notice_templates"


class RuleRun(Base):
    """What a rule made of the event at `position` of a ticket: at most one row for both, ever.

    `outcome` is one of `deciding.Outcome`, or "failed" where an action could not be done (`failures`).
    `why` is a `why.Why`. `first` to `last` are the events that it caused; `root` is the same for all
    runs that follow from one thing, and for no others.
    """

    __tablename__ = "rule_runs"
    __table_args__ = (
        Index("ix_rule_runs_rule", "tenant_id", "rule_id", "at"),
        Index("ix_rule_runs_at", "tenant_id", "at"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    event: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    why: Mapped[dict[str, Any]] = mapped_column(JSON)
    failures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    root: Mapped[str] = mapped_column(String(80))
    first: Mapped[int]
    last: Mapped[int]
    at: Mapped[datetime] = mapped_column(AT)
