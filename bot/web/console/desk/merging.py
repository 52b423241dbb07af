"""Merging tickets and taking them apart again, from the list and from a page; and what may be a duplicate."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.desk.ticket_frames import changing_tickets
from bot.errors import NotFound
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import Worker
from bot.web.console.desk.changing import deed_of
from bot.web.console.desk.doings import Refused, number_in
from bot.web.console.desk.frame import desk_look
from bot.web.console.desk.ticket_page import get_ticket
from bot.web.console.rendering import page
from bot.web.console.strings import say
from escalation.duplicates.finding import find_duplicates
from escalation.duplicates.incidents import list_gathered
from escalation.duplicates.likeness import load_weights
from escalation.duplicates.merging import lock_tree, merge, unmerge
from escalation.errors import MergeRefused
from escalation.ticketing.models import Ticket

SHOWN = 10

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets/{number}")


@router.get("/duplicates", include_in_schema=False)
def duplicates(service: ServiceDep, me: MeHere, number: int) -> Response:
    """For an incident: what it might gather."""
    look = desk_look(service, me)
    with service.database.reading(me.tenant_id) as session:
        ticket = get_ticket(session, number)
        found = find_duplicates(session, ticket, weights=load_weights(), now=look.now, read=service.pairs())
        if ticket.incident:
            gathered = {one.id for one in list_gathered(session, ticket)}
            found = [one for one in found if not (one.ticket.incident or one.ticket.id in gathered)]
    works = me.may_reply and ticket.merged_into is None
    return page("desk/duplicates.html", look, ticket=ticket, found=found[:SHOWN], works=works)


@router.post("/merge", include_in_schema=False)
def merge_one(service: ServiceDep, me: Worker, number: int, value: Annotated[str, Form()] = "") -> Response:
    """409 with `problem` where it cannot be."""
    try:
        merge_into(service, me, number, number_in(value))
    except (Refused, NotFound) as refused:
        why = refused.why if isinstance(refused, Refused) else say(me.language, "desk_gone")
        return JSONResponse({"problem": why}, 409)
    return JSONResponse({})


@router.post("/unmerge", include_in_schema=False)
def take_out(service: ServiceDep, me: Worker, number: int) -> Response:
    """Twice is once."""
    with changing_tickets(service.database, service.hub, me.tenant_id) as session:
        ticket = get_ticket(session, number)
        locked = lock_tree(session, me.tenant_id, [ticket.id])
        unmerge(session, locked[ticket.id], deed_of(service, me))
    return JSONResponse({})


def merge_into(service: ServiceDep, me: Me, number: int, into: int) -> None:
    """NotFound, or Refused."""
    with changing_tickets(service.database, service.hub, me.tenant_id) as session:
        found = session.scalars(select(Ticket).where(Ticket.number.in_((number, into)))).all()
        ids = {ticket.number: ticket.id for ticket in found}
        if number not in ids or into not in ids:
            raise NotFound("ticket")
        locked = lock_tree(session, me.tenant_id, ids.values())
        try:
            merge(session, locked[ids[number]], locked[ids[into]], deed_of(service, me))
        except MergeRefused as refused:
            raise Refused(refused.why.in_language(me.language)) from None
