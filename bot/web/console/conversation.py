"""One conversation: its page, and the fragments that keep the page true."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.conversation_notes import Noted
from bot.errors import NotFound
from bot.mail.addresses import EMAIL
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.conversation_notes import read_notes, woven
from bot.web.console.customer import Card, Whose, find_card, find_whose, key_of, name_of, whose_is
from bot.web.console.desk.staff import read_staff
from bot.web.console.inbox import frame
from bot.web.console.inbox_asked import InboxAskedHere
from bot.web.console.rendering import is_fragment, page
from bot.web.console.thread import Entry, read_after, read_before, read_turn
from bot.web.console.trace_view import TraceView, build_view
from escalation.crm.accounts import find_contact
from escalation.crm.models import Contact
from escalation.ticketing.models import Ticket

router = APIRouter(route_class=ConsoleRoute, prefix="/conversations/{conversation_id}")


@router.get("", include_in_schema=False)
def conversation_page(
    request: Request, service: ServiceDep, me: MeHere, conversation_id: str, asked: InboxAskedHere
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        conversation = get_conversation(session, conversation_id)
        card = _find_card(session, service, conversation)
        around_messages = _around_messages(session, me, conversation, card.contact if card else None)
        shown = {
            **_beside(session, me, conversation, card),
            **around_messages,
            **_newest(session, service, conversation.id),
            "owner": owner_of(conversation, me),
            "text_limit": service.settings.text_limit,
            "colleagues": [one for one in read_staff(session).working if one.id != me.agent_id],
            "heading": around_messages["who"],
        }
        if is_fragment(request):
            response = page("fragments/conversation.html", me.look(), list_address=asked.address, **shown)
        else:
            around = frame(session, request, me, asked, selected=conversation.id)
            response = page("console.html", me.look(), work="fragments/conversation.html", **(around | shown))
    response.headers["Vary"] = "HX-Request"
    return response


@router.get("/messages", include_in_schema=False)
def messages_after(service: ServiceDep, me: MeHere, conversation_id: str, after: int = 0) -> Response:
    return _messages(service, me, conversation_id, "fragments/messages.html", after=after)


@router.get("/earlier", include_in_schema=False)
def messages_before(service: ServiceDep, me: MeHere, conversation_id: str, before: int) -> Response:
    return _messages(service, me, conversation_id, "fragments/earlier_page.html", before=before)


@router.get("/controls", include_in_schema=False)
def controls(service: ServiceDep, me: MeHere, conversation_id: str) -> Response:
    """Who owns it now, and what can be done about it."""
    with service.database.reading(me.tenant_id) as session:
        conversation = get_conversation(session, conversation_id)
    return page(
        "fragments/controls.html",
        me.look(),
        conversation=conversation,
        owner=owner_of(conversation, me),
        may_reply=me.may_reply,
    )


@router.get("/customer", include_in_schema=False)
def customer(service: ServiceDep, me: MeHere, conversation_id: str) -> Response:
    with service.database.reading(me.tenant_id) as session:
        conversation = get_conversation(session, conversation_id)
        card = _find_card(session, service, conversation)
        shown = _beside(session, me, conversation, card)
    return page("fragments/customer.html", me.look(), **shown)


@router.get("/turns/{seq}", include_in_schema=False)
def turn(service: ServiceDep, me: MeHere, conversation_id: str, seq: int) -> Response:
    """The one line under a customer's message; empty where the bot had no part in it."""
    return _turn(service, me, conversation_id, seq, "fragments/turn.html")


@router.get("/turns/{seq}/trace", include_in_schema=False)
def trace(service: ServiceDep, me: MeHere, conversation_id: str, seq: int) -> Response:
    """All that the line stands for."""
    return _turn(service, me, conversation_id, seq, "fragments/trace.html")


