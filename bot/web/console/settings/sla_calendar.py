"""One business calendar's form: filled, kept."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, part_in, text_in, ticked
from bot.web.console.settings.frame import Clash, back_to, settings_page
from bot.web.console.settings.problems import Problems, no_problems
from bot.web.console.settings.saving import refused_form
from bot.web.console.settings.sla_change import SLAData, change_sla, find_sla_clash, seen_of
from bot.web.console.settings.sla_form import calendar_form, read_calendar_form
from bot.web.console.strings import say
from escalation.errors import SettingStale
from escalation.sla.business_hours import office_calendar
from escalation.sla.calendar_data import AROUND_THE_CLOCK, spell_out
from escalation.sla.settings import get_settings

router = APIRouter(route_class=ConsoleRoute, prefix="/sla/calendar")


@router.get("", include_in_schema=False)
def calendar_page(
    request: Request, service: ServiceDep, me: Looker, name: str = "", hours: str = ""
) -> Response:
    """With `hours=desk` it is filled with the desk's business hours, for somebody to look at and save."""
    with service.database.reading(me.tenant_id) as session:
        found = get_settings(session, me.tenant_id).data["calendars"].get(name)
        if name and found is None:
            raise NotFound("calendar")
        tenant = service.tenants.get(me.tenant_id)
        shown = found
        if hours == "desk":
            own = office_calendar(tenant.business_hours, tenant.timezone)
            shown = {**spell_out(found or {}), **own}
        form = calendar_form(name, shown) | {"seen": seen_of(found), "known": name, "for_open": "on"}
        if shown in (None, AROUND_THE_CLOCK):
            form["zone"] = tenant.timezone
        return _calendar_page(session, form, request=request, service=service, me=me)


@router.post("", include_in_schema=False)
def keep_calendar(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    known = text_in(form, "known")

    def change(data: SLAData) -> None:
        name, calendar = read_calendar_form(form, taken=(AROUND_THE_CLOCK, *data["calendars"]))
        was = data["calendars"].get(name)
        if seen_of(was) != text_in(form, "seen") or name == AROUND_THE_CLOCK:
            raise SettingStale("calendar", name)
        data["calendars"][name] = calendar

    refused = refused_form(
        service,
        me,
        form,
        lambda: change_sla(service, me, change, for_open=ticked(form, "for_open")),
        partial(_calendar_page, request=request, service=service, me=me),
        lambda session: find_sla_clash(session, me, lambda kept: kept.data["calendars"].get(known)),
    )
    return refused or back_to("sla", "saved")


def _calendar_page(
    session: TenantSession,
    form: forms.Form,
    *,
    request: Request,
    service: ServiceDep,
    me: Me,
    problems: Problems | None = None,
    clash: Clash | None = None,
    status: int = 200,
) -> Response:
    return settings_page(
        session,
        service,
        request,
        me,
        "calendar.html",
        part="sla",
        heading=text_in(form, "known") or say(me.language, "set_new_calendar"),
        status=status,
        form=form | {"week": part_in(form, "week")},
        problems=problems or no_problems(),
        clash=clash,
    )
