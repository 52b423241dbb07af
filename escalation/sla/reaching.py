"""Whether a change of the settings that is for open tickets too gives a ticket other terms than it has."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.sla.models import SLASettingsRow
from escalation.sla.policy import Promised
from escalation.sla.policy_data import read_settings
from escalation.sla.settings import get_settings
from escalation.sla.terms import NONE, are_same, find_terms


def find_reaching(session: Session, tenant_id: str, *, lock: bool = False) -> SLASettingsRow | None:
    """The newest change that is for open tickets, whether or not all have followed it."""
    asked = (
        select(SLASettingsRow)
        .where(SLASettingsRow.tenant_id == tenant_id, SLASettingsRow.to_follow_below.is_not(None))
        .order_by(SLASettingsRow.version.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(asked.with_for_update() if lock else asked).first()


class Reach:
    """Of one such change. Who was promised something by it or by a later one keeps that, and so does who has
    what is in force, though it be of a later change."""

    def __init__(self, session: Session, row: SLASettingsRow) -> None:
        self._version = row.version
        self._asked = read_settings(row.data)
        self._in_force = get_settings(session, row.tenant_id).read()

    def terms_for(self, promised: Promised, applied: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """The data of `sla.applied`; None where the ticket keeps those that were `applied` last."""
        has = NONE if applied is None else applied
        terms = find_terms(self._asked, promised)
        later = has.get("version", 0) >= self._version
        if later or are_same(has, terms) or are_same(has, find_terms(self._in_force, promised)):
            return None
        reason = f"version {self._version} of the settings is for open tickets: {terms['reason']}"
        return {**terms, "version": self._version, "reason": reason}
