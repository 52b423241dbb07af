"""Runs the rules: on each thing that happened to a ticket, in order and once, and on what is due by time.

One transaction an event: what the rules change, the notices they send (outbox rows), the record of each run,
and that the event was looked at, or nothing of it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from bot.desk.assigning import Assigner, Present
from bot.desk.furnishing import furnish
from bot.desk.rule_run import Runner
from bot.desk.ticket_frames import changing_tickets
from bot.handoff_ticket import stop_waiting_on
from bot.hub import Hub
from bot.logging import get_logger
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from escalation.routing.models import RuleWait
from escalation.routing.rule import TIME
from escalation.routing.rulebook import active_rules, unarmed_rules
from escalation.routing.why import Why
from escalation.ticketing.lifecycle import SOLVED
from escalation.ticketing.log import event_of, lock_tickets
from escalation.ticketing.models import Ticket, TicketEventRow
from escalation.workflow.models import RuleRun
from escalation.workflow.runs import forget_unmatched
from escalation.workflow.waits import arm, due_waits, end_wait

LOOKED_THROUGH = 200
EVENTS_AT_ONCE = 500
WAITS_AT_ONCE = 200
DEFECT = "*"
"""Stands for the rules as a whole in a run that a defect of ours ended."""


class RuleWorker:
    """`site` is the scheme and host of the links in notices."""

    def __init__(self, database: Database, hub: Hub, present: Present, site: str) -> None:
        self._database = database
        self._hub = hub
        self._present = present
        self._site = site
        self._assigner = Assigner(database, hub, present)
        self._furnished: set[str] = set()
        self._tidied: dict[str, date] = {}
        self._log = get_logger("rules")

    def run(self, tenant: TenantInfo, now: datetime) -> int:
        """All that one tenant's tickets wait for; returns at how many events and due rules it looked."""
        self._furnish(tenant, now)
        self._arm(tenant)
        looked = self._look_at_pending(tenant, now)
        due = self._pass_time(tenant, now)
        moved = self._assigner.run(tenant, now)
        if due or moved:
            looked += self._look_at_pending(tenant, now)
        if self._tidied.get(tenant.id) != now.date():
            self.tidy(tenant, now)
            self._tidied[tenant.id] = now.date()
        return looked + due

    def tidy(self, tenant: TenantInfo, now: datetime) -> None:
        """Forgets why rules did not run, a month ago."""
        with self._database.uow(tenant.id) as session:
            forget_unmatched(session, tenant.id, tenant.now(now))

    def _look_at_pending(self, tenant: TenantInfo, now: datetime) -> int:
        looked = 0
        while looked < EVENTS_AT_ONCE and (tickets := self._pending_tickets(tenant)):
            before = looked
            for ticket_id in tickets:
                while looked < EVENTS_AT_ONCE and (more := self._look_at_next(tenant, ticket_id, now)):
                    looked += more
            if looked == before:  # others have them, or the database does not let us
                break
        return looked

    def _pending_tickets(self, tenant: TenantInfo) -> Sequence[str]:
        """Those whose oldest thing to look at is oldest."""
        pending = (
            select(TicketEventRow.ticket_id)
            .where(TicketEventRow.pending)
            .order_by(TicketEventRow.at)
            .limit(LOOKED_THROUGH)
        )
        with self._database.reading(tenant.id) as session:
            return list(dict.fromkeys(session.scalars(pending)))

    def _look_at_next(self, tenant: TenantInfo, ticket_id: str, now: datetime) -> int:
        """The oldest events that nobody looked at, up to the first from which something can follow."""
        looked = position = 0
        try:
            with changing_tickets(self._database, self._hub, tenant.id) as session:
                known = _end_wait_of_solved(session, ticket_id)
                ticket = next(iter(lock_tickets(session, tenant.id, [ticket_id])), None)
                runner = self._runner(session, tenant, now)
                for row in _pending_events(session, ticket_id, known) if ticket is not None else ():
                    position, row.pending, looked = row.position, False, looked + 1
                    if ticket is not None and runner.concerns(event_of(row)):
                        runner.look(ticket, position)
                        break
        except (DBAPIError, StaleDataError) as problem:
            self._put_off(tenant, ticket_id, problem)
            return 0
        except Exception as defect:  # noqa: BLE001 - the job runner: one event must not hold up all that follow
            self._give_up(tenant, ticket_id, position, defect, now)
        return looked

    def _pass_time(self, tenant: TenantInfo, now: datetime) -> int:
        with self._database.reading(tenant.id) as session:
            waits = due_waits(session, tenant.id, tenant.now(now), WAITS_AT_ONCE)
            due = [(wait.ticket_id, wait.rule_id) for wait in waits]
        return sum(self._end_wait(tenant, *one, now) for one in due)

    def _end_wait(self, tenant: TenantInfo, ticket_id: str, rule_id: str, now: datetime) -> bool:
        try:
            with changing_tickets(self._database, self._hub, tenant.id) as session:
                ticket = next(iter(lock_tickets(session, tenant.id, [ticket_id])), None)
                wait = session.get(RuleWait, (tenant.id, ticket_id, rule_id), populate_existing=True)
                if wait is None or wait.due_at > tenant.now(now):
                    return False
                end_wait(session, wait)
                runner = self._runner(session, tenant, now)
                rule = next((one for one in runner.rules if one.id == rule_id), None)
                if ticket is not None and rule is not None and rule.after is not None:
                    runner.pass_time(ticket, wait, rule)
        except (DBAPIError, StaleDataError) as problem:
            self._put_off(tenant, ticket_id, problem)
            return False
        except Exception as defect:  # noqa: BLE001 - the job runner: nor must one wait hold up the others
            self._give_up_wait(tenant, ticket_id, rule_id, defect, now)
        return True

    def _runner(self, session: TenantSession, tenant: TenantInfo, now: datetime) -> Runner:
        rules = active_rules(session, tenant.id)
        return Runner(session, tenant, rules, self._present, self._site, now)

    def _arm(self, tenant: TenantInfo) -> None:
        """Tickets that wait already count for a rule that was just saved."""
        with self._database.reading(tenant.id) as session:
            if not unarmed_rules(session, tenant.id):
                return
        with self._database.uow(tenant.id) as session:
            rules = {rule.id: rule for rule in active_rules(session, tenant.id)}
            for row in unarmed_rules(session, tenant.id):
                row.armed = row.id not in rules or arm(session, tenant.id, rules[row.id])

    def _furnish(self, tenant: TenantInfo, now: datetime) -> None:
        if tenant.id in self._furnished:
            return
        with self._database.uow(tenant.id) as session:
            furnish(session, tenant.id, now)
        self._furnished.add(tenant.id)

    def _put_off(self, tenant: TenantInfo, ticket_id: str, problem: Exception) -> None:
        """The next run looks at it again."""
        self._log.warning("rules_later", tenant=tenant.id, ticket=ticket_id, error=type(problem).__name__)

    def _give_up(
        self, tenant: TenantInfo, ticket_id: str, position: int, defect: Exception, now: datetime
    ) -> None:
        """Nothing of the event's rules was done: that is on record, and what follows goes on."""
        if position == 0:
            raise defect  # it is none of an event's: there is nothing to go on with
        with self._database.uow(tenant.id) as session:
            row = session.get_one(TicketEventRow, (tenant.id, ticket_id, position))
            row.pending = False
            self._record(session, tenant, row.type, (ticket_id, position, DEFECT), defect, now)

    def _give_up_wait(
        self, tenant: TenantInfo, ticket_id: str, rule_id: str, defect: Exception, now: datetime
    ) -> None:
        with self._database.uow(tenant.id) as session:
            wait = session.get_one(RuleWait, (tenant.id, ticket_id, rule_id))
            end_wait(session, wait)
            self._record(session, tenant, TIME, (ticket_id, wait.position, rule_id), defect, now)

    def _record(
        self,
        session: TenantSession,
        tenant: TenantInfo,
        event: str,
        place: tuple[str, int, str],
        defect: Exception,
        now: datetime,
    ) -> None:
        """`place` is the run's: ticket, position, rule."""
        ticket_id, position, rule_id = place
        self._log.error("rules_failed", tenant=tenant.id, ticket=ticket_id, rule=rule_id, exc_info=defect)
        why = Why("defect", got=f"{type(defect).__name__}: {defect}"[:200])
        session.add(
            RuleRun(
                tenant_id=tenant.id,
                ticket_id=ticket_id,
                position=position,
                rule_id=rule_id,
                event=event,
                outcome="failed",
                why=why.as_data(),
                failures=[],
                root="",
                first=0,
                last=0,
                at=tenant.now(now),
            )
        )


def _end_wait_of_solved(session: TenantSession, ticket_id: str) -> int:
    """Whoever solved it: a person, a rule, a macro, another system. Before the ticket is locked, for turns
    too lock a conversation first. Returns how far its log went: what comes later is the next look's."""
    ticket = session.get(Ticket, (session.require_tenant(), ticket_id))
    if ticket is None:
        return 0
    last = ticket.events
    if ticket.status in SOLVED and any(
        row.type == "ticket.status_changed" for row in _pending_events(session, ticket_id, last)
    ):
        stop_waiting_on(session, ticket)
    return last


def _pending_events(session: TenantSession, ticket_id: str, last: int) -> Sequence[TicketEventRow]:
    """Up to the `last` one. Of a locked ticket: whoever has its lock looks at its events, in order."""
    rows = select(TicketEventRow).where(
        TicketEventRow.ticket_id == ticket_id, TicketEventRow.pending, TicketEventRow.position <= last
    )
    return session.scalars(rows.order_by(TicketEventRow.position).limit(EVENTS_AT_ONCE)).all()
