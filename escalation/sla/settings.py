"""Where a tenant's SLA policies and calendars are kept: each change is another version of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.errors import SettingStale
from escalation.sla.models import SLASettingsRow
from escalation.sla.policy_data import SLASettings, default_settings, read_settings

DEFAULT_OFFICE: Mapping[str, Any] = {
    "zone": "+08:00",
    "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}
ANY_NUMBER = 2**31 - 1
"""No ticket's number is above it."""


@dataclass(frozen=True, slots=True)
class KeptSettings:
    """`version` is 0 for a tenant that has set nothing, and then nobody is the `author`.

    `for_open` says whether tickets that were open when it came in force follow it.
    """

    data: Mapping[str, Any]
    version: int
    author: str = ""
    created_at: datetime | None = None
    for_open: bool = False

    def read(self) -> SLASettings:
        return read_settings(self.data)


def get_settings(session: Session, tenant_id: str) -> KeptSettings:
    """Those in force."""
    row = _find_newest(session, tenant_id)
    if row is None:
        return KeptSettings(default_settings(dict(DEFAULT_OFFICE)), 0)
    return KeptSettings(row.data, row.version, row.author, row.created_at, row.to_follow_below is not None)


def save_settings(
    session: Session,
    tenant_id: str,
    data: Any,
    *,
    version: int,
    author: str,
    now: datetime,
    for_open: bool = False,
) -> int:
    """`version` is the one that was edited. Raises SLABroken, and SettingStale where there is a later one.

    Tickets that are open keep what they were promised until their priority changes, or with `for_open` follow
    before long (`following`), those that are solved when they are reopened. Returns the version now in force.
    """
    read_settings(data)
    if get_settings(session, tenant_id).version != version:
        raise SettingStale("SLA settings", str(version))
    row = SLASettingsRow(
        tenant_id=tenant_id,
        version=version + 1,
        data=data,
        author=author,
        created_at=now,
        to_follow_below=ANY_NUMBER if for_open else None,
    )
    session.add(row)
    session.flush()
    return row.version


def let_open_follow(session: Session, tenant_id: str) -> None:
    """What is in force reaches the tickets that are open, too."""
    row = _find_newest(session, tenant_id)
    if row is not None:
        row.to_follow_below = ANY_NUMBER


def _find_newest(session: Session, tenant_id: str) -> SLASettingsRow | None:
    mine = select(SLASettingsRow).where(SLASettingsRow.tenant_id == tenant_id)
    return session.scalars(mine.order_by(SLASettingsRow.version.desc()).limit(1)).first()
