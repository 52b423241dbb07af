"""What the rules did lately, and why they did not."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import select

from bot.api.dependencies import ServiceDep
from bot.desk.rule_names import known_names
from bot.persistence.tenancy import TenantSession
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.settings.access import Looker
from bot.web.console.settings.frame import settings_page
from bot.web.console.settings.trial import event_words
from bot.web.console.strings import say
from escalation.routing.rulebook import list_rules
from escalation.routing.why import read_why
from escalation.ticketing.models import Ticket
from escalation.workflow.models import RuleRun
from escalation.workflow.runs import ACTED

router = APIRouter(route_class=ConsoleRoute, prefix="/runs")
PAGE = 50
OUTCOMES = ("acted", "matched", "failed", "unmatched", "stopped", "repeat", "loop")


class AskedRuns(BaseModel):
    rule: str = ""
    ticket: str = ""
    outcome: str = "acted"
    page: int = 1

    @property
    def number(self) -> int | None:
        plain = self.ticket.strip().lstrip("#")
        return int(plain) if plain.isdecimal() and len(plain) < 10 else None


@dataclass(frozen=True, slots=True)
class Run:
    at: datetime
    rule_id: str
    rule: str
    number: int
    event: str
    outcome: str
    why: str
    failures: tuple[str, ...]


@router.get("", include_in_schema=False)
def runs(request: Request, service: ServiceDep, me: Looker, asked: Annotated[AskedRuns, Query()]) -> Response:
    with service.database.reading(me.tenant_id) as session:
        kept = list_rules(session, me.tenant_id, known_names(session))
        titles = {one.rule.id: one.rule.name.in_language(me.language) for one in kept}
        found = _find(session, asked, titles | {"*": say(me.language, "set_all_rules")}, me.language)
        return settings_page(
            session,
            service,
            request,
            me,
            "runs.html",
            part="runs",
            heading=say(me.language, "set_runs"),
            asked=asked,
            titles=titles,
            outcomes=OUTCOMES,
            runs=found[:PAGE],
            more=len(found) > PAGE,
        )


def _find(session: TenantSession, asked: AskedRuns, titles: dict[str, str], language: str) -> list[Run]:
    """Newest first; one more than a page holds where there are more."""
    page = min(max(asked.page, 1), 200)
    found = (
        select(RuleRun, Ticket.number)
        .join(Ticket, (Ticket.tenant_id == RuleRun.tenant_id) & (Ticket.id == RuleRun.ticket_id))
        .order_by(RuleRun.at.desc(), RuleRun.position.desc(), RuleRun.rule_id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    if asked.rule:
        found = found.where(RuleRun.rule_id == asked.rule)
    if asked.ticket.strip():
        found = found.where(Ticket.number == (asked.number or -1))
    if asked.outcome == "acted":
        found = found.where(RuleRun.outcome.in_(ACTED))
    elif asked.outcome in OUTCOMES:
        found = found.where(RuleRun.outcome == asked.outcome)
    return [_told(run, number, titles, language) for run, number in session.execute(found)]


def _told(run: RuleRun, number: int, titles: dict[str, str], language: str) -> Run:
    why = read_why(run.why)
    if why.code == "stopped":
        why = replace(why, got=titles.get(why.got, why.got))
    return Run(
        run.at,
        run.rule_id,
        titles.get(run.rule_id, run.rule_id),
        number,
        event_words(run.event, language),
        run.outcome,
        why.in_language(language),
        tuple(one[language] for one in run.failures),
    )
