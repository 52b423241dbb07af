"""What could not be delivered: each with its reason, to be tried again."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import func, select

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.models import OutboxItem
from bot.outbox import retry_dead
from bot.persistence.tenancy import TenantSession
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.frame import back_to, settings_page
from bot.web.console.strings import STRINGS, say

router = APIRouter(route_class=ConsoleRoute, prefix="/outbox")
SHOWN = 100
ALL = "*"


@router.get("", include_in_schema=False)
def outbox(request: Request, service: ServiceDep, me: Looker) -> Response:
    newest = select(OutboxItem).where(OutboxItem.state == "dead").order_by(OutboxItem.created_at.desc())
    with service.database.reading(me.tenant_id) as session:
        return settings_page(
            session,
            service,
            request,
            me,
            "outbox.html",
            part="outbox",
            heading=say(me.language, "set_outbox"),
            dead=session.scalars(newest.limit(SHOWN)).all(),
            count=count_dead(session),
            kind_of=lambda kind: (
                say(me.language, f"set_effect_{kind}") if f"set_effect_{kind}" in STRINGS else kind
            ),
        )


@router.post("/retry", include_in_schema=False)
def retry(service: ServiceDep, me: Setter, id: Annotated[str, Form(max_length=64)]) -> Response:
    """One, or all of them. Each keeps its key, so that a receiver that has it after all drops it."""
    with service.database.uow(me.tenant_id) as session:
        dead = session.scalars(select(OutboxItem.id).where(OutboxItem.state == "dead")).all()
        for item_id in dead if id == ALL else [id]:
            retry_dead(session, item_id, utc_now())
    service.sweeper.nudge(me.tenant_id)
    return back_to("outbox", "retried")


def count_dead(session: TenantSession) -> int:
    return session.scalar(select(func.count(OutboxItem.id)).where(OutboxItem.state == "dead")) or 0
