"""A conversation and its ticket are one story: what is said in the one stands in the other."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from bot.clock import new_id
from bot.conversations import change_conversation
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from dialogs.lexicon import is_all
from escalation.ticketing.desk import find_root, follow_up, ticket_label
from escalation.ticketing.lifecycle import OPEN, SOLVED
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, customer_writes, reply

CONVERSATIONS = 10


def conversations_of(session: TenantSession, *tickets: Ticket) -> Sequence[Conversation]:
    """Where the tickets were opened, and where the same trouble was told again; the latest first."""
    opened = [ticket.conversation_id for ticket in tickets if ticket.conversation_id]
    labels = [ticket_label(ticket) for ticket in tickets]
    here = or_(Conversation.id.in_(opened), Conversation.ticket_id.in_(labels))
    return session.scalars(
        select(Conversation).where(here).order_by(Conversation.updated_at.desc()).limit(CONVERSATIONS)
    ).all()


def find_place(session: TenantSession, ticket: Ticket) -> str | None:
    """The conversation in which the customer reads the answers; None where there is none."""
    return next((one.id for one in conversations_of(session, ticket)), None)


def customer_said(
    session: TenantSession,
    conversation: Mapping[str, Any],
    text: str,
    *,
    seq: int,
    reopen_within: timedelta,
    now: datetime,
) -> bool:
    """Whether it stands in the ticket now. The conversation is locked. While the bot has it and nobody is
    waited for, only a ticket that waits for the customer takes what they say as meant for it. `now` is by the
    tenant's clock, here and below.

    What comes later than `reopen_within` after the ticket was solved opens another that follows it up.
    """
    ticket = _find(session, conversation)
    if ticket is None:
        return False
    with_person = conversation["owner"] == "agent" or conversation["waiting_since"] is not None
    if ticket.status != "pending" and not with_person:
        return False
    if ticket.status in SOLVED and is_all("thanks", text):
        return False  # thanks for it do not open it again
    said = Said(conversation["id"], seq)
    if ticket.resolved_at is not None and now - ticket.resolved_at > reopen_within:
        opened = follow_up(session, ticket, text, said, new_id=new_id, now=now)
        change_conversation(session, conversation["id"], ticket_id=ticket_label(opened))
    else:
        customer_writes(session, ticket, Deed("customer", now), text, said)
    return True


def agent_said(
    session: TenantSession,
    conversation: Mapping[str, Any],
    text: str,
    *,
    agent_id: str,
    name: str,
    seq: int,
    now: datetime,
) -> None:
    """A person's word in a conversation answers its ticket."""
    ticket = _find(session, conversation)
    if ticket is not None and ticket.status in OPEN:
        deed = Deed(f"agent:{agent_id}", now)
        reply(session, ticket, deed, name=name, text=text, said=Said(conversation["id"], seq))


def _find(session: TenantSession, conversation: Mapping[str, Any]) -> Ticket | None:
    """Locked, and the one that it was merged into where it was."""
    label = conversation["ticket_id"]
    ticket = lock_ticket(session, session.require_tenant(), int(label.removeprefix("#"))) if label else None
    return find_root(session, ticket) if ticket else None
