"""What tests look for among the tickets: those that a conversation opened itself."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.ticketing.models import Ticket, TicketMessage


def opened_tickets(session: Session, since: int = 3312) -> list[tuple[str, list[str]]]:
    """The intent of each with a number above `since`, and the texts of its thread."""
    return [
        (ticket.intent, thread_of(session, ticket))
        for ticket in session.scalars(select(Ticket).where(Ticket.number > since).order_by(Ticket.number))
    ]


def thread_of(session: Session, ticket: Ticket) -> list[str]:
    thread = select(TicketMessage).where(TicketMessage.ticket_id == ticket.id)
    return [message.text for message in session.scalars(thread.order_by(TicketMessage.position))]
