"""Customers to choose from, and the choice of one for a ticket or a conversation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.desk.attaching import attach_conversation, attach_ticket
from bot.desk.ticket_frames import changing_tickets
from bot.models import MailThread
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.conversation import get_conversation
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.changing import check_whole, deed_of
from bot.web.console.desk.doings import Refused
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.desk.searching import names_person
from bot.web.console.desk.ticket_page import get_ticket
from bot.web.console.rendering import page
from bot.web.console.strings import say
from escalation.crm.addresses import find_by_address
from escalation.crm.models import Contact, Subscription
from escalation.errors import CustomerRefused
from escalation.routing.action_check import is_email

router = APIRouter(route_class=ConsoleRoute)

MOST, MOST_WORDS, LONGEST = 8, 4, 100
KEY, ADDRESS = "key:", "mail:"
"""What a choice begins with: a customer's key, or the address of somebody new."""
NOBODY = "nobody"
"""What takes whoever it is away: nothing chosen never does."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One customer; `key` is None for an `email` that nobody has yet."""

    value: str
    key: str | None
    name: str
    company: str
    email: str
    plan: str | None


def find_choices(session: TenantSession, asked: str, *, new: bool = False) -> Sequence[Choice]:
    """Those that have every word of it somewhere; whom an agent knew by that address comes first. With `new`,
    an address that is nobody's too."""
    words = asked[:LONGEST].split()[:MOST_WORDS]
    if not words:
        return []
    address = asked.strip().lower() if is_email(asked.strip()) else ""
    known = find_by_address(session, session.require_tenant(), address) if address else None
    every = [names_person(word) for word in words]
    order = Contact.company, Contact.name, Contact.key
    found = session.scalars(select(Contact).where(*every).order_by(*order).limit(MOST)).all()
    people = [*([known] if known else []), *(one for one in found if known is None or one.key != known.key)]
    choices = [_choice(session, one) for one in people]
    if new and address and known is None and not any(one.email.lower() == address for one in choices):
        choices.append(Choice(ADDRESS + address, None, "", "", address, None))
    return choices


def find_choice(session: TenantSession, value: str) -> Choice | None:
    """Of what was chosen before, to be shown again."""
    if value.startswith(ADDRESS):
        return Choice(value, None, "", "", value.removeprefix(ADDRESS), None)
    key = (session.require_tenant(), value.removeprefix(KEY)[:64])
    contact = session.get(Contact, key) if value.startswith(KEY) else None
    return _choice(session, contact) if contact else None


def _choice(session: TenantSession, contact: Contact) -> Choice:
    plan = session.get(Subscription, (contact.tenant_id, contact.key))
    return Choice(
        KEY + contact.key,
        contact.key,
        contact.name,
        contact.company,
        contact.email,
        plan.plan if plan else None,
    )


@router.get("/tickets/customers", include_in_schema=False)
def customers(service: ServiceDep, me: MeHere, q: str = "", new: bool = False) -> Response:
    """To choose from, while one types."""
    with service.database.reading(me.tenant_id) as session:
        found = find_choices(session, q, new=new)
    return page(
        "desk/choices.html", desk_look(service, me), choices=found, chosen="", asked=q.strip(), name=""
    )


@router.get("/tickets/{number}/customer", include_in_schema=False)
def whose_ticket(request: Request, service: ServiceDep, me: MeHere, number: int, q: str = "") -> Response:
    with service.database.reading(me.tenant_id) as session:
        ticket = get_ticket(session, number)
        here = f"#{ticket.number} {ticket.subject}", f"/console/tickets/{number}"
        return _whose(session, service, request, me, here, q or _address(session, ticket.conversation_id))


@router.get("/conversations/{conversation_id}/customer/choose", include_in_schema=False)
def whose_conversation(
    request: Request, service: ServiceDep, me: MeHere, conversation_id: str, q: str = ""
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        conversation = get_conversation(session, conversation_id)
        here = conversation.preview, f"/console/conversations/{conversation_id}"
        return _whose(session, service, request, me, here, q or _address(session, conversation_id))


class Chosen(BaseModel):
    """`customer` is a choice's value or NOBODY; `find` says that others are only looked for."""

    customer: str = ""
    q: str = ""
    find: str = ""


@router.post("/tickets/{number}/customer", include_in_schema=False)
def set_ticket(
    request: Request, service: ServiceDep, me: Worker, number: int, chosen: Annotated[Chosen, Form()]
) -> Response:
    def attach(session: TenantSession) -> None:
        ticket = get_ticket(session, number)
        check_whole(session, ticket, me.language)
        attach_ticket(session, ticket, _key(me, chosen.customer), deed_of(service, me))

    return _set(service, request, me, f"/console/tickets/{number}", chosen, attach)


@router.post("/conversations/{conversation_id}/customer/choose", include_in_schema=False)
def set_conversation(
    request: Request,
    service: ServiceDep,
    me: Worker,
    conversation_id: str,
    chosen: Annotated[Chosen, Form()],
) -> Response:
    def attach(session: TenantSession) -> None:
        get_conversation(session, conversation_id)
        attach_conversation(session, conversation_id, _key(me, chosen.customer), deed_of(service, me))

    return _set(service, request, me, f"/console/conversations/{conversation_id}", chosen, attach)


def _set(
    service: ServiceDep,
    request: Request,
    me: Me,
    back: str,
    chosen: Chosen,
    attach: Callable[[TenantSession], None],
) -> Response:
    """Back to the page with the card; 409 with the reason where it cannot be."""
    if chosen.find:
        with service.database.reading(me.tenant_id) as session:
            return _whose(session, service, request, me, ("", back), chosen.q)
    try:
        with changing_tickets(service.database, service.hub, me.tenant_id) as session:
            attach(session)
    except (Refused, CustomerRefused) as refused:
        why = refused.why if isinstance(refused, Refused) else refused.why.in_language(me.language)
        with service.database.reading(me.tenant_id) as session:
            return _whose(session, service, request, me, ("", back), chosen.q, problem=why)
    return RedirectResponse(back, status_code=303)


def _key(me: Me, value: str) -> str | None:
    if value == NOBODY:
        return None
    if not value.startswith(KEY) or value == KEY:
        raise Refused(say(me.language, "desk_whose_none"))
    return value.removeprefix(KEY)


def _address(session: TenantSession, conversation_id: str | None) -> str:
    thread = session.get(MailThread, (session.require_tenant(), conversation_id)) if conversation_id else None
    return thread.address if thread else ""


def _whose(
    session: TenantSession,
    service: ServiceDep,
    request: Request,
    me: Me,
    here: tuple[str, str],
    asked: str,
    *,
    problem: str = "",
) -> Response:
    heading, back = here
    shown: dict[str, Any] = {
        "heading": say(me.language, "desk_whose"),
        "of": heading,
        "back": back,
        "action": f"{back}/customer" + ("/choose" if "/conversations/" in back else ""),
        "choices": find_choices(session, asked),
        "chosen": "",
        "asked": asked.strip(),
        "name": "",
        "new": False,
        "problem": problem,
        **desk_frame(session, service, request, me),
    }
    return page("desk/whose.html", desk_look(service, me), status=409 if problem else 200, **shown)
