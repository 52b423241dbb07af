"""Takes what others did in the outside system: their messages, statuses and priorities, each once.

What a person there says to the customer stands in the customer's conversation too, as a person's word does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.conversations import add_word, conversation_shape, lock_conversation, message_shape
from bot.desk.backend_account import Connector
from bot.desk.backend_links import find_link, find_system, mark_taken
from bot.desk.backend_push import hold
from bot.desk.backend_words import in_both, word
from bot.desk.ticket_frames import changing_tickets
from bot.hub import Frame, Hub, Topic, frame
from bot.message_text import without_controls
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantDirectory, TenantInfo
from escalation.backends.errors import NotDone, Refused
from escalation.backends.models import OutsideSystem, OutsideTicket, TakenChange
from escalation.backends.types import Changes, OutsideChange, OutsideMessage, OutsideValue, TicketBackend
from escalation.duplicates.incidents import set_status
from escalation.errors import TransitionRefused
from escalation.handoff import person_came
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.log import lock_tickets
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import Said
from escalation.ticketing.work import Deed, change_priority, customer_writes, note, reply

EVERY = timedelta(seconds=15)
MOST_PAGES = 20

Frames = list[tuple[Topic, Frame]]


@dataclass(frozen=True, slots=True)
class Puller:
    database: Database
    tenants: TenantDirectory
    connector: Connector
    hub: Hub
    clock: Callable[[], datetime]

    def pull(self, tenant_id: str) -> int:
        """Returns how many changes came in."""
        try:
            return self._pull(tenant_id)
        except (NotDone, Refused) as problem:
            self._put_off(tenant_id, problem)
        except (KeyError, TypeError, ValueError) as strange:
            self._put_off(
                tenant_id, NotDone(f"what it tells cannot be read: {type(strange).__name__}: {strange}")
            )
        return 0

    def take(self, tenant_id: str, asked: OutsideSystem, change: OutsideChange) -> bool:
        """`asked` told it. False where it is of nobody's ticket or known, or the tenant has another system by
        now. Whatever it stops at, it is taken once."""
        now, tenant = self.clock(), self.tenants.get(tenant_id)
        with changing_tickets(self.database, self.hub, tenant_id) as session:
            system = find_system(session)
            if system is None or system.name != asked.name:
                return False
            if not is_new(session, system, change.outside_id, change.id):
                return False
            frames = _Taking(session, system, self.connector.connect(system), tenant, now).take(change)
        for topic, told in frames:
            self.hub.publish(topic, told)
        return True

    def _pull(self, tenant_id: str) -> int:
        taken = 0
        for _ in range(MOST_PAGES):
            with self.database.reading(tenant_id) as session:
                system = find_system(session)
            now = self.clock()
            if system is None or (system.held_until is not None and system.held_until > now):
                break
            changes = self._ask(tenant_id, system, now)
            taken += sum(self.take(tenant_id, system, change) for change in changes.found)
            self._move(tenant_id, system, changes.cursor, now)
            if not changes.more:
                break
        return taken

    def _ask(self, tenant_id: str, system: OutsideSystem, now: datetime) -> Changes:
        """Without a cursor nothing yet, but the one of now."""
        backend = self.connector.connect(system)
        if system.cursor is None:
            return Changes((), backend.begin(now))
        return backend.changes(system.cursor, _Ledger(self.database, tenant_id, system), now)

    def _move(self, tenant_id: str, asked: OutsideSystem, cursor: str, now: datetime) -> None:
        """Unless somebody else has moved it meanwhile, or to another system."""
        with self.database.uow(tenant_id) as session:
            system = find_system(session)
            if system is not None and (system.name, system.cursor) == (asked.name, asked.cursor):
                system.cursor, system.pulled_at, system.problem = cursor, now, None

    def _put_off(self, tenant_id: str, problem: NotDone | Refused) -> None:
        told = problem if isinstance(problem, NotDone) else NotDone(str(problem))
        with self.database.uow(tenant_id) as session:
            hold(find_system(session), told, self.clock())


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Looks with sessions of its own: between two looks somebody is asked over the network."""

    database: Database
    tenant_id: str
    system: OutsideSystem

    def is_ours(self, outside_id: str) -> bool:
        with self.database.reading(self.tenant_id) as session:
            return find_link(session, self.system, outside_id) is not None

    def is_new(self, outside_id: str, change_id: str) -> bool:
        with self.database.reading(self.tenant_id) as session:
            return is_new(session, self.system, outside_id, change_id)


