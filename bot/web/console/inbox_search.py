"""Conversations by what an agent types, as tickets are found in their list, and where in them it was said."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.sql.elements import ColumnElement

from bot.models import Conversation, ConversationNote, MailThread, Message
from bot.persistence.tenancy import TenantSession
from bot.web.console.desk.folded import contains
from bot.web.console.desk.searching import people, says
from escalation.ticketing.models import Ticket


class Excerpt(NamedTuple):
    """Of the last message that a search found in a conversation."""

    before: str
    hit: str
    after: str


def finds(search: str) -> ColumnElement[bool]:
    return says(search, _of_ticket, _mentions)


def read_excerpts(session: TenantSession, conversations: Sequence[str], search: str) -> dict[str, Excerpt]:
    said = select(Message.conversation_id, Message.text).where(
        Message.conversation_id.in_(conversations), contains(Message.text, search)
    )
    found = {one.conversation_id: one.text for one in session.execute(said.order_by(Message.seq))}
    return {id: excerpt for id, text in found.items() if (excerpt := excerpt_of(text, search))}


def excerpt_of(text: str, search: str) -> Excerpt | None:
    """So that what was searched for stands near the beginning of the line."""
    line = " ".join(text.split())
    found = re.search(re.escape(" ".join(search.split())), line, re.IGNORECASE)
    if found is None:
        return None
    begin = max(0, found.start() - 16)
    before = ("…" if begin else "") + line[begin : found.start()]
    return Excerpt(before, found[0], line[found.end() : found.end() + 100])


def _of_ticket(number: int) -> ColumnElement[bool]:
    """It was opened there, or the same trouble was told there again."""
    opened = select(Ticket.conversation_id).where(
        Ticket.number == number, Ticket.conversation_id.is_not(None)
    )
    return or_(Conversation.ticket_id == f"#{number}", Conversation.id.in_(opened))


def _mentions(search: str) -> ColumnElement[bool]:
    mailed = (contains(MailThread.name, search), contains(MailThread.address, search))
    # All messages in one pass, as in the list of tickets.
    said = select(Message.conversation_id).where(contains(Message.text, search))
    noted = select(ConversationNote.conversation_id).where(contains(ConversationNote.text, search))
    return or_(
        Conversation.id == search,
        Conversation.contact_key.in_(people(search)),
        Conversation.id.in_(select(MailThread.conversation_id).where(or_(*mailed))),
        Conversation.id.in_(said),
        Conversation.id.in_(noted),
    )
