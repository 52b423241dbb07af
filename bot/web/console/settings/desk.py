"""What the desk promises beside its deadlines: when people are there, how long one waits, what is asked."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.support_addresses import lock_taken
from bot.tenants import find_tenant, list_tenants, store_tenant
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.desk_form import desk_form, read_desk_form
from bot.web.console.settings.form import Given, text_in
from bot.web.console.settings.frame import Clash, back_to, settings_page
from bot.web.console.settings.problems import Problems, no_problems, problems_in
from bot.web.console.strings import say
from escalation.errors import SettingRejected, SettingStale
from escalation.sla.business_hours import office_calendar
from escalation.sla.calendar import DAYS
from escalation.sla.office import is_apart
from escalation.sla.settings import get_settings
from escalation.surveys.kinds import SCALES

router = APIRouter(route_class=ConsoleRoute, prefix="/desk")


@router.get("", include_in_schema=False)
def desk(request: Request, service: ServiceDep, me: Looker) -> Response:
    return _page(request, service, me, desk_form(service.tenants.get(me.tenant_id)))


@router.post("", include_in_schema=False)
def keep(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    slug = service.tenants.get(me.tenant_id).slug
    try:
        with service.database.control() as session:
            taken = lock_taken(session, me.tenant_id)
            tenant = find_tenant(session, slug)
            if tenant is None or desk_form(tenant)["seen"] != text_in(form, "seen"):
                raise SettingStale("desk", slug)
            store_tenant(session, read_desk_form(form, tenant, taken), now=utc_now())
    except SettingRejected as rejected:
        problems = problems_in(me.language, rejected.problems)
        return _page(request, service, me, form, problems=problems, status=422)
    except SettingStale:
        _read_again(service)
        now = desk_form(service.tenants.get(me.tenant_id))["seen"]
        return _page(request, service, me, form | {"seen": now}, clash=Clash(now=" "), status=409)
    _read_again(service)
    return back_to("desk", "saved")


def _read_again(service: ServiceDep) -> None:
    """At once here; other processes do with their next sweep."""
    with service.database.reading(None) as session:
        service.tenants.replace(list_tenants(session))


def _page(
    request: Request,
    service: ServiceDep,
    me: Me,
    form: forms.Form,
    *,
    problems: Problems | None = None,
    clash: Clash | None = None,
    status: int = 200,
) -> Response:
    tenant = service.tenants.get(me.tenant_id)
    with service.database.reading(me.tenant_id) as session:
        return settings_page(
            session,
            service,
            request,
            me,
            "desk.html",
            part="desk",
            heading=say(me.language, "set_desk"),
            status=status,
            form=form,
            problems=problems or no_problems(),
            clash=clash,
            days=[(day, say(me.language, f"set_day_{day}")) for day in DAYS],
            apart=is_apart(
                get_settings(session, me.tenant_id), office_calendar(tenant.business_hours, tenant.timezone)
            ),
            surveys=[(kind, say(me.language, f"set_survey_{kind}")) for kind in SCALES],
        )
