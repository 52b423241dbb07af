"""One business calendar's form: filled, kept."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, part_in, text_in
from bot.web.console.settings.frame import Clash, back_to, settings_page
from bot.web.console.settings.names import read_names
from bot.web.console.settings.problems import Problems, no_problems, problems_in
from bot.web.console.settings.sla_change import SLAData, change_sla
from bot.web.console.settings.sla_form import calendar_form, read_calendar_form
from bot.web.console.settings.sla_view import seen_of
from bot.web.console.strings import say
from escalation.errors import SettingRejected, SettingStale
from escalation.sla.calendar_data import AROUND_THE_CLOCK
from escalation.sla.settings import get_settings

router = APIRouter(route_class=ConsoleRoute, prefix="/sla/calendar")


@router.get("", include_in_schema=False)
def calendar_page(request: Request, service: ServiceDep, me: Looker, name: str = "") -> Response:
    with service.database.reading(me.tenant_id) as session:
        found = get_settings(session, me.tenant_id).data["calendars"].get(name)
        if name and found is None:
            raise NotFound("calendar")
        tenant = service.tenants.get(me.tenant_id)
        form = calendar_form(name, found) | {"seen": seen_of(found), "known": name}
        if found is None:
            form["zone"] = tenant.timezone
        return _calendar_page(session, request, service, me, form)


@router.post("", include_in_schema=False)
def keep_calendar(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    name = text_in(form, "known") or " ".join(text_in(form, "name").split())[:50]

    def change(data: SLAData) -> None:
        calendar = read_calendar_form(form)
        was = data["calendars"].get(name)
        if seen_of(was) != text_in(form, "seen") or name == AROUND_THE_CLOCK:
            raise SettingStale("calendar", name)
        data["calendars"][name] = calendar

    try:
        if not name:
            raise SettingStale("calendar", name)
        change_sla(service, me, change)
    except SettingRejected as rejected:
        problems = problems_in(me.language, rejected.problems)
        with service.database.reading(me.tenant_id) as session:
            return _calendar_page(session, request, service, me, form, problems=problems, status=422)
    except SettingStale:
        return _calendar_clash(request, service, me, form, name)
    return back_to("sla", "saved")


def _calendar_clash(request: Request, service: ServiceDep, me: Me, form: forms.Form, name: str) -> Response:
    """Of a new one, its name is missing or taken."""
    with service.database.reading(me.tenant_id) as session:
        if not text_in(form, "known"):
            told = say(me.language, "set_taken" if name else "set_name_missing")
            problems = Problems(me.language, {"name": [told]})
            return _calendar_page(session, request, service, me, form, problems=problems, status=422)
        kept = get_settings(session, me.tenant_id)
        now = seen_of(kept.data["calendars"].get(name))
        who = read_names(session, me.language).who(kept.author)
        clash = Clash(who, kept.created_at) if now else Clash()
        return _calendar_page(session, request, service, me, form | {"seen": now}, clash=clash, status=409)


def _calendar_page(
    session: TenantSession,
    request: Request,
    service: ServiceDep,
    me: Me,
    form: forms.Form,
    *,
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
