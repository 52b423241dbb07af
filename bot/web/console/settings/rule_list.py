"""The rules in their order: on and off, up and down, away."""

from collections import Counter
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import func, select

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.rule_names import known_names
from bot.persistence.tenancy import TenantSession
from bot.web.console.access import Me
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.rendering import is_fragment
from bot.web.console.settings.access import Looker, Setter
from bot.web.console.settings.frame import back_to, fragment, settings_page
from bot.web.console.settings.names import read_names
from bot.web.console.settings.problems import problems_in
from bot.web.console.settings.sentences import rule_sentence
from bot.web.console.strings import say
from escalation.routing.rulebook import delete_rule, list_rules, reorder_rules, switch_rule
from escalation.workflow.models import RuleRun
from escalation.workflow.runs import ACTED

router = APIRouter(route_class=ConsoleRoute, prefix="/rules")
RECENT = timedelta(days=7)

RuleId = Annotated[str, Form(alias="id", max_length=64)]


@router.get("", include_in_schema=False)
def rules(request: Request, service: ServiceDep, me: Looker) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return settings_page(
            session,
            service,
            request,
            me,
            "rules.html",
            part="rules",
            heading=say(me.language, "set_rules"),
            focus="",
            **_listed(session, service, me),
        )


@router.post("/switch", include_in_schema=False)
def switch(
    request: Request, service: ServiceDep, me: Setter, rule: RuleId, on: Annotated[bool, Form()]
) -> Response:
    with service.database.uow(me.tenant_id) as session:
        switch_rule(session, me.tenant_id, rule, enabled=on, by=me.email, now=utc_now())
    return _shown(request, service, me, "on" if on else "off", f"switch:{rule}")


@router.post("/move", include_in_schema=False)
def move(
    request: Request, service: ServiceDep, me: Setter, rule: RuleId, by: Annotated[int, Form()]
) -> Response:
    """One place up or down; at the end it stays where it is."""
    with service.database.uow(me.tenant_id) as session:
        ids = [one.rule.id for one in list_rules(session, me.tenant_id, known_names(session))]
        if rule in ids:
            at = ids.index(rule)
            to = min(max(at + (1 if by > 0 else -1), 0), len(ids) - 1)
            ids.insert(to, ids.pop(at))
            reorder_rules(session, me.tenant_id, ids)
    return _shown(request, service, me, "moved", f"{'down' if by > 0 else 'up'}:{rule}")


@router.post("/delete", include_in_schema=False)
def delete(service: ServiceDep, me: Setter, rule: RuleId) -> Response:
    with service.database.uow(me.tenant_id) as session:
        delete_rule(session, me.tenant_id, rule)
    return back_to("rules", "deleted")


def _shown(request: Request, service: ServiceDep, me: Me, done: str, focus: str) -> Response:
    if not is_fragment(request):
        return back_to("rules", done)
    with service.database.reading(me.tenant_id) as session:
        listed = _listed(session, service, me)
    return fragment(service, me, "rule_rows.html", focus=focus, **listed)


def _listed(session: TenantSession, service: ServiceDep, me: Me) -> dict[str, Any]:
    names = read_names(session, me.language)
    return {
        "rules": [
            (kept, rule_sentence(kept.rule, names), problems_in(me.language, kept.problems))
            for kept in list_rules(session, me.tenant_id, known_names(session))
        ],
        "acted": _recently(session, service, me),
        "names": names,
    }


def _recently(session: TenantSession, service: ServiceDep, me: Me) -> Counter[str]:
    """How often each acted within the last days, by the tenant's clock."""
    since = service.tenants.get(me.tenant_id).now(utc_now()) - RECENT
    counted = (
        select(RuleRun.rule_id, func.count().label("acted"))
        .where(RuleRun.at > since, RuleRun.outcome.in_(ACTED))
        .group_by(RuleRun.rule_id)
    )
    return Counter({row.rule_id: row.acted for row in session.execute(counted)})
