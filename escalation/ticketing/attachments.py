"""Files of tickets and of the conversations they come from: the rows. `bot.desk` keeps the bytes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from escalation.models import Base
from escalation.ticketing.log import record
from escalation.ticketing.models import AT, Ticket
from escalation.ticketing.thread import CUSTOMER
from escalation.ticketing.work import Deed


class Attachment(Base):
    """`id` is also the name of its file; `name` is what its sender called it, cleaned.

    With an empty `audience` it belongs to an internal note. `by` is as an event names people.
    """

    __tablename__ = "ticket_attachments"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        Index("ix_ticket_attachments_ticket", "tenant_id", "ticket_id"),
        Index("ix_ticket_attachments_conversation", "tenant_id", "conversation_id"),
    )
    tenant_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str | None] = mapped_column(String(32))
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    audience: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(AT)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file belongs: a ticket, a conversation, or a ticket with the conversation it comes from."""

    ticket_id: str | None
    conversation_id: str | None

    @property
    def holds(self) -> ColumnElement[bool]:
        """A file of the conversation is the ticket's too, also where the ticket was opened after it."""
        parts = []
        if self.ticket_id is not None:
            parts.append(Attachment.ticket_id == self.ticket_id)
        if self.conversation_id is not None:
            parts.append(Attachment.conversation_id == self.conversation_id)
        return or_(*parts)


def attach(session: Session, attachment: Attachment, ticket: Ticket | None) -> None:
    """Keeps the row, and has the ticket's log say it. The ticket is locked."""
    session.add(attachment)
    if ticket is not None:
        deed = Deed(attachment.by, attachment.created_at)
        record(session, ticket, deed.event("ticket.attached", attachment=attachment.id, name=attachment.name))


def list_attachments(
    session: Session,
    tenant_id: str,
    *,
    tickets: Collection[str],
    conversations: Collection[str],
    internal: bool,
) -> list[Attachment]:
    """Oldest first; those of internal notes only where they are asked for."""
    held = or_(Attachment.ticket_id.in_(tickets), Attachment.conversation_id.in_(conversations))
    query = select(Attachment).where(Attachment.tenant_id == tenant_id, held)
    if not internal:
        query = query.where(Attachment.audience == CUSTOMER)
    return list(session.scalars(query.order_by(Attachment.created_at, Attachment.id)))


def find_same(
    session: Session, tenant_id: str, place: Place, *, sha256: str, name: str, audience: str
) -> Attachment | None:
    """The same bytes under the same name in the same place. Another conversation of the ticket is another
    place: it may be another customer's."""
    return session.scalars(
        select(Attachment).where(
            Attachment.tenant_id == tenant_id,
            place.holds,
            Attachment.conversation_id == place.conversation_id,
            Attachment.sha256 == sha256,
            Attachment.name == name,
            Attachment.audience == audience,
        )
    ).first()


def count_attachments(session: Session, tenant_id: str, place: Place) -> int:
    query = select(func.count()).select_from(Attachment).where(Attachment.tenant_id == tenant_id, place.holds)
    return session.scalar(query) or 0


def bytes_held(session: Session, tenant_id: str) -> int:
    """By all of the tenant's files."""
    return session.scalar(select(func.sum(Attachment.size)).where(Attachment.tenant_id == tenant_id)) or 0


def known_attachments(session: Session, tenant_id: str, ids: Collection[str]) -> set[str]:
    """Which of these ids have a row."""
    query = select(Attachment.id).where(Attachment.tenant_id == tenant_id, Attachment.id.in_(ids))
    return set(session.scalars(query))


def list_held(
    session: Session, tenant_id: str, *, tickets: Collection[str] = (), conversations: Collection[str] = ()
) -> list[str]:
    """The ids of all files of these tickets and conversations."""
    held = or_(Attachment.ticket_id.in_(tickets), Attachment.conversation_id.in_(conversations))
    return list(session.scalars(select(Attachment.id).where(Attachment.tenant_id == tenant_id, held)))


def erase_attachments(
    session: Session, tenant_id: str, *, tickets: Collection[str] = (), conversations: Collection[str] = ()
) -> list[str]:
    """Of these tickets and conversations; the ids that went, whose files are to go after the commit."""
    ids = list_held(session, tenant_id, tickets=tickets, conversations=conversations)
    session.execute(delete(Attachment).where(Attachment.tenant_id == tenant_id, Attachment.id.in_(ids)))
    return ids
