"""Last week's report by mail, on the first morning of the next."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.desk.notify_effects import MAIL
from bot.desk.report import Report, read_reports, team_names
from bot.desk.report_csv import as_csv
from bot.models import OutboxItem
from bot.outbox import add_effect
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.reports.figures import Figures
from escalation.sla.business_hours import zone_of

WEEK = timedelta(days=7)
MORNING = 8
"""The hour of Monday from which on it is sent."""
FILES = ("team", "agent", "intent", "tier", "article")

_SUBJECT = {
    "zh": "{name} 客服周报 {since:%Y-%m-%d} 至 {last:%Y-%m-%d}",
    "en": "{name}: desk report {since:%Y-%m-%d} to {last:%Y-%m-%d}",
}
_NAMES = {
    "volume": ("工单数", "Tickets"),
    "solved": ("已解决", "Solved"),
    "first_response_median": ("首次响应中位数（工作分钟）", "First response, median (business minutes)"),
    "first_response_p90": ("首次响应 P90（工作分钟）", "First response, P90 (business minutes)"),
    "resolution_median": ("解决时间中位数（工作分钟）", "Resolution, median (business minutes)"),
    "resolution_p90": ("解决时间 P90（工作分钟）", "Resolution, P90 (business minutes)"),
    "attainment": ("SLA 达成", "SLA kept"),
    "reopen_rate": ("重新打开", "Reopened"),
    "handoffs": ("转人工", "Handoffs"),
    "csat": ("满意度", "CSAT"),
    "answered": ("满意度回答数", "CSAT answers"),
}
_SHARES = ("attainment", "reopen_rate", "csat")


@dataclass(frozen=True, slots=True)
class ReportMailer:
    """`site` is the scheme and host that people open."""

    database: Database
    site: str

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """Sends what is due, once a week and address, whichever process is first; returns how many."""
        since = _week_before(tenant, now)
        if since is None or not tenant.report_to:
            return 0
        with self.database.reading(tenant.id) as session:
            if not _unsent(session, tenant, since):
                return 0
        with self.database.uow(tenant.id) as session:
            addresses = _unsent(session, tenant, since)
            for address in addresses:
                payload = self._mail(session, tenant, since, now) | {"to": address}
                add_effect(session, key=_key(since, address), kind=MAIL, payload=payload, now=now)
        return len(addresses)

    def _mail(
        self, session: TenantSession, tenant: TenantInfo, since: datetime, now: datetime
    ) -> dict[str, object]:
        """With a file of each grouping."""
        language, until = tenant.language, since + WEEK
        reports = read_reports(session, tenant, FILES, since, until, now)
        report = reports[FILES[0]]
        names = report.names | team_names(session, language)
        files = [{"name": f"{by}.csv", "text": as_csv(one, names)} for by, one in reports.items()]
        last = until - timedelta(days=1)
        return {
            "subject": _SUBJECT[language].format(name=tenant.name, since=since, last=last),
            "text": f"{_lines(report, language)}\n\n{self.site}/console/reports?days=7",
            "files": files,
        }


def _week_before(tenant: TenantInfo, now: datetime) -> datetime | None:
    """The Monday on which the week began that is to be reported now; None on no Monday."""
    local = tenant.now(now).astimezone(zone_of(tenant.timezone))
    if local.weekday() or local.hour < MORNING:
        return None
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - WEEK


def _unsent(session: TenantSession, tenant: TenantInfo, since: datetime) -> list[str]:
    keys = {_key(since, address): address for address in tenant.report_to}
    sent = set(session.scalars(select(OutboxItem.key).where(OutboxItem.key.in_(keys))))
    return [address for key, address in keys.items() if key not in sent]


def _key(since: datetime, address: str) -> str:
    return f"report:{since:%Y-%m-%d}:{address}"[:200]


def _lines(report: Report, language: str) -> str:
    place = 0 if language == "zh" else 1
    shown = []
    for field in fields(Figures)[1:]:
        value = getattr(report.total, field.name)
        share = field.name in _SHARES
        words = "–" if value is None else f"{100 * value:.0f} %" if share else f"{value:.0f}"
        shown.append(f"{_NAMES[field.name][place]}: {words}")
    if report.nps is not None:
        shown.append(f"NPS: {report.nps:+.0f}")
    return "\n".join(shown)
