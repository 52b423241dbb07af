"""Looks for what others did in the outside system, and has each of it taken, once (`backend_taking`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk.attachments.errors import StorageUnavailable
from bot.desk.backend_account import Connector
from bot.desk.backend_files import Brought, Shelf
from bot.desk.backend_links import find_link, find_system, is_new
from bot.desk.backend_push import hold
from bot.desk.backend_taking import Taking
from bot.desk.ticket_frames import changing_tickets
from bot.hub import Hub
from bot.persistence.database import Database
from bot.tenants import TenantDirectory
from escalation.backends.errors import NotDone, Refused
from escalation.backends.models import OutsideSystem
from escalation.backends.reading import STRANGE, in_words
from escalation.backends.types import Changes, OutsideChange, OutsideMessage, OutsideUnread

EVERY = timedelta(seconds=15)
MOST_PAGES = 20
FILE_TRIES = 3
"""Looks that one message's files may keep it waiting; then it comes without those that are missing."""
TRIES = 20
"""Looks that a change which cannot be read may keep its ticket's later ones waiting, five minutes or so; then
it is passed over, and the ticket says so."""


@dataclass(frozen=True, slots=True)
class Puller:
    database: Database
    tenants: TenantDirectory
    connector: Connector
    hub: Hub
    clock: Callable[[], datetime]
    shelf: Shelf
    missed: dict[tuple[str, str], int] = field(default_factory=dict)
    """How often the files of a change could not be fetched."""
    unread: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """How often a ticket's change could not be read."""

    def pull(self, tenant_id: str) -> int:
        """Returns how many changes came in."""
        try:
            return self._pull(tenant_id)
        except (NotDone, Refused) as problem:
            self._put_off(tenant_id, problem)
        except STRANGE as strange:
            self._put_off(tenant_id, NotDone(f"what it tells cannot be read: {in_words(strange)}"))
        return 0

    def take(self, tenant_id: str, asked: OutsideSystem, change: OutsideChange) -> bool:
        """`asked` told it. False where it is of nobody's ticket or known, or the tenant has another system by
        now. Whatever it stops at, it is taken once."""
        now, tenant = self.clock(), self.tenants.get(tenant_id)
        files = self._fetch(tenant_id, asked, change)
        with changing_tickets(self.database, self.hub, tenant_id) as session:
            system = find_system(session)
            if system is None or system.name != asked.name:
                return False
            if not is_new(session, system, change.outside_id, change.id):
                return False
            backend = self.connector.connect(system)
            frames = Taking(session, system, backend, tenant, now, self.shelf, files).take(change)
        for topic, told in frames:
            self.hub.publish(topic, told)
        return True

    def _fetch(self, tenant_id: str, asked: OutsideSystem, change: OutsideChange) -> Brought:
        """Before the transaction: it takes its time. What comes of it that is not taken is swept."""
        if not isinstance(change, OutsideMessage) or not change.files:
            return ()
        with self.database.reading(tenant_id) as session:
            if not is_new(session, asked, change.outside_id, change.id):
                return ()
        key = tenant_id, change.id
        self.missed[key] = self.missed.get(key, 0) + 1
        last = self.missed[key] >= FILE_TRIES
        try:
            files = self.shelf.fetch(self.connector.connect(asked), tenant_id, change.files, last=last)
        except StorageUnavailable as problem:
            raise NotDone(str(problem)) from problem
        del self.missed[key]
        return files

    def _pull(self, tenant_id: str) -> int:
        taken = 0
        for _ in range(MOST_PAGES):
            with self.database.reading(tenant_id) as session:
                system = find_system(session)
            now = self.clock()
            if system is None or (system.held_until is not None and system.held_until > now):
                break
            changes = self._ask(tenant_id, system, now)
            came, waiting = self._take_each(tenant_id, system, changes.found)
            taken += came
            if waiting:
                self._put_off(tenant_id, NotDone(f"what it tells cannot be read: {waiting[0].why}"))
                break
            self._move(tenant_id, system, changes.cursor, now)
            if not changes.more:
                break
        return taken

    def _take_each(
        self, tenant_id: str, system: OutsideSystem, found: Sequence[OutsideChange]
    ) -> tuple[int, list[OutsideUnread]]:
        """How many came in, and what must be looked at again: it keeps no other ticket's waiting."""
        taken, waiting = 0, dict[str, OutsideUnread]()
        for change in found:
            if not isinstance(change, OutsideUnread):
                if change.outside_id in waiting:
                    continue
                try:
                    taken += self.take(tenant_id, system, change)
                    continue
                except (Refused, *STRANGE) as problem:
                    change = OutsideUnread(change.id, change.outside_id, in_words(problem), change.at)
            if not self._pass_over(tenant_id, system, change):
                waiting.setdefault(change.outside_id, change)
        return taken, list(waiting.values())

    def _pass_over(self, tenant_id: str, system: OutsideSystem, change: OutsideUnread) -> bool:
        """Whether nobody need look at it again. What is of no ticket that can be told is nobody's to hear."""
        with self.database.reading(tenant_id) as session:
            if change.outside_id and not is_new(session, system, change.outside_id, change.id):
                return True
        key = tenant_id, change.outside_id, change.id
        self.unread[key] = self.unread.get(key, 0) + 1
        if self.unread[key] < TRIES:
            return False
        if change.outside_id:
            self.take(tenant_id, system, change)
            del self.unread[key]
        return True

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
