"""Open tickets follow settings that were changed: over both databases, with the time passed in."""

from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.desk.following import Follower
from bot.hub import Hub
from escalation.routing.words import Words
from escalation.sla.following import count_to_follow, find_batch, follow
from escalation.sla.models import SLATimer
from escalation.sla.settings import get_settings, let_open_follow, save_settings
from escalation.ticketing.log import read_events
from escalation.ticketing.work import change_priority, change_status
from tests.integration.test_clocks import FIRST, Desk, at
from tests.scripted import Scripted

URGENT = Words("很急", "it is urgent")


class FollowingDesk(Desk):
    def promise(self, minutes: int, *, for_open: bool = True) -> None:
        """From now on, for the first response to a P2."""
        with self.database.uow("demo") as session:
            kept = get_settings(session, "demo")
            data = deepcopy(dict(kept.data))
            data["policies"][2]["targets"]["first_response"]["minutes"] = minutes
            save_settings(
                session,
                "demo",
                data,
                version=kept.version,
                author="ada",
                now=at("10:30"),
                for_open=for_open,
            )

    def follow(self, now: datetime) -> int:
        """By a worker that was just started."""
        return Follower(self.database, Hub()).run(self.scripted.demo, now)

    def some(self, limit: int, now: datetime) -> int:
        with self.database.reading("demo") as session:
            batch = find_batch(session, "demo", limit)
        with self.database.uow("demo") as session:
            return follow(session, "demo", batch, now)

    @property
    def left(self) -> int:
        with self.database.reading("demo") as session:
            return count_to_follow(session, "demo")

    def terms(self, ticket_id: str) -> list[Any]:
        """Minutes for the first response, as the log had them one after the other."""
        with self.database.reading("demo") as session:
            events = read_events(session, self.look(ticket_id, session))
        applied = [one.data["policy"] for one in events if one.type == "sla.applied"]
        return [one["targets"]["first_response"]["minutes"] for one in applied]

    def due_at(self, ticket_id: str) -> datetime | None:
        with self.database.reading("demo") as session:
            return self.look(ticket_id, session).due_at


@pytest.fixture
def desk(scripted: Scripted) -> FollowingDesk:
    return FollowingDesk(scripted)


