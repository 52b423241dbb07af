"""The page on which an agent opens a ticket by hand."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.clock import new_id, utc_now
from bot.desk.opening import CAME, Wish
from bot.errors import CustomerUnreachable, IdempotencyConflict, Malformed, MessageRejected, NotAllowed
from bot.message_text import check_client_id
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.asking import PRIORITIES
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.customers import ADDRESS, KEY, find_choice, find_choices
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.desk.staff import read_staff
from bot.web.console.rendering import page
from bot.web.console.strings import say
from escalation.errors import TicketFull
from escalation.routing.action_check import is_email
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import CUSTOMER

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/new")

MOST_MODULES = 50
FIELDS = {"contact": "customer"}
"""Fields of a wish that the page calls otherwise."""


class Written(BaseModel):
    """As the form has it. `customer` is a choice of `customers`, `find` says that they are only looked
    for."""

    customer: str = ""
    q: str = ""
    name: str = ""
    subject: str = ""
    audience: str = "internal"
    text: str = ""
    channel: str = ""
    priority: str = ""
    module: str = ""
    tags: str = ""
    client_id: str = ""
    find: str = ""


@router.get("", include_in_schema=False)
def new_ticket(request: Request, service: ServiceDep, me: MeHere) -> Response:
    if not me.may_reply:
        raise NotAllowed("the role may only look at the desk")
    return _page(service, request, me, Written(client_id=new_id()))


@router.post("", include_in_schema=False)
def open_ticket(
    request: Request, service: ServiceDep, me: Worker, written: Annotated[Written, Form()]
) -> Response:
    """To the ticket, or again to the form with what is wrong. Sent twice it is one."""
    if written.find:
        return _page(service, request, me, written)
    problems: dict[str, str] = {}
    try:
        with service.database.reading(me.tenant_id) as session:
            wish = _wish(session, me, written)
        key = check_client_id(written.client_id, "client_id")
        agent = Principal("agent", me.tenant_id, me.agent_id, name=me.name, role=me.role)
        opened = service.openings.open(agent, wish, key, utc_now())
        return RedirectResponse(f"/console/tickets/{opened.ticket.number}", status_code=303)
    except Malformed as wrong:
        field = FIELDS.get(wrong.field, wrong.field)
        problems["customer" if field == "email" else field] = say(me.language, f"desk_new_bad_{field}")
    except MessageRejected:
        problems["text"] = say(me.language, "desk_new_bad_text", limit=service.settings.text_limit)
    except TicketFull as full:
        problems["tags"] = full.why.in_language(me.language)
    except CustomerUnreachable as away:
        lacks = "desk" if away.has_address else "customer"
        problems["audience"] = say(me.language, f"desk_new_no_mail_{lacks}")
    except IdempotencyConflict:
        problems["subject"] = say(me.language, "desk_new_key_used")
    return _page(service, request, me, written, problems)


def _wish(session: TenantSession, me: Me, written: Written) -> Wish:
    """Somebody new is known by their address alone, also where it was only typed."""
    address = written.customer.removeprefix(ADDRESS) if written.customer.startswith(ADDRESS) else ""
    typed = written.q.strip()
    if not written.customer and typed:
        if not is_email(typed):
            raise Malformed("customer", "nobody was chosen")
        address = typed
    public = written.audience == "customer"
    mentions = set() if public else read_staff(session).mentioned(written.text) - {me.agent_id}
    return Wish(
        subject=written.subject,
        text=written.text,
        contact=written.customer.removeprefix(KEY) if written.customer.startswith(KEY) else None,
        address=address,
        name=written.name,
        audience=CUSTOMER if public else "",
        priority=written.priority or None,
        tags=tuple(written.tags.replace("，", ",").split(",")),
        module=written.module,
        mentions=tuple(sorted(mentions)),
        channel=written.channel or None,
    )


def _page(
    service: ServiceDep,
    request: Request,
    me: Me,
    written: Written,
    problems: Mapping[str, str] | None = None,
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        chosen = find_choice(session, written.customer)
        found = find_choices(session, written.q, new=True)
        shown: dict[str, Any] = {
            "heading": say(me.language, "desk_new"),
            "written": written,
            "choices": [*([chosen] if chosen else []), *(one for one in found if one != chosen)],
            "chosen": written.customer,
            "asked": written.q.strip(),
            "name": written.name,
            "new": True,
            "problems": problems or {},
            "channels": CAME,
            "priorities": PRIORITIES,
            "modules": _modules(session),
            "text_limit": service.settings.text_limit,
            "may_mail": bool(service.tenants.get(me.tenant_id).support_addresses),
            **desk_frame(session, service, request, me),
        }
    return page("desk/new.html", desk_look(service, me), status=422 if problems else 200, **shown)


def _modules(session: TenantSession) -> list[str]:
    """Of the open tickets, to choose from."""
    named = select(Ticket.module).where(Ticket.status.in_(OPEN), Ticket.module.is_not(None)).distinct()
    return sorted(one for one in session.scalars(named.limit(MOST_MODULES)) if one)