def get_conversation(session: TenantSession, conversation_id: str) -> Conversation:
    """Of the session's tenant; NotFound for another's as for one that never was."""
    found = session.get(Conversation, (session.require_tenant(), conversation_id))
    if found is None:
        raise NotFound("conversation")
    return found


def owner_of(conversation: Conversation, me: Me) -> str:
    if conversation.owner != "agent":
        return "bot"
    return "me" if conversation.agent_id == me.agent_id else "colleague"


def _find_card(session: TenantSession, service: ServiceDep, conversation: Conversation) -> Card | None:
    tenant = service.tenants.get(conversation.tenant_id)
    return find_card(session, whose_is(session, conversation), tenant, tenant.now(utc_now()))


def _beside(session: TenantSession, me: Me, conversation: Conversation, card: Card | None) -> dict[str, Any]:
    """What the templates beside the messages share."""
    return {
        "me": me,
        "conversation": conversation,
        "card": card,
        "customer_key": key_of(session, conversation.contact_key, conversation.id),
        "company": card.contact.company if card else None,
        "handoff_ticket": _ticket_of(session, conversation),
        "whose": _find_whose(session, conversation),
        "may_reply": me.may_reply,
    }


def _find_whose(session: TenantSession, conversation: Conversation) -> Whose | None:
    """Of a visitor of the site only the ticket is attached."""
    if conversation.channel != EMAIL:
        return None
    action = f"/console/conversations/{conversation.id}/customer/choose"
    return find_whose(session, whose_is(session, conversation), conversation, action)


def _around_messages(
    session: TenantSession, me: Me, conversation: Conversation, person: Contact | None
) -> dict[str, Any]:
    return {
        "me": me,
        "conversation": conversation,
        "who": name_of(session, person, conversation.contact_key, conversation.id, me.language),
        "trace_view": lambda entry: view_of(entry, me.language),
        "seq": None,
    }


def view_of(entry: Entry, language: str) -> TraceView:
    return build_view(entry.trace or {}, entry.message.text, language)


def ticket_number(ref: Any) -> int | None:
    """3313 of a trace's ticket "#3313"."""
    digits = str(ref.get("ticket_id", "")).lstrip("#")
    return int(digits) if digits.isdecimal() else None


def _ticket_of(session: TenantSession, conversation: Conversation) -> Ticket | None:
    number = ticket_number({"ticket_id": conversation.ticket_id or ""})
    if number is None:
        return None
    return session.scalars(select(Ticket).where(Ticket.number == number)).first()


def _messages(
    service: ServiceDep,
    me: Me,
    conversation_id: str,
    template: str,
    *,
    after: int = 0,
    before: int | None = None,
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        conversation = get_conversation(session, conversation_id)
        key = whose_is(session, conversation)
        person = find_contact(session, me.tenant_id, key) if key else None
        if before is None:
            thread = read_after(session, conversation_id, after)
            items: list[Entry | Noted] = list(thread.entries)
        else:
            thread = read_before(session, conversation_id, before)
            items = woven(thread, read_notes(session, service, conversation_id), newest=False)
        around = _around_messages(session, me, conversation, person)
    return page(template, me.look(), thread=thread, items=items, **around)


def _newest(session: TenantSession, service: ServiceDep, conversation_id: str) -> dict[str, Any]:
    thread = read_before(session, conversation_id)
    return {
        "thread": thread,
        "items": woven(thread, read_notes(session, service, conversation_id), newest=True),
    }


def _turn(service: ServiceDep, me: Me, conversation_id: str, seq: int, template: str) -> Response:
    with service.database.reading(me.tenant_id) as session:
        conversation = get_conversation(session, conversation_id)
        entry = read_turn(session, conversation_id, seq)
    if entry is None:
        raise NotFound("turn")
    if entry.trace is None:
        return Response(status_code=204)
    return page(
        template,
        me.look(),
        me=me,
        conversation=conversation,
        seq=seq,
        view=view_of(entry, me.language),
        ticket_number=ticket_number,
    )