def test_an_open_ticket_is_due_by_the_new_terms_and_its_log_says_why(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.promise(120)
    assert (desk.left, desk.due_at(ticket)) == (1, at("14:00"))
    assert desk.follow(at("10:30")) == 1
    assert (desk.left, desk.due_at(ticket)) == (0, at("12:00"))
    desk.check(ticket)
    with desk.database.reading("demo") as session:
        row = desk.look(ticket, session)
        last = read_events(session, row)[-1]
    assert (last.type, last.by, last.at) == ("sla.applied", "system", at("10:30"))
    assert last.data["reason"].startswith("version 1 of the settings is for open tickets: P2, number 3, ")
    assert row.updated_at == at("10:00")


def test_what_would_be_past_by_the_new_terms_is_missed_now_and_told_once(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.promise(15)
    desk.follow(at("10:30"))
    assert desk.due_at(ticket) == at("10:30")
    desk.clocks.run(at("10:30"))
    desk.follow(at("10:31"))
    desk.clocks.run(at("10:31"))
    assert desk.log(ticket) == [("sla.warned", FIRST), ("sla.breached", FIRST)]
    desk.check(ticket)


def test_who_was_warned_and_late_before_is_so_no_second_time(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.clocks.run(at("14:00"))
    told = desk.log(ticket)
    for minutes in (480, 30):
        desk.promise(minutes)
        assert desk.follow(at("14:30")) == 1
        desk.clocks.run(at("15:00"))
    assert desk.log(ticket) == told == [("sla.warned", FIRST), ("sla.breached", FIRST)]
    desk.check(ticket)


def test_a_deadline_that_nobody_had_looked_at_is_told_as_it_was_missed(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.promise(480)
    desk.follow(at("15:00"))
    desk.clocks.run(at("15:00"))
    assert desk.log(ticket) == [("sla.breached", FIRST)]


def test_what_is_solved_or_promised_the_same_is_left_alone(desk) -> None:
    solved, other, mine = desk.open(at("10:00")), desk.open(at("10:00"), "P3"), desk.open(at("10:00"))
    desk.do(solved, change_status, "resolved", when=at("10:10"))
    desk.do(mine, change_status, "pending", when=at("10:10"))
    desk.promise(120)
    assert desk.left == 2
    assert desk.follow(at("10:30")) == 1
    assert desk.follow(at("10:31")) == 0
    assert [len(desk.terms(one)) for one in (solved, other, mine)] == [1, 1, 2]
    desk.promise(120)
    assert desk.follow(at("10:40")) == 0


def test_what_was_solved_meanwhile_follows_when_it_is_reopened(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.do(ticket, change_status, "resolved", when=at("10:10"))
    desk.promise(120)
    assert desk.follow(at("10:30")) == 0
    desk.do(ticket, change_status, "reopened", when=at("11:00"))
    assert desk.terms(ticket) == [240, 120]
    desk.check(ticket)
    with desk.database.reading("demo") as session:
        last = read_events(session, desk.look(ticket, session))[-1]
    assert (last.type, last.by, last.at) == ("sla.applied", "system", at("11:00"))
    assert last.data["reason"].startswith("version 1 of the settings is for open tickets: ")
    assert (desk.left, desk.follow(at("11:30"))) == (0, 0)


def test_what_is_reopened_keeps_its_terms_where_the_change_was_not_for_open_tickets(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.do(ticket, change_status, "resolved", when=at("10:10"))
    desk.promise(120, for_open=False)
    desk.do(ticket, change_status, "reopened", when=at("11:00"))
    assert desk.terms(ticket) == [240]


def test_what_was_opened_by_a_later_change_goes_back_to_none_before_it(desk) -> None:
    desk.promise(120)
    desk.promise(60, for_open=False)
    ticket = desk.open(at("10:40"))
    desk.do(ticket, change_status, "resolved", when=at("10:50"))
    desk.promise(30, for_open=False)
    desk.do(ticket, change_status, "reopened", when=at("11:00"))
    assert desk.terms(ticket) == [60]


def test_another_worker_goes_on_where_one_ended(desk) -> None:
    tickets = [desk.open(at("10:00")) for _ in range(7)]
    desk.promise(120)
    assert [desk.some(2, at("10:30")) for _ in range(2)] == [2, 2]
    assert desk.left == 3
    assert desk.follow(at("10:31")) == 3
    assert [desk.terms(one) for one in tickets] == [[240, 120]] * 7
    for ticket in tickets:
        desk.check(ticket)


def test_what_dies_half_way_has_done_nothing_and_is_done_again(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.promise(120)
    with desk.database.reading("demo") as session:
        batch = find_batch(session, "demo")
    with pytest.raises(RuntimeError), desk.database.uow("demo") as session:
        assert follow(session, "demo", batch, at("10:30")) == 1
        raise RuntimeError
    assert desk.terms(ticket) == [240]
    assert desk.follow(at("10:30")) == 1


def test_of_two_workers_with_one_batch_the_second_finds_it_done(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.promise(120)
    with desk.database.reading("demo") as session:
        batch = find_batch(session, "demo")
    done = []
    for _ in range(2):
        with desk.database.uow("demo") as session:
            done.append(follow(session, "demo", batch, at("10:30")))
    assert done == [1, 0]
    assert desk.terms(ticket) == [240, 120]


def test_a_later_change_that_is_not_for_open_tickets_does_not_reach_them(desk) -> None:
    ticket, urgent = desk.open(at("10:00")), desk.open(at("10:00"), "P3")
    desk.promise(120)
    desk.promise(60, for_open=False)
    desk.do(urgent, change_priority, "P2", when=at("10:40"), reason=URGENT)
    assert desk.follow(at("10:45")) == 1
    assert desk.terms(ticket) == [240, 120]
    assert desk.terms(urgent) == [480, 60]


def test_a_later_change_that_is_for_them_takes_the_place_of_one_that_was_not_through(desk) -> None:
    tickets = [desk.open(at("10:00")) for _ in range(3)]
    desk.promise(120)
    desk.some(1, at("10:30"))
    desk.promise(60)
    assert desk.left == 3
    assert desk.follow(at("10:31")) == 3
    assert [desk.terms(one) for one in tickets] == [[240, 60], [240, 60], [240, 120, 60]]


def test_open_tickets_keep_their_terms_until_they_are_let_follow(desk) -> None:
    ticket = desk.open(at("10:00"))
    desk.promise(120, for_open=False)
    assert (desk.left, desk.follow(at("10:30"))) == (0, 0)
    with desk.database.uow("demo") as session:
        let_open_follow(session, "demo")
    assert (desk.left, desk.follow(at("10:40"))) == (1, 1)
    assert desk.terms(ticket) == [240, 120]


def test_other_tenants_tickets_are_theirs(desk) -> None:
    desk.open(at("10:00"))
    desk.open(at("10:00"), tenant="other")
    with desk.database.reading("other") as session:
        before = session.scalars(select(SLATimer.due_at).order_by(SLATimer.due_at)).all()
    desk.promise(120)
    assert desk.follow(at("10:30")) == 1
    with desk.database.reading("other") as session:
        assert session.scalars(select(SLATimer.due_at).order_by(SLATimer.due_at)).all() == before
