"""The conversation so far as an internal note of the handoff's ticket, for whoever opens the ticket first."""

from sqlalchemy import select

from bot.conversations import find_conversation, read_messages
from bot.persistence.tenancy import TenantSession
from dialogs.types import TicketRef
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.work import Deed, note

LAST = 500


def add_transcript(session: TenantSession, conversation_id: str, ref: TicketRef) -> None:
    """Of the last messages, once for each conversation of the ticket; `ref` is of the session's tenant."""
    ticket = session.scalars(select(Ticket).where(Ticket.number == int(ref.ticket_id.lstrip("#")))).one()
    is_there = select(TicketMessage.position).where(
        TicketMessage.ticket_id == ticket.id,
        TicketMessage.conversation_id == conversation_id,
        TicketMessage.seq.is_(None),
    )
    conversation = find_conversation(session, conversation_id)
    if conversation is None or session.scalars(is_there).first() is not None:
        return
    newest = conversation["next_seq"] - 1
    messages = read_messages(session, conversation_id, after=max(0, newest - LAST), limit=LAST)
    lines = [f"{one['seq']}. {one['name'] or one['author']}: {one['text']}" for one in messages]
    entry = note(session, ticket, Deed("bot", ticket.updated_at), name="bot", text="\n".join(lines))
    entry.conversation_id = conversation_id
