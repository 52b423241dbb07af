"""Which outside system a tenant's tickets are kept in too: tried, set, taken away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.desk.backend_account import Connector
from bot.desk.backend_links import find_system, resume_pushes
from bot.persistence.database import Database
from bot.tenants import TenantInfo
from escalation.backends.models import OutsideSystem
from escalation.backends.types import TicketBackend


@dataclass(frozen=True, slots=True)
class Wanted:
    """An outside system as somebody gives it; `secret` is the environment variable that has it."""

    kind: str
    url: str
    secret: str
    options: Mapping[str, str]


def own_secret(tenant: TenantInfo, system: OutsideSystem | None) -> str:
    """The only variable that a tenant's own people may use: what whoever runs the server chose for the system
    there is, else that of the tenant's name. With any other's they could send it to a host of theirs."""
    if system is not None:
        return system.secret
    return f"HUIYI_BACKEND_{re.sub('[^A-Z0-9]', '_', tenant.slug.upper())}"


def check_system(tenant: TenantInfo, connector: Connector, wanted: Wanted, *, now: datetime) -> None:
    """Whether it has what is needed; a BackendError says what not. Nothing is kept."""
    connector.connect(_row(tenant, wanted, now)).check()


def set_system(
    database: Database, tenant: TenantInfo, connector: Connector, wanted: Wanted, *, now: datetime
) -> None:
    """Asks the outside system first whether it has what is needed: NotSetUp, NotDone or Refused where not.

    Tickets opened from now on are kept there, and those that are kept there already. Another account of the
    same system takes over where the one before it left off; the tickets of another system are set aside.
    """
    row = _row(tenant, wanted, now)
    backend: TicketBackend = connector.connect(row)
    backend.check()
    row.cursor = backend.begin(now)
    with database.uow(tenant.id) as session:
        had = find_system(session)
        if had is not None and had.name == row.name:
            row.since, row.cursor = had.since, had.cursor
        session.merge(row)
        resume_pushes(session, row, now)


def remove_system(database: Database, tenant: TenantInfo) -> bool:
    """False where there was none. What is there stays there; nothing is brought or taken any more."""
    with database.uow(tenant.id) as session:
        system = find_system(session)
        if system is not None:
            session.delete(system)
        return system is not None


def _row(tenant: TenantInfo, wanted: Wanted, now: datetime) -> OutsideSystem:
    return OutsideSystem(
        tenant_id=tenant.id,
        kind=wanted.kind,
        url=wanted.url,
        options=dict(wanted.options),
        secret=wanted.secret,
        since=tenant.now(now),
        cursor=None,
        pulled_at=None,
        held_until=None,
        problem=None,
    )
