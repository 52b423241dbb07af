"""The conversation so far as an internal note of the handoff's ticket, for whoever opens the ticket first."""

from datetime import datetime

from sqlalchemy import select

from bot.conversations import read_messages
from bot.persistence.tenancy import TenantSession
from dialogs.types import TicketRef
from escalation.ticketing.desk import add_message
from escalation.ticketing.models import Ticket

LAST = 500


def add_transcript(session: TenantSession, conversation_id: str, ref: TicketRef, now: datetime) -> None:
    """`ref` is of the session's tenant and was opened in this transaction."""
    ticket = session.scalars(select(Ticket).where(Ticket.number == int(ref.ticket_id.lstrip("#")))).one()
    messages = read_messages(session, conversation_id, after=0, limit=LAST)
    lines = [f"{one['seq']}. {one['name'] or one['author']}: {one['text']}" for one in messages]
    add_message(session, ticket, author="bot", audience="", text="\n".join(lines), now=now)
