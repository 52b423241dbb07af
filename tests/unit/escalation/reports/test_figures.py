import dataclasses
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from escalation.reports.figures import (
    TicketFacts,
    TicketPlace,
    by_age,
    by_day,
    by_group,
    percentile,
    sum_up,
)

MONDAY = datetime(2026, 5, 11, tzinfo=UTC)
ONE = TicketFacts(
    number=1,
    opened_at=MONDAY,
    team="support",
    queue="default",
    agent_id="li",
    intent="report_bug",
    tier="team",
    channel="widget",
    priority="P2",
    first_response=10,
    resolution=100,
    attained=True,
    reopened=False,
    handed_over=False,
    csat=None,
    csat_team=None,
    csat_agent_id=None,
)


NONE_OPEN = (0, 0, 0, 0, 0)


def test_a_group_is_summed_up_over_those_tickets_that_a_figure_applies_to():
    still_open = replace(ONE, first_response=None, resolution=None, attained=None, reopened=None)
    late = replace(ONE, first_response=30, resolution=400, attained=False, reopened=True, csat=2)
    figures = sum_up("support", [ONE, late, still_open, replace(ONE, csat=5, handed_over=True)], NONE_OPEN)
    assert (figures.volume, figures.solved, figures.handoffs) == (4, 3, 1)
    assert (figures.first_response_median, figures.first_response_p90) == (10, 30)
    assert (figures.resolution_median, figures.resolution_p90) == (100, 400)
    assert (figures.attainment, figures.reopen_rate) == (2 / 3, 1 / 3)
    assert (figures.csat, figures.answered) == (0.5, 2)


def test_what_was_answered_opened_again_or_late_already_counts_though_it_is_not_solved():
    again = replace(ONE, resolution=None, attained=None, reopened=True)
    late = replace(ONE, first_response=2880, resolution=None, attained=False, reopened=None)
    figures = sum_up(None, [ONE, again, late, late, late], NONE_OPEN)
    assert (figures.solved, figures.first_response_median) == (1, 2880)
    assert (figures.attainment, figures.reopen_rate) == (1 / 4, 1 / 2)


def test_where_nothing_is_known_nothing_is_said():
    figures = sum_up(None, [], NONE_OPEN)
    assert (figures.volume, figures.open) == (0, 0)
    assert {figures.first_response_median, figures.attainment, figures.reopen_rate, figures.csat} == {None}


def test_the_largest_group_comes_first_and_nobodys_tickets_are_a_group():
    rows = by_group([ONE, replace(ONE, team=None), replace(ONE, team=None)], [], "team", MONDAY)
    assert [(row.key, row.volume) for row in rows] == [(None, 2), ("support", 1)]


@pytest.mark.parametrize(
    ("group", "answered"),
    [("team", {"sales": (0, 1), "support": (2, 0)}), ("agent", {"ning": (0, 1), "li": (2, 0)}),
     ("queue", {"default": (2, 1)}), ("priority", {"P2": (2, 1)})],
)  # fmt: skip
def test_an_answer_counts_for_whoever_the_customer_was_asked_about(group, answered):
    passed_on = replace(ONE, csat=1, csat_team="sales", csat_agent_id="ning")
    rows = by_group([passed_on, ONE], [], group, MONDAY)
    assert {row.key: (row.volume, row.answered) for row in rows} == answered
    assert {row.csat for row in rows if row.answered} == {0}
    assert all(row.of_the_time for row in rows)


@pytest.mark.parametrize(
    ("group", "keys"),
    [
        ("team", ("support", None)),
        ("queue", ("default", "bot")),
        ("agent", ("li", None)),
        ("intent", ("report_bug", "outage")),
        ("tier", ("team", None)),
        ("channel", ("widget", "email")),
        ("priority", ("P2", "P0")),
    ],
)
def test_each_group_tells_the_age_of_its_open_tickets_whenever_they_were_opened(group, keys):
    fields = {field.name for field in dataclasses.fields(TicketPlace)}
    mine = TicketPlace(**{name: getattr(ONE, name) for name in fields})
    field = {"agent": "agent_id"}.get(group, group)
    other = replace(mine, **{field: keys[1]}, opened_at=MONDAY - timedelta(days=400))
    rows = by_group([ONE], [mine, other, other], group, MONDAY + timedelta(hours=1))
    assert [(row.key, row.volume, row.open, row.ages) for row in rows] == [
        (keys[0], 1, 1, (1, 0, 0, 0, 0)),
        (keys[1], 0, 2, (0, 0, 0, 0, 2)),
    ]


def test_percentiles_are_values_that_were_there():
    assert percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9) == 9
    assert percentile([7], 0.9) == 7
    assert percentile([], 0.5) is None


def test_tickets_are_counted_on_their_day():
    opened = [MONDAY, MONDAY + timedelta(hours=23), MONDAY + timedelta(days=2), MONDAY - timedelta(seconds=1)]
    days = by_day(opened, MONDAY, MONDAY + timedelta(days=3))
    assert [count for _, count in days] == [2, 0, 1]


@pytest.mark.parametrize(("first", "change"), [("2026-10-19", "2026-10-25"), ("2026-03-23", "2026-03-29")])
def test_a_day_on_which_the_clocks_change_has_its_tickets_and_no_others(first, change):
    berlin = ZoneInfo("Europe/Berlin")
    since = datetime.fromisoformat(first).replace(tzinfo=berlin)
    late = datetime.fromisoformat(f"{change}T23:30").replace(tzinfo=berlin)
    early = datetime.fromisoformat(f"{change}T00:30").replace(tzinfo=berlin)
    after = datetime.fromisoformat(f"{change}T00:30").replace(tzinfo=berlin) + timedelta(days=1)
    opened = [at.astimezone(UTC) for at in (early, late, after)]
    days = by_day(opened, since, since + timedelta(days=8))
    assert [(f"{day:%Y-%m-%d}", count) for day, count in days if count] == [
        (change, 2),
        (f"{after:%Y-%m-%d}", 1),
    ]
    assert [count for _, count in by_day(opened, since, since + timedelta(days=7))] == [0] * 6 + [2]


def test_the_backlogs_age_is_counted_in_buckets():
    ages = [timedelta(hours=1), timedelta(days=1), timedelta(days=2), timedelta(days=8), timedelta(days=90)]
    assert by_age([MONDAY - age for age in ages], MONDAY) == (1, 2, 0, 1, 1)
