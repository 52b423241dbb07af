from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.handoff import promise, promise_late
from escalation.sla.business_hours import read_hours, zone_of
from escalation.sla.calendar_data import read_calendar

WEEKDAYS = {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"}
HOURS = read_hours(WEEKDAYS, "+08:00")


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ("2026-05-12T15:00:00+08:00", True, "2026-05-12T15:00:00+08:00"),
        ("2026-05-12T08:59:59+08:00", False, "2026-05-12T09:00:00+08:00"),
        ("2026-05-12T18:00:00+08:00", False, "2026-05-13T09:00:00+08:00"),
        ("2026-05-15T18:30:00+08:00", False, "2026-05-18T09:00:00+08:00"),
        ("2026-05-12T01:30:00+00:00", True, "2026-05-12T01:30:00+00:00"),
        ("2026-05-17T23:30:00+00:00", False, "2026-05-18T09:00:00+08:00"),
    ],
)
def test_open_and_next_opening(at, is_open, opens):
    now = datetime.fromisoformat(at)
    assert HOURS.is_open(now) is is_open
    assert HOURS.next_opening(now) == datetime.fromisoformat(opens)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_the_next_opening_is_open_and_nothing_before_it_is(naive):
    now = naive.replace(tzinfo=HOURS.zone)
    opening = HOURS.next_opening(now)
    assert HOURS.is_open(opening)
    assert opening - now < timedelta(days=4)
    assert opening == now or not HOURS.is_open(now)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-05-12T15:00:00+08:00", 10, "2026-05-12T15:10:00+08:00"),
        ("2026-05-12T17:55:00+08:00", 5, "2026-05-12T18:00:00+08:00"),
        ("2026-05-12T17:55:00+08:00", 10, "2026-05-13T09:05:00+08:00"),
        ("2026-05-15T19:00:00+08:00", 10, "2026-05-18T09:10:00+08:00"),
        ("2026-05-12T17:00:00+08:00", 20 * 60, "2026-05-15T10:00:00+08:00"),
    ],
)
def test_time_passes_while_the_desk_is_open(start, minutes, end):
    assert HOURS.add(datetime.fromisoformat(start), timedelta(minutes=minutes)) == datetime.fromisoformat(end)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.integers(0, 3000), st.integers(0, 3000))
def test_two_stretches_of_open_time_are_their_sum(naive, first, second):
    start = naive.replace(tzinfo=HOURS.zone)
    one, two = timedelta(minutes=first), timedelta(minutes=second)
    assert HOURS.add(start, one + two) == HOURS.add(HOURS.add(start, one), two)


def test_open_time_is_what_passes_when_the_clocks_change_in_it():
    hours = read_hours({"days": ["sun"], "from": "00:00", "to": "12:00"}, "Europe/Berlin")
    start = datetime.fromisoformat("2026-03-29T01:00:00+01:00")
    assert hours.add(start, timedelta(hours=2)) == datetime.fromisoformat("2026-03-29T04:00:00+02:00")


def test_hours_that_end_before_they_begin_are_refused():
    with pytest.raises(ValueError, match="18:00:00 to 09:00:00"):
        read_hours({"days": ["mon"], "from": "18:00", "to": "09:00"}, "+08:00")


def test_a_zone_with_summer_time_opens_at_nine_on_the_wall():
    hours = read_hours(WEEKDAYS, "Europe/Berlin")
    saturday_before_the_change = datetime.fromisoformat("2026-03-28T12:00:00+01:00")
    assert hours.next_opening(saturday_before_the_change) == datetime.fromisoformat(
        "2026-03-30T09:00:00+02:00"
    )


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "+8", "../etc/passwd"])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(ValueError, match="unknown time zone"):
        zone_of(name)


@pytest.mark.parametrize(
    ("at", "online", "promised"),
    [
        ("2026-05-12T15:00:00+08:00", False, None),
        ("2026-05-12T22:00:00+08:00", True, None),
        ("2026-05-12T22:00:00+08:00", False, "2026-05-13T10:00:00+08:00"),
        ("2026-05-16T11:00:00+08:00", False, "2026-05-18T10:00:00+08:00"),
    ],
)
def test_a_time_is_promised_only_where_nobody_is_there(at, online, promised):
    when, why = promise(HOURS, agents_online=online, now=datetime.fromisoformat(at))
    assert when == (promised and datetime.fromisoformat(promised))
    assert why


def test_what_is_promised_lies_within_the_hours_of_a_desk_that_opens_for_half_an_hour():
    calendar = read_calendar({"zone": "+08:00", "week": {"mon": [["09:00", "09:30"], ["13:00", "18:00"]]}})
    when, _ = promise(calendar, agents_online=False, now=datetime.fromisoformat("2026-05-17T12:00:00+08:00"))
    assert when == datetime.fromisoformat("2026-05-18T13:30:00+08:00")


@pytest.mark.parametrize(
    ("at", "promised"),
    [
        ("2026-05-12T15:10:00+08:00", "2026-05-12T16:10:00+08:00"),
        ("2026-05-12T17:50:00+08:00", "2026-05-13T09:50:00+08:00"),
        ("2026-05-15T23:00:00+08:00", "2026-05-18T10:00:00+08:00"),
    ],
)
def test_who_waited_in_vain_is_promised_an_hour_of_open_desk(at, promised):
    assert promise_late(HOURS, datetime.fromisoformat(at)) == datetime.fromisoformat(promised)
