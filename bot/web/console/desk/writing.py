"""What an agent writes on a ticket: an answer to the customer, or a note for colleagues."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel

from bot.api.dependencies import ServiceDep
from bot.clock import new_id, utc_now
from bot.desk.mentioning import tell_mentioned
from bot.desk.replying import Answer, Answers, is_repeat, stands_against
from bot.desk.ticket_frames import changing_tickets
from bot.errors import CustomerUnreachable, MessageRejected, ReplyHeld
from bot.message_text import check_client_id, clean_text
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.changing import deed_of, get_locked
from bot.web.console.desk.event_words import Telling
from bot.web.console.desk.staff import Staff, read_staff
from bot.web.console.desk.ticket_page import get_ticket, ticket_response, unreached_key
from bot.web.console.labels import label
from bot.web.console.rendering import is_fragment
from bot.web.console.strings import say
from escalation.errors import TransitionRefused
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import note

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/{number}")


class Written(BaseModel):
    text: str = ""
    client_id: str = ""
    begun: int = 0
    seen: int = 0
    then: str = ""
    take: bool = False


@router.post("/reply", include_in_schema=False)
def send_reply(service: ServiceDep, me: Worker, number: int, written: Annotated[Written, Form()]) -> Response:
    """201 where it is sent; 409 with `held` where somebody was faster, 422 with `problem`, also where it
    would reach nobody."""
    try:
        text = clean_text(written.text, service.settings.text_limit)
        client_id = check_client_id(written.client_id, "client_id")
    except MessageRejected:
        return _problem(me, "desk_reply_bad")
    answer = Answer(number, text, client_id, written.begun, written.seen, written.then, written.take)
    agent = Principal("agent", me.tenant_id, me.agent_id, name=me.name, role=me.role)
    try:
        ticket = Answers(service.database, service.hub, service.tenants).send(agent, answer, utc_now())
    except ReplyHeld as held:
        with service.database.reading(me.tenant_id) as session:
            return JSONResponse({"held": _meanwhile(session, me, answer, held)}, 409)
    except CustomerUnreachable as away:
        return _problem(me, unreached_key(away))
    except TransitionRefused as refused:
        status = label(me.language, "ticket_status", refused.status)
        to = label(me.language, "ticket_status", written.then)
        return _problem(me, "desk_no_way", status=status, to=to)
    return JSONResponse({"events": ticket.events}, 201)


@router.post("/notes", include_in_schema=False)
def add_note(
    request: Request, service: ServiceDep, me: Worker, number: int, written: Annotated[Written, Form()]
) -> Response:
    """Signed with the agent's name; whom it names with @ is told. Twice with one id is once."""
    try:
        cleaned = clean_text(written.text, service.settings.text_limit)
        key = check_client_id(written.client_id, "client_id") if written.client_id else new_id()
    except MessageRejected:
        if is_fragment(request):
            return _problem(me, "note_bad")
        return ticket_response(request, service, me, number, status=422, problem=say(me.language, "note_bad"))
    with changing_tickets(service.database, service.hub, me.tenant_id) as session:
        ticket = get_locked(session, number)
        if is_repeat(session, f"note:{number}", key, utc_now()):
            return JSONResponse({"events": ticket.events})
        mentions = read_staff(session).mentioned(cleaned) - {me.agent_id}
        note(session, ticket, deed_of(service, me), name=me.name, text=cleaned, mentions=mentions)
    tell_mentioned(service.hub, me.tenant_id, me.name, mentions, ticket=number, conversation=None)
    if is_fragment(request):
        return JSONResponse({"events": ticket.events}, 201)
    return RedirectResponse(f"/console/tickets/{number}#story", status_code=303)


def _problem(me: Me, key: str, **values: object) -> Response:
    return JSONResponse({"problem": say(me.language, key, **values)}, 422)


def _meanwhile(session: TenantSession, me: Me, answer: Answer, held: ReplyHeld) -> dict[str, Any]:
    """Why it is held: what others said and did, to read beside one's own."""
    ticket, staff = get_ticket(session, answer.number), read_staff(session)
    others = stands_against(read_events(session, ticket), answer, me.agent_id)
    told = [_told(session, ticket, me, staff, event) for event in others]
    owner = say(me.language, "desk_held_owner", who=held.owner) if held.owner else ""
    return {"events": held.events, "owner": owner, "others": told}


def _told(session: TenantSession, ticket: Ticket, me: Me, staff: Staff, event: TicketEvent) -> dict[str, str]:
    telling = Telling(me.language, staff, {})
    position = event.data.get("message")
    texts = {entry.position: entry.text for entry in list_thread(session, ticket)} if position else {}
    return {"who": telling.who(event), "did": telling.in_words(event), "text": texts.get(position or 0, "")}
