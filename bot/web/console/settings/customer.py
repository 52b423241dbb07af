"""What is known of a customer, taken away from their card: what they told the bot, or all of it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.attachments.store import AttachmentStore
from bot.erasing import erase_person, find_reach
from bot.logging import get_logger
from bot.memory import count_told, forget
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.frame import settings_page
from bot.web.console.sign_in_target import safe_target
from bot.web.console.strings import say
from escalation.crm.accounts import find_contact

router = APIRouter(route_class=ConsoleRoute, prefix="/customer")


@dataclass(frozen=True, slots=True)
class _Whom:
    """`back` is the page with the card."""

    key: str
    back: str = ""


Whom = Annotated[_Whom, Depends()]


@router.get("/forget", include_in_schema=False)
def ask_to_forget(request: Request, service: ServiceDep, me: Looker, whom: Whom) -> Response:
    with service.database.reading(me.tenant_id) as session:
        told = count_told(session, whom.key)
        return _page(session, service, request, me, whom, template="forget", told=told, gone=False)


@router.post("/forget", include_in_schema=False)
def forget_told(request: Request, service: ServiceDep, me: Setter, whom: Whom) -> Response:
    with service.database.uow(me.tenant_id) as session:
        told = forget(session, whom.key)
    get_logger("erasing").info("customer_forgotten", tenant=me.tenant_id, by=me.agent_id, told=told)
    with service.database.reading(me.tenant_id) as session:
        return _page(session, service, request, me, whom, template="forget", told=told, gone=True)


@router.get("/erase", include_in_schema=False)
def ask_to_erase(request: Request, service: ServiceDep, me: Looker, whom: Whom) -> Response:
    with service.database.reading(me.tenant_id) as session:
        reach = find_reach(session, whom.key)
        return _page(session, service, request, me, whom, template="erase", held=reach, gone=False)


@router.post("/erase", include_in_schema=False)
def erase(request: Request, service: ServiceDep, me: Setter, whom: Whom) -> Response:
    store = AttachmentStore(service.settings.attachments_folder)
    erased = erase_person(service.database, store, me.tenant_id, whom.key, now=utc_now())
    get_logger("erasing").info(
        "customer_erased", tenant=me.tenant_id, by=me.agent_id,
        conversations=erased.conversations, tickets=erased.tickets, files=erased.files,
    )  # fmt: skip
    with service.database.reading(me.tenant_id) as session:
        return _page(session, service, request, me, whom, template="erase", held=erased, gone=True)


def _page(
    session: TenantSession,
    service: ServiceDep,
    request: Request,
    me: Me,
    whom: _Whom,
    *,
    template: str,
    **shown: Any,
) -> Response:
    """Asks, and once it is `gone` says so."""
    return settings_page(
        session, service, request, me, f"{template}.html", part="customer",
        heading=say(me.language, "set_forget" if template == "forget" else "set_erase"),
        contact=find_contact(session, me.tenant_id, whom.key),
        key=whom.key, back=safe_target(whom.back), **shown,
    )  # fmt: skip
