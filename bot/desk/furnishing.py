"""A tenant's desk gets what it starts with."""

from datetime import datetime

from sqlalchemy import select

from bot.models import Tenant
from bot.persistence.tenancy import TenantSession
from escalation.workflow.defaults import furnish_desk, has_desk, renew_rules


def furnish(session: TenantSession, tenant_id: str, now: datetime) -> None:
    """Or what has come since, where it has a desk. Of any number of processes at once, one does it."""
    session.execute(select(Tenant.id).where(Tenant.id == tenant_id).with_for_update())
    start = renew_rules if has_desk(session, tenant_id) else furnish_desk
    start(session, tenant_id, now)
