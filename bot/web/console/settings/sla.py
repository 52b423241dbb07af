"""SLA policies in their order, and the calendars they go by: kept as one, edited one by one."""

import copy
from collections.abc import Callable
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.exc import IntegrityError

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.frame import desk_look
from bot.web.console.labels import CHANNELS, PLANS
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, part_in, text_in
from bot.web.console.settings.frame import Clash, back_to, fragment, settings_page
from bot.web.console.settings.problems import Problems, no_problems, problems_in
from bot.web.console.settings.sla_form import (
    NO_TIER,
    calendar_form,
    policy_form,
    read_calendar_form,
    read_policy_form,
)
from bot.web.console.settings.sla_view import (
    calendar_names,
    seen_of,
    show_calendar,
    show_due,
    show_policy,
    targets_of,
)
from bot.web.console.strings import say
from escalation.errors import SettingRejected, SettingStale
from escalation.routing.view import PRIORITIES
from escalation.sla.calendar_data import AROUND_THE_CLOCK
from escalation.sla.policy import ClockKind, Promised
from escalation.sla.policy_data import SLASettings, read_policy
from escalation.sla.settings import get_settings, save_settings

router = APIRouter(route_class=ConsoleRoute, prefix="/sla")

PolicyId = Annotated[str, Form(alias="id", max_length=200)]
Data = dict[str, Any]


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
    def change(data: Data) -> None:
        ids = [one["id"] for one in data["policies"]]
        if policy in ids:
            at = ids.index(policy)
            to = min(max(at + (1 if by > 0 else -1), 0), len(ids) - 1)
            data["policies"].insert(to, data["policies"].pop(at))

    _change(service, me, change)
    return back_to("sla", "moved")


@router.post("/delete", include_in_schema=False)
def delete(service: ServiceDep, me: Setter, policy: PolicyId) -> Response:
    def change(data: Data) -> None:
        data["policies"] = [one for one in data["policies"] if one["id"] != policy]

    _change(service, me, change)
    return back_to("sla", "deleted")


@router.get("/policy", include_in_schema=False)
def policy_page(request: Request, service: ServiceDep, me: Looker, id: str = "") -> Response:
    with service.database.reading(me.tenant_id) as session:
        settings = get_settings(session, me.tenant_id).read()
        found = settings.policy_data.get(id)
        if id and found is None:
            raise NotFound("policy")
        form = policy_form(found) | {"seen": seen_of(found)}
        return _policy_page(session, request, service, me, form)


@router.post("/policy/preview", include_in_schema=False)
def preview(service: ServiceDep, me: Setter, form: Given) -> Response:
    """Of the policy as it stands in its form; nothing is kept."""
    with service.database.reading(me.tenant_id) as session:
        settings = get_settings(session, me.tenant_id).read()
    return fragment(service, me, "sla_preview.html", targets=_preview(service, me, form, settings))


