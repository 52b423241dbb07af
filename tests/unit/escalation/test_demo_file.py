import pytest

from escalation.crm.accounts import find_bill, find_contact, find_order, find_subscription, list_orders
from escalation.crm.demo_file import check_demo_file, replace_customers
from escalation.errors import DemoFileBroken
from escalation.ticketing.desk import list_tickets, ticket_label
from tests.unit.escalation.conftest import TUESDAY


def test_the_file_becomes_customers_with_what_they_bought(session):
    contact = find_contact(session, "demo", "qinglan")
    assert (contact.name, contact.company, contact.language) == ("周若溪", "青岚文化", "zh")
    assert find_subscription(session, "demo", "qinglan").addons == ["crm"]
    assert [order.order_id for order in list_orders(session, "demo", "qinglan")] == [
        "LY20260510019",
        "LY20260428006",
    ]
    assert [ticket_label(ticket) for ticket in list_tickets(session, "demo", "qinglan")] == ["#3312"]


def test_loading_again_replaces_what_was_there(session, demo):
    del demo["customers"]["northfold"]
    counts = replace_customers(session, "demo", check_demo_file(demo), now=TUESDAY)
    assert counts == {"customers": 2, "orders": 2, "bills": 1, "tickets": 1}
    assert find_contact(session, "demo", "northfold") is None


def test_anothers_order_and_bill_do_not_exist(session):
    assert find_order(session, "demo", "northfold", "LY20260428006") is None
    assert find_order(session, "demo", "qinglan", "LY20260428006") is not None
    assert find_bill(session, "demo", "qinglan", "INV-2026041") is None
    assert find_order(session, "elsewhere", "qinglan", "LY20260428006") is None


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda demo: demo.pop("customers"), "customers"),
        (lambda demo: demo.update(now="yesterday"), "yesterday"),
        (lambda demo: demo.update(now="2026-05-12T15:00:00"), "offset"),
        (lambda demo: demo.update(timezone="Mars/Olympus"), "Mars/Olympus"),
        (
            lambda demo: demo.update(business_hours={"days": ["someday"], "from": "09:00", "to": "18:00"}),
            "someday",
        ),
    ],
)
def test_a_broken_file_is_refused_with_what_was_got(demo, spoil, says):
    spoil(demo)
    with pytest.raises(DemoFileBroken, match=says):
        check_demo_file(demo)


def test_a_broken_customer_is_named(session, demo):
    del demo["customers"]["solo"]["email"]
    with pytest.raises(DemoFileBroken, match="customer \"solo\": missing field 'email'"):
        replace_customers(session, "demo", check_demo_file(demo), now=TUESDAY)
