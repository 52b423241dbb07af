"""The queues and the teams of a tenant: what waits in each, and for how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.asking import NOBODY, Asked
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.desk.listing import count_views
from bot.web.console.desk.saved import read_saved
from bot.web.console.desk.staff import Staff, read_staff
from bot.web.console.desk.standing_figures import Figure, figures
from bot.web.console.desk.views import View, Viewer
from bot.web.console.rendering import is_fragment, page
from bot.web.console.strings import say
from escalation.reports.standing import Standing, standings, together
from escalation.ticketing.models import Ticket

router = APIRouter(route_class=ConsoleRoute)
Counted = dict[tuple[str | None, ...], Standing]


@dataclass(frozen=True, slots=True)
class Line:
    """One queue or team. Of a team `members` are those of its people who work tickets, `here` those of them
    who are at the console."""

    name: str
    address: str
    figures: Sequence[Figure]
    members: int | None = None
    here: int = 0


@router.get("/tickets/queues", include_in_schema=False)
def queues(request: Request, service: ServiceDep, me: MeHere) -> Response:
    look = desk_look(service, me)
    with service.database.reading(me.tenant_id) as session:
        staff = read_staff(session)
        shown = _shown(session, service, me, staff, look.now)
        if is_fragment(request):
            response = page("desk/groups_part.html", look, me=me, **shown)
        else:
            around = desk_frame(session, service, request, me)
            heading = say(me.language, "desk_queues_teams")
            response = page("desk/groups.html", look, heading=heading, **(shown | around))
    response.headers["Vary"] = "HX-Request"
    return response


def present_here(service: ServiceDep, me: Me) -> frozenset[str]:
    """Who is at the console; whoever looks at this page is."""
    return service.presence.agents(me.tenant_id) | {me.agent_id}


def _shown(
    session: TenantSession, service: ServiceDep, me: Me, staff: Staff, now: datetime
) -> dict[str, Any]:
    counted = standings(session, me.tenant_id, (Ticket.queue, Ticket.team), now)
    queues, teams = _by(counted, 0), _by(counted, 1)
    working, present = {one.id for one in staff.working}, present_here(service, me)
    people = {one.key: working.intersection(one.members) for one in staff.teams}

    def line(what: str, key: str | None, name: str, standing: Standing | None) -> Line:
        asked = {what: key or NOBODY}
        members = people.get(key or "") if what == "team" else None
        return Line(
            name or say(me.language, f"desk_no_{what}").capitalize(),
            f"?{Asked(**asked).address()}" if members is None else f"/teams/{key}",
            figures(standing or Standing(), me.language, now, **asked),
            None if members is None else len(members),
            len((members or set()) & present),
        )

    return {
        "body": "desk/queues_body.html",
        "views": list(View),
        "chosen": "",
        "saved": read_saved(session, me),
        "counts": count_views(session, Viewer(me.agent_id, staff.teams_of(me.agent_id), now)),
        "queues": [
            line("queue", key, staff.queue_name(key, me.language), queues.get(key))
            for key in _known([one.key for one in staff.queues], queues)
        ],
        "teams": [
            line("team", key, staff.team_name(key, me.language), teams.get(key))
            for key in _known([one.key for one in staff.teams], teams)
        ],
    }


def _by(counted: Counted, place: int) -> dict[str | None, Standing]:
    """The same tickets by one of the two alone."""
    keys = {both[place] for both in counted}
    return {key: together(one for both, one in counted.items() if both[place] == key) for key in keys}


def _known(kept: Sequence[str], counted: Iterable[str | None]) -> list[str | None]:
    """Those there are, then what tickets name besides, none at all last."""
    others = sorted(key for key in counted if key is not None and key not in kept)
    return [*kept, *others, *([None] if None in counted else [])]
