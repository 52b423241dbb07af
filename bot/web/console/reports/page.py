"""The reports' page and its file."""

from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.agents import Module, may_see
from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.desk.report import BY, Report, last_days, read_report
from bot.desk.report_csv import as_csv
from bot.desk.report_names import AGE_NAMES, group_names
from bot.errors import NotAllowed
from bot.web.console.access import Me, MeHere
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.desk.frame import desk_frame, desk_look
from bot.web.console.rendering import page, short_day
from bot.web.console.reports.bars import bars
from bot.web.console.strings import say

router = APIRouter(route_class=ConsoleRoute, prefix="/reports")
DAYS = (7, 30, 90, 365)
MOST_ANSWERS = 200


@router.get("", include_in_schema=False)
def reports(
    request: Request, service: ServiceDep, me: MeHere, by: str = "team", days: int = 30, before: str = ""
) -> Response:
    """An unknown grouping or time is the usual one. `before` is the day after the last one."""
    ends = _day(before)
    report, look = _read(service, me, by, days, ends), desk_look(service, me)
    with service.database.reading(me.tenant_id) as session:
        around = desk_frame(session, service, request, me)
        name_of = group_names(session, report, me.language)
    age_names = [say(me.language, f"report_age_{age}") for age in AGE_NAMES]
    return page(
        "reports/reports.html",
        look,
        heading=say(me.language, "reports"),
        report=report,
        days=days if days in DAYS else 30,
        choices=DAYS,
        groups=BY,
        before=ends,
        one_day=timedelta(days=1),
        most=MOST_ANSWERS,
        name_of=name_of,
        minutes=lambda value: _minutes(value, me.language),
        share=lambda value: "–" if value is None else f"{100 * value:.0f} %",
        per_day=bars([(short_day(look, at), count) for at, count in report.days]),
        ages=bars(list(zip(age_names, report.total.ages, strict=True))),
        age_names=age_names,
        **around,
    )


@router.get("/{by}.csv", include_in_schema=False)
def report_file(service: ServiceDep, me: MeHere, by: str, days: int = 30, before: str = "") -> Response:
    report = _read(service, me, by, days, _day(before))
    with service.database.reading(me.tenant_id) as session:
        name_of = group_names(session, report, me.language)
    name = f"huiyi-{report.by}-{report.since:%Y%m%d}-{report.until:%Y%m%d}.csv"
    return Response(
        as_csv(report, name_of, me.language),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _read(service: ServiceDep, me: Me, by: str, days: int, before: date | None) -> Report:
    if not may_see(me.role, Module.analytics):
        raise NotAllowed("the role sees no reports")
    tenant, now = service.tenants.get(me.tenant_id), utc_now()
    since, until = last_days(tenant, tenant.now(now), days if days in DAYS else 30, before)
    with service.database.reading(me.tenant_id) as session:
        return read_report(session, tenant, by if by in BY else "team", since, until, now)


def _day(given: str) -> date | None:
    """None for what is no day, or none of a report's."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _minutes(value: float | None, language: str) -> str:
    """As people say how long something took."""
    if value is None:
        return "–"
    if value < 90:
        return f"{value:.0f} 分钟" if language == "zh" else f"{value:.0f} min"
    return f"{value / 60:.1f} 小时" if language == "zh" else f"{value / 60:.1f} h"
