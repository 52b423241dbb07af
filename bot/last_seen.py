"""Keeps when each agent was last at the console, to the minute: what a process knows of it goes with it."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from bot.agent_sessions import mark_seen
from bot.models import Agent
from bot.persistence.database import Database
from bot.tenants import TenantInfo

EVERY = timedelta(minutes=1)


class LastSeen:
    """A tenant's job. `present` answers who is at the console."""

    def __init__(self, database: Database, present: Callable[[str], Collection[str]]) -> None:
        self._database = database
        self._present = present

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Returns of how many it was kept anew."""
        present = self._present(tenant.id)
        if not present:
            return 0
        due = select(Agent.id).where(
            Agent.id.in_(present), or_(Agent.seen_at.is_(None), Agent.seen_at <= now - EVERY)
        )
        with self._database.reading(tenant.id) as session:
            ids = list(session.scalars(due))
        if ids:
            with self._database.uow(tenant.id) as session:
                mark_seen(session, ids, now)
        return len(ids)
