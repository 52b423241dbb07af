"""The conversation so far as an internal note of the handoff's ticket, for whoever opens the ticket first."""

from sqlalchemy import select

from bot.conversations import read_messages
from bot.persistence.tenancy import TenantSession
from dialogs.types import TicketRef
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed, note

LAST = 500


def add_transcript(session: TenantSession, conversation_id: str, ref: TicketRef) -> None:
    """`ref` is of the session's tenant and was opened in this transaction."""
    ticket = session.scalars(select(Ticket).where(Ticket.number == int(ref.ticket_id.lstrip("#")))).one()
    messages = read_messages(session, conversation_id, after=0, limit=LAST)
    lines = [f"{one['seq']}. {one['name'] or one['author']}: {one['text']}" for one in messages]
    note(session, ticket, Deed("bot", ticket.updated_at), name="bot", text="\n".join(lines))
