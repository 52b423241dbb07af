from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from escalation.crm.health import CustomerFacts, OpenTicket, Standing, judge_health

NOW = datetime(2026, 5, 12, 4, tzinfo=UTC)
QUIET = OpenTicket("P2", reopened=False, due_at=NOW + timedelta(hours=1))
LATE = OpenTicket("P2", reopened=False, due_at=NOW - timedelta(minutes=1))
OUTAGE = OpenTicket("P0", reopened=False, due_at=None)
REOPENED = OpenTicket("P3", reopened=True, due_at=None)


@pytest.mark.parametrize(
    ("facts", "standing", "reasons"),
    [
        (CustomerFacts(), Standing.good, []),
        (CustomerFacts([QUIET], last_score=4, unpaid_due=[date(2026, 5, 12)]), Standing.good, []),
        (CustomerFacts([OUTAGE]), Standing.risk, ["open P0: 1"]),
        (CustomerFacts([LATE, QUIET, LATE]), Standing.risk, ["past deadline: 2"]),
        (CustomerFacts([REOPENED]), Standing.watch, ["reopened: 1"]),
        (CustomerFacts(last_score=2), Standing.watch, ["last rating 2 of 5"]),
        (CustomerFacts(unpaid_due=[date(2026, 5, 11)]), Standing.watch, ["overdue bills: 1"]),
        (CustomerFacts(renews_on=date(2026, 6, 1)), Standing.good, []),
        (
            CustomerFacts([QUIET], renews_on=date(2026, 6, 1)),
            Standing.watch,
            ["renews in 20 days with tickets open"],
        ),
        (CustomerFacts([QUIET], renews_on=date(2026, 5, 11)), Standing.good, []),
        (
            CustomerFacts(last_score=1, unpaid_due=[date(2026, 5, 1)]),
            Standing.risk,
            ["last rating 1 of 5", "overdue bills: 1"],
        ),
        (CustomerFacts([OUTAGE], last_score=1), Standing.risk, ["open P0: 1", "last rating 1 of 5"]),
    ],
)
def test_how_a_customer_fares_follows_from_what_the_desk_knows(facts, standing, reasons):
    health = judge_health(facts, NOW)
    assert (health.standing, [why.en for why in health.reasons]) == (standing, reasons)
    assert all(why.zh and why.zh != why.en for why in health.reasons)


def test_a_bill_is_overdue_by_the_tenant_s_days():
    midnight = datetime(2026, 5, 12, 0, 30, tzinfo=timezone(timedelta(hours=8)))  # still the 11th in UTC
    health = judge_health(CustomerFacts(unpaid_due=[date(2026, 5, 11)]), midnight)
    assert [why.en for why in health.reasons] == ["overdue bills: 1"]
