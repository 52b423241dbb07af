"""A ticket's page, and the parts of it that are brought up to date while somebody looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.attachments.kinds import KINDS
from bot.desk.attachments.listing import list_files
from bot.desk.reaching import check_reached
from bot.errors import CustomerUnreachable, NotFound
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.customer import Whose, find_card, find_whose, key_of, name_of
from bot.web.console.desk.asking import NOBODY, PRIORITIES
from bot.web.console.desk.deadline import deadline
from bot.web.console.desk.event_words import Telling, customers_in, tickets_in
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.desk.incident import find_incident, list_incidents_of
from bot.web.console.desk.staff import Staff, read_staff
from bot.web.console.desk.story import read_story
from bot.web.console.elapsed import elapsed
from bot.web.console.rendering import is_fragment, page
from bot.web.console.strings import say
from escalation.crm.models import Contact
from escalation.duplicates.merging import list_merged
from escalation.sla.clocks import ClockState, clocks_of
from escalation.ticketing.attachments import Place
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.lifecycle import OPEN, possible_statuses
from escalation.ticketing.log import read_events
from escalation.ticketing.models import INCIDENT, Ticket
from escalation.ticketing.state import reason_of
from escalation.ticketing.work import links_of, watchers_of
from escalation.workflow.shelf import MACROS

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/{number}")

SHOWN_CLOCKS = (ClockState.running, ClockState.paused, ClockState.breached, ClockState.met)


@dataclass(frozen=True, slots=True)
class Link:
    ticket: Ticket
    kind: str


@router.get("", include_in_schema=False)
def ticket_page(request: Request, service: ServiceDep, me: MeHere, number: int) -> Response:
    return ticket_response(request, service, me, number)


@router.get("/log", include_in_schema=False)
def log(service: ServiceDep, me: MeHere, number: int) -> Response:
    """Every event in words, the latest first."""
    with service.database.reading(me.tenant_id) as session:
        ticket, staff = get_ticket(session, number), read_staff(session)
        events = read_events(session, ticket)
        telling = _telling(session, me, staff, events)
    return page("desk/log.html", desk_look(service, me), events=events[::-1], telling=telling)


def ticket_response(
    request: Request, service: ServiceDep, me: Me, number: int, *, status: int = 200, problem: str = ""
) -> Response:
    """The page, or for a script the parts of it that change."""
    look = desk_look(service, me)
    with service.database.reading(me.tenant_id) as session:
        ticket = get_ticket(session, number)
        shown = _shown(session, service, me, ticket)
        if is_fragment(request):
            response = page("desk/ticket_parts.html", look, status=status, **shown)
        else:
            around = desk_frame(session, service, request, me)
            heading = f"#{ticket.number} {ticket.subject}"
            response = page(
                "desk/ticket.html", look, status=status, heading=heading, problem=problem, **(shown | around)
            )
    response.headers["Vary"] = "HX-Request"
    return response


def get_ticket(session: TenantSession, number: int) -> Ticket:
    # Beyond what any database stores as an integer there is no ticket either.
    found = select(Ticket).where(Ticket.number == number)
    ticket = session.scalars(found).first() if 0 < number < 2**31 else None
    if ticket is None:
        raise NotFound("ticket")
    return ticket


def _shown(session: TenantSession, service: ServiceDep, me: Me, ticket: Ticket) -> dict[str, Any]:
    now, staff = desk_look(service, me).now, read_staff(session)
    events = read_events(session, ticket)
    merged = list_merged(session, ticket)
    story = read_story(session, ticket, events, merged=merged, ahead=utc_now() - now)
    card = find_card(session, ticket.contact_key, service.tenants.get(me.tenant_id), now)
    here = Place(ticket.id, ticket.conversation_id)
    clocks = [one for one in clocks_of(events) if one.state in SHOWN_CLOCKS]
    root = session.get(Ticket, (ticket.tenant_id, ticket.merged_into)) if ticket.merged_into else None
    return {
        "me": me,
        "ticket": ticket,
        "story": story,
        "ahead": utc_now() - now,
        "staff": staff,
        "telling": _telling(session, me, staff, events),
        "card": card,
        "customer_key": key_of(session, ticket.contact_key, ticket.conversation_id),
        "handoff_ticket": None,
        "whose": _find_whose(session, ticket) if root is None else None,
        "who": name_of(
            session,
            card.contact if card else None,
            ticket.contact_key,
            ticket.conversation_id,
            me.language,
        ),
        "company": card.contact.company if card else None,
        "clocks": clocks,
        "priority_reason": reason_of(events),
        "deadline": partial(deadline, me.language, now=now),
        "hours": lambda left: elapsed(me.language, now, now + left),
        "macros": MACROS.list(session, ticket.tenant_id) if me.may_reply else [],
        "incident": find_incident(session, ticket),
        "incidents": list_incidents_of(session, ticket),
        "watchers": watchers_of(session, ticket),
        "links": _links(session, ticket),
        "merged": merged,
        "root": root,
        "attachments": list_files(session, here, internal=True),
        "talks": _talks(session, ticket, story.conversations),
        "statuses": (ticket.status, *possible_statuses(ticket.status)),
        "priorities": PRIORITIES,
        "nobody": NOBODY,
        "is_open": ticket.status in OPEN,
        "works": me.may_reply and root is None,
        "unreached": _unreached(session, service, me, ticket),
        "text_limit": service.settings.text_limit,
        "file_limit": service.settings.attachment_limit,
        "file_kinds": " ".join(KINDS),
    }


def unreached_key(away: CustomerUnreachable) -> str:
    return "desk_reply_no_mail_desk" if away.has_address else "desk_reply_no_mail_customer"


def _unreached(session: TenantSession, service: ServiceDep, me: Me, ticket: Ticket) -> str:
    """Why a reply would reach nobody; "" where it reaches somebody."""
    try:
        check_reached(session, service.tenants.get(me.tenant_id), ticket)
    except CustomerUnreachable as away:
        return say(me.language, unreached_key(away))
    return ""


def _find_whose(session: TenantSession, ticket: Ticket) -> Whose | None:
    place = (ticket.tenant_id, ticket.conversation_id)
    conversation = session.get(Conversation, place) if ticket.conversation_id else None
    return find_whose(session, ticket.contact_key, conversation, f"/console/tickets/{ticket.number}/customer")


def _links(session: TenantSession, ticket: Ticket) -> list[Link]:
    """But for what an incident gathers."""
    kinds = {id: kind for id, kind in links_of(session, ticket).items() if kind != INCIDENT}
    others = session.scalars(select(Ticket).where(Ticket.id.in_(kinds)).order_by(Ticket.number)).all()
    return [Link(other, kinds[other.id]) for other in others]


def _talks(session: TenantSession, ticket: Ticket, shown: Sequence[Conversation]) -> Sequence[Conversation]:
    """The customer's latest conversations beside those of the ticket."""
    if ticket.contact_key is None:
        return ()
    mine = select(Conversation).where(
        Conversation.contact_key == ticket.contact_key,
        Conversation.id.not_in([one.id for one in shown]),
        Conversation.next_seq > 1,
    )
    return session.scalars(mine.order_by(Conversation.updated_at.desc()).limit(5)).all()


def _telling(session: TenantSession, me: Me, staff: Staff, events: list[TicketEvent]) -> Telling:
    keys = customers_in(events)
    named = select(Contact.key, Contact.name).where(Contact.key.in_(keys))
    names = {row.key: row.name for row in session.execute(named)} if keys else {}
    return Telling(me.language, staff, _numbers(session, tickets_in(events)), names)


def _numbers(session: TenantSession, ids: set[str]) -> Mapping[str, int]:
    if not ids:
        return {}
    found = session.scalars(select(Ticket).where(Ticket.id.in_(ids)))
    return {other.id: other.number for other in found}
