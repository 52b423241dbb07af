"""Last week's report by mail, on the first morning of the next, or as soon after it as it can be sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.desk.notify_effects import MAIL
from bot.desk.report import Report, read_reports
from bot.desk.report_columns import columns_of, value_of
from bot.desk.report_csv import as_csv
from bot.desk.report_names import COLUMNS, group_names
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
FRIDAY = 4
FILES = ("team", "queue", "agent", "intent", "tier", "article")

_SUBJECT = {
    "zh": "{name} 客服周报 {since:%Y-%m-%d} 至 {last:%Y-%m-%d}",
    "en": "{name}: desk report {since:%Y-%m-%d} to {last:%Y-%m-%d}",
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
        page = f"{self.site}/console/reports?days=7&before={until:%Y-%m-%d}"
        reports = read_reports(session, tenant, FILES, since, until, now)
        report = reports[FILES[0]]
        files = [
            {"name": f"{by}.csv", "text": as_csv(one, group_names(session, one, language), language)}
            for by, one in reports.items()
        ]
        last = until - timedelta(days=1)
        return {
            "subject": _SUBJECT[language].format(name=tenant.name, since=since, last=last),
            "text": f"{_lines(report, language)}\n\n{page}",
            "files": files,
        }


def _week_before(tenant: TenantInfo, now: datetime) -> datetime | None:
    """The Monday on which the week began that is to be reported now; None before Monday morning, and at the
    weekend, when the next report is nearer."""
    local = tenant.now(now).astimezone(zone_of(tenant.timezone))
    if local.weekday() > FRIDAY or (local.weekday() == 0 and local.hour < MORNING):
        return None
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=local.weekday()) - WEEK


def _unsent(session: TenantSession, tenant: TenantInfo, since: datetime) -> list[str]:
    keys = {_key(since, address): address for address in tenant.report_to}
    sent = set(session.scalars(select(OutboxItem.key).where(OutboxItem.key.in_(keys))))
    return [address for key, address in keys.items() if key not in sent]


def _key(since: datetime, address: str) -> str:
    return f"report:{since:%Y-%m-%d}:{address}"[:200]


def _lines(report: Report, language: str) -> str:
    shown = []
    for column in columns_of(Figures):
        value = value_of(report.total, column)
        share = column in _SHARES
        words = "–" if value is None else f"{100 * value:.0f} %" if share else f"{value:.0f}"
        shown.append(f"{COLUMNS[column].in_language(language)}: {words}")
    if report.nps is not None:
        shown.append(f"NPS: {report.nps:+.0f}")
    return "\n".join(shown)
