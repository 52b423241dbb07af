"""What happened on a ticket, told once and in order: what was said, here and in its conversations, and what
changed meanwhile. What was said to the bot alone is gathered, to be folded away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.desk.conversation_notes import notes_beside
from bot.desk.places import conversations_of, find_place
from bot.models import Conversation, ConversationNote, Message
from bot.persistence.tenancy import TenantSession
from bot.web.console.thread import Entry, read_before
from escalation.routing.words import Words
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.models import Ticket, TicketMessage
from escalation.ticketing.thread import authors_in_both, list_thread

TOLD = (
    "ticket.opened", "ticket.customer_changed", "ticket.status_changed", "ticket.priority_changed",
    "ticket.assigned", "ticket.absorbed", "ticket.released", "ticket.merged", "ticket.incident_marked",
    "sla.breached", "survey.answered",
)  # fmt: skip
"""Changes that belong to the story; the log has all of them."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the thread. `of` is the number of the merged ticket that it came with, None for our own.
    `file` is what it is, where it is an attached file, `author` whose it is, where no person wrote it."""

    entry: TicketMessage
    author: Words | None
    of: int | None
    client_id: str | None
    file: Mapping[str, Any] | None

    @property
    def kind(self) -> str:
        if not self.entry.audience:
            return "transcript" if self.entry.author == "bot" else "note"
        return self.entry.author if self.entry.author in ("customer", "bot") else "agent"


@dataclass(frozen=True, slots=True)
class Changed:
    event: TicketEvent


@dataclass(frozen=True, slots=True)
class Aside:
    """Messages of a conversation that are not in the thread: with the bot, or the system's."""

    conversation: Conversation
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What a colleague noted in a conversation before the ticket was there."""

    note: ConversationNote


Item = Told | Changed | Aside | Beside


@dataclass(frozen=True, slots=True)
class Story:
    """`conversation` is where the customer reads an answer."""

    items: tuple[Item, ...]
    conversations: tuple[Conversation, ...]
    conversation: Conversation | None


def read_story(
    session: TenantSession,
    ticket: Ticket,
    events: Sequence[TicketEvent],
    *,
    merged: Sequence[Ticket] = (),
    ahead: timedelta,
) -> Story:
    """With what was said on the tickets that were merged into it. `ahead` is how far the real clock, by which
    messages are stamped, is ahead of the tenant's."""
    conversations = conversations_of(session, ticket, *merged)
    talks = {one.id: read_before(session, one.id).entries for one in conversations}
    messages = {(id, one.message.seq): one.message for id, entries in talks.items() for one in entries}
    authors = authors_in_both(session, ticket.tenant_id, [one.id for one in (ticket, *merged)])
    placed = _placed(_own(list_thread(session, ticket), events), None, messages, authors, ahead)
    taken = set(_places_of(placed))
    for other in merged:
        theirs = _placed(list_thread(session, other), other.number, messages, authors, ahead)
        taken |= set(_places_of(theirs))
        placed += theirs
    for one in conversations:
        rest = (entry for entry in talks[one.id] if (one.id, entry.message.seq) not in taken)
        placed += ((entry.message.created_at, 0, Aside(one, (entry,))) for entry in rest)
    noted = notes_beside(session, [one.id for one in conversations])
    placed += ((one.created_at, 0, Beside(one)) for one in noted)
    placed.sort(key=lambda place: place[:2])
    items = tuple(_gathered(item for _, _, item in placed))
    place = find_place(session, ticket)
    read_in = session.get(Conversation, (ticket.tenant_id, place)) if place else None
    return Story(items, tuple(conversations), read_in)


Placed = tuple[datetime, int, Item]


def _own(
    entries: Sequence[TicketMessage], events: Iterable[TicketEvent]
) -> list[TicketMessage | TicketEvent]:
    """The thread with the changes where the log has them; entries that it does not name come by position."""
    found: list[TicketMessage | TicketEvent] = []
    left = list(entries)
    for event in events:
        until = event.data.get("message")
        if until is not None:
            while left and left[0].position <= until:
                found.append(left.pop(0))
        elif event.type in TOLD and not _goes_without_saying(event):
            found.append(event)
    return found + left


def _goes_without_saying(event: TicketEvent) -> bool:
    """A ticket that is worked on is open; to nobody it comes by itself; the customer's words open it."""
    if event.type == "ticket.opened":
        return not event.by.startswith(("agent:", "api:"))
    if event.type == "ticket.status_changed":
        return bool((event.data["from"], event.data["to"]) == ("new", "open"))
    return event.type == "ticket.assigned" and not any(event.data[who] for who in ("agent", "team"))


def _placed(
    parts: Iterable[TicketMessage | TicketEvent],
    of: int | None,
    messages: Mapping[tuple[str, int], Message],
    authors: Mapping[tuple[str, int], Words],
    ahead: timedelta,
) -> list[Placed]:
    """By the real clock, and never before the part before: what was said in a conversation stands where it
    was said there."""
    found: list[Placed] = []
    for part in parts:
        if isinstance(part, TicketEvent):
            at, item = part.at + ahead, Changed(part)
            found.append((max(at, found[-1][0]) if found else at, 1, item))
            continue
        message = messages.get((part.conversation_id or "", part.seq or 0))
        at = message.created_at if message else part.created_at + ahead
        client_id = message.client_id if message and message.author == "agent" else None
        file = (message.extra or {}).get("file") if message else None
        told = Told(part, authors.get((part.ticket_id, part.position)), of, client_id, file)
        found.append((max(at, found[-1][0]) if found else at, 1, told))
    return found


def _places_of(placed: Iterable[Placed]) -> Iterable[tuple[str, int]]:
    for _, _, item in placed:
        if isinstance(item, Told) and item.entry.conversation_id and item.entry.seq:
            yield item.entry.conversation_id, item.entry.seq


def _gathered(items: Iterable[Item]) -> list[Item]:
    """Messages beside the thread that follow each other are one aside."""
    found: list[Item] = []
    for item in items:
        before = found[-1] if found else None
        if isinstance(item, Aside) and isinstance(before, Aside) and before.conversation is item.conversation:
            found[-1] = Aside(item.conversation, before.entries + item.entries)
        else:
            found.append(item)
    return found
