"""Tuesday 12 May 2026, 15:00 at +08:00 is now: 07:00 in UTC, 03:00 in New York, midnight in Los Angeles."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlu.extractors.extractor import EntityExtractor
from nlu.types import Language

SAID = [
    ("at 2026-03-05T09:00:00Z it broke", "2026-03-05T09:00:00Z", "2026-03-05T17:00:00"),
    ("at 2026-03-05T09:00Z it broke", "2026-03-05T09:00Z", "2026-03-05T17:00:00"),
    ("at 2026-03-05T09:00:00.123Z it broke", "2026-03-05T09:00:00.123Z", "2026-03-05T17:00:00"),
    ("at 2026-03-05T09:00:00-05:00 it broke", "2026-03-05T09:00:00-05:00", "2026-03-05T22:00:00"),
    ("at 2026-03-05 09:00:00+0530 it broke", "2026-03-05 09:00:00+0530", "2026-03-05T11:30:00"),
    ("mailed Thu, 5 Mar 2026 09:00:00 -0500", "Thu, 5 Mar 2026 09:00:00 -0500", "2026-03-05T22:00:00"),
    ("call me at 09:00 UTC", "09:00 UTC", "2026-05-12T17:00:00"),
    ("call me at 3:00 UTC tomorrow", "3:00 UTC tomorrow", "2026-05-13T11:00:00"),
    ("it broke at 1400 UTC yesterday", "1400 UTC yesterday", "2026-05-11T22:00:00"),
    ("it went down at 09:00 UTC", "09:00 UTC", "2026-05-11T17:00:00"),
    ("tomorrow 9am (UTC+8)", "tomorrow 9am (UTC+8)", "2026-05-13T09:00:00"),
    ("call me at 9am EST", "9am EST", "2026-05-12T21:00:00"),
    ("it broke at 9am EST on January 5", "9am EST on January 5", "2026-01-05T22:00:00"),
    ("call me at 9am PST tomorrow", "9am PST tomorrow", "2026-05-14T00:00:00"),
    ("can we meet at 3pm GMT on Friday", "3pm GMT on Friday", "2026-05-15T23:00:00"),
    ("call me at 9am Eastern tomorrow", "9am Eastern tomorrow", "2026-05-13T21:00:00"),
    ("call me at 9am Beijing time", "9am Beijing time", "2026-05-13T09:00:00"),
    ("New York time 9am tomorrow works", "New York time 9am tomorrow", "2026-05-13T21:00:00"),
    ("call me at 9am CST tomorrow", "9am CST tomorrow", "2026-05-13T09:00:00"),
    (
        "down between 9am and 11am PST on May 11",
        "between 9am and 11am PST on May 11",
        "2026-05-12T00:00:00/2026-05-12T02:00:00",
    ),
    ("from 9 to 11am EST it was down", "from 9 to 11am EST", "2026-05-11T21:00:00/2026-05-11T23:00:00"),
    ("tomorrow evening GMT is fine", "tomorrow evening GMT", "2026-05-14T02:00:00/2026-05-14T08:00:00"),
    ("nothing loads since 9am UTC", "since 9am UTC", "2026-05-11T17:00:00/2026-05-12T15:00:00"),
    ("今天9点UTC断的", "今天9点UTC", "2026-05-12T17:00:00"),
    ("UTC时间9点打给我", "UTC时间9点", "2026-05-12T17:00:00"),
    ("纽约时间上午9点可以吗", "纽约时间上午9点", "2026-05-12T21:00:00"),
    ("明天下午3点(美西时间)可以", "明天下午3点(美西时间)", "2026-05-14T06:00:00"),
    ("明天下午三点（东京时间）可以", "明天下午三点（东京时间）", "2026-05-13T14:00:00"),
    ("北京时间9点开会", "北京时间9点", "2026-05-13T09:00:00"),
    ("北京时间明天上午9点开会", "北京时间明天上午9点", "2026-05-13T09:00:00"),
    ("西五区明天上午9点", "西五区明天上午9点", "2026-05-13T22:00:00"),
    ("纽约时间明天上午9点到11点", "纽约时间明天上午9点到11点", "2026-05-13T21:00:00/2026-05-13T23:00:00"),
]  # fmt: skip
UNSURE = ["call me at 9am US time tomorrow", "美国时间明天上午9点联系我"]
OTHERWISE = [
    ("maintenance 22:00-06:00", "2026-05-12T22:00:00/2026-05-13T06:00:00"),
    ("09:00:00-10:00:00 it was down", "2026-05-12T09:00:00/2026-05-12T10:00:00"),
    ("at 9:30 est. 2 hours of work begin", "2026-05-12T09:30:00"),
    ("at 3pm central office time is short", "2026-05-12T15:00:00"),
    ("we are in New York, it died at 9am", "2026-05-12T09:00:00"),
    ("it cost us time, at 9am it was back", "2026-05-12T09:00:00"),
    ("our zone is UTC+8, tomorrow is fine", "2026-05-13"),
    ("北京办公室昨天9点断的", "2026-05-11T09:00:00"),
]


@pytest.mark.parametrize(("text", "raw", "value"), SAID)
def test_an_hour_of_another_zone_is_the_desks_hour_at_that_moment(text, raw, value, said):
    assert said(text, "time") == [(raw, value)]


@pytest.mark.parametrize(("text", "values"), [
    ("9am or 10am EST is fine", ["2026-05-12T21:00:00", "2026-05-12T22:00:00"]),
    ("东京时间9点或10点可以", ["2026-05-13T08:00:00", "2026-05-13T09:00:00"]),
    ("the demo is at 15:00 UTC (23:00 Beijing time)", ["2026-05-12T23:00:00", "2026-05-12T23:00:00"]),
])  # fmt: skip
def test_a_zone_said_once_holds_for_both_hours_and_two_zones_each_for_its_own(text, values, said):
    assert [value for _, value in said(text, "time")] == values


@pytest.mark.parametrize("text", UNSURE)
def test_a_country_of_several_zones_leaves_the_hour_unread(text, said):
    assert said(text, "time") == []


@pytest.mark.parametrize(("text", "value"), OTHERWISE)
def test_what_names_no_zone_changes_nothing(text, value, said):
    assert [one for _, one in said(text, "time")] == [value]


def test_the_day_beside_a_zone_is_that_zones_day_and_the_value_the_desks():
    at_home = datetime(2026, 5, 12, 20, 0, tzinfo=ZoneInfo("America/New_York"))
    entities = EntityExtractor.load(None).extract(
        "北京时间明天上午9点", language=Language.zh, now=at_home, timezone="America/New_York"
    )
    # In Beijing it is the 13th already.
    assert [one.value for one in entities] == ["2026-05-13T21:00:00-04:00"]


def test_cst_is_the_united_states_where_the_desk_is_not_in_china():
    at_home = datetime(2026, 5, 12, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    entities = EntityExtractor.load(None).extract(
        "call me at 11am CST", language=Language.en, now=at_home, timezone="America/New_York"
    )
    assert [one.value for one in entities] == ["2026-05-12T12:00:00-04:00"]
