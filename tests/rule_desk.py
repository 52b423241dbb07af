"""A desk with rules, tickets and people, for tests: what happens is told in a line, then the worker looks."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.agents import create_agent
from bot.conversations import find_conversation, new_conversation
from bot.desk.rule_worker import RuleWorker
from bot.hub import Hub
from bot.models import Agent, OutboxItem
from bot.persistence.database import Database
from bot.staffing import disable_agent
from bot.tenants import TenantInfo, new_tenant, store_tenant
from escalation.crm.models import Contact
from escalation.routing.action_check import Known
from escalation.routing.people import save_profile, save_team
from escalation.routing.priority import Priority
from escalation.routing.rule_check import read_rule
from escalation.routing.rulebook import replace_rules
from escalation.routing.words import Words, read_words
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import lock_ticket, read_events
from escalation.ticketing.models import Ticket, TicketEventRow
from escalation.ticketing.work import Deed, assign, change_status, customer_writes, reply
from escalation.workflow.defaults import furnish_desk
from escalation.workflow.models import RuleRun

MONDAY = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)  # ten o'clock on the desk's wall
NAMES = {"zh": "规则", "en": "A rule"}
SITE = "https://desk.example"


def rule(rule_id: str, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """As data; on "ticket.opened" where nothing else is said."""
    return {
        "id": rule_id,
        "name": NAMES,
        "events": ["ticket.opened"],
        "actions": list(actions),
        **more,
    }


@dataclass
class RuleDesk:
    database: Database
    tenant: TenantInfo = field(default_factory=lambda: new_tenant("demo", "lanyun", "蓝云"))
    now: datetime = MONDAY
    hub: Hub = field(default_factory=Hub)
    present: set[str] = field(default_factory=set)
    agents: dict[str, str] = field(default_factory=dict)
    teams: dict[str, list[str]] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        with self.database.control() as session:
            store_tenant(session, self.tenant, now=MONDAY)
        with self.database.uow("demo") as session:
            session.add(
                Contact(
                    tenant_id="demo",
                    key="qinglan",
                    name="林青",
                    email="lin@qinglan.example",
                    company="青岚",
                    phone=None,
                    language="zh",
                    role="owner",
                )
            )
            furnish_desk(session, "demo", MONDAY)
        self.restart()

    def restart(self) -> "RuleDesk":
        """Another process takes over: nothing is left but the tables."""
        self.worker = RuleWorker(self.database, self.hub, lambda _: set(self.present), SITE)
        return self

    def employ(self, name: str, *, team: str = "support", here: bool = True, **profile: Any) -> str:
        with self.database.uow("demo") as session:
            agent = create_agent(
                session,
                email=f"{name}@lanyun.example",
                name=name,
                role="agent",
                password="not a secret",
                language="en",
                now=MONDAY,
            )
            session.flush()
            self.agents[name] = agent.id
            save_profile(session, "demo", agent.id, profile)
            self.teams.setdefault(team, []).append(agent.id)
            data = {"key": team, "name": NAMES, "members": self.teams[team]}
            save_team(session, "demo", data, agents=self.agents.values())
        if here:
            self.present.add(agent.id)
        return agent.id

    def leave(self, name: str) -> None:
        with self.database.uow("demo") as session:
            disable_agent(session, session.get_one(Agent, ("demo", self.agents[name])), now=self.now)
        self.present.discard(self.agents[name])

    def set_rules(self, *rules: dict[str, Any]) -> None:
        """These and no others."""
        with self.database.uow("demo") as session:
            read = [read_rule(one, Known()) for one in rules]
            replace_rules(session, "demo", read, by="test", now=self.now)

    def open(self, priority: str = "P2", **told: Any) -> int:
        """Its number; nobody has looked at it yet."""
        with self.database.uow("demo") as session:
            values: dict[str, Any] = {
                "conversation_id": None,
                "contact_key": "qinglan",
                "channel": "widget",
                "language": "zh",
                "tier": "business",
                "intent": "report_bug",
                "module": None,
                "subject": "报表导不出",
                "text": "报表导出卡在一半",
                **told,
            }
            if values["conversation_id"] and find_conversation(session, values["conversation_id"]) is None:
                whose = {"contact_key": values["contact_key"], "visitor_id": None}
                new_conversation(
                    session, values["conversation_id"], channel="widget", language="zh", now=self.now, **whose
                )
            new = NewTicket(priority=Priority(priority, (Words("测试如此", "as the test says"),)), **values)
            number = next(self.ids)
            ticket = open_ticket(
                session, "demo", new, new_id=lambda: f"t_{number}", deed=Deed("bot", self.now)
            )
            return ticket.number

    def write(self, number: int, text: str = "还有人吗") -> None:
        with self.database.uow("demo") as session:
            customer_writes(session, self._lock(session, number), Deed("customer", self.now), text)

    def give(self, number: int, name: str, team: str | None = None, by: str = "agent:a_1") -> None:
        """By hand, unless somebody else is said to do it."""
        with self.database.uow("demo") as session:
            to = {"agent": self.agents[name], "team": team, "queue": None}
            assign(session, self._lock(session, number), Deed(by, self.now), **to, reason=Words("", ""))

    def answer(self, number: int, name: str = "Sam", text: str = "在看了") -> None:
        with self.database.uow("demo") as session:
            deed = Deed(f"agent:{self.agents[name]}", self.now)
            reply(session, self._lock(session, number), deed, name=name, text=text)

    def set_status(self, number: int, status: str) -> None:
        with self.database.uow("demo") as session:
            change_status(session, self._lock(session, number), Deed("agent:a_1", self.now), status)

    def work(self, **later: float) -> int:
        """The worker's turn, after so much time."""
        self.now += timedelta(**later)
        return self.worker.run(self.tenant, self.now)

    def ticket(self, number: int) -> Ticket:
        with self.database.reading("demo") as session:
            return session.scalars(select(Ticket).where(Ticket.number == number)).one()

    def events(self, number: int) -> list[tuple[str, str]]:
        """Types, and by whom."""
        with self.database.reading("demo") as session:
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            return [(one.type, one.by) for one in read_events(session, ticket)]

    def reasons(self, number: int, language: str = "zh") -> list[str]:
        """Why it was given to whom, as its log has it."""
        with self.database.reading("demo") as session:
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            events = read_events(session, ticket)
        given = [one.data["reason"] for one in events if one.type == "ticket.assigned"]
        return [read_words(reason).in_language(language) for reason in given]

    def runs(self, outcome: str | None = None) -> list[RuleRun]:
        with self.database.reading("demo") as session:
            rows = select(RuleRun).order_by(RuleRun.ticket_id, RuleRun.position, RuleRun.rule_id)
            return [one for one in session.scalars(rows) if outcome in (None, one.outcome)]

    def effects(self, kind: str | None = None) -> Sequence[OutboxItem]:
        with self.database.reading("demo") as session:
            rows = select(OutboxItem).order_by(OutboxItem.created_at, OutboxItem.key)
            return [one for one in session.scalars(rows) if kind in (None, one.kind)]

    def pending(self) -> int:
        with self.database.reading("demo") as session:
            return len(session.scalars(select(TicketEventRow).where(TicketEventRow.pending)).all())

    @staticmethod
    def _lock(session: Any, number: int) -> Ticket:
        ticket = lock_ticket(session, "demo", number)
        assert ticket is not None
        return ticket
