"""What is known of a customer, taken away from their card: what they told the bot, or all of it."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.conversations import find_conversation
from bot.desk.attachments.store import AttachmentStore
from bot.erasing import erase_person, find_reach
from bot.errors import NotFound
from bot.logging import get_logger
from bot.memory import count_told, forget
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.customer import key_of
from bot.web.console.desk.ticket_page import get_ticket
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.frame import settings_page
from bot.web.console.sign_in_target import safe_target
from bot.web.console.strings import say
from escalation.crm.accounts import find_contact

router = APIRouter(route_class=ConsoleRoute, prefix="/customer")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the customer's card stood beside: so no address, nor a log of them, names the customer."""

    conversation: str | None = None
    ticket: int | None = None

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in asdict(self).items() if value is not None})

    @property
    def page(self) -> str:
        if self.ticket is not None:
            return f"/console/tickets/{self.ticket}"
        return safe_target(f"/console/conversations/{self.conversation}" if self.conversation else None)

    def whose(self, session: TenantSession) -> str:
        """The customer's key; NotFound where there is no such page, or nobody known on it."""
        if self.ticket is not None:
            ticket = get_ticket(session, self.ticket)
            key = key_of(session, ticket.contact_key, ticket.conversation_id)
        else:
            conversation = find_conversation(session, self.conversation or "")
            key = key_of(session, conversation["contact_key"], conversation["id"]) if conversation else None
        if key is None:
            raise NotFound("customer")
        return key


Beside = Annotated[_Beside, Depends()]
Key = Annotated[str, Form(max_length=320)]
"""Whom the page that asked was about: no other is meant, whose ever the conversation is by now."""


@router.get("/forget", include_in_schema=False)
def ask_to_forget(request: Request, service: ServiceDep, me: Looker, beside: Beside) -> Response:
    with service.database.reading(me.tenant_id) as session:
        key = beside.whose(session)
        told = count_told(session, key)
        return _page(session, service, request, me, (key, beside), template="forget", told=told, gone=False)


@router.post("/forget", include_in_schema=False)
def forget_told(request: Request, service: ServiceDep, me: Setter, beside: Beside, key: Key) -> Response:
    with service.database.uow(me.tenant_id) as session:
        told = forget(session, key)
    get_logger("erasing").info("customer_forgotten", tenant=me.tenant_id, by=me.agent_id, told=told)
    with service.database.reading(me.tenant_id) as session:
        return _page(session, service, request, me, (key, beside), template="forget", told=told, gone=True)


@router.get("/erase", include_in_schema=False)
def ask_to_erase(request: Request, service: ServiceDep, me: Looker, beside: Beside) -> Response:
    with service.database.reading(me.tenant_id) as session:
        key = beside.whose(session)
        reach = find_reach(session, key)
        return _page(session, service, request, me, (key, beside), template="erase", held=reach, gone=False)


@router.post("/erase", include_in_schema=False)
def erase(request: Request, service: ServiceDep, me: Setter, beside: Beside, key: Key) -> Response:
    store = AttachmentStore(service.settings.attachments_folder)
    erased = erase_person(service.database, store, me.tenant_id, key, now=utc_now())
    get_logger("erasing").info(
        "customer_erased", tenant=me.tenant_id, by=me.agent_id,
        conversations=erased.conversations, tickets=erased.tickets, files=erased.files,
    )  # fmt: skip
    with service.database.reading(me.tenant_id) as session:
        return _page(session, service, request, me, (key, beside), template="erase", held=erased, gone=True)


def _page(
    session: TenantSession,
    service: ServiceDep,
    request: Request,
    me: Me,
    whom: tuple[str, _Beside],
    *,
    template: str,
    **shown: Any,
) -> Response:
    """Asks, and once it is `gone` says so."""
    key, beside = whom
    return settings_page(
        session, service, request, me, f"{template}.html", part="customer",
        heading=say(me.language, "set_forget" if template == "forget" else "set_erase"),
        contact=find_contact(session, me.tenant_id, key),
        key=key, beside=beside.query, back=beside.page, **shown,
    )  # fmt: skip
