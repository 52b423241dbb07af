"""The calendar `office`, which goes with the tenant's business hours until somebody saves SLA settings."""

from collections.abc import Mapping
from typing import Any

from escalation.sla.policy_data import OFFICE
from escalation.sla.settings import KeptSettings


def is_apart(kept: KeptSettings, hours: Mapping[str, Any]) -> bool:
    """Whether policies that somebody saved go by it while it has another week or zone than `hours`, the
    tenant's as a calendar."""
    office = kept.data["calendars"].get(OFFICE)
    used = any(policy["calendar"] == OFFICE for policy in kept.data["policies"])
    if not kept.author or not used or not isinstance(office, dict):
        return False
    week = {day: periods for day, periods in office.get("week", {}).items() if periods}
    return (office["zone"], week) != (hours["zone"], hours["week"])
