"""What the groups and columns of a report are called in one language, on the page and in the files."""

from collections.abc import Callable, Collection

from sqlalchemy import select

from bot.desk.report import Report
from bot.persistence.tenancy import TenantSession
from bot.web.console.labels import label
from bot.web.console.reports.strings import REPORTS
from escalation.routing.people import list_queues, list_teams
from escalation.routing.words import Words
from kb_index.models import ArticleRevision

AGE_NAMES = ("1", "3", "7", "30", "more")
"""Of the buckets of the backlog's age, by where each ends, in days."""
COLUMNS = {
    "volume": Words("工单数", "Tickets"),
    "solved": Words("已解决", "Solved"),
    "first_response_median": Words("首次响应中位数（工作分钟）", "First response, median (business minutes)"),
    "first_response_p90": Words("首次响应 P90（工作分钟）", "First response, P90 (business minutes)"),
    "resolution_median": Words("解决时间中位数（工作分钟）", "Resolution, median (business minutes)"),
    "resolution_p90": Words("解决时间 P90（工作分钟）", "Resolution, P90 (business minutes)"),
    "attainment": Words("SLA 达成", "SLA kept"),
    "reopen_rate": Words("重新打开", "Reopened"),
    "handoffs": Words("转人工", "Handoffs"),
    "csat": Words("满意度", "CSAT"),
    "answered": Words("满意度回答数", "CSAT answers"),
    "given": Words("回答次数", "Answers given"),
    "helpful": Words("有帮助", "Helpful"),
    "unhelpful": Words("没帮助", "Not helpful"),
    "handed_over": Words("一天内又开工单", "Ticket within a day"),
    "open": REPORTS["report_open"],
    **{
        f"age_{age}": Words("未解决，{age}", "Open, {age}").fill(age=REPORTS[f"report_age_{age}"])
        for age in AGE_NAMES
    },
}
NOTHING = Words("（无）", "(none)")
LABELS = {"intent": "intent", "tier": "plan", "channel": "channel"}


def word(key: str, language: str) -> str:
    """One of the reports' own."""
    return REPORTS[f"report_{key}"].in_language(language)


def group_names(session: TenantSession, report: Report, language: str) -> Callable[[str | None], str]:
    """Names a group by its key; None is those that have no such thing."""
    known = _known(session, report, language)

    def name(key: str | None) -> str:
        if not key:
            return NOTHING.in_language(language)
        return label(language, LABELS[report.by], key) if report.by in LABELS else known.get(key, key)

    return name


def _known(session: TenantSession, report: Report, language: str) -> dict[str, str]:
    if report.by in ("team", "queue"):
        listing = list_teams if report.by == "team" else list_queues
        return {one.key: one.name.in_language(language) for one in listing(session, session.require_tenant())}
    if report.by == "article":
        return _titles(session, [one.key for one in report.articles], language)
    return report.names


def _titles(session: TenantSession, ids: Collection[str], language: str) -> dict[str, str]:
    """The newest in that language, else the newest there is."""
    found = (
        select(ArticleRevision.article_id, ArticleRevision.title)
        .where(ArticleRevision.article_id.in_(ids))
        .order_by(ArticleRevision.language == language, ArticleRevision.version)
    )
    return dict(session.execute(found).all())
