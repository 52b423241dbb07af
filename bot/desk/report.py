"""The desk's report of some time: what pages, files and mails of it show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.reports.answers import SurveyAnswer, list_answers
from escalation.reports.figures import GROUPS, Figures, by_age, by_day, by_group, sum_up
from escalation.reports.gathering import backlog, gather, nps_scores
from escalation.sla.business_hours import zone_of
from escalation.surveys.kinds import net_promoter_score
from escalation.ticketing.lifecycle import OPEN
from escalation.ticketing.models import Ticket
from kb_index.use import ArticleUse, article_use

BY = (*GROUPS, "article", "answer")
HANDED_OVER = timedelta(days=1)
"""A ticket in the same conversation this soon after an answer: the answer did not do."""


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    key: str
    given: int
    helpful: int
    unhelpful: int
    handed_over: int
    ages: tuple[int, ...]
    """Of the tickets after its answers that are open now."""

    @property
    def open(self) -> int:
        return sum(self.ages)


@dataclass(frozen=True, slots=True)
class Report:
    """Of tickets opened from `since` to before `until`, midnights of the tenant's zone; `answers` are what
    customers said in that time."""

    since: datetime
    until: datetime
    by: str
    total: Figures
    rows: tuple[Figures, ...]
    articles: tuple[ArticleFigures, ...]
    answers: tuple[SurveyAnswer, ...]
    days: tuple[tuple[datetime, int], ...]
    nps: float | None
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Opened:
    number: int
    at: datetime
    open: bool


def read_report(
    session: TenantSession, tenant: TenantInfo, by: str, since: datetime, until: datetime, now: datetime
) -> Report:
    """`by` is one of BY, `since` and `until` are by the tenant's clock, `now` is the real time."""
    return read_reports(session, tenant, (by,), since, until, now)[by]


def read_reports(
    session: TenantSession,
    tenant: TenantInfo,
    groupings: Sequence[str],
    since: datetime,
    until: datetime,
    now: datetime,
) -> dict[str, Report]:
    """The same tickets by each of the groupings, read once."""
    tickets, waiting = gather(session, tenant.id, since, until), backlog(session, tenant.id)
    at = tenant.now(now)
    whole = Report(
        since=since,
        until=until,
        by="",
        total=sum_up(None, tickets, by_age((one.opened_at for one in waiting), at)),
        rows=(),
        articles=(),
        answers=(),
        days=tuple(by_day((one.opened_at for one in tickets), since, until)),
        nps=net_promoter_score(nps_scores(session, tenant.id, since, until)),
        names=_names(session),
    )
    found = {}
    for by in groupings:
        if by == "article":
            found[by] = replace(whole, by=by, articles=_articles(session, tenant, since, until, now))
        elif by == "answer":
            found[by] = replace(whole, by=by, answers=list_answers(session, tenant.id, since, until))
        else:
            found[by] = replace(whole, by=by, rows=tuple(by_group(tickets, waiting, by, at)))
    return found


def last_days(
    tenant: TenantInfo, now: datetime, days: int, before: date | None = None
) -> tuple[datetime, datetime]:
    """So many whole days and today, in the tenant's zone; `now` is by its clock. With `before`, so many
    that end before that day."""
    zone = zone_of(tenant.timezone)
    if before is not None:
        until = datetime.combine(before, time(), zone)
        return until - timedelta(days=days), until
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days), midnight + timedelta(days=1)


def _names(session: TenantSession) -> dict[str, str]:
    return {agent.id: agent.name for agent in session.scalars(select(Agent))}


def _articles(
    session: TenantSession, tenant: TenantInfo, since: datetime, until: datetime, now: datetime
) -> tuple[ArticleFigures, ...]:
    """Answers are kept by the real time, which is `ahead` of the tenant's clock."""
    ahead = now - tenant.now(now)
    used = article_use(session, tenant.id, since + ahead, until + ahead)
    opened = _opened(session, {conversation for one in used for conversation, _ in one.given}, ahead)
    return tuple(_article(one, opened, now) for one in used)


def _article(use: ArticleUse, opened: Mapping[str, Sequence[_Opened]], now: datetime) -> ArticleFigures:
    followed = [
        [one for one in opened.get(where, ()) if timedelta(0) <= one.at - given <= HANDED_OVER]
        for where, given in use.given
    ]
    still_open = {one for tickets in followed for one in tickets if one.open}
    return ArticleFigures(
        use.article,
        len(use.given),
        use.helpful,
        use.unhelpful,
        sum(map(bool, followed)),
        by_age((one.at for one in still_open), now),
    )


def _opened(
    session: TenantSession, conversations: Collection[str], ahead: timedelta
) -> dict[str, list[_Opened]]:
    """The tickets of each conversation, by the real time."""
    found: dict[str, list[_Opened]] = {}
    query = select(
        Ticket.conversation_id, Ticket.number, Ticket.created_at, Ticket.status, Ticket.merged_into
    ).where(Ticket.conversation_id.in_(conversations))
    for conversation, number, at, status, merged in session.execute(query):
        is_open = status in OPEN and merged is None
        found.setdefault(conversation or "", []).append(_Opened(number, at + ahead, is_open))
    return found
