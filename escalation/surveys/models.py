"""One question to one person, and what they said."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base


class Survey(Base):
    """`id` cannot be guessed: who has it may answer. `kind` is csat or nps; a ticket has one csat at most.

    `agent_id` and `team` are whose the ticket was when it was solved.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "ticket_id"),
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        Index("ix_surveys_person", "tenant_id", "contact_key", "asked_at"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    ticket_id: Mapped[str | None] = mapped_column(String(32))
    contact_key: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    agent_id: Mapped[str | None] = mapped_column(String(32))
    team: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    score: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(String(1000))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
