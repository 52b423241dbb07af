"""How a tenant's SLA settings are changed: all is read, a part of it altered, and kept as a new version."""

import copy
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.web.console.access import Me
from escalation.errors import SettingStale
from escalation.sla.settings import get_settings, save_settings

SLAData = dict[str, Any]
"""As `policy_data` reads it."""

TRIES = 5


def change_sla(service: ServiceDep, me: Me, change: Callable[[SLAData], Any]) -> None:
    """`change` is called again on what is there by then, where somebody else saved at the same moment."""
    for _ in range(TRIES):
        try:
            with service.database.uow(me.tenant_id) as session:
                kept = get_settings(session, me.tenant_id)
                data = copy.deepcopy(dict(kept.data))
                change(data)
                save_settings(
                    session, me.tenant_id, data, version=kept.version, author=me.email, now=utc_now()
                )
            return
        except IntegrityError:
            continue
    raise SettingStale("SLA settings", me.tenant_id)
