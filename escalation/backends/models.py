"""Which outside system a tenant's tickets are kept in too, and how far each ticket is in step with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base

AT = DateTime(timezone=True)


class OutsideSystem(Base):
    """`secret` names the environment variable that has it. Tickets opened from `since` on are kept there.

    `cursor` is how far changes there were read, `held_until` until when it asked to be left alone.
    """

    __tablename__ = "outside_systems"
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    url: Mapped[str] = mapped_column(String(500))
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(String(100))
    since: Mapped[datetime] = mapped_column(AT)
    cursor: Mapped[str | None] = mapped_column(Text)
    pulled_at: Mapped[datetime | None] = mapped_column(AT)
    held_until: Mapped[datetime | None] = mapped_column(AT)
    problem: Mapped[str | None] = mapped_column(String(500))

    @property
    def name(self) -> str:
        """Which system it is. With another secret, user or protocol it is the same, elsewhere it is not."""
        place = self.url.partition("://")[2] or self.url
        return f"{self.kind} {place.rstrip('/')}"


class OutsideTicket(Base):
    """A ticket and its twin in `system`, an OutsideSystem's name: an id there says nothing of any other.
    While the tenant has another system it is set aside. Its events up to `pushed` are there, those up to
    `queued` are on their way.

    `mark` is what the last push left (`types.Done`), `status` the outside status as it was last known.
    `sent_at` is when the next push was last sent without an answer, `file_tries` how often with files; until
    `busy_until` somebody works on it.
    `follows` is what the twin was merged into there, `follows_since` when, by the clock there.
    `state` is in_step, unknown (a person must look whether it is there), failed (it is not, and another
    try would not help) or left_out.
    """

    __tablename__ = "outside_tickets"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        UniqueConstraint("tenant_id", "system", "outside_id", name="uq_outside_tickets_outside_id"),
        Index("ix_outside_tickets_state", "tenant_id", "state"),
        Index("ix_outside_tickets_follows", "tenant_id", "follows"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    system: Mapped[str] = mapped_column(String(540))
    outside_id: Mapped[str | None] = mapped_column(String(64))
    follows: Mapped[str | None] = mapped_column(String(64))
    follows_since: Mapped[datetime | None] = mapped_column(AT)
    queued: Mapped[int]
    pushed: Mapped[int]
    mark: Mapped[str] = mapped_column(String(64))
    status: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime | None] = mapped_column(AT)
    file_tries: Mapped[int] = mapped_column(default=0)
    busy_until: Mapped[datetime | None] = mapped_column(AT)
    state: Mapped[str] = mapped_column(String(16))
    problem: Mapped[str | None] = mapped_column(String(500))
    problem_at: Mapped[datetime | None] = mapped_column(AT)


class TakenChange(Base):
    """A change from outside that the ticket has, as its events from `first` to `last`; `first` is the greater
    one where it made none. Those are not pushed back."""

    __tablename__ = "taken_changes"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    change_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    first: Mapped[int]
    last: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(AT)
