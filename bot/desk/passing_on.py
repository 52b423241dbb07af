"""A public answer on a ticket reaches everybody whose trouble it is: the customers of what was merged into it
too, and of what it gathers as an incident. Each hears it once, where they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_

from bot.desk.places import customers_in, told_in
from bot.models import Conversation
from bot.outbox import add_effect
from bot.persistence.tenancy import TenantSession
from escalation.duplicates.incidents import answer_gathered, list_gathered, whom_to_tell
from escalation.ticketing.desk import find_root
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, reply


def lock_answered(session: TenantSession, ticket: Ticket) -> Ticket:
    """The ticket that it goes on in, locked with those that this one gathers as an incident."""
    root = find_root(session, ticket, locked=False)
    gathered = [one.id for one in list_gathered(session, root)]
    lock_tickets(session, ticket.tenant_id, [ticket.id, root.id, *gathered])
    return find_root(session, ticket)


def answer_all(
    session: TenantSession,
    ticket: Ticket,
    deed: Deed,
    *,
    name: str,
    text: str,
    said: Said | None,
    now: datetime,
) -> None:
    """A person's word on the ticket and on those that it gathers, all of which are locked, and to whom it
    concerns. `now` is by the real clock."""
    entry = reply(session, ticket, deed, name=name, text=text, said=said)
    gathered = [one.ticket for one in answer_gathered(session, ticket, deed, name=name, text=text)]
    pass_on(session, ticket, entry, now, gathered=gathered)


def pass_on(
    session: TenantSession,
    ticket: Ticket,
    entry: TicketMessage,
    now: datetime,
    *,
    gathered: Sequence[Ticket] = (),
) -> int:
    """To the latest conversation of each customer, but for whoever has read it where it was said; returns to
    how many.

    `entry` is in the thread of `ticket`, and was said on what it has `gathered` as well. `now` is by the real
    clock.
    """
    tickets = [one for answered in (ticket, *gathered) for one in whom_to_tell(session, answered)]
    found = customers_in(session, or_(told_in(*tickets), Conversation.id == entry.conversation_id))
    heard = found.get(entry.conversation_id or "")
    latest = {customer: conversation for conversation, customer in reversed(found.items())}
    places = sorted(place for customer, place in latest.items() if customer != heard)
    for conversation in places:
        add_effect(
            session,
            key=f"answer:{ticket.id}:{entry.position}:{conversation}",
            kind="notify.customer",
            payload={"conversation": conversation, "text": entry.text},
            now=now,
        )
    return len(places)
