"""Lets open tickets follow a change of the SLA settings: some with each sweep, until all have."""

import time
from datetime import datetime, timedelta

from bot.desk.ticket_frames import changing_tickets
from bot.hub import Hub
from bot.logging import get_logger
from bot.persistence.database import Database
from bot.tenants import TenantInfo
from escalation.sla.following import find_batch, follow

LONGEST = timedelta(seconds=2)
"""The sweeper has other work."""


class Follower:
    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._log = get_logger("following")

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """For LONGEST at the most; returns how many tickets got other terms."""
        until, followed = time.monotonic() + LONGEST.total_seconds(), 0
        while time.monotonic() < until:
            with self._database.reading(tenant.id) as session:
                batch = find_batch(session, tenant.id)
            if batch is None:
                break
            with changing_tickets(self._database, self._hub, tenant.id) as session:
                followed += follow(session, tenant.id, batch, tenant.now(now))
        if followed:
            self._log.info("tickets_followed", tenant=tenant.id, tickets=followed)
        return followed
