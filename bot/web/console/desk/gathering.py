"""Tickets come under an incident and leave it, one by one or many at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse, Response

from bot.api.dependencies import ServiceDep
from bot.desk.ticket_frames import changing_tickets
from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.bulk import Picked, Worker, do_each
from bot.web.console.desk.changing import check_whole, deed_of
from bot.web.console.desk.doings import Refused, number_in
from bot.web.console.desk.frame import desk_look
from bot.web.console.desk.incident import list_open_incidents
from bot.web.console.rendering import page
from bot.web.console.strings import say
from escalation.duplicates.incidents import gather, leave
from escalation.errors import MergeRefused
from escalation.ticketing.log import lock_ticket
from escalation.ticketing.models import Ticket

router = APIRouter(route_class=ConsoleRoute, prefix="/tickets")


@router.get("/incidents", include_in_schema=False)
def open_incidents(service: ServiceDep, me: MeHere) -> Response:
    """To choose from."""
    with service.database.reading(me.tenant_id) as session:
        incidents = list_open_incidents(session)
    return page("desk/incidents.html", desk_look(service, me), incidents=incidents)


@router.post("/bulk/gather", include_in_schema=False)
def gather_many(service: ServiceDep, me: Worker, picked: Annotated[Picked, Form()]) -> Response:
    """`value` is the incident's number, which is passed over where it was picked too."""
    incident = number_in(picked.value)
    others = [number for number in picked.numbers if number != incident]
    return do_each(me, others, lambda number: gather_into(service, me, number, picked.value))


@router.post("/{number}/gather", include_in_schema=False)
def gather_one(service: ServiceDep, me: Worker, number: int, value: Annotated[str, Form()] = "") -> Response:
    """409 with `problem` where it cannot be. Twice is once."""
    try:
        gather_into(service, me, number, value)
    except Refused as refused:
        return JSONResponse({"problem": refused.why}, 409)
    return JSONResponse({})


@router.post("/{number}/leave", include_in_schema=False)
def take_out(service: ServiceDep, me: Worker, number: int, value: Annotated[str, Form()] = "") -> Response:
    """Twice is once."""
    try:
        with _both(service, me, number, value) as (session, ticket, incident):
            leave(session, incident, ticket, deed_of(service, me))
    except Refused as refused:
        return JSONResponse({"problem": refused.why}, 409)
    return JSONResponse({})


def gather_into(service: ServiceDep, me: Me, number: int, value: str) -> None:
    """NotFound, or Refused."""
    with _both(service, me, number, value) as (session, ticket, incident):
        check_whole(session, incident, me.language)
        try:
            gather(session, incident, ticket, deed_of(service, me))
        except MergeRefused as refused:
            raise Refused(refused.why.in_language(me.language)) from None


@contextmanager
def _both(
    service: ServiceDep, me: Me, number: int, value: str
) -> Iterator[tuple[TenantSession, Ticket, Ticket]]:
    """The ticket and the incident, locked in order of their numbers, in a transaction of their own."""
    wanted = sorted({number, number_in(value)})
    with changing_tickets(service.database, service.hub, me.tenant_id) as session:
        locked = {one: lock_ticket(session, me.tenant_id, one) for one in wanted if 0 < one < 2**31}
        ticket, incident = locked.get(number), locked.get(number_in(value))
        if ticket is None:
            raise NotFound("ticket")
        if incident is None:
            raise Refused(say(me.language, "desk_no_incident", ticket=value.strip()[:20]))
        yield session, ticket, incident
