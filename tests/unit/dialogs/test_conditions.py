"""What a flow's conditions hold of: slots, facts, ladders, money and days."""

from datetime import date

import pytest

from dialogs.flow.conditions import breaks, holds
from dialogs.flow.spec import Check, Op

TODAY = date(2026, 5, 12)
LADDERS = {"plan": ("free", "team", "business", "enterprise")}


def judged(known, *checks):
    """Whether they hold, and whether one is broken."""
    return holds(checks, known, LADDERS, TODAY), breaks(checks, known, LADDERS, TODAY)


HOLDS, BROKEN, UNKNOWN = (True, False), (False, True), (False, False)


@pytest.mark.parametrize(
    ("got", "op", "value", "outcome"),
    [
        ("free", Op.is_, "free", HOLDS),
        ("team", Op.is_, "free", BROKEN),
        ("team", Op.is_, ("free", "team"), HOLDS),
        ("team", Op.is_not, ("free", "team"), BROKEN),
        ("business", Op.is_not, "free", HOLDS),
        (False, Op.is_, False, HOLDS),
        (True, Op.is_, False, BROKEN),
        ("2026-05-13", Op.future, True, HOLDS),
        ("2026-05-12", Op.future, True, BROKEN),
        ("2026-05-11", Op.future, False, HOLDS),
        ("2026-05-20T14:00:00+08:00", Op.future, True, HOLDS),
        ("2026-05-20/2026-05-24", Op.future, True, HOLDS),
        ("some day", Op.future, True, BROKEN),
    ],
)
def test_a_value_is_held_against_a_constant_or_today(got, op, value, outcome):
    assert judged({"it": got}, Check("it", op, value)) == outcome


@pytest.mark.parametrize(
    ("got", "op", "value", "outcome"),
    [
        ("12", Op.at_least, 1, HOLDS),
        ("0", Op.at_least, 1, BROKEN),
        ("9", Op.below, 10, HOLDS),
        ("10", Op.below, 10, BROKEN),
        ("10", Op.at_most, 10, HOLDS),
        ("10", Op.above, 9, HOLDS),
        ("a few", Op.at_least, 1, BROKEN),
        ("12.50", Op.above, "order.seats", HOLDS),
    ],
)
def test_numbers_are_compared_as_numbers(got, op, value, outcome):
    assert judged({"seats": got, "order.seats": 12}, Check("seats", op, value)) == outcome


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [
        ("2400 CNY", HOLDS),
        ("2400.00 CNY", HOLDS),
        ("900 CNY", HOLDS),
        ("2400.01 CNY", BROKEN),
        ("10 USD", BROKEN),
        ("10", BROKEN),
    ],
)
def test_money_of_another_currency_is_never_less(amount, outcome):
    known = {"amount": amount, "order.amount": "2400 CNY"}
    assert judged(known, Check("amount", Op.at_most, "order.amount")) == outcome


@pytest.mark.parametrize(
    ("plan", "present", "above", "below"),
    [
        ("enterprise", "team", HOLDS, BROKEN),
        ("free", "team", BROKEN, HOLDS),
        ("team", "team", BROKEN, BROKEN),
        ("gold", "team", BROKEN, BROKEN),
        ("team", "gold", BROKEN, BROKEN),
    ],
)
def test_choices_are_a_ladder_in_their_order_and_what_stands_on_no_rung_is_neither_above_nor_below(
    plan, present, above, below
):
    known = {"plan": plan, "customer.plan": present}
    assert judged(known, Check("plan", Op.above, "customer.plan")) == above
    assert judged(known, Check("plan", Op.below, "customer.plan")) == below


@pytest.mark.parametrize(
    ("check", "outcome"),
    [
        (Check("addon", Op.in_, "customer.addons"), HOLDS),
        (Check("addon", Op.not_in, "customer.addons"), BROKEN),
        (Check("plan", Op.same_as, "customer.plan"), HOLDS),
        (Check("seats", Op.same_as, "customer.seats"), BROKEN),
    ],
)
def test_a_slot_is_held_against_what_the_customer_has(check, outcome):
    known = {"addon": "crm", "customer.addons": ["crm"], "plan": "team", "customer.plan": "team"}
    assert judged({**known, "seats": 12, "customer.seats": 9}, check) == outcome


@pytest.mark.parametrize(
    "check",
    [
        Check("plan", Op.is_, "free"),
        Check("plan", Op.is_not, "free"),
        Check("plan", Op.above, "customer.plan"),
        Check("customer.plan", Op.same_as, "plan"),
        Check("plan", Op.in_, "customer.addons"),
        Check("customer.plan", Op.in_, "customer.addons"),
        Check("plan", Op.future, True),
        Check("plan", Op.future, False),
    ],
)
@pytest.mark.parametrize("known", [{}, {"plan": None, "customer.addons": None}])
def test_of_what_is_unknown_nothing_holds_and_nothing_is_broken(known, check):
    assert judged({**known, "customer.plan": "team"}, check) == UNKNOWN


@pytest.mark.parametrize(
    ("known", "value", "outcome"),
    [
        ({}, False, HOLDS),
        ({}, True, BROKEN),
        ({"addon": None}, False, HOLDS),
        ({"addon": "crm"}, True, HOLDS),
        ({"addon": "crm"}, False, BROKEN),
        ({"addon": False}, True, HOLDS),
    ],
)
def test_whether_something_is_known_is_always_known(known, value, outcome):
    assert judged(known, Check("addon", Op.known, value)) == outcome


def test_several_hold_together_and_one_is_enough_to_break_them():
    paid, free = Check("paid", Op.is_, True), Check("plan", Op.is_, "free")
    assert judged({"paid": True, "plan": "free"}, paid, free) == HOLDS
    assert judged({"paid": True, "plan": "team"}, paid, free) == BROKEN
    assert judged({"paid": True}, paid, free) == UNKNOWN
    assert judged({"plan": "team"}, paid, free) == BROKEN
    assert judged({}) == HOLDS
