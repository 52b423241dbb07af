"""Keeps tickets in step with the outside system their tenant has, if any: both ways, beside all else."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.actions.beside import BesideRelay
from bot.desk.attachments.keeping import limits_of
from bot.desk.attachments.store import AttachmentStore
from bot.desk.backend_account import TIMEOUT, build_connector
from bot.desk.backend_files import Shelf
from bot.desk.backend_links import BACKEND_PUSH, find_system, list_behind, queue_pushes
from bot.desk.backend_pull import EVERY, Puller
from bot.desk.backend_push import Pusher
from bot.hub import Hub
from bot.logging import get_logger
from bot.outbox import Relay
from bot.persistence.database import Database
from bot.settings import Settings
from bot.tenants import TenantDirectory

ATTEMPTS = 60
"""Of a push: a second doubling to an hour makes two days of an outside system that is down."""


@dataclass(frozen=True, slots=True)
class BackendSync:
    """`run` begins what is due and returns; `stop` waits a moment for what runs."""

    database: Database
    pusher: Pusher
    puller: Puller
    pushes: BesideRelay
    every: timedelta
    pulling: set[str] = field(default_factory=set)
    pulled: dict[str, datetime] = field(default_factory=dict)

    def run(self, tenant_id: str, now: datetime) -> int:
        with self.database.reading(tenant_id) as session:
            system = find_system(session)
            behind = system is not None and list_behind(session, system)
        if system is None:
            return 0
        if behind:
            with self.database.uow(tenant_id) as session:
                queue_pushes(session, system, now)
        self._begin_pull(tenant_id, now)
        return self.pushes.run(tenant_id, now)

    def stop(self) -> None:
        self.pushes.stop()

    def _begin_pull(self, tenant_id: str, now: datetime) -> None:
        last = self.pulled.get(tenant_id)
        if tenant_id in self.pulling or (last is not None and abs(now - last) < self.every):
            return
        self.pulling.add(tenant_id)
        self.pulled[tenant_id] = now
        threading.Thread(target=self._pull, args=(tenant_id,), name="backend-pull", daemon=True).start()

    def _pull(self, tenant_id: str) -> None:
        try:
            self.puller.pull(tenant_id)
        except Exception as problem:  # noqa: BLE001 - the job runner: the next look begins where this one did
            get_logger("backends").error("pull_failed", tenant=tenant_id, error=type(problem).__name__)
        finally:
            self.pulling.discard(tenant_id)


def build_backend_sync(
    settings: Settings,
    database: Database,
    tenants: TenantDirectory,
    hub: Hub,
    clock: Callable[[], datetime],
    *,
    timeout: timedelta = TIMEOUT,
    every: timedelta = EVERY,
) -> BackendSync:
    connector = build_connector(settings, clock, timeout)
    store = AttachmentStore(settings.attachments_folder)
    pusher = Pusher(database, tenants, connector, hub, clock, ATTEMPTS, store)
    relay = Relay(database, {BACKEND_PUSH: pusher}, attempts=ATTEMPTS, only=True)
    puller = Puller(database, tenants, connector, hub, clock, Shelf(store, limits_of(settings)))
    return BackendSync(database, pusher, puller, BesideRelay(relay, clock), every)
