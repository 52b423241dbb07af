"""The ticket of a conversation that a person has to answer: the one a person was asked for on, else one that
the bot opened or joined in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from bot.clock import new_id
from bot.conversations import change_conversation, last_words, lock_conversation
from bot.mail.addresses import find_attached
from bot.models import Conversation, TurnRecord
from bot.owner_facts import Fact, add_facts
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.transcript import add_transcript
from dialogs.actions.people import INTENT
from dialogs.actions.tickets import refer_to, subject_of
from dialogs.types import TicketRef
from escalation.crm.accounts import find_plan
from escalation.duplicates.incidents import list_gathered, whom_to_tell
from escalation.handoff import promise_late
from escalation.routing.priority import determine_priority
from escalation.sla.business_hours import BusinessHours
from escalation.ticketing.desk import (
    NewTicket,
    OpenedTicket,
    find_labelled,
    find_root,
    open_or_join_ticket,
    ticket_label,
)
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed


@dataclass(frozen=True, slots=True)
class Promise:
    ticket: TicketRef
    at: datetime


def find_ticket_of(session: TenantSession, conversation: Mapping[str, Any]) -> Ticket | None:
    """The one that the conversation's ticket goes on in."""
    ticket = find_own_ticket(session, conversation)
    return find_root(session, ticket, locked=False) if ticket else None


def stop_waiting(session: TenantSession, ticket: Ticket) -> None:
    """For a ticket that is being resolved, and what it gathers as an incident with it."""
    for one in (ticket, *list_gathered(session, ticket)):
        stop_waiting_on(session, one)


def stop_waiting_on(session: TenantSession, ticket: Ticket) -> None:
    """On its account, and that of what was merged into it, nobody waits for a person any more."""
    labels = [ticket_label(one) for one in whom_to_tell(session, ticket)]
    waiting = select(Conversation.id).where(
        Conversation.ticket_id.in_(labels),
        Conversation.owner == "bot",
        Conversation.waiting_since.is_not(None),
    )
    for one in session.scalars(waiting.order_by(Conversation.id)).all():
        conversation = lock_conversation(session, one)
        if conversation and conversation["owner"] == "bot" and conversation["waiting_since"]:
            changes = add_facts(session, conversation, Fact.wait_ended)
            change_conversation(session, one, waiting_since=None, unanswered_since=None, **changes)


def promise_answer(
    session: TenantSession, conversation: Mapping[str, Any], hours: BusinessHours, now: datetime
) -> Promise:
    """A time by which a person answers, on the conversation's open ticket or on one opened for it.

    `now` is by the tenant's clock.
    """
    ticket = find_own_ticket(session, conversation)
    if ticket is not None and find_root(session, ticket).status in OPEN:
        ref = refer_to(session, ticket, joined=True)
    else:
        opened = _open(session, conversation, now)
        ticket, ref = opened.ticket, refer_to(session, opened.ticket, joined=opened.joined)
        add_transcript(session, conversation["id"], ref)
    promised_at = find_root(session, ticket).promised_at = promise_late(hours, now)
    return Promise(ref, promised_at)


def wish_for_person(
    session: TenantSession, conversation: Mapping[str, Any], text: str, *, subject: str
) -> NewTicket:
    """Of the conversation's customer; `text` is what they said."""
    attached = find_attached(session, conversation)
    plan = find_plan(session, session.require_tenant(), conversation["contact_key"] or attached)
    return NewTicket(
        conversation_id=conversation["id"],
        contact_key=conversation["contact_key"],
        channel=conversation["channel"],
        language=conversation["language"],
        tier=plan,
        intent=INTENT,
        module=None,
        subject=subject,
        text=text,
        priority=determine_priority(INTENT, text, plan=plan),
        customer_key=attached,
    )


def find_own_ticket(session: TenantSession, conversation: Mapping[str, Any]) -> Ticket | None:
    """The customer's own, also where it was merged into another: the conversation's, while that is open; else
    the last open one of what the bot opened or joined in it."""
    label = conversation["ticket_id"]
    own = find_labelled(session, session.require_tenant(), label) if label else None
    if own is not None and _is_open(session, own):
        return own
    return _find_of_bot(session, conversation["id"]) or own


def _find_of_bot(session: TenantSession, conversation_id: str) -> Ticket | None:
    named = select(TurnRecord.trace["ticket", "ticket_id"].as_string()).where(
        TurnRecord.conversation_id == conversation_id
    )
    numbers = [int(label.removeprefix("#")) for label in session.scalars(named) if label]
    here = or_(Ticket.conversation_id == conversation_id, Ticket.number.in_(numbers))
    found = session.scalars(select(Ticket).where(here).order_by(Ticket.number.desc()))
    return next((one for one in found if _is_open(session, one)), None)


def _is_open(session: TenantSession, ticket: Ticket) -> bool:
    return find_root(session, ticket, locked=False).status in OPEN


def _open(session: TenantSession, conversation: Mapping[str, Any], now: datetime) -> OpenedTicket:
    text = last_words(session, conversation["id"])
    subject = phrase("awaited", conversation["language"], topic=subject_of(text))
    told = wish_for_person(session, conversation, text, subject=subject)
    return open_or_join_ticket(
        session, session.require_tenant(), told, new_id=new_id, deed=Deed("system", now)
    )
