"""What the tickets' clocks do to the database: over both kinds of it, with the time passed in."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.desk.clocks import Clocks
from bot.desk.following import Follower
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo, list_tenants, store_tenant
from escalation.errors import SettingStale, SLABroken
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.sla.clocks import clocks_of, nearest_deadline
from escalation.sla.firing import fire_due
from escalation.sla.models import SLAMetrics, SLATimer
from escalation.sla.settings import get_settings, save_settings
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.events import TicketEvent
from escalation.ticketing.log import lock_tickets, read_events, record, state_of
from escalation.ticketing.models import Ticket, TicketEventRow
from escalation.ticketing.state import fold
from escalation.ticketing.work import Deed, change_priority, change_status, customer_writes, reply
from tests.scripted import Scripted


def at(time: str, day: int = 12) -> datetime:
    """On a Tuesday in May, unless said otherwise; the desk is open from 9 to 18."""
    return datetime.fromisoformat(f"2026-05-{day}T{time}:00+08:00")


@dataclass
class Desk:
    scripted: Scripted
    told: list[str] = field(default_factory=list)
    ids: itertools.count = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        service = self.scripted.service
        self.database: Database = service.database
        self.clocks = Clocks(service.database, service.hub, service.tenants, self.told.append)

    def open(self, when: datetime, priority: str = "P2", tenant: str = "demo") -> str:
        told = NewTicket(
            conversation_id=None,
            contact_key="qinglan",
            channel="widget",
            language="en",
            tier=None,
            intent="report_bug",
            module=None,
            subject="it broke",
            text="it broke",
            priority=Priority(priority, (Words("测试如此", "as the test says"),)),
        )
        with self.database.uow(tenant) as session:
            new_id = f"t{next(self.ids)}"
            open_ticket(session, tenant, told, new_id=lambda: new_id, deed=Deed("bot", when))
        return new_id

    def do(self, ticket_id: str, deed: object, *arguments: object, when: datetime, **options: object) -> None:
        with self.database.uow("demo") as session:
            (ticket,) = lock_tickets(session, "demo", [ticket_id])
            deed(session, ticket, Deed("agent:li", when), *arguments, **options)

    def reply(self, ticket_id: str, when: datetime) -> None:
        self.do(ticket_id, reply, name="Li", text="looking at it", when=when)

    def look(self, ticket_id: str, session: TenantSession) -> Ticket:
        return session.get_one(Ticket, ("demo", ticket_id))

    def log(self, ticket_id: str) -> list[tuple[str, dict]]:
        """What the clocks said in it."""
        with self.database.reading("demo") as session:
            events = read_events(session, self.look(ticket_id, session))
        return [(one.type, dict(one.data)) for one in events if one.type in ("sla.warned", "sla.breached")]

    def check(self, ticket_id: str) -> None:
        """The row, the timers and the log say the same."""
        with self.database.reading("demo") as session:
            ticket = self.look(ticket_id, session)
            events = read_events(session, ticket)
            positions = session.scalars(
                select(TicketEventRow.position)
                .where(TicketEventRow.ticket_id == ticket_id)
                .order_by(TicketEventRow.position)
            ).all()
            breaches = session.scalar(
                select(func.min(SLATimer.due_at)).where(
                    SLATimer.ticket_id == ticket_id, SLATimer.type == "sla.breached"
                )
            )
            assert positions == list(range(1, ticket.events + 1))
            assert state_of(ticket) == fold(events)
            assert ticket.due_at == nearest_deadline(clocks_of(events)) == breaches


@pytest.fixture
def desk(scripted: Scripted) -> Desk:
    return Desk(scripted)


FIRST = {"clock": "first_response", "n": 1}
RESOLUTION = {"clock": "resolution", "n": 1}


def test_a_warning_comes_before_the_deadline_and_a_breach_at_it_and_each_once(desk) -> None:
    ticket = desk.open(at("10:00"))  # P2: four hours of business for the first response, 24 for the rest
    assert desk.clocks.run(at("13:11")) == 0
    assert desk.clocks.run(at("13:12")) == 1
    assert desk.log(ticket) == [("sla.warned", FIRST)]
    desk.check(ticket)
    assert desk.clocks.run(at("13:59")) == 0
    assert desk.clocks.run(at("14:00")) == 1
    assert desk.clocks.run(at("17:00")) == 0
    assert desk.log(ticket) == [("sla.warned", FIRST), ("sla.breached", FIRST)]
    assert desk.told == ["demo", "demo"]
    desk.check(ticket)


def test_what_came_due_while_nobody_ran_comes_in_its_order(desk) -> None:
    ticket = desk.open(at("10:00"))
    assert desk.clocks.run(at("12:00", day=20)) == 4
    assert desk.log(ticket) == [
        ("sla.warned", FIRST),
        ("sla.breached", FIRST),
        ("sla.warned", RESOLUTION),
        ("sla.breached", RESOLUTION),
    ]
    with desk.database.reading("demo") as session:
        assert desk.look(ticket, session).due_at is None
        pending = session.scalars(select(TicketEventRow.pending).where(TicketEventRow.by == "system")).all()
    assert pending and all(pending)
    desk.check(ticket)


def test_a_reply_takes_the_timers_with_it_and_a_message_brings_others(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.reply(ticket, at("11:00"))
    desk.check(ticket)
    assert desk.clocks.run(at("18:00")) == 0
    desk.do(ticket, customer_writes, "and now?", when=at("17:00"))
    desk.check(ticket)
    assert desk.clocks.run(at("15:59", day=13)) == 1
    assert desk.log(ticket) == [("sla.warned", {"clock": "next_response", "n": 1})]


def test_a_reply_that_comes_late_before_anyone_looked_is_a_breach_all_the_same_and_once(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.reply(ticket, at("14:30"))
    assert desk.log(ticket) == [("sla.breached", FIRST)]
    assert desk.clocks.run(at("15:00")) == 0
    desk.do(ticket, change_status, "pending", when=at("15:00"))
    assert desk.log(ticket) == [("sla.breached", FIRST)]
    desk.check(ticket)


def test_word_upon_word_changes_no_clock_until_one_is_late(desk) -> None:
    ticket = desk.open(at("10:00"))
    for when in ("11:00", "13:59"):
        desk.do(ticket, customer_writes, "anybody?", when=at(when))
        desk.check(ticket)
    assert desk.log(ticket) == []
    for when in ("14:30", "14:40"):  # it was due at 14:00, and nobody looked
        desk.do(ticket, customer_writes, "anybody?", when=at(when))
        assert desk.log(ticket) == [("sla.breached", FIRST)]
        desk.check(ticket)
    desk.reply(ticket, at("15:00"))
    for when in ("15:10", "15:20"):
        desk.do(ticket, customer_writes, "and now?", when=at(when))
        desk.check(ticket)
    with desk.database.reading("demo") as session:
        clocks = clocks_of(read_events(session, desk.look(ticket, session)))
    assert [(one.kind, one.n, one.started_at) for one in clocks] == [
        ("first_response", 1, at("10:00")),
        ("resolution", 1, at("10:00")),
        ("next_response", 1, at("15:10")),
    ]


def test_a_ticket_that_waits_for_the_customer_has_no_timers(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.reply(ticket, at("11:00"))
    desk.do(ticket, change_status, "pending", when=at("11:00"))
    assert desk.clocks.run(at("11:00", day=29)) == 0
    desk.check(ticket)
    desk.do(ticket, customer_writes, "here I am", when=at("09:00", day=29))
    with desk.database.reading("demo") as session:
        # The next response: eight hours; the resolution has 23 left.
        assert desk.look(ticket, session).due_at == at("17:00", day=29)
    desk.check(ticket)


def test_a_ticket_that_becomes_urgent_is_promised_more(desk) -> None:
    ticket = desk.open(at("10:00"), priority="P3")
    desk.do(
        ticket, change_priority, "P0", when=at("10:05"), reason=Words("全都停了", "everything stands still")
    )
    with desk.database.reading("demo") as session:
        row = desk.look(ticket, session)
        assert row.due_at == at("10:15")
        applied = [one.data for one in read_events(session, row) if one.type == "sla.applied"]
    assert [one["policy"]["id"] for one in applied] == ["p3", "p0"]
    assert (
        applied[-1]["reason"] == "P0, number 1, is the first that fits priority P0, tier none, channel widget"
    )
    desk.check(ticket)


def test_a_merged_ticket_has_no_timers_and_has_them_again_when_it_is_taken_out(desk) -> None:
    ticket = desk.open(at("10:00"))
    with desk.database.reading("demo") as session:
        before = session.scalars(select(SLATimer.due_at).order_by(SLATimer.due_at)).all()
    for type, when in (("ticket.merged", at("11:00")), ("ticket.unmerged", at("11:30"))):
        with desk.database.uow("demo") as session:
            (row,) = lock_tickets(session, "demo", [ticket])
            record(session, row, TicketEvent(type, when, "agent:li", {"into": "t9", "from": "t9"}))
        if type == "ticket.merged":
            assert desk.clocks.run(at("11:30", day=29)) == 0
    with desk.database.reading("demo") as session:
        assert session.scalars(select(SLATimer.due_at).order_by(SLATimer.due_at)).all() == before
    desk.check(ticket)


def test_processes_that_look_at_once_fire_each_timer_once(desk, database) -> None:
    tickets = [desk.open(at("10:00")) for _ in range(60)]
    others = [
        Clocks(database, desk.scripted.service.hub, desk.scripted.service.tenants, desk.told.append)
        for _ in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        fired = list(pool.map(lambda one: one.run(at("18:00")), others))
    fired.append(desk.clocks.run(at("18:00")))
    assert sum(fired) == 2 * len(tickets)
    for ticket in tickets:
        assert desk.log(ticket) == [("sla.warned", FIRST), ("sla.breached", FIRST)]
        desk.check(ticket)


def test_what_dies_half_way_has_done_nothing(desk) -> None:
    ticket = desk.open(at("10:00"))
    with pytest.raises(RuntimeError), desk.database.uow("demo") as session:
        assert fire_due(session, "demo", at("18:00")).timers == 2
        raise RuntimeError
    assert desk.log(ticket) == []
    assert desk.clocks.run(at("18:00")) == 2


def test_batches_go_on_until_all_is_fired_and_leave_other_tenants_alone(desk) -> None:
    mine = [desk.open(at("10:00")) for _ in range(7)]
    desk.open(at("10:00"), tenant="other")
    fired = []
    while not fired or fired[-1]:
        with desk.database.uow("demo") as session:
            fired.append(fire_due(session, "demo", at("14:00"), limit=4).timers)
    assert sum(fired) == 2 * len(mine)
    with desk.database.reading("other") as session:
        assert session.scalar(select(func.count()).select_from(SLATimer)) == 4


def test_the_metrics_of_a_ticket_are_those_of_its_first_solving_and_of_its_last(desk) -> None:
    ticket = desk.open(at("17:00"))
    desk.reply(ticket, at("17:30"))
    desk.do(ticket, change_status, "resolved", when=at("10:00", day=13))
    first = (17 * 60, 2 * 60, True)
    assert metrics(desk) == (*first, *first, 30)
    desk.do(ticket, customer_writes, "not yet", when=at("10:00", day=14))
    assert metrics(desk) == (*first, None, None, None, 30)
    desk.do(ticket, change_status, "resolved", when=at("12:00", day=19))
    # Reopened on Thursday at ten with 22 hours left, solved on the Tuesday after with 29 gone.
    assert metrics(desk) == (*first, (17 + 122) * 60, (2 + 29) * 60, False, 30)
    desk.do(ticket, change_status, "closed", when=at("13:00", day=19))
    assert metrics(desk)[3:] == ((17 + 122) * 60, (2 + 29) * 60, False, 30)


def metrics(desk: Desk) -> tuple[object, ...]:
    with desk.database.reading("demo") as session:
        row = session.scalars(select(SLAMetrics)).one()
    return (
        row.wall_minutes,
        row.business_minutes,
        row.attained,
        row.last_wall_minutes,
        row.last_business_minutes,
        row.last_attained,
        row.first_response_business_minutes,
    )


def test_a_tenant_that_has_set_nothing_promises_by_its_own_business_hours(desk) -> None:
    hours = {"days": ["sat"], "from": "08:00", "to": "20:00"}
    service = desk.scripted.service
    with desk.database.control() as session:
        demo = replace(desk.scripted.demo, business_hours=hours, timezone="Europe/Berlin")
        store_tenant(session, demo, now=at("10:00"))
        service.tenants.replace(list_tenants(session))
    desk.clocks.set_up(demo, at("10:00"))
    Clocks(desk.database, service.hub, service.tenants, desk.told.append).set_up(demo, at("10:00"))
    with desk.database.reading("demo") as session:
        kept = get_settings(session, "demo")
    assert kept.version == 1
    assert kept.data["calendars"]["office"] == {
        "zone": "Europe/Berlin",
        "week": {"sat": [["08:00", "20:00"]]},
    }
    ticket = desk.open(at("10:00"))
    with desk.database.reading("demo") as session:
        assert desk.look(ticket, session).due_at == datetime.fromisoformat("2026-05-16T12:00:00+02:00")


def test_defaults_follow_the_business_hours_until_somebody_has_set_deadlines(desk) -> None:
    service = desk.scripted.service

    def keep_hours(**change: Any) -> TenantInfo:
        with desk.database.control() as session:
            demo = replace(service.tenants.get("demo"), **change)
            store_tenant(session, demo, now=at("10:00"))
            service.tenants.replace(list_tenants(session))
        desk.clocks.set_up(demo, at("10:00"))
        return demo

    keep_hours()
    ticket = desk.open(at("10:00"))
    keep_hours(timezone="Europe/Berlin", business_hours={"days": ["sat"], "from": "08:00", "to": "20:00"})
    with desk.database.reading("demo") as session:
        kept = get_settings(session, "demo")
        assert kept.data["calendars"]["office"]["week"] == {"sat": [["08:00", "20:00"]]}
    Follower(desk.database, service.hub).run(service.tenants.get("demo"), at("10:00"))
    with desk.database.reading("demo") as session:
        assert desk.look(ticket, session).due_at == datetime.fromisoformat("2026-05-16T12:00:00+02:00")
    with desk.database.uow("demo") as session:
        save_settings(session, "demo", kept.data, version=kept.version, author="ning", now=at("10:00"))
    keep_hours(timezone="UTC")
    with desk.database.reading("demo") as session:
        assert get_settings(session, "demo").version == kept.version + 1
        assert get_settings(session, "demo").data == kept.data


def test_settings_change_as_a_whole_and_only_from_what_was_looked_at(desk) -> None:
    with desk.database.uow("demo") as session:
        data = dict(get_settings(session, "demo").data)
        assert save_settings(session, "demo", data, version=0, author="ning", now=at("10:00")) == 1
    with pytest.raises(SettingStale), desk.database.uow("demo") as session:
        save_settings(session, "demo", data, version=0, author="li", now=at("10:01"))
    with pytest.raises(SLABroken), desk.database.uow("demo") as session:
        save_settings(session, "demo", {"policies": []}, version=1, author="li", now=at("10:01"))
    with desk.database.reading("demo") as session:
        assert get_settings(session, "demo").author == "ning"
        assert get_settings(session, "other").version == 0


def test_the_clocks_sleep_until_the_next_deadline_and_never_longer_than_a_second(desk) -> None:
    assert desk.clocks.wait(at("10:00")) == timedelta(seconds=1)
    desk.open(at("10:00"))
    almost = at("13:12") - timedelta(seconds=0.4)
    assert desk.clocks.wait(almost) == timedelta(seconds=0.4)
    assert timedelta(0) < desk.clocks.wait(at("15:00")) < timedelta(seconds=0.1)
