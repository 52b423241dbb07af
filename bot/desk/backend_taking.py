"""Takes one change of the outside system: a message, a status, a priority, a merge, or a note that one could
not be read.

What a person there says to the customer is an answer of this desk: it stands in the customer's conversation,
and reaches everybody whom an answer at the console would reach (`bot.desk.replying`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversations import add_word, conversation_shape, lock_conversation, message_shape
from bot.desk.attachments.keeping import Sender
from bot.desk.attachments.telling import file_shape
from bot.desk.backend_files import Brought, Shelf, line, lock_room
from bot.desk.backend_links import find_link, mark_taken
from bot.desk.backend_merging import follow_merge
from bot.desk.backend_words import in_both, word
from bot.desk.passing_on import answer_all, lock_answered
from bot.desk.places import find_place
from bot.hub import Frame, Topic, frame
from bot.message_text import text_of_file, without_controls
from bot.owner_facts import Fact, add_facts
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.backends.models import OutsideSystem, OutsideTicket
from escalation.backends.types import (
    OutsideChange,
    OutsideMerge,
    OutsideMessage,
    OutsideUnread,
    OutsideValue,
    TicketBackend,
)
from escalation.duplicates.incidents import set_status
from escalation.errors import TransitionRefused
from escalation.handoff import person_came
from escalation.ticketing.attachments import Attachment, Place
from escalation.ticketing.desk import ticket_label
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import CUSTOMER, Said
from escalation.ticketing.work import Deed, change_priority, customer_writes, note, reply

Frames = list[tuple[Topic, Frame]]


@dataclass(frozen=True, slots=True)
class Taking:
    session: TenantSession
    system: OutsideSystem
    backend: TicketBackend
    tenant: TenantInfo
    now: datetime
    shelf: Shelf
    files: Brought = ()
    """The message's, fetched."""

    def take(self, change: OutsideChange) -> Frames:
        """Returns what is to be published once it is committed."""
        link = find_link(self.session, self.system, change.outside_id)
        if link is None:
            return []
        ticket = self.session.get_one(Ticket, (link.tenant_id, link.ticket_id))
        if _is_older(change, link):
            self._mark(ticket, change, ticket.events)
            return []
        if isinstance(change, OutsideMerge):
            at = self.tenant.now(self.now)
            merged = follow_merge(self.session, self.system, link, change, _by(change), at=at, now=self.now)
            self._mark(merged[0], change, merged[1])
            return []
        lock_room(self.session, self.files)
        place = find_place(self.session, ticket) if _is_answer(change) else None
        conversation = (
            lock_conversation(self.session, place) if place else None
        )  # before tickets, as turns do
        root = lock_answered(self.session, ticket)
        deed = Deed(_by(change), max(self.tenant.now(self.now), ticket.updated_at, root.updated_at))
        before, frames = ticket.events, Frames()
        if isinstance(change, OutsideMessage):
            frames = self._message(ticket, root, conversation, deed, change)
        elif isinstance(change, OutsideUnread):
            self._passed_over(ticket, deed, change)
        elif change.what == "status":
            self._status(ticket, link, deed, change)
        else:
            self._priority(ticket, deed, change)
        self._mark(ticket, change, before)
        return frames

    def _mark(self, ticket: Ticket, change: OutsideChange, before: int) -> None:
        """The ticket had `before` events; those that it got by the change are not pushed back."""
        mark_taken(self.session, ticket.id, change.id, first=before + 1, last=ticket.events, now=self.now)

    def _message(
        self,
        ticket: Ticket,
        root: Ticket,
        conversation: Mapping[str, Any] | None,
        deed: Deed,
        change: OutsideMessage,
    ) -> Frames:
        """What is said of a ticket that was merged into another here goes on in that one, its `root`."""
        where = conversation["id"] if conversation is not None else None
        attached, left_out = self.shelf.attach(
            self.session,
            ticket,
            self.files,
            Place(ticket.id, where),
            Sender(deed.by, CUSTOMER if change.public else ""),
            deed.now,
        )
        lines = [without_controls(change.text), *(line(one, ticket.language) for one in left_out)]
        text = "\n\n".join(filter(None, lines))
        names = [text_of_file(one.name) for one in attached]
        if not change.public:
            whole = "\n".join(filter(None, [text, *names]))
            note(self.session, ticket, deed, name=change.author.name, text=whole)
            return []
        words = [text] if text or not names else []
        if change.author.customer:
            for one in (*words, *names):
                customer_writes(self.session, root, deed, one)
            return []
        person_came(root)
        saying = _Saying(self, root, ticket, deed, change.author.name, conversation)
        for one in words:
            saying.say(one)
        for file in attached:
            saying.hand_over(file)
        return saying.frames

    def _status(self, ticket: Ticket, link: OutsideTicket, deed: Deed, change: OutsideValue) -> None:
        """Only what changed there since it was last known. Many systems open a ticket at its first message,
        which is nobody's beginning to work on it."""
        before, link.status = link.status, change.value
        ours = self.backend.our_status(change.value)
        agrees = self.backend.outside_status(ticket.status) == change.value
        if ours is None or agrees or change.value == before or (ticket.status, ours) == ("new", "open"):
            return
        ways = [ours]
        if ticket.status in SOLVED and ours not in SOLVED:
            ways = ["reopened"] if ours == "open" else ["reopened", ours]
        try:
            for way in ways:
                set_status(self.session, ticket, deed, way, why=self._why(ticket, change))
        except TransitionRefused:
            self._cannot_follow(ticket, deed, change)

    def _priority(self, ticket: Ticket, deed: Deed, change: OutsideValue) -> None:
        ours = self.backend.our_priority(change.value)
        if ours is None or self.backend.outside_priority(ticket.priority) == change.value:
            return
        change_priority(
            self.session, ticket, deed, ours, reason=in_both("changed_there", name=change.author.name)
        )

    def _passed_over(self, ticket: Ticket, deed: Deed, change: OutsideUnread) -> None:
        told = word("unread", ticket.language, why=change.why[:500])
        note(self.session, ticket, deed, name="system", text=without_controls(told))

    def _cannot_follow(self, ticket: Ticket, deed: Deed, change: OutsideValue) -> None:
        what = word(change.what, ticket.language)
        told = word("refused", ticket.language, name=change.author.name, what=what, value=change.value)
        note(self.session, ticket, deed, name="system", text=told)

    def _why(self, ticket: Ticket, change: OutsideValue) -> str:
        return word("changed_there", ticket.language, name=change.author.name)


