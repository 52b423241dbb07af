"""What comes next for a ticket on its way to the outside system, read for `escalation.backends.planning`."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, func, select

from bot.message_text import text_of_file
from bot.models import Agent, Message
from bot.persistence.tenancy import TenantSession
from escalation.backends.models import OutsideTicket, TakenChange
from escalation.backends.planning import FILED, MESSAGES, Entry, Step, Twin, next_step
from escalation.backends.types import File, Person
from escalation.crm.accounts import find_contact
from escalation.ticketing.attachments import Attachment
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import event_of
from escalation.ticketing.models import Ticket, TicketEventRow, TicketMessage
from escalation.ticketing.thread import CUSTOMER

AHEAD = 6
"""Events that are read at once: an opening takes the customer's first word along."""

Placed = tuple[int, TicketEvent]
"""With its position."""


def read_step(session: TenantSession, link: OutsideTicket) -> Step | None:
    """What comes next for the ticket; None where all that happened is there."""
    ticket = session.get_one(Ticket, (link.tenant_id, link.ticket_id))
    rows = session.scalars(
        select(TicketEventRow)
        .where(TicketEventRow.ticket_id == ticket.id, TicketEventRow.position > link.pushed)
        .order_by(TicketEventRow.position)
        .limit(AHEAD)
    ).all()
    if not rows:
        return None
    if _was_taken(session, ticket.id, rows[0].position):
        return Step(None, rows[0].position)
    events = [(row.position, event_of(row)) for row in rows]
    before = _files_before(session, ticket)
    return next_step(
        _twin(session, ticket, link, tuple(map(_file, before))),
        events,
        _entries(session, ticket, events, {one.id for one in before}),
        _numbers(session, events),
        _attached(session, events),
    )


def _twin(session: TenantSession, ticket: Ticket, link: OutsideTicket, files: tuple[File, ...]) -> Twin:
    contact = find_contact(session, ticket.tenant_id, ticket.contact_key) if ticket.contact_key else None
    customer = Person(contact.name, contact.email or None, contact.company or None) if contact else None
    return Twin(
        ticket_id=ticket.id,
        number=ticket.number,
        subject=ticket.subject,
        language=ticket.language,
        customer=customer,
        status=ticket.status,
        priority=ticket.priority,
        outside_id=link.outside_id,
        mark=link.mark,
        goes_on_in=link.follows or "",
        shared=link.follows is not None and _is_twin(session, link.system, link.follows),
        files=files,
    )


def _is_twin(session: TenantSession, system: str, outside_id: str) -> bool:
    found = select(OutsideTicket.ticket_id).where(
        OutsideTicket.system == system, OutsideTicket.outside_id == outside_id
    )
    return session.scalars(found).first() is not None


def _entries(
    session: TenantSession, ticket: Ticket, events: Sequence[Placed], opened_with: Collection[str]
) -> Mapping[int, Entry]:
    """An entry that is a file brings it, unless the ticket's log says that it was attached, or it came before
    and goes along with the opening."""
    wanted = [event.data["message"] for _, event in events if event.type in MESSAGES]
    here = (Message.tenant_id == TicketMessage.tenant_id, Message.seq == TicketMessage.seq)
    found = session.execute(
        select(TicketMessage, Message.extra)
        .outerjoin(Message, and_(*here, Message.conversation_id == TicketMessage.conversation_id))
        .where(TicketMessage.ticket_id == ticket.id, TicketMessage.position.in_(wanted))
    )
    entries: dict[int, Entry] = {}
    for entry, extra in found:
        named = ((extra or {}).get("file") or {}).get("id")
        file = session.get(Attachment, (ticket.tenant_id, named)) if named else None
        told = file is not None and (file.ticket_id == ticket.id or file.id in opened_with)
        brought = _file(file) if file is not None and not told else None
        entries[entry.position] = Entry(entry.author, entry.text, file=brought, told=told)
    return entries


def _attached(session: TenantSession, events: Sequence[Placed]) -> Mapping[str, Entry]:
    named = [event.data["attachment"] for _, event in events if event.type == FILED]
    found = session.scalars(select(Attachment).where(Attachment.id.in_(named))).all() if named else ()
    return {
        one.id: Entry(_author(session, one.by), text_of_file(one.name), one.audience == CUSTOMER, _file(one))
        for one in found
    }


def _files_before(session: TenantSession, ticket: Ticket) -> Sequence[Attachment]:
    """The customer's and ours that were in its conversation before it, and of no ticket before it."""
    if ticket.conversation_id is None:
        return ()
    earlier = select(func.max(Ticket.created_at)).where(
        Ticket.conversation_id == ticket.conversation_id, Ticket.number < ticket.number
    )
    last = session.scalar(earlier)
    found = select(Attachment).where(
        Attachment.conversation_id == ticket.conversation_id,
        Attachment.ticket_id.is_(None),
        Attachment.audience == CUSTOMER,
        Attachment.created_at <= ticket.created_at,
        *((Attachment.created_at > last,) if last is not None else ()),
    )
    return session.scalars(found.order_by(Attachment.created_at, Attachment.id)).all()


def _file(attachment: Attachment) -> File:
    return File(attachment.id, attachment.name, attachment.media_type, attachment.size)


def _author(session: TenantSession, by: str) -> str:
    """As a thread has it."""
    if not by.startswith("agent:"):
        return by
    agent = session.get(Agent, (session.require_tenant(), by.removeprefix("agent:")))
    return agent.name if agent is not None else by.removeprefix("agent:")


def _numbers(session: TenantSession, events: Sequence[Placed]) -> Mapping[str, int]:
    named = {str(event.data.get("into") or event.data.get("from")) for _, event in events}
    found = session.execute(select(Ticket.id, Ticket.number).where(Ticket.id.in_(named)))
    return dict(found.all())


def _was_taken(session: TenantSession, ticket_id: str, position: int) -> bool:
    found = select(TakenChange.change_id).where(
        TakenChange.ticket_id == ticket_id, TakenChange.first <= position, TakenChange.last >= position
    )
    return session.scalars(found.limit(1)).first() is not None
