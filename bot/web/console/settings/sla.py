"""SLA policies in their order, the calendars they go by, and what they promise to a ticket opened now."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.frame import desk_look
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.frame import back_to, fragment, settings_page
from bot.web.console.settings.sla_change import SLAData, change_sla
from bot.web.console.settings.sla_view import show_calendar, show_due, show_policy, ticket_choices
from bot.web.console.strings import say
from escalation.routing.view import PRIORITIES
from escalation.sla.following import count_to_follow
from escalation.sla.policy import Promised
from escalation.sla.settings import get_settings, let_open_follow

router = APIRouter(route_class=ConsoleRoute, prefix="/sla")

PolicyId = Annotated[str, Form(alias="id", max_length=200)]


@router.get("", include_in_schema=False)
def sla(
    request: Request,
    service: ServiceDep,
    me: Looker,
    priority: str = "P1",
    tier: str = "",
    channel: str = "widget",
) -> Response:
    """What is asked about is a ticket that might be opened now."""
    asked = Promised(priority if priority in PRIORITIES else "P1", tier or None, channel)
    with service.database.reading(me.tenant_id) as session:
        return _list(session, request, service, me, asked)


@router.post("/move", include_in_schema=False)
def move(service: ServiceDep, me: Setter, policy: PolicyId, by: Annotated[int, Form()]) -> Response:
    def change(data: SLAData) -> None:
        ids = [one["id"] for one in data["policies"]]
        if policy in ids:
            at = ids.index(policy)
            to = min(max(at + (1 if by > 0 else -1), 0), len(ids) - 1)
            data["policies"].insert(to, data["policies"].pop(at))

    change_sla(service, me, change)
    return back_to("sla", "moved")


@router.post("/delete", include_in_schema=False)
def delete(service: ServiceDep, me: Setter, policy: PolicyId) -> Response:
    def change(data: SLAData) -> None:
        data["policies"] = [one for one in data["policies"] if one["id"] != policy]

    change_sla(service, me, change)
    return back_to("sla", "deleted")


@router.post("/follow", include_in_schema=False)
def let_follow(service: ServiceDep, me: Setter) -> Response:
    """After all: what is in force is for tickets that are open, too."""
    with service.database.uow(me.tenant_id) as session:
        let_open_follow(session, me.tenant_id)
    return back_to("sla", "followed")


@router.get("/following", include_in_schema=False)
def following(service: ServiceDep, me: Looker) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return fragment(service, me, "sla_following.html", **_following(session, me))


@router.post("/calendar/delete", include_in_schema=False)
def drop_calendar(
    request: Request, service: ServiceDep, me: Setter, name: Annotated[str, Form(max_length=200)]
) -> Response:
    """Not while a policy goes by it."""
    with service.database.reading(me.tenant_id) as session:
        users = [
            one.name for one in get_settings(session, me.tenant_id).read().policies if one.calendar == name
        ]
        if users:
            refused = say(me.language, "set_in_use", what=", ".join(users))
            return _list(session, request, service, me, Promised("P1", None, "widget"), refused=refused)
    change_sla(service, me, lambda data: data["calendars"].pop(name, None))
    return back_to("sla", "deleted")


def _following(session: TenantSession, me: Me) -> dict[str, Any]:
    """How far open tickets are; whether they are left out, of what somebody set."""
    kept = get_settings(session, me.tenant_id)
    return {
        "to_follow": count_to_follow(session, me.tenant_id),
        "open_keep": bool(kept.author) and not kept.for_open,
    }


def _list(
    session: TenantSession,
    request: Request,
    service: ServiceDep,
    me: Me,
    asked: Promised,
    *,
    refused: str = "",
) -> Response:
    kept = get_settings(session, me.tenant_id)
    settings, look = kept.read(), desk_look(service, me)
    used = {policy.calendar for policy in settings.policies}
    return settings_page(
        session,
        service,
        request,
        me,
        "sla.html",
        part="sla",
        heading=say(me.language, "set_sla"),
        status=422 if refused else 200,
        refused=refused,
        policies=[show_policy(one, settings, look) for one in settings.policies],
        calendars=[
            show_calendar(name, data, name in used, me.language)
            for name, data in kept.data["calendars"].items()
        ],
        asked=asked,
        due=show_due(settings, asked, look),
        **ticket_choices(me.language),
        **_following(session, me),
    )
