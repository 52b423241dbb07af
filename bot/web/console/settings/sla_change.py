"""How a tenant's SLA settings are changed: all is read, a part of it altered, and kept as a new version."""

import copy
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.settings.form import mark_of
from bot.web.console.settings.frame import Clash
from bot.web.console.settings.names import read_names
from escalation.errors import SettingStale
from escalation.sla.settings import KeptSettings, get_settings, save_settings

SLAData = dict[str, Any]
"""As `policy_data` reads it."""

TRIES = 5


def change_sla(
    service: ServiceDep, me: Me, change: Callable[[SLAData], Any], *, for_open: bool = False
) -> None:
    """`change` is called again on what is there by then, where somebody else saved at the same moment."""
    for _ in range(TRIES):
        try:
            with service.database.uow(me.tenant_id) as session:
                kept = get_settings(session, me.tenant_id)
                data = copy.deepcopy(dict(kept.data))
                change(data)
                save_settings(
                    session,
                    me.tenant_id,
                    data,
                    version=kept.version,
                    author=me.email,
                    now=utc_now(),
                    for_open=for_open,
                )
            return
        except IntegrityError:
            continue
    raise SettingStale("SLA settings", me.tenant_id)


def find_sla_clash(session: TenantSession, me: Me, find: Callable[[KeptSettings], Any]) -> tuple[Clash, str]:
    """`find` gives the part that was to be changed, None where it is gone."""
    kept = get_settings(session, me.tenant_id)
    seen = seen_of(find(kept))
    who = read_names(session, me.language).who(kept.author)
    return (Clash(who, kept.created_at) if seen else Clash()), seen


def seen_of(data: Any) -> str:
    """What a form was filled from; "" for what is not there yet."""
    return "" if data is None else mark_of(data)
