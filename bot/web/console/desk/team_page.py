"""A team: how it stands, what is due, and its people with what they have in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import func, select

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.models import Conversation
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.asking import Asked
from bot.web.console.desk.deadline import deadline
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.desk.listing import list_tickets
from bot.web.console.desk.queues_page import present_here
from bot.web.console.desk.saved import read_saved
from bot.web.console.desk.staff import Colleague, Staff, read_staff
from bot.web.console.desk.standing_figures import Figure, figures
from bot.web.console.desk.views import View, Viewer
from bot.web.console.rendering import is_fragment, page
from escalation.reports.standing import Standing, standings, together
from escalation.routing.people import Profile, Team, list_profiles
from escalation.ticketing.models import Ticket

router = APIRouter(route_class=ConsoleRoute)
MOST_DUE = 8


@dataclass(frozen=True, slots=True)
class Person:
    """`open` and `figures` are of all that they have in hand, of whatever team; `talks` counts conversations
    that they took over."""

    colleague: Colleague
    present: bool
    profile: Profile
    open: int
    talks: int
    figures: Sequence[Figure]
    address: str

    @property
    def full(self) -> bool:
        return self.open >= self.profile.capacity

    @property
    def skills(self) -> tuple[str, ...]:
        return (*self.profile.modules, *self.profile.products)

    @property
    def order(self) -> tuple[bool, bool, str]:
        """Who works tickets and is here comes first."""
        return not self.colleague.works, not self.present, self.colleague.name


@router.get("/tickets/teams/{key}", include_in_schema=False)
def team(request: Request, service: ServiceDep, me: MeHere, key: str) -> Response:
    look = desk_look(service, me)
    with service.database.reading(me.tenant_id) as session:
        staff = read_staff(session)
        found = next((one for one in staff.teams if one.key == key), None)
        if found is None:
            raise NotFound("team")
        shown = _shown(session, service, me, staff, found, look.now)
        if is_fragment(request):
            response = page("desk/groups_part.html", look, me=me, **shown)
        else:
            around = desk_frame(session, service, request, me)
            response = page("desk/groups.html", look, heading=shown["name"], **(shown | around))
    response.headers["Vary"] = "HX-Request"
    return response


def _shown(
    session: TenantSession, service: ServiceDep, me: Me, staff: Staff, team: Team, now: datetime
) -> dict[str, Any]:
    asked, viewer = Asked(view=View.due, team=team.key), Viewer(me.agent_id, staff.teams_of(me.agent_id), now)
    due = list_tickets(session, asked, viewer, staff)
    mine = standings(session, me.tenant_id, (Ticket.team,), now, Ticket.team == team.key)
    return {
        "body": "desk/team_body.html",
        "views": list(View),
        "chosen": "",
        "saved": read_saved(session, me),
        "counts": due.counts,
        "team": team,
        "name": team.name.in_language(me.language),
        "address": asked.address(),
        "figures": figures(together(mine.values()), me.language, now, team=team.key),
        "due": due.rows[:MOST_DUE],
        "more_due": len(due.rows) > MOST_DUE,
        "people": _people(session, staff, team, present_here(service, me), me.language, now),
        "deadline": partial(deadline, me.language, now=now),
    }


def _people(
    session: TenantSession, staff: Staff, team: Team, present: frozenset[str], language: str, now: datetime
) -> list[Person]:
    tenant_id = session.require_tenant()
    mine = Ticket.agent_id.in_(team.members)
    held = standings(session, tenant_id, (Ticket.agent_id,), now, mine) if team.members else {}
    profiles, talks = list_profiles(session, tenant_id), _talks(session, team.members)
    people = []
    for colleague in (staff.agents[one] for one in team.members if one in staff.agents):
        standing = held.get((colleague.id,), Standing())
        people.append(
            Person(
                colleague,
                colleague.id in present,
                profiles.get(colleague.id, Profile()),
                standing.open,
                talks.get(colleague.id, 0),
                figures(standing, language, now, agent=colleague.id),
                Asked(agent=colleague.id).address(),
            )
        )
    return sorted(people, key=lambda one: one.order)


def _talks(session: TenantSession, agents: Sequence[str]) -> Mapping[str, int]:
    """How many conversations each has taken over; those with none are left out."""
    held = (
        select(Conversation.agent_id, func.count())
        .where(Conversation.agent_id.in_(agents), Conversation.owner == "agent")
        .group_by(Conversation.agent_id)
    )
    return {agent: count for agent, count in session.execute(held) if agent is not None}
