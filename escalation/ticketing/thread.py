"""The thread of a ticket: what was said, to whom, and where."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from escalation.ticketing.models import Ticket, TicketMessage

CUSTOMER = "customer"
"""The audience of what the customer sees; an empty one is an internal note."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where it was said: a conversation's message."""

    conversation_id: str
    seq: int


def add_entry(
    session: Session,
    ticket: Ticket,
    *,
    author: str,
    audience: str,
    text: str,
    now: datetime,
    said: Said | None = None,
) -> TicketMessage:
    """`author` is "customer", "bot" or a person's name, as it is shown."""
    session.flush()
    last = session.scalar(
        select(func.max(TicketMessage.position)).where(
            TicketMessage.tenant_id == ticket.tenant_id, TicketMessage.ticket_id == ticket.id
        )
    )
    entry = TicketMessage(
        tenant_id=ticket.tenant_id,
        ticket_id=ticket.id,
        position=(last or 0) + 1,
        author=author[:64],
        audience=audience,
        text=text,
        conversation_id=said.conversation_id if said else None,
        seq=said.seq if said else None,
        created_at=now,
    )
    session.add(entry)
    return entry


def list_thread(session: Session, ticket: Ticket) -> list[TicketMessage]:
    """All entries, oldest first, internal notes among them."""
    session.flush()
    thread = select(TicketMessage).where(
        TicketMessage.tenant_id == ticket.tenant_id, TicketMessage.ticket_id == ticket.id
    )
    return list(session.scalars(thread.order_by(TicketMessage.position)))
