"""A ticket with its entries, internal notes among them, and the transcript of its conversation."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import or_, select

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import MessageRejected, NotAllowed, NotFound
from bot.handoff_ticket import stop_waiting
from bot.message_text import clean_text
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere, MeWriting
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.customer import find_card
from bot.web.console.inbox import frame
from bot.web.console.rendering import page
from bot.web.console.strings import say
from bot.web.console.thread import read_all
from escalation.ticketing.desk import resolve_ticket, ticket_label
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed
from escalation.ticketing.work import note as add_entry

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/{number}")

TRANSCRIPTS = 10


@router.get("", include_in_schema=False)
def ticket_page(request: Request, service: ServiceDep, me: MeHere, number: int) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return _page(session, request, me, number)


@router.post("/notes", include_in_schema=False)
def add_note(
    request: Request, service: ServiceDep, me: MeWriting, number: int, text: Annotated[str, Form()] = ""
) -> Response:
    """An internal note, signed with the agent's name."""
    if not me.may_reply:
        raise NotAllowed("the role may only look at the desk")
    try:
        note = clean_text(text, service.settings.text_limit)
    except MessageRejected:
        with service.database.reading(me.tenant_id) as session:
            problem = say(me.language, "note_bad")
            return _page(session, request, me, number, status=422, problem=problem, draft=text)
    with service.database.uow(me.tenant_id) as session:
        ticket = _lock_ticket(session, number)
        add_entry(session, ticket, _deed(service, me), name=me.name, text=note)
    return RedirectResponse(f"/console/tickets/{number}#entries", status_code=303)


@router.post("/resolve", include_in_schema=False)
def resolve(service: ServiceDep, me: MeWriting, number: int) -> Response:
    """Who did it stands in the thread; twice is once."""
    if not me.may_reply:
        raise NotAllowed("the role may only look at the desk")
    note = say(me.language, "resolved_note")
    with service.database.uow(me.tenant_id) as session:
        stop_waiting(session, number)  # first, for turns too lock a conversation before its ticket
        ticket = _lock_ticket(session, number)
        resolve_ticket(session, ticket, _deed(service, me), name=me.name, note_text=note)
    return RedirectResponse(f"/console/tickets/{number}#entries", status_code=303)


def _page(
    session: TenantSession,
    request: Request,
    me: Me,
    number: int,
    *,
    status: int = 200,
    problem: str = "",
    draft: str = "",
) -> Response:
    ticket = _get_ticket(session, number)
    card = find_card(session, ticket.contact_key)
    conversations = _conversations(session, ticket)
    return page(
        "console.html",
        me.look(),
        status=status,
        work="fragments/ticket.html",
        heading=f"#{ticket.number} {ticket.subject}",
        ticket=ticket,
        entries=list_thread(session, ticket),
        transcripts=[(one, read_all(session, one.id)) for one in conversations],
        card=card,
        who=card.contact.name if card else ticket.contact_key or say(me.language, "visitor"),
        company=card.contact.company if card else None,
        handoff_ticket=None,
        may_reply=me.may_reply,
        is_open=ticket.status in OPEN,
        problem=problem,
        draft=draft,
        **frame(session, request, me, chosen="all", selected=conversations[0].id if conversations else ""),
    )


def _conversations(session: TenantSession, ticket: Ticket) -> Sequence[Conversation]:
    """Where the ticket was opened, and where the same trouble was told again; the latest first."""
    here = or_(Conversation.id == ticket.conversation_id, Conversation.ticket_id == ticket_label(ticket))
    return session.scalars(
        select(Conversation).where(here).order_by(Conversation.updated_at.desc()).limit(TRANSCRIPTS)
    ).all()


def _get_ticket(session: TenantSession, number: int) -> Ticket:
    # Beyond what any database stores as an integer there is no ticket either.
    ticket = (
        session.scalars(select(Ticket).where(Ticket.number == number)).first() if 0 < number < 2**31 else None
    )
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def _lock_ticket(session: TenantSession, number: int) -> Ticket:
    ticket = lock_ticket(session, session.require_tenant(), number) if 0 < number < 2**31 else None
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def _deed(service: ServiceDep, me: Me) -> Deed:
    return Deed(f"agent:{me.agent_id}", service.tenants.get(me.tenant_id).now(utc_now()))
