"""By which hours a customer is told when a person answers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from escalation.sla.business_hours import BusinessHours, read_hours
from escalation.sla.calendar_data import read_calendar
from escalation.sla.policy import Promised, choose_policy
from escalation.sla.settings import get_settings

ORDINARY = Promised("P3", None, "widget")
"""Its policy is a tenant's default: nothing about it is special."""


def get_promise_hours(
    session: Session, tenant_id: str, business_hours: Mapping[str, Any], zone: str
) -> BusinessHours:
    """The default policy's calendar, holidays and all; the business hours until somebody has set policies."""
    kept = get_settings(session, tenant_id)
    if kept.author:
        settings = kept.read()
        policy = choose_policy(settings.policies, ORDINARY).policy
        if policy is not None:
            return read_calendar(settings.calendar_data[policy.calendar])
    return read_hours(business_hours, zone)
