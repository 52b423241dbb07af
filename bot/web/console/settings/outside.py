"""The outside ticket system: how it stands, connecting it, and what was found out of tickets that stopped."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.backend_account import build_connector
from bot.desk.backend_answer import Answer
from bot.desk.backend_links import find_system
from bot.desk.backend_setting import Wanted, check_system, own_secret, remove_system, set_system
from bot.desk.backend_unknown import answer_stopped, list_stopped
from bot.errors import NotFound, SettingsWrong
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Form as GivenForm
from bot.web.console.settings.form import Given
from bot.web.console.settings.frame import back_to, settings_page
from bot.web.console.settings.outside_form import form_of, form_words, wanted_of, whole, why
from bot.web.console.settings.problems import Problems
from bot.web.console.strings import say
from escalation.backends.errors import BackendError

router = APIRouter(route_class=ConsoleRoute, prefix="/outside")


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking the other system; `details` as they came."""

    well: bool
    words: str
    details: str = ""


@router.get("", include_in_schema=False)
def outside(request: Request, service: ServiceDep, me: Looker) -> Response:
    return _page(request, service, me)


@router.post("/check", include_in_schema=False)
def check(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    """Asks with what stands in the form; nothing is kept."""
    tenant, wanted = service.tenants.get(me.tenant_id), _wanted(service, me, form)
    try:
        check_system(tenant, build_connector(service.settings, utc_now), wanted, now=utc_now())
    except BackendError as problem:
        return _page(request, service, me, form=form, asked=_told(me, problem))
    asked = Asked(True, say(me.language, "set_outside_reached"))
    return _page(request, service, me, form=form, asked=asked)


@router.post("/set", include_in_schema=False)
def connect(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    """It is asked first; where it has not what is needed, nothing changes and the form comes back."""
    tenant, wanted = service.tenants.get(me.tenant_id), _wanted(service, me, form)
    connector = build_connector(service.settings, utc_now)
    try:
        set_system(service.database, tenant, connector, wanted, now=utc_now())
    except BackendError as problem:
        return _page(request, service, me, form=form, asked=_told(me, problem), status=422)
    service.sweeper.nudge(me.tenant_id)
    return back_to("outside", "saved")


@router.post("/remove", include_in_schema=False)
def remove(service: ServiceDep, me: Setter) -> Response:
    remove_system(service.database, service.tenants.get(me.tenant_id))
    return back_to("outside", "deleted")


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
    form: GivenForm | None = None,
    asked: Asked | None = None,
    problems: Problems | None = None,
    refused: str = "",
    status: int = 200,
) -> Response:
    with service.database.reading(me.tenant_id) as session:
        system = find_system(session)
        return settings_page(
            session,
            service,
            request,
            me,
            "outside.html",
            part="outside",
            heading=say(me.language, "set_outside"),
            status=422 if problems else 409 if refused else status,
            system=system,
            form=whole(form_of(system) if form is None else form),
            secret=own_secret(service.tenants.get(me.tenant_id), system),
            asked=asked,
            **form_words(me.language),
            stopped=list_stopped(session),
            problems=problems or Problems(),
            refused=refused,
        )


def _wanted(service: ServiceDep, me: Me, form: GivenForm) -> Wanted:
    with service.database.reading(me.tenant_id) as session:
        secret = own_secret(service.tenants.get(me.tenant_id), find_system(session))
    return wanted_of(form, secret)


def _told(me: Me, problem: BackendError) -> Asked:
    return Asked(False, why(problem).in_language(me.language), str(problem))