@router.post("/policy", include_in_schema=False)
def keep_policy(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    policy_id = text_in(form, "id") or f"policy-{uuid4().hex[:8]}"

    def change(data: Data) -> None:
        policy = read_policy_form(form, policy_id, [AROUND_THE_CLOCK, *data["calendars"]])
        ids = [one["id"] for one in data["policies"]]
        was = data["policies"][ids.index(policy_id)] if policy_id in ids else None
        if seen_of(was) != text_in(form, "seen"):
            raise SettingStale("policy", policy_id)
        if was is None:
            data["policies"].append(policy)
        else:
            data["policies"][ids.index(policy_id)] = policy

    try:
        _change(service, me, change)
    except SettingRejected as rejected:
        problems = problems_in(me.language, rejected.problems)
        with service.database.reading(me.tenant_id) as session:
            return _policy_page(session, request, service, me, form, problems=problems, status=422)
    except SettingStale:
        with service.database.reading(me.tenant_id) as session:
            kept = get_settings(session, me.tenant_id)
            now = seen_of(kept.read().policy_data.get(policy_id))
            clash = Clash(kept.author, kept.created_at) if now else Clash()
            return _policy_page(session, request, service, me, form | {"seen": now}, clash=clash, status=409)
    return back_to("sla", "saved")


@router.get("/calendar", include_in_schema=False)
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


@router.post("/calendar", include_in_schema=False)
def keep_calendar(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    name = text_in(form, "known") or " ".join(text_in(form, "name").split())[:50]

    def change(data: Data) -> None:
        calendar = read_calendar_form(form)
        was = data["calendars"].get(name)
        if seen_of(was) != text_in(form, "seen") or name == AROUND_THE_CLOCK:
            raise SettingStale("calendar", name)
        data["calendars"][name] = calendar

    try:
        if not name:
            raise SettingStale("calendar", name)
        _change(service, me, change)
    except SettingRejected as rejected:
        problems = problems_in(me.language, rejected.problems)
        with service.database.reading(me.tenant_id) as session:
            return _calendar_page(session, request, service, me, form, problems=problems, status=422)
    except SettingStale:
        return _calendar_clash(request, service, me, form, name)
    return back_to("sla", "saved")


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
    _change(service, me, lambda data: data["calendars"].pop(name, None))
    return back_to("sla", "deleted")


def _change(service: ServiceDep, me: Me, change: Callable[[Data], Any]) -> None:
    """SettingStale where somebody else saved at the same moment."""
    try:
        with service.database.uow(me.tenant_id) as session:
            kept = get_settings(session, me.tenant_id)
            data = copy.deepcopy(dict(kept.data))
            change(data)
            save_settings(session, me.tenant_id, data, version=kept.version, author=me.email, now=utc_now())
    except IntegrityError as at_once:
        raise SettingStale("SLA settings", me.tenant_id) from at_once


def _calendar_clash(request: Request, service: ServiceDep, me: Me, form: forms.Form, name: str) -> Response:
    """Of a new one, its name is missing or taken."""
    with service.database.reading(me.tenant_id) as session:
        if not text_in(form, "known"):
            told = say(me.language, "set_taken" if name else "set_name_missing")
            problems = Problems(me.language, {"name": [told]})
            return _calendar_page(session, request, service, me, form, problems=problems, status=422)
        kept = get_settings(session, me.tenant_id)
        now = seen_of(kept.data["calendars"].get(name))
        clash = Clash(kept.author, kept.created_at) if now else Clash()
        return _calendar_page(session, request, service, me, form | {"seen": now}, clash=clash, status=409)


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
        **_choices(me.language),
    )


def _policy_page(
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
    settings = get_settings(session, me.tenant_id).read()
    return settings_page(
        session,
        service,
        request,
        me,
        "policy.html",
        part="sla",
        heading=text_in(form, "name") or say(me.language, "set_new_policy"),
        status=status,
        form=form | {"targets": part_in(form, "targets")},
        problems=problems or no_problems(),
        clash=clash,
        kinds=[kind.value for kind in ClockKind],
        calendars=calendar_names(settings, me.language),
        targets=_preview(service, me, form, settings),
        **_choices(me.language),
    )


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


def _preview(service: ServiceDep, me: Me, form: forms.Form, settings: SLASettings) -> Any:
    """None while the form is not a policy yet."""
    try:
        policy = read_policy(read_policy_form(form, "preview", list(settings.calendar_data)))
    except SettingRejected:
        return None
    return targets_of(policy, settings.calendar_data, desk_look(service, me))


def _choices(language: str) -> dict[str, Any]:
    return {
        "priorities": [(one, one) for one in PRIORITIES],
        "tiers": [
            *((key, text.in_language(language)) for key, text in PLANS.items()),
            (NO_TIER, say(language, "set_no_tier")),
        ],
        "channels": [(key, text.in_language(language)) for key, text in CHANNELS.items()],
    }
