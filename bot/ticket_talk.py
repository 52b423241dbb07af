"""What a customer wanted on a ticket and what our people answered, without personal data."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from bot.message_text import find_file_name
from bot.models import Agent, Conversation, Message
from bot.persistence.tenancy import TenantSession
from bot.placeholders import with_places
from escalation.crm.models import Contact
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from nlu.types import ParseResult

CONDUCT = frozenset({"greet", "goodbye", "thank", "affirm", "deny", "bot_challenge", "talk_to_human"})
"""Intents of messages that say nothing about what is wanted."""

FIRST = 3
"""Messages of the customer that make the question."""

LONGEST = 2000

Read = Callable[[str], ParseResult]


@dataclass(frozen=True, slots=True)
class Solved:
    language: str
    question: str
    answer: str


def read_solved(session: TenantSession, ticket: Ticket, read: Read) -> Solved | None:
    """None where nothing was asked that can be told, or nobody answered it."""
    entries = [one for one in list_thread(session, ticket) if one.audience]
    messages = _messages(session, ticket)
    answered = [one for one in messages if one.author == "agent" and one.created_at >= ticket.created_at]
    wishes = _telling((one.text for one in entries if one.author == "customer"), read)[:FIRST]
    if not wishes:
        # A person was asked for: the wish came before, the last one is why.
        until = answered[0].created_at if answered else ticket.updated_at
        before = (one.text for one in messages if one.author == "customer" and one.created_at <= until)
        wishes = _telling(before, read)[-FIRST:]
    ours = (one.text for one in entries if one.author not in ("customer", "bot", "system"))
    answers = _telling([*ours, *(one.text for one in answered)], read)
    if not wishes or not answers:
        return None
    language, names = wishes[-1].language.value, names_of(session, ticket)
    question, answer = (
        "\n".join(with_places(one.text, one.entities, names, language) for one in said)[:LONGEST]
        for said in (wishes, answers)
    )
    return Solved(language, question, answer)


def _telling(texts: Iterable[str], read: Read) -> list[ParseResult]:
    """Each text once, without files, erased ones, and those that only greet, thank or ask for a person."""
    words = dict.fromkeys(text for text in texts if text and find_file_name(text) is None)
    return [one for one in map(read, words) if one.intent.name not in CONDUCT]


def _messages(session: TenantSession, ticket: Ticket) -> Sequence[Message]:
    """Of where the ticket was opened and where the same trouble was told again."""
    here = or_(Conversation.id == ticket.conversation_id, Conversation.ticket_id == ticket_label(ticket))
    return session.scalars(
        select(Message)
        .where(Message.conversation_id.in_(select(Conversation.id).where(here)))
        .order_by(Message.created_at, Message.conversation_id, Message.seq)
    ).all()


def names_of(session: TenantSession, ticket: Ticket) -> set[str]:
    """Of the customer, their company and our agents, whole and in parts."""
    contact = session.get(Contact, (ticket.tenant_id, ticket.contact_key)) if ticket.contact_key else None
    whole = [*session.scalars(select(Agent.name)), *((contact.name, contact.company) if contact else ())]
    return {part for name in whole for part in (name, *name.split()) if len(part) > 1}
