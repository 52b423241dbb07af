"""What stands around every page of the tickets."""

from datetime import timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import func, select

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.rendering import Look
from bot.web.console.sign_in_target import address_of
from bot.web.console.strings import for_the_browser


def desk_look(service: ServiceDep, me: Me) -> Look:
    """Tickets tell the time by the tenant's clock."""
    return Look(me.language, me.timezone, service.tenants.get(me.tenant_id).now(utc_now()))


def desk_frame(session: TenantSession, service: ServiceDep, request: Request, me: Me) -> dict[str, Any]:
    tenant = service.tenants.get(me.tenant_id)
    now = utc_now()
    waiting = select(func.count(Conversation.id)).where(
        Conversation.owner == "bot", Conversation.waiting_since.is_not(None)
    )
    return {
        "me": me,
        "attention": min(session.scalar(waiting) or 0, 10),
        "here": request.url.path,
        "address": address_of(request),
        "page": {
            "csrf": me.csrf,
            "language": me.language,
            "tenant": me.tenant_id,
            "me": me.agent_id,
            "now": tenant.now(now).isoformat(),
            "runs": tenant.now(now) != tenant.now(now + timedelta(days=1)),
            "strings": for_the_browser(me.language),
        },
    }
