from datetime import date

import pytest

from escalation.crm.accounts import find_order
from escalation.crm.leads import add_lead
from escalation.crm.refunds import check_refundable, request_refund
from tests.unit.escalation.conftest import TUESDAY


@pytest.mark.parametrize(
    ("order_id", "today", "reason"),
    [
        ("LY20260428006", date(2026, 5, 12), "ok"),
        ("LY20260428006", date(2026, 5, 13), "too_late"),
        ("LY20260510019", date(2026, 5, 12), "not_paid"),
    ],
)
def test_an_order_is_refundable_when_paid_and_within_the_window(session, order_id, today, reason):
    order = find_order(session, "demo", "qinglan", order_id)
    check = check_refundable(order, today=today)
    assert (check.reason, check.allowed) == (reason, reason == "ok")


def test_a_refund_is_filed_once_however_often_it_is_asked_for(session):
    order = find_order(session, "demo", "qinglan", "LY20260428006")
    first = request_refund(session, order, reason="多买了", amount=None, now=TUESDAY)
    session.flush()
    again = request_refund(session, order, reason="again", amount="1 CNY", now=TUESDAY)
    assert again is first
    assert (first.amount, first.reason, order.status) == ("2400 CNY", "多买了", "refund_requested")
    assert check_refundable(order, today=date(2026, 5, 12)).reason == "already_requested"


def test_a_lead_grows_with_its_conversation(session):
    def tell(lead_id, **said):
        known = {"plan": None, "seats": None, "company": None, "contact": None} | said
        return add_lead(
            session,
            tenant_id="demo",
            lead_id=lead_id,
            conversation_id="c1",
            contact_key=None,
            intent="contact_sales",
            now=TUESDAY,
            **known,
        )

    first = tell("l1", seats=200, note="200 seats")
    session.flush()
    second = tell("l2", plan="enterprise", company="Northfold Labs", note="enterprise please")
    assert second is first
    assert (first.seats, first.plan, first.company) == (200, "enterprise", "Northfold Labs")
    assert first.note == "200 seats\nenterprise please"
