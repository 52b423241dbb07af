"""The outside ticket system: how it stands, and what a person found out about tickets that stopped."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.backend_answer import Answer
from bot.desk.backend_links import find_system
from bot.desk.backend_unknown import answer_stopped, list_stopped
from bot.errors import NotFound, SettingsWrong
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.frame import back_to, settings_page
from bot.web.console.settings.problems import Problems
from bot.web.console.strings import say

router = APIRouter(route_class=ConsoleRoute, prefix="/outside")


@router.get("", include_in_schema=False)
def outside(request: Request, service: ServiceDep, me: Looker) -> Response:
    return _page(request, service, me)


@router.post("/answer", include_in_schema=False)
def settle(
    request: Request,
    service: ServiceDep,
    me: Setter,
    number: Annotated[int, Form(ge=1, lt=2**31)],
    answer: Annotated[Answer, Form()],
    outside_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """What comes after it goes on. Where the ticket itself is there, its id there is needed."""
    try:
        with service.database.uow(me.tenant_id) as session:
            answer_stopped(session, number, answer, outside_id=outside_id.strip() or None, now=utc_now())
    except SettingsWrong:
        told = Problems(me.language, {f"outside_id-{number}": [say(me.language, "set_outside_id_missing")]})
        return _page(request, service, me, problems=told)
    except NotFound:
        return _page(request, service, me, refused=say(me.language, "set_stopped_gone", ticket=number))
    service.sweeper.nudge(me.tenant_id)
    return back_to("outside", "answered")


def _page(
    request: Request,
    service: ServiceDep,
    me: Me,
    *,
    problems: Problems | None = None,
    refused: str = "",
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return settings_page(
            session,
            service,
            request,
            me,
            "outside.html",
            part="outside",
            heading=say(me.language, "set_outside"),
            status=422 if problems else 409 if refused else 200,
            system=find_system(session),
            stopped=list_stopped(session),
            problems=problems or Problems(),
            refused=refused,
        )