@dataclass(slots=True)
class _Saying:
    """A person's word to the customer in the locked `conversation`, if there is one. Their files are for that
    customer alone, as at the console."""

    taking: Taking
    root: Ticket
    ticket: Ticket
    deed: Deed
    name: str
    conversation: Mapping[str, Any] | None
    frames: Frames = field(default_factory=list)

    def say(self, text: str) -> None:
        said = self._in_conversation(text, None)
        taking = self.taking
        answer_all(taking.session, self.root, self.deed, name=self.name, text=text, said=said, now=taking.now)

    def hand_over(self, file: Attachment) -> None:
        text = text_of_file(file.name)
        said = self._in_conversation(text, {"file": file_shape(file)})
        reply(self.taking.session, self.root, self.deed, name=self.name, text=text, said=said)

    def _in_conversation(self, text: str, extra: Mapping[str, Any] | None) -> Said | None:
        if self.conversation is None:
            return None
        changes: dict[str, Any] = {"ticket_id": ticket_label(self.ticket)}
        if self.conversation["waiting_since"]:
            changes |= add_facts(self.taking.session, self.conversation, Fact.wait_ended)
        row, self.conversation = add_word(
            self.taking.session, self.conversation, text, author="agent", name=self.name, extra=extra,
            now=self.taking.now, waiting_since=None, unanswered_since=None, **changes,
        )  # fmt: skip
        self.frames += _frames(self.taking.tenant.id, row, self.conversation)
        return Said(self.conversation["id"], row["seq"])


def _is_older(change: OutsideChange, link: OutsideTicket) -> bool:
    """Done to the outside ticket before ours was merged into it: of somebody else's trouble."""
    if link.outside_id == change.outside_id or link.follows_since is None or change.at is None:
        return False
    return change.at < link.follows_since


def _is_answer(change: OutsideChange) -> bool:
    """A person's word to the customer."""
    return isinstance(change, OutsideMessage) and change.public and not change.author.customer


def _frames(tenant_id: str, row: Mapping[str, Any], conversation: Mapping[str, Any]) -> Frames:
    """As `bot.ownership.publish_message` tells it, once it is committed."""
    here = Topic(tenant_id, conversation["id"])
    return [
        (here, frame("message", position=row["seq"], message=message_shape(row))),
        (Topic(tenant_id), frame("conversation", conversation=conversation_shape(conversation))),
    ]


def _by(change: OutsideChange) -> str:
    """Nobody of ours: an agent's id that no agent has."""
    if isinstance(change, OutsideUnread):
        return "system"
    return "customer" if change.author.customer else f"agent:outside:{change.author.name}"[:64]
