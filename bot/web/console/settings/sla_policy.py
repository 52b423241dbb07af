"""One SLA policy's form: filled, previewed, kept."""

from functools import partial
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.frame import desk_look
from bot.web.console.settings import form as forms
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, part_in, text_in, ticked
from bot.web.console.settings.frame import Clash, back_to, fragment, settings_page
from bot.web.console.settings.problems import Problems, no_problems
from bot.web.console.settings.saving import refused_form
from bot.web.console.settings.sla_change import SLAData, change_sla, find_sla_clash, seen_of
from bot.web.console.settings.sla_form import policy_form, read_policy_form
from bot.web.console.settings.sla_view import calendar_names, targets_of, ticket_choices
from bot.web.console.strings import say
from escalation.errors import SettingRejected, SettingStale
from escalation.sla.calendar_data import AROUND_THE_CLOCK
from escalation.sla.policy import ClockKind
from escalation.sla.policy_data import SLASettings, read_policy
from escalation.sla.settings import get_settings

router = APIRouter(route_class=ConsoleRoute, prefix="/sla/policy")


@router.get("", include_in_schema=False)
def policy_page(request: Request, service: ServiceDep, me: Looker, id: str = "") -> Response:
    with service.database.reading(me.tenant_id) as session:
        settings = get_settings(session, me.tenant_id).read()
        found = settings.policy_data.get(id)
        if id and found is None:
            raise NotFound("policy")
        form = policy_form(found) | {"seen": seen_of(found), "for_open": "on"}
        return _policy_page(session, form, request=request, service=service, me=me)


@router.post("/preview", include_in_schema=False)
def preview(service: ServiceDep, me: Setter, form: Given) -> Response:
    """Of the policy as it stands in its form; nothing is kept."""
    with service.database.reading(me.tenant_id) as session:
        settings = get_settings(session, me.tenant_id).read()
    return fragment(service, me, "sla_preview.html", targets=_preview(service, me, form, settings))


@router.post("", include_in_schema=False)
def keep_policy(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    policy_id = text_in(form, "id") or f"policy-{uuid4().hex[:8]}"

    def change(data: SLAData) -> None:
        policy = read_policy_form(form, policy_id, [AROUND_THE_CLOCK, *data["calendars"]])
        ids = [one["id"] for one in data["policies"]]
        was = data["policies"][ids.index(policy_id)] if policy_id in ids else None
        if seen_of(was) != text_in(form, "seen"):
            raise SettingStale("policy", policy_id)
        if was is None:
            data["policies"].append(policy)
        else:
            data["policies"][ids.index(policy_id)] = policy

    refused = refused_form(
        service,
        me,
        form,
        lambda: change_sla(service, me, change, for_open=ticked(form, "for_open")),
        partial(_policy_page, request=request, service=service, me=me),
        lambda session: find_sla_clash(session, me, lambda kept: kept.read().policy_data.get(policy_id)),
    )
    return refused or back_to("sla", "saved")


def _policy_page(
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
        **ticket_choices(me.language),
    )


def _preview(service: ServiceDep, me: Me, form: forms.Form, settings: SLASettings) -> Any:
    """None while the form is not a policy yet."""
    try:
        policy = read_policy(read_policy_form(form, "preview", list(settings.calendar_data)))
    except SettingRejected:
        return None
    return targets_of(policy, settings.calendar_data, desk_look(service, me))
