"""Notes for colleagues in a conversation: on its ticket where it has one, else beside the conversation.

The customer reads messages, in every channel; a note is none.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from bot.handoff_ticket import find_own_ticket
from bot.models import ConversationNote, Message
from bot.persistence.tenancy import TenantSession
from escalation.routing.words import Words, read_words
from escalation.ticketing.desk import find_root
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.thread import authors_in_both, list_thread
from escalation.ticketing.work import Deed, note


@dataclass(frozen=True, slots=True)
class Noted:
    """`key` is the same whenever the conversation is read; `author` is twice their name, if it is a person.
    It stands after the message `after`, 0 for none; `at` is by the real clock."""

    key: str
    author: Words
    text: str
    at: datetime
    after: int


def add_note(
    session: TenantSession,
    conversation: Mapping[str, Any],
    deed: Deed,
    *,
    name: str,
    text: str,
    mentions: Collection[str],
    now: datetime,
) -> Ticket | None:
    """In the locked conversation; the ticket it stands on, where there is one. `now` is by the real clock."""
    own = find_own_ticket(session, conversation)
    if own is not None:
        root = find_root(session, own, locked=False)
        (ticket,) = lock_tickets(session, own.tenant_id, [root.id])
        note(session, ticket, deed, name=name, text=text, mentions=mentions)
        return ticket
    here = ConversationNote.conversation_id == conversation["id"]
    last = session.scalar(select(func.max(ConversationNote.position)).where(here)) or 0
    session.add(
        ConversationNote(
            tenant_id=session.require_tenant(),
            conversation_id=conversation["id"],
            position=last + 1,
            after_seq=conversation["next_seq"] - 1,
            author=name,
            text=text,
            created_at=now,
        )
    )
    return None


def list_notes(session: TenantSession, conversation: Mapping[str, Any], *, ahead: timedelta) -> list[Noted]:
    """Of the conversation and of its tickets, in order. `ahead` is how far the real clock, by which messages
    are stamped, is ahead of the tenant's."""
    found = notes_beside(session, [conversation["id"]])
    noted = [
        Noted(f"c{one.position}", read_words(one.author), one.text, one.created_at, one.after_seq)
        for one in found
    ]
    for ticket in _tickets_of(session, conversation):
        noted += _of_ticket(session, ticket, conversation["id"], ahead)
    return sorted(noted, key=lambda one: (one.after, one.at))


def notes_beside(session: TenantSession, conversations: Collection[str]) -> Sequence[ConversationNote]:
    """Those that no ticket has."""
    theirs = select(ConversationNote).where(ConversationNote.conversation_id.in_(conversations))
    return session.scalars(theirs.order_by(ConversationNote.created_at, ConversationNote.position)).all()


def _tickets_of(session: TenantSession, conversation: Mapping[str, Any]) -> list[Ticket]:
    """Its own, those opened in it, and what they go on in."""
    label = conversation["ticket_id"]
    number = int(label.removeprefix("#")) if label else 0
    here = or_(Ticket.number == number, Ticket.conversation_id == conversation["id"])
    own = session.scalars(select(Ticket).where(here).order_by(Ticket.number)).all()
    roots = [find_root(session, one, locked=False) for one in own]
    return list({one.id: one for one in (*own, *roots)}.values())


def _of_ticket(session: TenantSession, ticket: Ticket, conversation_id: str, ahead: timedelta) -> list[Noted]:
    """Each stands where its time says, between what was said before and after it in the ticket's thread."""
    thread = list_thread(session, ticket)
    if not any(_is_note(one) for one in thread):
        return []
    said = session.execute(
        select(Message.seq, Message.created_at)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.seq)
    ).all()
    authors = authors_in_both(session, ticket.tenant_id, [ticket.id])
    seqs, moments = [one.seq for one in said], [one.created_at for one in said]
    noted, least, beyond = [], 0, (seqs[-1] if seqs else 0) + 1
    for place, entry in enumerate(thread):
        if entry.conversation_id == conversation_id and entry.seq is not None:
            least = entry.seq
        elif _is_note(entry):
            at = entry.created_at + ahead
            before = bisect_right(moments, at)
            most = _next_said(thread[place:], conversation_id, beyond) - 1
            after = max(least, min(most, seqs[before - 1] if before else 0))
            author = authors.get((ticket.id, entry.position), read_words(entry.author))
            noted.append(Noted(f"t{ticket.number}-{entry.position}", author, entry.text, at, after))
    return noted


def _next_said(entries: Sequence[TicketMessage], conversation_id: str, otherwise: int) -> int:
    here = (one.seq for one in entries if one.conversation_id == conversation_id and one.seq is not None)
    return next(here, otherwise)


def _is_note(entry: TicketMessage) -> bool:
    """No transcript, which the conversation itself is."""
    return not entry.audience and entry.conversation_id is None
