"""Dry runs: of the rules as they are, and of the rule that is being edited among them. Nothing is kept."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.rule_names import known_names
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.rendering import is_fragment
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.form import Given, number_in, text_in
from bot.web.console.settings.frame import fragment, settings_page
from bot.web.console.settings.names import read_names
from bot.web.console.settings.problems import problems_in
from bot.web.console.settings.rule_edit import rule_page
from bot.web.console.settings.rule_form import place, rule_of
from bot.web.console.settings.trial import DAYS, run_trial
from bot.web.console.strings import say
from escalation.errors import SettingRejected
from escalation.routing.rule import Rule
from escalation.routing.rule_check import read_rule
from escalation.routing.rulebook import active_rules, list_rules

router = APIRouter(route_class=ConsoleRoute, prefix="/rules/trial")
NEW = "new-rule"
USUAL_DAYS = 7


@router.get("", include_in_schema=False)
def try_all(request: Request, service: ServiceDep, me: Looker, days: int = 0) -> Response:
    """The form alone until somebody asks, for it may take seconds."""
    tenant = service.tenants.get(me.tenant_id)
    with service.database.reading(me.tenant_id) as session:
        names, trial = read_names(session, me.language), None
        if days:
            rules = active_rules(session, me.tenant_id)
            trial = run_trial(session, tenant, rules, names, tried=None, days=_days(days), now=utc_now())
        return settings_page(
            session, service, request, me, "trial_page.html", part="rules",
            heading=say(me.language, "set_trial"), trial=trial,
        )  # fmt: skip


@router.post("", include_in_schema=False)
def try_one(request: Request, service: ServiceDep, me: Setter, form: Given) -> Response:
    """As if it were saved and switched on; what is wrong with it stands in its form."""
    tenant, rule_id = service.tenants.get(me.tenant_id), text_in(form, "id") or NEW
    with service.database.reading(me.tenant_id) as session:
        try:
            rule = read_rule(rule_of(form, rule_id), known_names(session))
        except SettingRejected as rejected:
            problems = problems_in(me.language, rejected.problems, place)
            page = rule_page(
                session, form, request=request, service=service, me=me, problems=problems, status=422
            )
            if is_fragment(request):
                page.headers.update({"HX-Retarget": "#form", "HX-Reselect": "#form"})
            return page
        rules = [one.rule for one in list_rules(session, me.tenant_id, known_names(session))]
        trial = run_trial(
            session,
            tenant,
            _with(rules, replace(rule, enabled=True)),
            read_names(session, me.language),
            tried=rule_id,
            days=_days(number_in(form, "days")),
            now=utc_now(),
        )
        if is_fragment(request):
            return fragment(service, me, "trial.html", trial=trial)
        return rule_page(session, form, request=request, service=service, me=me, trial=trial)


def _with(rules: list[Rule], rule: Rule) -> list[Rule]:
    """In its place, or at the end where it is new; without those that are switched off."""
    placed = [rule if one.id == rule.id else one for one in rules]
    if rule.id not in {one.id for one in rules}:
        placed.append(rule)
    return [one for one in placed if one.enabled]


def _days(asked: object) -> int:
    return asked if isinstance(asked, int) and asked in DAYS else USUAL_DAYS
