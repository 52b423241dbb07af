"""Looks for what was forgotten: mail and customers that wait, effects that are due, tenants that are new.

And, beside it, for articles whose hour has come, and for what conversations that are over and tickets that
are solved may teach.
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.actions.beside import BesideRelay
from bot.clock import utc_now
from bot.desk.attachments.sweeping import OrphanFiles
from bot.desk.backend_sync import BackendSync
from bot.inbox import count_restart, list_forgotten
from bot.intake import Doorbell
from bot.leases import Leases
from bot.logging import get_logger
from bot.outbox import Relay
from bot.persistence.database import Database
from bot.review.collecting import Collector
from bot.scheduled_articles import carry_out_due
from bot.solved_cases import CaseCollector
from bot.tenants import TenantDirectory, TenantInfo, list_tenants
from kb_index.embedder import Embedder


class Refreshable(Protocol):
    """What is held of a tenant, which another process may have changed: its articles, its solved cases."""

    def refresh(self, tenant_id: str) -> None: ...


TenantJob = Callable[[TenantInfo, datetime], int]
"""Work that waits for its time in one tenant; returns how much of it was done."""


class Sweeper:
    """A thread of its own. `nudge` makes it follow a tenant's rules and deliver its effects at once."""

    def __init__(
        self,
        database: Database,
        tenants: TenantDirectory,
        doorbell: Doorbell,
        relay: Relay,
        actions: BesideRelay,
        backends: BackendSync,
        leases: Leases,
        knowledge: Refreshable,
        cases: Refreshable,
        *,
        collector: Collector,
        case_collector: CaseCollector,
        orphan_files: OrphanFiles,
        embedder: Callable[[], Embedder],
        before_effects: Sequence[TenantJob],
        desk: Sequence[TenantJob],
        every: timedelta,
        after: timedelta,
    ) -> None:
        self._database = database
        self._tenants = tenants
        self._doorbell = doorbell
        self._relay = relay
        self._actions = actions
        self._backends = backends
        self._leases = leases
        self._knowledge = knowledge
        self._cases = cases
        self._collector = collector
        self._case_collector = case_collector
        self._orphan_files = orphan_files
        self._embedder = embedder
        self._before_effects = before_effects
        self._desk = desk
        self._every = every
        self._after = after
        self._nudged: set[str] = set()
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._log = get_logger("sweeper")

    def recover(self, now: datetime) -> int:
        """At start: rings for all that waits, each at the cost of one try. Returns how many conversations."""
        self._load_tenants()
        rung = 0
        for tenant in self._tenants.all():
            with self._database.reading(tenant.id) as session:
                forgotten = list_forgotten(session, now)
            if forgotten:
                with self._database.uow(tenant.id) as session:
                    count_restart(session)
                rung += self._ring(tenant.id, forgotten)
        return rung

    def sweep(self, now: datetime) -> int:
        """Rings for mail older than `after`, delivers due effects; returns for how many it rang."""
        self._load_tenants()

        def one(tenant: TenantInfo) -> int:
            with self._database.reading(tenant.id) as session:
                forgotten = list_forgotten(session, now - self._after)
            rung = self._ring(tenant.id, forgotten)
            self._deliver(tenant.id, now)
            self._knowledge.refresh(tenant.id)
            return rung

        return self._each(one)

    def end_waits(self, now: datetime) -> int:
        """Where no person answered in time; returns in how many conversations."""
        return self._each(lambda tenant: self._leases.run(tenant, now))

    def collect(self, now: datetime) -> int:
        """Keeps what some conversations of each tenant propose for review; returns how many it searched."""
        return self._each(lambda tenant: self._collector.run(tenant.id, now).conversations)

    def keep_cases(self, now: datetime) -> int:
        """What tickets that were solved leave for the next of their kind; returns how many were kept."""

        def one(tenant: TenantInfo) -> int:
            kept = self._case_collector.run(tenant, now)
            self._cases.refresh(tenant.id)
            return kept

        return self._each(one)

    def publish_due(self, now: datetime) -> int:
        """Articles whose hour has come go in force, those whose last day is over go; returns how many."""

        def one(tenant: TenantInfo) -> int:
            changed = carry_out_due(self._database, tenant, self._embedder, now)
            if changed:
                self._knowledge.refresh(tenant.id)
            return changed

        return self._each(one)

    def tidy_files(self, now: datetime) -> int:
        """Attached files that nothing points to go; returns how many."""
        return self._each(lambda tenant: self._orphan_files.run(tenant.id, now))

    def work_desk(self, now: datetime) -> int:
        """What the desk does by itself."""
        return sum(self._each(lambda tenant, job=job: job(tenant, now)) for job in self._desk)  # type: ignore[misc]

    def nudge(self, tenant_id: str) -> None:
        self._nudged.add(tenant_id)
        self._wake.set()

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(5.0)

    def _run(self) -> None:
        # By no clock that can be set back: until it came to the old time again, nothing would be swept.
        next_sweep = time.monotonic() + self._every.total_seconds()
        while not self._stopping:
            self._wake.wait(max(0.0, next_sweep - time.monotonic()))
            self._wake.clear()
            while self._nudged and not self._stopping:
                tenant_id = self._nudged.pop()
                self._guarded(lambda tenant_id=tenant_id: self._deliver(tenant_id, utc_now()))  # type: ignore[misc]
            if time.monotonic() >= next_sweep and not self._stopping:
                for work in (
                    self.end_waits, self.sweep, self.work_desk, self.publish_due, self.collect,
                    self.keep_cases, self.tidy_files,
                ):  # fmt: skip
                    self._guarded(lambda work=work: work(utc_now()))  # type: ignore[misc]
                next_sweep = time.monotonic() + self._every.total_seconds()

    def _each(self, work: Callable[[TenantInfo], int]) -> int:
        """What fails in one tenant keeps no other from its own."""
        return sum(self._guarded(lambda tenant=tenant: work(tenant)) for tenant in self._tenants.all())  # type: ignore[misc]

    def _guarded(self, work: Callable[[], int]) -> int:
        """Whatever went wrong, sweeping goes on: it is what finds the things that went wrong."""
        try:
            return work()
        except Exception as problem:  # noqa: BLE001 - the job runner
            self._log.error("sweep_failed", error=type(problem).__name__, exc_info=True)
            return 0

    def _deliver(self, tenant_id: str, now: datetime) -> int:
        # That somebody waits for a person is told at once, however much there is to work through.
        done = self._relay.run(tenant_id, now)
        tenant = self._tenants.find(tenant_id)
        if tenant is not None:
            for job in self._before_effects:  # what they send goes out with the rest
                self._guarded(lambda job=job: job(tenant, now))  # type: ignore[misc]
            done += self._relay.run(tenant_id, now)
        return done + self._actions.run(tenant_id, now) + self._backends.run(tenant_id, now)

    def _load_tenants(self) -> None:
        with self._database.reading(None) as session:
            self._tenants.replace(list_tenants(session))

    def _ring(self, tenant_id: str, conversations: list[str]) -> int:
        for conversation_id in conversations:
            self._doorbell.ring(tenant_id, conversation_id)
        if conversations:
            self._log.info("rang_again", tenant=tenant_id, conversations=len(conversations))
        return len(conversations)
