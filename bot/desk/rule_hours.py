"""By which hours a rule's condition "business hours" looks: those that customers are promised answers by."""

from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.sla.business_hours import BusinessHours
from escalation.sla.promise_hours import get_promise_hours


def hours_of_rules(session: TenantSession, tenant: TenantInfo) -> BusinessHours:
    """With the calendar's holidays."""
    return get_promise_hours(session, tenant.id, tenant.business_hours, tenant.timezone)
