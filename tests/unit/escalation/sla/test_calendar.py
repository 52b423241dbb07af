from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.errors import SLABroken
from escalation.sla.calendar import ALWAYS
from escalation.sla.calendar_data import read_calendar
from tests.sla_histories import WRITTEN
from tests.sla_simulator import is_open_minute

SHANGHAI = read_calendar(WRITTEN["shanghai"])
Z = {"zone": "UTC"}
WEEK = {"mon": [["09:00", "18:00"]]}
PLAIN = {**Z, "week": WEEK}
MINUTES = st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 10), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        # Over lunch, over a weekend, over the seven days of National Day with the working Sunday before it.
        ("2026-09-24T11:50:00+08:00", 20, "2026-09-24T13:40:00+08:00"),
        ("2026-09-25T17:50:00+08:00", 20, "2026-09-27T09:10:00+08:00"),
        ("2026-09-30T17:00:00+08:00", 90, "2026-10-08T09:30:00+08:00"),
        ("2026-10-09T18:00:00+08:00", 180, "2026-10-10T12:00:00+08:00"),
        ("2026-10-10T11:59:00+08:00", 2, "2026-10-12T09:01:00+08:00"),
        ("2026-09-25T03:00:00+08:00", 0, "2026-09-25T03:00:00+08:00"),
    ],
)
def test_periods_holidays_and_extra_days_count_as_they_are_written(start, minutes, end):
    assert SHANGHAI.add(moment(start), timedelta(minutes=minutes)) == moment(end)
    assert SHANGHAI.elapsed(moment(start), moment(end)) == timedelta(minutes=minutes)


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=60, deadline=None)
@given(start=MINUTES, minutes=st.integers(0, 2000))
def test_what_passes_is_the_minutes_whose_time_on_the_wall_is_in_a_period(name, start, minutes):
    calendar = read_calendar(WRITTEN[name])
    end = start + timedelta(minutes=minutes)
    counted = sum(is_open_minute(WRITTEN[name], start + timedelta(minutes=one)) for one in range(minutes))
    assert calendar.elapsed(start, end) == timedelta(minutes=counted)
    assert calendar.is_open(start) == is_open_minute(WRITTEN[name], start)
    reached = calendar.add(start, timedelta(minutes=counted))
    assert reached <= end
    assert calendar.elapsed(start, reached) == timedelta(minutes=counted)


def test_an_hour_that_summer_time_skips_is_not_worked_and_one_that_comes_twice_is_worked_twice():
    nights = read_calendar({"zone": "Europe/Berlin", "week": {"sun": [["01:00", "04:00"]]}})
    spring, autumn = moment("2026-03-29T00:00:00+01:00"), moment("2026-10-25T00:00:00+02:00")
    day = timedelta(days=1)
    assert nights.elapsed(spring, spring + day) == timedelta(hours=2)
    assert nights.elapsed(autumn, autumn + day) == timedelta(hours=4)


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    nights = read_calendar(
        {"zone": "+08:00", "week": {"tue": [["22:00", "06:00"]]}, "holidays": {"2026-05-20": "a day off"}}
    )
    assert nights.is_open(moment("2026-05-20T05:59:00+08:00"))
    assert not nights.is_open(moment("2026-05-20T06:00:00+08:00"))
    assert nights.next_opening(moment("2026-05-20T07:00:00+08:00")) == moment("2026-05-26T22:00:00+08:00")


def test_no_time_passes_backwards_and_all_of_it_around_the_clock():
    start = moment("2026-05-16T10:00:00+08:00")
    assert ALWAYS.elapsed(start, start - timedelta(hours=3)) == timedelta(0)
    assert ALWAYS.elapsed(start, start + timedelta(days=40)) == timedelta(days=40)
    assert ALWAYS.add(start, timedelta(days=40)) == start + timedelta(days=40)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"zone": "Mars/Olympus", "week": WEEK}, "unknown time zone: got 'Mars/Olympus'"),
        ({"zone": "", "week": WEEK}, "unknown time zone"),
        ({"zone": 8, "week": WEEK}, "unknown time zone"),
        ({"zone": "+99:99", "week": WEEK}, "unknown time zone"),
        ({**Z, "week": {}}, "got 0:00:00 of working hours"),
        (Z, "got 0:00:00 of working hours"),
        ({**Z, "week": {"mon": []}, "extra_days": {"2026-10-10": [["09:00", "18:00"]]}}, "working hours"),
        ({**Z, "week": {"mon": [["09:00", "09:30"]]}}, "got 0:30:00 of working hours"),
        ({**Z, "week": {"mo": [["09:00", "18:00"]]}}, "week: got 'mo', expected some of mon"),
        ({**Z, "week": {"mon": [["09:00", "13:00"], ["12:00", "18:00"]]}}, "mon: got periods that overlap"),
        ({**Z, "week": {"mon": [["20:00", "04:00"], ["22:00", "23:00"]]}}, "overlap"),
        ({**Z, "week": {"sun": [["20:00", "04:00"]], "mon": [["03:00", "09:00"]]}}, "of sun reaches into"),
        ({**Z, "week": {"mon": [["09:00", "09:00"]]}}, "got 09:00 to 09:00, expected a period"),
        ({**Z, "week": {"mon": [["9:00", "18:00"]]}}, 'got "9:00", expected a time from 00:00'),
        ({**Z, "week": {"mon": [["24:00", "25:00"]]}}, 'got "25:00", expected a time'),
        ({**Z, "week": {"mon": ["09:00", "18:00"]}}, "expected periods as"),
        ({**Z, "week": ["mon"]}, "expected a mapping"),
        ({**PLAIN, "holidays": {"2026-02-29": ""}}, "'2026-02-29', expected a date that there is"),
        ({**PLAIN, "holidays": ["2026-02-28"]}, "holidays: got"),
        ({**PLAIN, "holidays": {"2026-05-01": ""}, "extra_days": {"2026-05-01": []}},
         "2026-05-01 is in holidays and in extra_days"),
        ({**PLAIN, "extra": {}}, 'expected "24x7" or a mapping'),
        ("always", 'got "always", expected "24x7"'),
        (None, "got null"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_kept_is_refused_with_what_is_wrong(data, said):
    with pytest.raises(SLABroken) as broken:
        read_calendar(data)
    assert said in str(broken.value)
