"""Fires what the tickets' clocks have due: a thread that sleeps until the next deadline, a second at most.

Any number of processes may do it: a timer and the event that it leaves change hands in one transaction, so
that each is fired once, whoever is killed when.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.clock import utc_now
from bot.desk.ticket_frames import publish_ticket
from bot.hub import Hub
from bot.logging import get_logger
from bot.persistence.database import Database
from bot.tenants import TenantDirectory, TenantInfo
from escalation.errors import SettingStale, SLABroken
from escalation.sla.business_hours import office_calendar
from escalation.sla.firing import Fired, find_next_due, fire_due
from escalation.sla.policy_data import default_settings
from escalation.sla.settings import KeptSettings, get_settings, save_settings
from escalation.ticketing.models import Ticket

LOOK_EVERY = timedelta(seconds=1)
"""Another process may set a timer that is due sooner than all that were known."""
SHORTEST_WAIT = timedelta(seconds=0.05)
"""Where what is due is locked by somebody else."""

_Hours = tuple[Mapping[str, Any], str]
"""A tenant's business hours and zone."""


class Clocks:
    """`after_firing` is told of a tenant whose tickets have new events, for the rules to look at."""

    def __init__(
        self, database: Database, hub: Hub, tenants: TenantDirectory, after_firing: Callable[[str], None]
    ) -> None:
        self._database = database
        self._hub = hub
        self._tenants = tenants
        self._after_firing = after_firing
        self._set_up: dict[str, _Hours] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._log = get_logger("clocks")

    def run(self, now: datetime) -> int:
        """Fires all that is due by the tenants' clocks; returns how many timers."""
        return sum(self._fire(tenant, tenant.now(now)) for tenant in self._tenants.all())

    def wait(self, now: datetime) -> timedelta:
        """Until the next deadline, LOOK_EVERY at most."""
        waits = [
            due - tenant.now(now)
            for tenant in self._tenants.all()
            if (due := self._find_next(tenant)) is not None
        ]
        return max(SHORTEST_WAIT, min([LOOK_EVERY, *waits]))

    def set_up(self, tenant: TenantInfo, now: datetime) -> None:
        """What a tenant promises that has set nothing: the defaults, by its business hours as they stand."""
        hours = tenant.business_hours, tenant.timezone
        if self._set_up.get(tenant.id) == hours:
            return
        with self._database.reading(tenant.id) as session:
            kept = get_settings(session, tenant.id)
        if not kept.author:
            self._save_defaults(tenant, kept, now)
        self._set_up[tenant.id] = hours

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="clocks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(5.0)

    def _work(self) -> None:
        wait = timedelta()
        while not self._stopping.wait(wait.total_seconds()):
            try:
                for tenant in self._tenants.all():
                    self.set_up(tenant, utc_now())
                self.run(utc_now())
                wait = self.wait(utc_now())
            except Exception as problem:  # noqa: BLE001 - the job runner: the clocks go on
                self._log.error("clocks_failed", error=type(problem).__name__, exc_info=True)
                wait = LOOK_EVERY

    def _save_defaults(self, tenant: TenantInfo, kept: KeptSettings, now: datetime) -> None:
        data = default_settings(office_calendar(tenant.business_hours, tenant.timezone))
        if kept.version and kept.data == data:
            return
        try:
            with self._database.uow(tenant.id) as session:
                version = kept.version
                save_settings(session, tenant.id, data, version=version, author="", now=now, for_open=True)
        except (IntegrityError, SettingStale):
            pass  # another process was faster
        except SLABroken as broken:
            self._log.warning("hours_unusable", tenant=tenant.id, why=str(broken))

    def _fire(self, tenant: TenantInfo, now: datetime) -> int:
        due, batches = self._find_next(tenant), list[Fired]()
        if due is None or due > now:
            return 0
        while not self._stopping.is_set():
            with self._database.uow(tenant.id) as session:
                batch = fire_due(session, tenant.id, now)
            if not batch.timers:
                break
            batches.append(batch)
        fired = sum(batch.timers for batch in batches)
        if fired:
            self._log.info("timers_fired", tenant=tenant.id, timers=fired)
            self._after_firing(tenant.id)
        for batch in batches:  # the clocks do not wait for those who look
            self._publish(tenant, batch)
        return fired

    def _publish(self, tenant: TenantInfo, batch: Fired) -> None:
        with self._database.reading(tenant.id) as session:
            tickets = session.scalars(select(Ticket).where(Ticket.id.in_(batch.tickets))).all()
        for ticket in tickets:
            publish_ticket(self._hub, ticket)

    def _find_next(self, tenant: TenantInfo) -> datetime | None:
        with self._database.reading(tenant.id) as session:
            return find_next_due(session, tenant.id)
