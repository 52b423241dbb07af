"""Which outside system a tenant's tickets are kept in too: set, shown, taken away."""

from collections.abc import Mapping
from datetime import datetime

from bot.desk.backend_account import Connector
from bot.desk.backend_links import find_system
from bot.persistence.database import Database
from bot.tenants import TenantInfo
from escalation.backends.models import OutsideSystem


def set_system(
    database: Database,
    tenant: TenantInfo,
    connector: Connector,
    *,
    kind: str,
    url: str,
    secret: str,
    options: Mapping[str, str],
    now: datetime,
) -> None:
    """Asks the outside system first whether it has what is needed: NotSetUp, NotDone or Refused where not.

    Tickets opened from now on are kept there. Another account of the same kind takes over where the one
    before it left off.
    """
    wanted = OutsideSystem(
        tenant_id=tenant.id,
        kind=kind,
        url=url,
        options=dict(options),
        secret=secret,
        since=tenant.now(now),
        cursor=None,
        pulled_at=None,
        held_until=None,
        problem=None,
    )
    backend = connector.connect(wanted)
    backend.check()
    wanted.cursor = backend.begin(now)
    with database.uow(tenant.id) as session:
        had = find_system(session)
        if had is not None and had.kind == kind and had.url == url:
            wanted.since, wanted.cursor = had.since, had.cursor
        session.merge(wanted)


def remove_system(database: Database, tenant: TenantInfo) -> bool:
    """False where there was none. What is there stays there; nothing is brought or taken any more."""
    with database.uow(tenant.id) as session:
        system = find_system(session)
        if system is not None:
            session.delete(system)
        return system is not None
