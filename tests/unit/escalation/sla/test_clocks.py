"""What the rules of `escalation.sla.clocks` come to on a Tuesday at a desk that is open from 9 to 18."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.sla.clocks import clocks_of, nearest_deadline
from escalation.ticketing.events import TicketEvent
from tests.sla_histories import History

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = {"zone": "+08:00", "week": {day: [["09:00", "18:00"]] for day in WORKDAYS}}
KINDS = ("first_response", "next_response", "resolution")


def at(text: str) -> datetime:
    """A time of that Tuesday, or "13 09:00" for another day of May 2026."""
    day, _, time = text.rpartition(" ")
    return datetime.fromisoformat(f"2026-05-{day or '12'}T{time}:00+08:00")


def policy(first: int, following: int, resolution: int, hours: str = "business") -> dict:
    targets = dict(zip(KINDS, (first, following, resolution), strict=True))
    return {
        "policy": {
            "id": "p", "name": "p", "when": {}, "warn_at": 0.8, "calendar": "office",
            "targets": {kind: {"minutes": minutes, "hours": hours} for kind, minutes in targets.items()},
        },
        "calendar": OFFICE,
    }  # fmt: skip


def log(*happened: str, terms: dict | None = None) -> list[TicketEvent]:
    """Each "09:30 wrote", "10:00 pending" …; `promised` gives the terms of that name."""
    events = []
    for one in happened:
        when, _, what = one.rpartition(" ")
        if what == "opened":
            events.append(TicketEvent("ticket.opened", at(when), "customer", {"status": "new"}))
            events.append(TicketEvent("sla.applied", at(when), "system", policy(60, 120, 240)))
        elif what in ("wrote", "replied"):
            type = {"wrote": "ticket.customer_wrote", "replied": "ticket.agent_replied"}[what]
            events.append(TicketEvent(type, at(when), "x", {"message": 1}))
        elif what in ("merged", "unmerged"):
            events.append(TicketEvent(f"ticket.{what}", at(when), "x", {}))
        elif terms and what in terms:
            events.append(TicketEvent("sla.applied", at(when), "system", terms[what]))
        else:
            events.append(TicketEvent("ticket.status_changed", at(when), "x", {"to": what}))
    return events


def clock(kind: str, *happened: str, n: int = 1, terms: dict | None = None):
    return next(one for one in clocks_of(log(*happened, terms=terms)) if (one.kind, one.n) == (kind, n))


def test_from_the_opening_a_first_response_and_the_resolution_are_owed():
    clocks = clocks_of(log("17:30 opened"))
    assert [(one.kind.value, one.state.value, one.due_at) for one in clocks] == [
        ("first_response", "running", at("13 09:30")),
        ("resolution", "running", at("13 12:30")),
    ]
    assert clocks[0].warn_at == at("13 09:18")
    assert nearest_deadline(clocks) == at("13 09:30")


def test_a_reply_up_to_the_deadline_is_in_time_and_one_after_it_is_late():
    assert clock("first_response", "09:00 opened", "10:00 replied").state == "met"
    late = clock("first_response", "09:00 opened", "10:01 replied")
    assert (late.state, late.due_at, late.ended_at) == ("breached", at("10:00"), at("10:01"))


def test_a_next_response_is_owed_from_the_first_message_that_nobody_answered():
    history = ("09:00 opened", "09:10 replied", "10:00 wrote", "11:00 wrote")
    assert clock("next_response", *history).due_at == at("12:00")
    assert clock("next_response", *history, "11:30 replied").state == "met"
    second = clock("next_response", *history, "11:30 replied", "13:00 wrote", n=2)
    assert (second.started_at, second.due_at) == (at("13:00"), at("15:00"))


def test_what_the_customer_adds_before_the_first_reply_starts_no_other_clock():
    clocks = clocks_of(log("09:00 opened", "09:20 wrote"))
    assert [one.kind for one in clocks] == ["first_response", "resolution"]


def test_a_ticket_that_waits_for_the_customer_stands_still():
    history = ("09:00 opened", "09:30 replied", "10:00 pending")
    paused = clock("resolution", *history)
    assert (paused.state, paused.remaining, paused.due_at) == ("paused", timedelta(hours=3), None)
    assert clock("resolution", *history, "14:00 wrote", "14:00 open").due_at == at("17:00")


def test_a_ticket_on_hold_does_not():
    assert clock("resolution", "09:00 opened", "09:30 on_hold").due_at == at("13:00")


def test_a_reopened_ticket_goes_on_from_where_it_stood():
    history = ("09:00 opened", "09:30 replied", "11:00 resolved")
    assert clock("resolution", *history).state == "met"
    again = clock("resolution", *history, "14 09:00 wrote", "14 09:00 reopened", n=2)
    assert (again.state, again.due_at) == ("running", at("14 11:00"))


@pytest.mark.parametrize("solved", ["12:59", "13:00", "17:00"])
def test_a_ticket_that_was_solved_late_or_just_in_time_is_not_late_at_once_when_it_is_reopened(solved):
    again = clock("resolution", "09:00 opened", f"{solved} resolved", "14 09:00 reopened", n=2)
    assert (again.state, again.warn_at, again.due_at) == ("running", at("14 09:00"), at("14 09:48"))


def test_solving_again_and_again_gains_no_time():
    history = ["09:00 opened", "09:05 replied"]
    for hour in ("11", "12"):
        history += [f"{hour}:00 resolved", f"{hour}:30 reopened"]
    assert clock("resolution", *history, n=3).due_at == at("14:00")


def test_a_ticket_solved_without_a_reply_owes_none_until_the_customer_writes_again():
    history = ("09:00 opened", "09:30 resolved")
    assert clock("first_response", *history).state == "stopped"
    owed = clock("next_response", *history, "10:00 wrote", "10:00 reopened")
    assert (owed.state, owed.due_at) == ("running", at("12:00"))


TERMS = {
    "urgent": policy(15, 30, 60),
    "lax": policy(480, 480, 4800),
    "wall": policy(600, 600, 600, "around_the_clock"),
    "none": {"policy": None, "calendar": None},
}


def test_a_ticket_that_becomes_urgent_is_measured_from_its_start_and_is_due_at_once_at_the_earliest():
    soon = clock("first_response", "09:00 opened", "09:10 urgent", terms=TERMS)
    assert (soon.state, soon.due_at) == ("running", at("09:15"))
    at_once = clock("first_response", "09:00 opened", "09:50 urgent", terms=TERMS)
    assert (at_once.state, at_once.warn_at, at_once.due_at) == ("running", at("09:50"), at("09:50"))


def test_another_calendar_measures_what_has_passed_anew():
    assert clock("first_response", "17:30 opened", "17:45 wall", terms=TERMS).due_at == at("13 03:30")
    assert clock("first_response", "17:30 opened", "13 09:00 wall", terms=TERMS).due_at == at("13 09:00")


def test_a_clock_that_was_late_stays_so_whatever_is_promised_afterwards():
    late = clock("first_response", "09:00 opened", "10:30 lax", terms=TERMS)
    assert (late.state, late.due_at) == ("breached", at("10:00"))


def test_where_nothing_is_promised_any_more_no_clock_runs():
    assert clocks_of(log("09:00 opened", "09:30 none", terms=TERMS)) == ()


def test_a_merged_tickets_clocks_are_stopped_and_come_back_as_if_nothing_had_been():
    merged = log("09:00 opened", "09:30 merged")
    assert {(one.state.value, one.due_at) for one in clocks_of(merged)} == {("stopped", None)}
    assert clocks_of([*merged, *log("15:00 unmerged")]) == clocks_of(log("09:00 opened", "15:00 on_hold"))


def test_a_breach_that_is_told_of_a_merged_ticket_is_told_there_and_behind():
    told = TicketEvent("sla.breached", at("10:01"), "system", {"clock": "first_response", "n": 1})
    merged = [*log("09:00 opened", "10:01 merged"), told]
    for history in (merged, [*merged, *log("11:00 unmerged")]):
        first, resolution = clocks_of(history)
        assert (first.state.value, first.told, resolution.told) == ("breached", True, False)


@given(seed=st.integers(0, 10**6))
def test_each_breach_is_told_once_in_any_history_merged_or_not(seed):
    told: list[TicketEvent] = []
    for event in History(seed, drawn=4).events:
        told.append(event)
        late = [one for one in clocks_of(told) if one.state == "breached" and not one.told]
        told += [
            TicketEvent("sla.breached", event.at, "system", {"clock": one.kind.value, "n": one.n})
            for one in late
        ]
    breaches = [(one.data["clock"], one.data["n"]) for one in told if one.type == "sla.breached"]
    assert len(breaches) == len(set(breaches))


def test_a_clock_that_was_set_back_takes_no_time_away():
    history = log("09:30 opened", "10:00 pending", "09:00 open")
    assert [one.due_at for one in clocks_of(history)] == [at("10:30"), at("13:30")]


def test_what_the_log_says_of_warnings_and_breaches_is_remembered_and_moves_nothing():
    history = log("09:00 opened")
    facts = {"clock": "first_response", "n": 1}
    warned = TicketEvent("sla.warned", at("09:48"), "system", facts)
    breached = TicketEvent("sla.breached", at("10:00"), "system", facts)
    first, second = clocks_of([*history, warned, breached])
    assert (first.state, first.warned, first.told, first.due_at) == ("breached", True, True, at("10:00"))
    assert (second.state, second.warned, second.told) == ("running", False, False)


@given(st.integers(0, 10**9), st.data())
def test_a_merge_that_was_undone_leaves_any_history_as_it_was(seed, data):
    events = History(seed, drawn=0).events
    plain = [one for one in events if one.type not in ("ticket.merged", "ticket.unmerged")]
    # After the last time that a later one is said to be before, so that the clock is not moved on.
    place = data.draw(st.integers(1, len(plain)))
    latest = max(one.at for one in plain[:place])
    merge = [TicketEvent(type, latest, "x", {}) for type in ("ticket.merged", "ticket.unmerged")]
    assert clocks_of([*plain[:place], *merge, *plain[place:]]) == clocks_of(plain)