def is_new(session: TenantSession, system: OutsideSystem, outside_id: str, change_id: str) -> bool:
    """False too for one of nobody's ticket."""
    link = find_link(session, system, outside_id)
    if link is None:
        return False
    return session.get(TakenChange, (link.tenant_id, link.ticket_id, change_id[:128])) is None


@dataclass(frozen=True, slots=True)
class _Taking:
    session: TenantSession
    system: OutsideSystem
    backend: TicketBackend
    tenant: TenantInfo
    now: datetime

    def take(self, change: OutsideChange) -> Frames:
        """Returns what is to be published once it is committed."""
        link = find_link(self.session, self.system, change.outside_id)
        if link is None:
            return []
        conversation = self._lock_conversation(link)
        ticket = lock_tickets(self.session, link.tenant_id, [link.ticket_id])[0]
        deed = Deed(_by(change), max(self.tenant.now(self.now), ticket.updated_at))
        first, frames = ticket.events + 1, Frames()
        if isinstance(change, OutsideMessage):
            frames = self._message(ticket, conversation, deed, change)
        elif change.what == "status":
            self._status(ticket, link, deed, change)
        else:
            self._priority(ticket, deed, change)
        mark_taken(self.session, ticket.id, change.id, first=first, last=ticket.events, now=self.now)
        return frames

    def _message(
        self, ticket: Ticket, conversation: Mapping[str, Any] | None, deed: Deed, change: OutsideMessage
    ) -> Frames:
        name, text = change.author.name, without_controls(change.text)
        if not change.public:
            note(self.session, ticket, deed, name=name, text=text)
            return []
        if change.author.customer:
            customer_writes(self.session, ticket, deed, text)
            return []
        person_came(ticket)
        if conversation is None:
            reply(self.session, ticket, deed, name=name, text=text)
            return []
        row, after = add_word(
            self.session, conversation, text, author="agent", name=name, now=self.now,
            waiting_since=None, unanswered_since=None,
        )  # fmt: skip
        reply(self.session, ticket, deed, name=name, text=text, said=Said(conversation["id"], row["seq"]))
        return [
            (
                Topic(self.tenant.id, conversation["id"]),
                frame("message", position=row["seq"], message=message_shape(row)),
            ),
            (Topic(self.tenant.id), frame("conversation", conversation=conversation_shape(after))),
        ]

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

    def _cannot_follow(self, ticket: Ticket, deed: Deed, change: OutsideValue) -> None:
        what = word(change.what, ticket.language)
        told = word("refused", ticket.language, name=change.author.name, what=what, value=change.value)
        note(self.session, ticket, deed, name="system", text=told)

    def _why(self, ticket: Ticket, change: OutsideValue) -> str:
        return word("changed_there", ticket.language, name=change.author.name)

    def _lock_conversation(self, link: OutsideTicket) -> Mapping[str, Any] | None:
        """Before the ticket, as a turn does."""
        found = select(Ticket.conversation_id).where(Ticket.id == link.ticket_id)
        conversation_id = self.session.scalars(found).one()
        return lock_conversation(self.session, conversation_id) if conversation_id else None


def _by(change: OutsideChange) -> str:
    """Nobody of ours: an agent's id that no agent has."""
    return "customer" if change.author.customer else f"agent:outside:{change.author.name}"[:64]
