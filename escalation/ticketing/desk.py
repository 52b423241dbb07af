"""Opening tickets and adding to them. The same trouble told twice joins the first ticket."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from escalation.routing.priority import Priority
from escalation.ticketing.models import Ticket, TicketCounter, TicketMessage

OPEN = ("new", "open", "in_progress", "pending")
SOLVED = ("resolved", "closed")


@dataclass(frozen=True, slots=True)
class OpenedTicket:
    ticket: Ticket
    joined: bool


def ticket_label(ticket: Ticket) -> str:
    """As people say it: "#3313"."""
    return f"#{ticket.number}"


def open_or_join_ticket(
    session: Session,
    *,
    tenant_id: str,
    new_id: Callable[[], str],
    conversation_id: str,
    contact_key: str | None,
    intent: str,
    subject: str,
    text: str,
    module: str | None,
    priority: Priority,
    now: datetime,
) -> OpenedTicket:
    """`text` becomes the customer's entry in the thread. A joined ticket keeps the more urgent priority."""
    ticket = _find_same_trouble(session, tenant_id, conversation_id, contact_key, intent, module)
    joined = ticket is not None
    if ticket is None:
        ticket = Ticket(
            tenant_id=tenant_id,
            id=new_id(),
            number=_next_number(session, tenant_id),
            contact_key=contact_key,
            conversation_id=conversation_id,
            intent=intent,
            module=module,
            subject=subject[:300],
            priority=priority.level,
            priority_reason=priority.reason[:500],
            status="new",
            promised_at=None,
            created_at=now,
            updated_at=now,
        )
        session.add(ticket)
        session.flush()
    elif priority.level < ticket.priority:
        ticket.priority, ticket.priority_reason = priority.level, priority.reason[:500]
    ticket.module = ticket.module or module
    add_message(session, ticket, author="customer", audience="customer", text=text, now=now)
    return OpenedTicket(ticket, joined)


def add_message(
    session: Session, ticket: Ticket, *, author: str, audience: str, text: str, now: datetime
) -> TicketMessage:
    """An empty `audience` makes an internal note."""
    session.flush()
    last = session.scalar(
        select(func.max(TicketMessage.position)).where(
            TicketMessage.tenant_id == ticket.tenant_id, TicketMessage.ticket_id == ticket.id
        )
    )
    message = TicketMessage(
        tenant_id=ticket.tenant_id,
        ticket_id=ticket.id,
        position=(last or 0) + 1,
        author=author,
        audience=audience,
        text=text,
        created_at=now,
    )
    ticket.updated_at = now
    session.add(message)
    return message


def resolve_ticket(session: Session, ticket: Ticket, *, by: str, note: str, now: datetime) -> bool:
    """With an internal `note` that says so; False where it was not open any more."""
    if ticket.status not in OPEN:
        return False
    ticket.status = "resolved"
    add_message(session, ticket, author=by, audience="", text=note, now=now)
    return True


def find_ticket(session: Session, tenant_id: str, contact_key: str, number: int) -> Ticket | None:
    """The contact's own ticket of that number."""
    return session.scalars(
        select(Ticket).where(
            Ticket.tenant_id == tenant_id, Ticket.number == number, Ticket.contact_key == contact_key
        )
    ).first()


def find_labelled(session: Session, tenant_id: str, label: str) -> Ticket | None:
    """Whoever's it is; for the desk itself."""
    number = int(label.removeprefix("#"))
    return session.scalars(
        select(Ticket).where(Ticket.tenant_id == tenant_id, Ticket.number == number)
    ).first()


def list_tickets(session: Session, tenant_id: str, contact_key: str) -> list[Ticket]:
    """The contact's tickets, newest first."""
    mine = select(Ticket).where(Ticket.tenant_id == tenant_id, Ticket.contact_key == contact_key)
    return list(session.scalars(mine.order_by(Ticket.number.desc())))


def open_tickets_of(session: Session, tenant_id: str, conversations: Collection[str]) -> dict[str, list[str]]:
    """By conversation, as people say them: "#3313". Conversations without one are left out."""
    found: dict[str, list[str]] = {}
    query = select(Ticket).where(
        Ticket.tenant_id == tenant_id,
        Ticket.conversation_id.in_(conversations),
        Ticket.status.in_(OPEN),
    )
    for ticket in session.scalars(query.order_by(Ticket.number)):
        found.setdefault(ticket.conversation_id or "", []).append(ticket_label(ticket))
    return found


def list_thread(session: Session, ticket: Ticket) -> list[TicketMessage]:
    """All entries, oldest first, internal notes among them."""
    thread = select(TicketMessage).where(
        TicketMessage.tenant_id == ticket.tenant_id, TicketMessage.ticket_id == ticket.id
    )
    return list(session.scalars(thread.order_by(TicketMessage.position)))


def _find_same_trouble(
    session: Session,
    tenant_id: str,
    conversation_id: str,
    contact_key: str | None,
    intent: str,
    module: str | None,
) -> Ticket | None:
    """The open ticket of this trouble: told in this conversation, or by this contact in an earlier one.

    Two bug reports are two troubles where both name a module and the modules differ.
    """
    whose = Ticket.conversation_id == conversation_id
    if contact_key is not None:
        whose = or_(whose, Ticket.contact_key == contact_key)
    candidates = session.scalars(
        select(Ticket)
        .where(Ticket.tenant_id == tenant_id, Ticket.intent == intent, Ticket.status.in_(OPEN), whose)
        .order_by(Ticket.number.desc())
    )
    for ticket in candidates:
        same_module = not (module and ticket.module) or module == ticket.module
        here = ticket.conversation_id == conversation_id
        if same_module and (here or intent != "report_bug" or module is not None):
            return ticket
    return None


def _next_number(session: Session, tenant_id: str) -> int:
    """Dense per tenant; the counter's row lock orders tickets opened at the same instant."""
    advanced = session.execute(
        update(TicketCounter)
        .where(TicketCounter.tenant_id == tenant_id)
        .values(last_number=TicketCounter.last_number + 1)
        .returning(TicketCounter.last_number)
    ).scalar_one_or_none()
    if advanced is None:
        highest = session.scalar(select(func.max(Ticket.number)).where(Ticket.tenant_id == tenant_id)) or 0
        session.add(TicketCounter(tenant_id=tenant_id, last_number=highest + 1))
        session.flush()
        return highest + 1
    return advanced
