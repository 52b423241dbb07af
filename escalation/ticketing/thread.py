"""The thread of a ticket: what was said, to whom, and where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from escalation.routing.words import Words, read_words
from escalation.ticketing.models import Ticket, TicketEventRow, TicketMessage

LONGEST_AUTHOR = 64
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
        author=author[:LONGEST_AUTHOR],
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


def authors_in_both(
    session: Session, tenant_id: str, tickets: Collection[str]
) -> Mapping[tuple[str, int], Words]:
    """Of those notes that no person wrote, by ticket and position; their entries have one language."""
    noted = select(TicketEventRow.ticket_id, TicketEventRow.data).where(
        TicketEventRow.tenant_id == tenant_id,
        TicketEventRow.ticket_id.in_(tickets),
        TicketEventRow.type == "ticket.noted",
    )
    rows = session.execute(noted)
    return {(id, data["message"]): read_words(data["author"]) for id, data in rows if "author" in data}
