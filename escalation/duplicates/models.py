"""What a ticket's customer told when it was opened, kept for finding its duplicates."""

from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base


class TicketVector(Base):
    """A `told.Told`. `embedder` made the `vector`; vectors of others are no match for it, both None where
    there was none. A row says too that the ticket's duplicates were looked for."""

    __tablename__ = "ticket_vectors"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),)
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    entities: Mapped[list[list[str]]] = mapped_column(JSON)
    embedder: Mapped[str | None] = mapped_column(String(128))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
