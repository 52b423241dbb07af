"""A conversation and its ticket are one story: what is said in the one stands in the other."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.clock import new_id
from bot.conversations import change_conversation
from bot.desk.passing_on import answer_all, lock_answered
from bot.handoff_ticket import find_own_ticket
from bot.persistence.tenancy import TenantSession
from dialogs.lexicon import is_all, plain, says
from escalation.ticketing.desk import find_root, follow_up, is_long_solved, ticket_label
from escalation.ticketing.lifecycle import OPEN, SOLVED
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, customer_writes

NOT_UNDERSTOOD = frozenset({"clarifies", "refuses_out_of_scope"})
NOT_TAKEN_UP = NOT_UNDERSTOOD | {"smalltalk", "answers_from_kb"}


def customer_said(
    session: TenantSession,
    conversation: Mapping[str, Any],
    text: str,
    *,
    seq: int,
    acts: Collection[str] = (),
    reopen_within: timedelta,
    now: datetime,
) -> bool:
    """Whether it stands in the ticket now. The conversation is locked; `acts` are what the bot made of it.
    `now` is by the tenant's clock, here and below.

    While the bot has it and nobody is waited for, little of what they say is meant for the ticket: what comes
    to one that waits for them, to one on hold what the bot did not understand, to a solved one that the
    trouble is not over. What comes later than `reopen_within` after the ticket was solved opens another that
    follows it up.
    """
    own = _find(session, conversation)
    ticket = find_root(session, own) if own else None
    if own is None or ticket is None or not _is_meant_for(ticket, conversation, text, acts):
        return False
    said = Said(conversation["id"], seq)
    if is_long_solved(ticket, reopen_within, now):
        opened = follow_up(session, own, text, said, new_id=new_id, now=now)
        change_conversation(session, conversation["id"], ticket_id=ticket_label(opened))
    else:
        customer_writes(session, ticket, Deed("customer", now), text, said)
    return True


def _is_meant_for(ticket: Ticket, conversation: Mapping[str, Any], text: str, acts: Collection[str]) -> bool:
    with_person = conversation["owner"] == "agent" or conversation["waiting_since"] is not None
    if ticket.status in SOLVED and with_person and conversation["ticket_id"] is not None:
        return not is_all("thanks", text)  # thanks for it do not open it again
    if ticket.status in SOLVED:
        return NOT_TAKEN_UP.issuperset(acts) and says("not_over", plain(text))
    if ticket.status == "on_hold" and NOT_UNDERSTOOD.issuperset(acts):
        return True
    return with_person or ticket.status == "pending"


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
    """A person's word in a conversation answers its ticket, as on the ticket's page: what the customer says
    to that is the ticket's too. `at` is by the real clock."""
    own = find_own_ticket(session, conversation)
    ticket = lock_answered(session, own) if own else None
    if own is not None and ticket is not None and ticket.status in OPEN:
        if conversation["ticket_id"] != ticket_label(own):
            change_conversation(session, conversation["id"], ticket_id=ticket_label(own))
        deed, said = Deed(f"agent:{agent_id}", now), Said(conversation["id"], seq)
        answer_all(session, ticket, deed, name=name, text=text, said=said, now=at)


def _find(session: TenantSession, conversation: Mapping[str, Any]) -> Ticket | None:
    """The conversation's ticket, or else the last that was opened in it, locked. The customer's own too where
    it was merged into another."""
    if label := conversation["ticket_id"]:
        return lock_ticket(session, session.require_tenant(), int(label.removeprefix("#")))
    opened = select(Ticket).where(Ticket.conversation_id == conversation["id"])
    return session.scalars(opened.order_by(Ticket.number.desc()).limit(1).with_for_update()).first()
