"""One event of a locked ticket, and what the rules make of it: done and put on record in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.desk.assigning import Present, reopen
from bot.desk.notify_effects import Refused, Sender
from bot.desk.notify_places import Places
from bot.desk.notify_watchers import find_news, tell_watchers
from bot.desk.rule_acting import Doing, act
from bot.desk.rule_hours import hours_of_rules
from bot.logging import get_logger
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.routing.deciding import Chain, Outcome, RuleTrace, decide
from escalation.routing.models import RuleWait
from escalation.routing.rule import TIME, Rule
from escalation.routing.why import Why
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import read_events
from escalation.ticketing.models import Ticket
from escalation.ticketing.work import Deed
from escalation.workflow.looking import (
    BRINGS_STATUS,
    Moment,
    follow,
    is_opening_message,
    read_facts,
    view_at,
)
from escalation.workflow.models import RuleRun
from escalation.workflow.runs import OFTEN, chain_of, count_recent
from escalation.workflow.waits import start_waits


@dataclass(frozen=True, slots=True)
class Runner:
    """Within a transaction of the tenant's. `rules` are all that are switched on, in order; `site` is the
    scheme and host of the links in notices."""

    session: TenantSession
    tenant: TenantInfo
    rules: Sequence[Rule]
    present: Present
    site: str
    now: datetime

    def concerns(self, event: TicketEvent) -> bool:
        """Whether anything can follow from it."""
        listening = any(event.type in rule.events for rule in self.rules)
        news = find_news(event) is not None
        return news or event.type in BRINGS_STATUS or (listening and not is_opening_message(event))

    def look(self, ticket: Ticket, position: int) -> None:
        """At one of the ticket's events, as it was then: what came after it is not there yet."""
        moment = follow(read_events(self.session, ticket)[:position])
        if moment is None:
            return
        event = moment.event
        if event.type in BRINGS_STATUS:
            self._come_into_status(ticket, moment)
        if find_news(event):
            self._tell_watchers(ticket, moment)
        if any(event.type in rule.events for rule in self.rules):
            chain = chain_of(self.session, self.tenant.id, ticket.id, position, event)
            self._run(ticket, moment, self.rules, chain)

    def pass_time(self, ticket: Ticket, wait: RuleWait, rule: Rule) -> None:
        """The rule waited long enough, if the ticket is still where it was. On record under the event that
        brought it there: so it runs once for each."""
        moment = follow(read_events(self.session, ticket))
        done = self.session.get(RuleRun, (self.tenant.id, ticket.id, wait.position, rule.id))
        if moment is None or done is not None or moment.stretch != wait.position:
            return
        passed = TicketEvent(TIME, self.tenant.now(self.now), "system")
        root = f"{wait.position}:{rule.id}"
        self._run(ticket, replace(moment, position=wait.position, event=passed), [rule], Chain(root))

    def _come_into_status(self, ticket: Ticket, moment: Moment) -> None:
        start_waits(
            self.session,
            self.tenant.id,
            ticket.id,
            status=moment.state.status,
            since=moment.event.at,
            position=moment.position,
            rules=self.rules,
        )
        if moment.event.type != "ticket.opened" and moment.state.status == ticket.status == "reopened":
            deed = Deed("system", self.tenant.now(self.now), moment.event.depth)
            reopen(self.session, ticket, self.present(self.tenant.id), deed)

    def _tell_watchers(self, ticket: Ticket, moment: Moment) -> None:
        text = read_facts(self.session, ticket, (moment.said or 1,)).texts.get(moment.said or 1, "")
        places = Places(self.session, self.tenant, ticket, self.site, text)
        key = f"watch:{ticket.id}:{moment.position}"
        tell_watchers(Sender(places, moment.event.type, key, self.now), moment.event)

    def _run(self, ticket: Ticket, moment: Moment, rules: Sequence[Rule], chain: Chain) -> None:
        facts = read_facts(self.session, ticket, (moment.said or 1,))
        view = view_at(facts, moment, hours_of_rules(self.session, self.tenant))
        places = Places(self.session, self.tenant, ticket, self.site, view.text)
        run = _Run(self, ticket, moment, chain, places, self.present(self.tenant.id))
        by_id = {rule.id: rule for rule in rules}
        for trace in decide(rules, moment.event.type, view, chain).trace:
            if trace.outcome is not Outcome.skipped:
                self.session.add(run.carry_out(by_id[trace.rule_id], trace))


@dataclass(frozen=True, slots=True)
class _Run:
    runner: Runner
    ticket: Ticket
    moment: Moment
    chain: Chain
    places: Places
    present: Collection[str]

    def carry_out(self, rule: Rule, trace: RuleTrace) -> RuleRun:
        """Does it where it matched, and returns the record of it."""
        first = self.ticket.events + 1
        outcome, why, failures = self._do(rule, trace)
        if outcome == Outcome.loop:
            get_logger("rules").warning(
                "rule_loop", tenant=self.ticket.tenant_id, ticket=self.ticket.number, rule=rule.id
            )
        return RuleRun(
            tenant_id=self.ticket.tenant_id,
            ticket_id=self.ticket.id,
            position=self.moment.position,
            rule_id=rule.id,
            event=self.moment.event.type,
            outcome=outcome,
            why=why.as_data(),
            failures=failures,
            root=self.chain.root,
            first=first,
            last=self.ticket.events,
            at=self._at,
        )

    def _do(self, rule: Rule, trace: RuleTrace) -> tuple[str, Why, list[dict[str, Any]]]:
        if trace.outcome is not Outcome.matched:
            return trace.outcome.value, trace.why, []
        ticket = self.ticket
        times = count_recent(self.runner.session, ticket.tenant_id, ticket.id, rule.id, self._at)
        if times >= OFTEN:
            return Outcome.loop.value, Why("often", got=str(times)), []
        failures = []
        for number, action in enumerate(rule.actions, start=1):
            try:
                act(self._doing(rule, number), action)
            except Refused as refused:
                failures.append({"action": number, **refused.words._asdict()})
        return "failed" if failures else trace.outcome.value, trace.why, failures

    @property
    def _at(self) -> datetime:
        return self.runner.tenant.now(self.runner.now)

    def _doing(self, rule: Rule, number: int) -> Doing:
        event = self.moment.event
        key = f"rule:{self.ticket.id}:{self.moment.position}:{rule.id}:{number}"
        sender = Sender(self.places, event.type, key, self.runner.now)
        deed = Deed(f"rule:{rule.id}", self._at, event.depth + 1)
        return Doing(self.runner.session, self.ticket, deed, sender, rule.name, self.present)
