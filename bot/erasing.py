"""Erasing a person: their files, what they and others wrote to them, what was read out of it, their name.

How often, when and how fast anything happened stays: messages, tickets, events and turns of clocks keep their
rows. What was learned from accepted proposals, backups, and copies outside of Huiyi are not reached.
"""

import json
import re
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from bot.desk.attachments.store import AttachmentStore
from bot.desk.backend_links import BACKEND_PUSH
from bot.errors import NotFound
from bot.models import (
    Conversation,
    ConversationNote,
    DialogueEvent,
    InboxItem,
    MailThread,
    Message,
    OutboxItem,
    ReviewProposal,
    SolvedCase,
    TurnRecord,
)
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from escalation.crm.accounts import find_contact
from escalation.crm.addresses import forget_address
from escalation.erasing import erase_customer, erase_tickets, lock_tickets_of, tickets_of, twins_of
from escalation.ticketing.attachments import erase_attachments, list_held
from escalation.ticketing.models import Ticket
from kb_index.erasing import erase_comments, erase_questions

_IDS = re.compile(r"[\w-]+")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Reach:
    """How much an erasing would go through now, by the names that `Erased` has for it."""

    conversations: int
    messages: int
    tickets: int
    files: int
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """How much had words or bytes that went. `outside` are the ids of tickets in the system outside."""

    conversations: int
    messages: int
    tickets: int
    entries: int
    files: int
    cases: int
    questions: int
    proposals: int
    effects: int
    outside: tuple[str, ...]


def erase_person(
    database: Database, store: AttachmentStore, tenant_id: str, key: str, *, now: datetime
) -> Erased:
    """All of the contact `key`, or of who writes mails from the address `key`, in one transaction; the files
    go after it. Doing it again finds what came since. NotFound for a key that nothing is known of."""
    with database.erasing(tenant_id) as session:
        conversations = _lock_conversations(session, key)
        tickets = lock_tickets_of(session, tenant_id, key, conversations)
        _check_known(session, key, conversations, tickets)
        ids = [ticket.id for ticket in tickets]
        files = erase_attachments(session, tenant_id, tickets=ids, conversations=conversations)
        erase_customer(session, tenant_id, key, conversations)
        forget_address(session, tenant_id, key.lower())
        erase_comments(session, tenant_id, f"contact:{key}")
        erased = Erased(
            conversations=len(conversations),
            messages=_erase_messages(session, conversations),
            tickets=len(tickets),
            entries=erase_tickets(session, tenant_id, tickets),
            files=len(files),
            cases=_erase_cases(session, [ticket.number for ticket in tickets]),
            questions=erase_questions(session, tenant_id, conversations),
            proposals=_erase_proposals(session, conversations),
            effects=_erase_effects(session, {*conversations, *ids}, now),
            outside=tuple(twins_of(session, tenant_id, tickets)),
        )
        _erase_conversations(session, conversations)
    store.remove(tenant_id, files)
    return erased


def find_reach(session: TenantSession, key: str) -> Reach:
    """Of what `erase_person` would erase; NotFound as there."""
    tenant_id, conversations = session.require_tenant(), session.scalars(_conversations_of(key)).all()
    tickets = session.scalars(tickets_of(tenant_id, key, conversations)).all()
    _check_known(session, key, conversations, tickets)
    ids = [ticket.id for ticket in tickets]
    return Reach(
        conversations=len(conversations),
        messages=_count_messages(session, conversations),
        tickets=len(tickets),
        files=len(list_held(session, tenant_id, tickets=ids, conversations=conversations)),
        outside=tuple(twins_of(session, tenant_id, tickets)),
    )


def _check_known(
    session: TenantSession, key: str, conversations: Sequence[str], tickets: Sequence[Ticket]
) -> None:
    if not conversations and not tickets and find_contact(session, session.require_tenant(), key) is None:
        raise NotFound(
            f"customer {key!r}; expected a key as the site's tokens carry it, or an e-mail address"
        )


def _conversations_of(key: str) -> Select[str]:
    theirs_by_mail = or_(MailThread.address == key.lower(), MailThread.customer_key == key)
    by_mail = select(MailThread.conversation_id).where(theirs_by_mail)
    theirs = (Conversation.contact_key == key) | Conversation.id.in_(by_mail)
    return select(Conversation.id).where(theirs).order_by(Conversation.id)


def _lock_conversations(session: TenantSession, key: str) -> Sequence[str]:
    """No turn runs in them before this transaction ends."""
    return session.scalars(_conversations_of(key).with_for_update()).all()


def _erase_messages(session: TenantSession, conversations: Collection[str]) -> int:
    count = _count_messages(session, conversations)
    session.execute(update(Message).where(*_told(conversations)).values(text="", extra=None))
    return count


def _count_messages(session: TenantSession, conversations: Collection[str]) -> int:
    told = select(func.count()).select_from(Message).where(*_told(conversations))
    return session.scalar(told) or 0


def _told(conversations: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return Message.conversation_id.in_(conversations), Message.text != ""


def _erase_conversations(session: TenantSession, conversations: Collection[str]) -> None:
    """With what the bot understood and keeps in mind, and what was noted beside them. Trackers that processes
    hold are of an earlier `next_event` and are not used again."""
    for table in (DialogueEvent, TurnRecord, MailThread, ConversationNote):
        session.execute(delete(table).where(table.conversation_id.in_(conversations)))
    waiting = InboxItem.conversation_id.in_(conversations), InboxItem.state == "pending"
    session.execute(update(InboxItem).where(*waiting).values(state="done"))
    session.execute(
        update(Conversation)
        .where(Conversation.id.in_(conversations))
        .values(preview="", visitor_id=None, mailed_seq=None, next_event=Conversation.next_event + 1)
    )


def _erase_proposals(session: TenantSession, conversations: Collection[str]) -> int:
    theirs = ReviewProposal.conversation_id.in_(conversations)
    count = session.scalar(select(func.count()).select_from(ReviewProposal).where(theirs)) or 0
    session.execute(delete(ReviewProposal).where(theirs))
    return count


def _erase_cases(session: TenantSession, numbers: Collection[int]) -> int:
    theirs = SolvedCase.ticket.in_(numbers)
    count = session.scalar(select(func.count()).select_from(SolvedCase).where(theirs)) or 0
    session.execute(delete(SolvedCase).where(theirs))
    return count


def _erase_effects(session: TenantSession, ids: Set[str], now: datetime) -> int:
    """What was sent, is still to be sent or could not be: it is done with. A relay that has one in hand finds
    it changed. What an outside system is told carries no words."""
    rows = session.scalars(
        select(OutboxItem).where(OutboxItem.kind != BACKEND_PUSH), execution_options={"yield_per": BATCH}
    )
    erased = 0
    for item in rows:
        named = _IDS.findall(f"{item.key} {json.dumps(item.payload)}")
        if item.payload and not ids.isdisjoint(named):
            item.payload, item.last_error, item.lease_until = {}, None, None
            item.attempts += 1
            item.state, item.done_at = "done", item.done_at or now
            erased += 1
    return erased
