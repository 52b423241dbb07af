"""The dry run: what rules as they might be would have made of a tenant's past tickets. It writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.desk.rule_hours import hours_of_rules
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.routing.rule import Rule
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket
from escalation.workflow.looking import read_facts
from escalation.workflow.rehearsal import Rehearsal, rehearse
from escalation.workflow.runs import ACTED, runs_of_ticket
from escalation.workflow.shelf import MACROS

MOST_TICKETS = 500


@dataclass(frozen=True, slots=True)
class RehearsedTicket:
    """`ran` are the rules that did act on it, in order."""

    number: int
    subject: str
    rehearsal: Rehearsal
    ran: tuple[str, ...]

    @property
    def would_run(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.rule_id for one in self.rehearsal.fired))

    @property
    def differs(self) -> bool:
        """It would stand elsewhere, or other rules would have acted."""
        return bool(self.rehearsal.changes) or set(self.would_run) != set(self.ran)


def rehearse_tickets(
    session: TenantSession, tenant: TenantInfo, rules: Sequence[Rule], *, limit: int, now: datetime
) -> list[RehearsedTicket]:
    """The last `limit` tickets that were opened, the newest first; `rules` are all, in their order."""
    newest = select(Ticket).order_by(Ticket.number.desc()).limit(min(limit, MOST_TICKETS))
    return [rehearse_ticket(session, tenant, rules, one, now=now) for one in session.scalars(newest)]


def rehearse_ticket(
    session: TenantSession, tenant: TenantInfo, rules: Sequence[Rule], ticket: Ticket, *, now: datetime
) -> RehearsedTicket:
    """For "why does my rule not act here", too: the traces name the condition that fails."""
    hours = hours_of_rules(session, tenant)
    facts, events = read_facts(session, ticket), read_events(session, ticket)
    acted = [run.rule_id for run in runs_of_ticket(session, tenant.id, ticket.id) if run.outcome in ACTED]
    macros = {one.key: one.value.actions for one in MACROS.list(session, tenant.id)}
    rehearsal = rehearse(rules, facts, events, hours, tenant.now(now), macros=macros)
    return RehearsedTicket(ticket.number, ticket.subject, rehearsal, tuple(dict.fromkeys(acted)))
