"""What a ticket's customer told when it was opened, kept for finding its duplicates."""

from datetime import datetime

from sqlalchemy import JSON, DateTime, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from escalation.models import Base


class TicketVector(Base):
    """A `told.Told`. `embedder` made the `vector`; vectors of others are no match for it, both None where
    there was none. A row says too that the ticket's duplicates were looked for; `look_again` that this is due
    once more, as its customer is another by now."""

    __tablename__ = "ticket_vectors"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        Index(
            "ix_ticket_vectors_again",
            "tenant_id",
            sqlite_where=sql("look_again = 1"),
            postgresql_where=sql("look_again"),
        ),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    entities: Mapped[list[list[str]]] = mapped_column(JSON)
    embedder: Mapped[str | None] = mapped_column(String(128))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    look_again: Mapped[bool] = mapped_column(default=False)
