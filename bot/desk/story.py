"""A conversation and its ticket are one story: what is said in the one stands in the other."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.clock import new_id
from bot.conversations import change_conversation
from bot.desk.passing_on import answer_all, lock_answered
from bot.handoff_ticket import find_ticket_of
from bot.persistence.tenancy import TenantSession
from dialogs.lexicon import is_all
from escalation.ticketing.desk import find_root, follow_up, ticket_label
from escalation.ticketing.lifecycle import OPEN, SOLVED
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, customer_writes


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
    own = _find(session, conversation)
    if own is None:
        return False
    ticket = find_root(session, own)
    with_person = conversation["owner"] == "agent" or conversation["waiting_since"] is not None
    if ticket.status != "pending" and not with_person:
        return False
    if ticket.status in SOLVED and is_all("thanks", text):
        return False  # thanks for it do not open it again
    said = Said(conversation["id"], seq)
    if ticket.resolved_at is not None and now - ticket.resolved_at > reopen_within:
        opened = follow_up(session, own, text, said, new_id=new_id, now=now)
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
    at: datetime,
) -> None:
    """A person's word in a conversation answers its ticket, as on the ticket's page. `at` is by the real
    clock."""
    own = find_ticket_of(session, conversation)
    ticket = lock_answered(session, own) if own else None
    if ticket is not None and ticket.status in OPEN:
        deed, said = Deed(f"agent:{agent_id}", now), Said(conversation["id"], seq)
        answer_all(session, ticket, deed, name=name, text=text, said=said, now=at)


def _find(session: TenantSession, conversation: Mapping[str, Any]) -> Ticket | None:
    """Locked; the customer's own also where it was merged into another."""
    label = conversation["ticket_id"]
    return lock_ticket(session, session.require_tenant(), int(label.removeprefix("#"))) if label else None
