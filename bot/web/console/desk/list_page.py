"""The list of tickets: its page, and the part of it that a change of view, filter or ticket renews."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.asking import PRIORITIES, SORTS, TIERS, Asked, AskedHere
from bot.web.console.desk.deadline import deadline
from bot.web.console.desk.filter_words import filter_words
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.desk.gone_filters import gone_filters
from bot.web.console.desk.listing import list_tickets
from bot.web.console.desk.saved import read_saved
from bot.web.console.desk.staff import read_staff
from bot.web.console.desk.views import View, Viewer
from bot.web.console.rendering import is_fragment, page
from bot.web.console.strings import say
from escalation.ticketing.lifecycle import BY_STATUS, STATUSES

router = APIRouter(route_class=ConsoleRoute)


@router.get("/tickets", include_in_schema=False)
def tickets(request: Request, service: ServiceDep, me: MeHere, asked: AskedHere) -> Response:
    look = desk_look(service, me)
    with service.database.reading(me.tenant_id) as session:
        shown = _shown(session, service, me, asked)
        if is_fragment(request):
            response = page("desk/rows.html", look, **shown)
        else:
            around = desk_frame(session, service, request, me)
            heading = say(me.language, "tickets")
            response = page("desk/list.html", look, heading=heading, **(shown | around))
    response.headers["Vary"] = "HX-Request"
    return response


def _shown(session: TenantSession, service: ServiceDep, me: Me, asked: Asked) -> dict[str, Any]:
    now = desk_look(service, me).now
    staff = read_staff(session)
    listing = list_tickets(session, asked, Viewer(me.agent_id, staff.teams_of(me.agent_id), now), staff)
    return {
        "me": me,
        "asked": asked,
        "listing": listing,
        "views": list(View),
        "chosen": asked.chosen,
        "counts": listing.counts,
        "saved": read_saved(session, me, asked),
        "gone": gone_filters(me.language, staff, asked),
        "staff": staff,
        "statuses": STATUSES,
        "settable": tuple(BY_STATUS),
        "priorities": PRIORITIES,
        "tiers": TIERS,
        "filter_words": partial(filter_words, me.language, staff),
        "sorts": SORTS,
        "deadline": partial(deadline, me.language, now=now),
    }
