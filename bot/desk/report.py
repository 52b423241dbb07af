"""The desk's report of some time: what pages, files and mails of it show."""

from collections.abc import Collection, Sequence
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
from escalation.ticketing.models import Ticket
from kb_index.use import article_use

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


@dataclass(frozen=True, slots=True)
class Report:
    """Of tickets opened from `since` to before `until`, midnights of the tenant's zone; `ages` are of all
    that are open now, `answers` what customers said in that time."""

    since: datetime
    until: datetime
    by: str
    total: Figures
    rows: tuple[Figures, ...]
    articles: tuple[ArticleFigures, ...]
    answers: tuple[SurveyAnswer, ...]
    days: tuple[tuple[datetime, int], ...]
    ages: tuple[int, ...]
    nps: float | None
    names: dict[str, str]


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
    tickets = gather(session, tenant.id, since, until)
    at = tenant.now(now)
    whole = Report(
        since=since,
        until=until,
        by="",
        total=sum_up(None, tickets),
        rows=(),
        articles=(),
        answers=(),
        days=tuple(by_day((one.opened_at for one in tickets), since, until)),
        ages=tuple(by_age(backlog(session, tenant.id), at)),
        nps=net_promoter_score(nps_scores(session, tenant.id, since, until)),
        names=_names(session),
    )
    found = {}
    for by in groupings:
        if by == "article":
            found[by] = replace(whole, by=by, articles=_articles(session, tenant, since, until, now - at))
        elif by == "answer":
            found[by] = replace(whole, by=by, answers=list_answers(session, tenant.id, since, until))
        else:
            found[by] = replace(whole, by=by, rows=tuple(by_group(tickets, by)))
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
    session: TenantSession, tenant: TenantInfo, since: datetime, until: datetime, ahead: timedelta
) -> tuple[ArticleFigures, ...]:
    """Answers are kept by the real time, which is `ahead` of the tenant's clock."""
    used = article_use(session, tenant.id, since + ahead, until + ahead)
    opened = _opened(session, {conversation for one in used for conversation, _ in one.given})
    return tuple(
        ArticleFigures(
            one.article,
            len(one.given),
            one.helpful,
            one.unhelpful,
            sum(
                any(timedelta(0) <= ticket + ahead - at <= HANDED_OVER for ticket in opened[where])
                for where, at in one.given
                if where in opened
            ),
        )
        for one in used
    )


def _opened(session: TenantSession, conversations: Collection[str]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    query = select(Ticket.conversation_id, Ticket.created_at).where(Ticket.conversation_id.in_(conversations))
    for conversation, at in session.execute(query):
        found.setdefault(conversation or "", []).append(at)
    return found
