"""The dry run as a page shows it: where tickets of the last days would have gone, what differs, and why."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.desk.rule_rehearsing import MOST_TICKETS, RehearsedTicket, rehearse_ticket
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from bot.web.console.settings.choices import value_label
from bot.web.console.settings.names import Names
from bot.web.console.strings import say
from escalation.routing.deciding import RuleTrace
from escalation.routing.rule import EVENTS, Rule
from escalation.routing.view import CUSTOM
from escalation.ticketing.models import Ticket
from escalation.workflow.rehearsal import Change

BUDGET_S = 4.0
"""One looks at tickets no longer than this; how many that were is said."""
DAYS = (1, 7, 30, 90)
STANDS = ("team", "queue", "priority", "status")

Seconds = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Moved:
    field: str
    was: str
    would: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """`acts` are the rules that would act, and whether each is the one that is tried; `not_any_more` those
    that did and would not, `besides` those that would and did not."""

    number: int
    subject: str
    acts: tuple[tuple[str, bool], ...]
    stands: tuple[str, ...]
    changes: tuple[Moved, ...]
    not_any_more: tuple[str, ...]
    besides: tuple[str, ...]
    why: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]

    @property
    def differs(self) -> bool:
        return bool(self.changes or self.not_any_more or self.besides)


@dataclass(frozen=True, slots=True)
class Trial:
    """`found` tickets were opened within `days`, `looked` of them fitted into the time; `mine` of those are
    what the rule that is tried would act on, None where all are tried."""

    days: int
    found: int
    looked: int
    mine: int | None
    rows: tuple[TrialRow, ...]

    @property
    def cut(self) -> bool:
        return self.looked < self.found

    @property
    def differ(self) -> int:
        return sum(row.differs for row in self.rows)


def run_trial(
    session: TenantSession,
    tenant: TenantInfo,
    rules: Sequence[Rule],
    names: Names,
    *,
    tried: str | None,
    days: int,
    now: datetime,
    seconds: Seconds = time.monotonic,
) -> Trial:
    """The newest first. `tried` is the id of the rule that is edited, None for all of them."""
    recent = Ticket.created_at >= tenant.now(now) - timedelta(days=days)
    found = session.scalar(select(func.count(Ticket.id)).where(recent)) or 0
    newest = select(Ticket).where(recent).order_by(Ticket.number.desc()).limit(MOST_TICKETS)
    titles = {rule.id: rule.name.in_language(names.language) for rule in rules}
    until, rows = seconds() + BUDGET_S, []
    for ticket in session.scalars(newest):
        if seconds() > until:
            break
        one = rehearse_ticket(session, tenant, rules, ticket, now=now)
        rows.append(_row(ticket, one, titles, names, tried))
    mine = None if tried is None else sum(any(own for _, own in row.acts) for row in rows)
    return Trial(days, found, len(rows), mine, tuple(rows))


def _row(
    ticket: Ticket, one: RehearsedTicket, titles: Mapping[str, str], names: Names, tried: str | None
) -> TrialRow:
    changes = one.rehearsal.changes
    would = {change.field: change.would for change in changes}
    stands = [value for field in STANDS if (value := would.get(field, getattr(ticket, field)))]
    named = [field for field in STANDS if would.get(field, getattr(ticket, field))]

    def only(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
        return tuple(titles.get(rule_id, rule_id) for rule_id in these if rule_id not in those)

    return TrialRow(
        ticket.number,
        ticket.subject,
        acts=tuple((titles.get(rule_id, rule_id), rule_id == tried) for rule_id in one.would_run),
        stands=tuple(value_label(names, field, value) for field, value in zip(named, stands, strict=True)),
        changes=tuple(_moved(change, names) for change in changes),
        not_any_more=only(one.ran, one.would_run),
        besides=only(one.would_run, one.ran),
        why=tuple(
            (
                event_words(event, names.language),
                tuple(_told(trace, titles, names.language) for trace in traces),
            )
            for event, traces in one.rehearsal.traces
        ),
    )


def _moved(change: Change, names: Names) -> Moved:
    own = change.field.startswith(CUSTOM)
    return Moved(
        change.field.removeprefix(CUSTOM) if own else say(names.language, f"set_stands_{change.field}"),
        _value(change.field, change.was, names),
        _value(change.field, change.would, names),
    )


def _value(field: str, value: Any, names: Names) -> str:
    if field == "incident":
        return say(names.language, "set_yes" if value else "set_no")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    if field.startswith(CUSTOM) and value:
        return str(value)
    return value_label(names, field, value) if value else "–"


def _told(trace: RuleTrace, titles: Mapping[str, str], language: str) -> tuple[str, str, str]:
    why = (
        replace(trace.why, got=titles.get(trace.why.got, trace.why.got))
        if trace.why.code == "stopped"
        else trace.why
    )
    return (
        titles.get(trace.rule_id, trace.rule_id),
        say(language, f"set_outcome_{trace.outcome.value}"),
        why.in_language(language),
    )


def event_words(event: str, language: str) -> str:
    return EVENTS[event].in_language(language) if event in EVENTS else event
