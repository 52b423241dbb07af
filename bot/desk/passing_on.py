"""A public answer on a ticket reaches everybody whose trouble it is: the customers of what was merged into it
too. Each hears it once, in their own conversation."""

from datetime import datetime

from sqlalchemy import select

from bot.models import Conversation
from bot.outbox import add_effect
from bot.persistence.tenancy import TenantSession
from escalation.duplicates.incidents import whom_to_tell
from escalation.ticketing.models import Ticket, TicketMessage


def pass_on(session: TenantSession, ticket: Ticket, entry: TicketMessage, now: datetime) -> int:
    """To the conversations of its tickets, but for that in which it was said; returns to how many.

    `entry` is in the thread of `ticket`. `now` is by the real clock.
    """
    tickets = whom_to_tell(session, ticket)
    wanted = {one.conversation_id for one in tickets if one.conversation_id} - {entry.conversation_id}
    places = select(Conversation.id).where(Conversation.id.in_(wanted)).order_by(Conversation.id)
    there = session.scalars(places).all()
    for conversation in there:
        add_effect(
            session,
            key=f"answer:{ticket.id}:{entry.position}:{conversation}",
            kind="notify.customer",
            payload={"conversation": conversation, "text": entry.text},
            now=now,
        )
    return len(there)
