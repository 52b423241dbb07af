"""The settings' first page: a card for each part, with how it stands."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.desk.backend_links import find_system
from bot.desk.backend_unknown import list_stopped
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from bot.web.console.settings.access import Looker
from bot.web.console.settings.frame import settings_page
from bot.web.console.settings.gaps import find_gaps, tells_of_deadlines
from bot.web.console.settings.names import read_names
from bot.web.console.settings.outbox import count_dead
from bot.web.console.strings import say
from escalation.routing.action_check import Known
from escalation.routing.rulebook import list_rules
from escalation.sla.settings import get_settings


@dataclass(frozen=True, slots=True)
class Fact:
    """`hot` waits for somebody."""

    words: str
    hot: bool = False


def overview(request: Request, service: ServiceDep, me: Looker) -> Response:
    with service.database.reading(me.tenant_id) as session:
        return settings_page(
            session,
            service,
            request,
            me,
            "overview.html",
            part="",
            heading=say(me.language, "settings"),
            facts=_facts(session, service.tenants.get(me.tenant_id), me.language),
        )


def _facts(session: TenantSession, tenant: TenantInfo, language: str) -> dict[str, Fact]:
    rules = [kept.rule for kept in list_rules(session, tenant.id, Known())]
    names = read_names(session, language)
    sla, system = get_settings(session, tenant.id).read(), find_system(session)
    dead, stopped = count_dead(session), len(list_stopped(session)) if system else 0
    on, gaps = sum(one.enabled for one in rules), find_gaps(session, rules, names)
    facts = {
        "rules": Fact(say(language, "set_fact_rules", on=on, off=len(rules) - on))
        if tells_of_deadlines(rules)
        else Fact(say(language, "set_gap_deadlines"), hot=True),
        "people": Fact(" ".join(gaps), hot=True)
        if gaps
        else Fact(say(language, "set_fact_people", teams=len(names.teams), people=len(names.agents))),
        "macros": Fact(say(language, "set_fact_count", count=len(names.macros))),
        "templates": Fact(say(language, "set_fact_count", count=len(names.templates))),
        "sla": Fact(
            say(language, "set_fact_sla", policies=len(sla.policies), calendars=len(sla.calendar_data) - 1)
        ),
        "desk": Fact(f"{tenant.business_hours['from']}–{tenant.business_hours['to']}"),
        "outbox": Fact(say(language, "set_fact_dead", count=dead), hot=True)
        if dead
        else Fact(say(language, "set_fact_none_dead")),
    }
    if system is None:
        return facts | {"outside": Fact(say(language, "set_fact_here_only"))}
    told = say(language, "set_fact_stopped", count=stopped) if stopped else system.kind.partition(".")[0]
    return facts | {"outside": Fact(told, hot=stopped > 0)}
