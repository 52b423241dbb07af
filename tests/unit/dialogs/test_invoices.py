"""A fapiao takes a kind and a tax number; an invoice for a bill in USD takes no more than the bill."""

import pytest

from tests.opened_tickets import opened_tickets

START = "request_invoice"
TAX_ID = "91310000MA1K35XY0B"


def restated(talk):
    """In CNY, at the confirmation."""
    return talk.say(f"给 INV-202603 开专票，税号 {TAX_ID}", START)


def test_in_cny_what_is_needed_is_asked_one_by_one(chat, session):
    talk = chat("bamboo")
    assert talk.say("我要开发票", START).trace.acts == ("asks_slot:invoice_id",)
    assert talk.say("三月的").trace.acts == ("asks_slot:invoice_type",)
    assert talk.say("普票").trace.acts == ("asks_slot:tax_id",)
    turn = talk.say(f"税号是 {TAX_ID}")
    assert turn.trace.acts == ("confirms",)
    assert all(fact in turn.replies[0].text for fact in ("INV-202603", "普票", TAX_ID, "bamboo@x.example"))
    assert opened_tickets(session) == []
    turn = talk.say("对")
    assert turn.trace.acts == ("ticket:request_invoice", "done:request_invoice")
    assert "#3313" in turn.replies[0].text


@pytest.mark.parametrize(
    ("customer", "text", "invoice"),
    [
        ("bamboo", f"INV-202603 开专票，税号{TAX_ID}", ("INV-202603", "special", TAX_ID)),
        ("bamboo", f"税号 {TAX_ID.lower()}，普票，三月的账单", ("INV-202603", "ordinary", TAX_ID)),
        ("qinglan", f"专票 {TAX_ID}", ("INV-202604", "special", TAX_ID)),
        ("trio", "an invoice for March please", ("INV-2026031", None, None)),
        ("northfold", "I need an invoice", ("INV-2026041", None, None)),
    ],
)
def test_all_at_once_is_restated_at_once(chat, customer, text, invoice):
    turn = chat(customer).say(text, START)
    slots = turn.trace.slots
    assert turn.trace.acts == ("confirms",)
    assert (slots["invoice_id"], slots.get("invoice_type"), slots.get("tax_id")) == invoice


@pytest.mark.parametrize("customer", ["qinglan", "northfold"])
def test_who_has_one_bill_is_not_asked_which_and_company_and_address_are_known(chat, customer):
    slots = chat(customer).say("开发票 invoice", START).trace.slots
    assert slots["invoice_id"].startswith("INV-2026")
    assert (slots["title"], slots["email"]) == (customer, f"{customer}@x.example")


def test_company_and_address_told_are_taken_in_place_of_the_known(chat):
    text = "invoice for April, title: Northfold Ltd, to billing@northfold.example"
    slots = chat("northfold").say(text, START).trace.slots
    assert (slots["title"], slots["email"]) == ("Northfold Ltd", "billing@northfold.example")


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("不对，要普票", "invoice_type", "ordinary"),
        ("不是专票，是普票", "invoice_type", "ordinary"),
        ("税号写错了，是 91310000MA1K35XY0C", "tax_id", "91310000MA1K35XY0C"),
        ("抬头改成绿竹科技有限公司", "title", "绿竹科技有限公司"),
        ("等下，抬头要改成绿竹科技有限公司吧", "title", "绿竹科技有限公司"),
        ("抬头不对，应该是绿竹科技有限公司", "title", "绿竹科技有限公司"),
        ("抬头：绿竹（上海）有限公司 邮箱不变", "title", "绿竹（上海）有限公司"),
        ("the title is wrong, it should be Northfold Europe please", "title", "Northfold Europe"),
        ("邮箱改为 cw@lvzhu.example", "email", "cw@lvzhu.example"),
    ],
)
def test_each_part_of_what_was_restated_can_be_put_right(chat, session, text, slot, value):
    talk = chat("bamboo")
    before = restated(talk).trace.slots
    turn = talk.say(text)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {**before, slot: value}
    talk.say("对")
    assert f"{slot}: {value}" in opened_tickets(session)[0][1][0]


def test_the_other_kind_is_the_one_that_was_not_taken(chat):
    talk = chat("qinglan")
    talk.say(f"开专票，税号 {TAX_ID}", START)
    turn = talk.say("另一种")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["invoice_type"] == "ordinary"


@pytest.mark.parametrize("text", ["no, the other one", "not that one, INV-2026042", "no, April"])
def test_the_other_bill_can_be_meant_after_all(chat, text):
    talk = chat("trio")
    talk.say("invoice for INV-2026031", START)
    turn = talk.say(text, "deny")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["invoice_id"] == "INV-2026042"
    assert turn.trace.slots["period"] == "2026-04"


def test_a_tax_number_of_another_length_is_asked_again_with_the_reason(chat):
    talk = chat("qinglan")
    talk.say("开专票", START)
    turn = talk.say("91310000MA1K35XY", confidence=0.3)
    assert turn.trace.acts == ("asks_slot:tax_id",)
    assert "18" in turn.replies[0].text
    assert "tax_id" not in turn.trace.slots


@pytest.mark.parametrize(
    ("customer", "text", "why"),
    [
        ("bamboo", "给 INV-202605 开发票", "还没有支付"),
        ("bamboo", "五月的发票", "还没有支付"),
        ("solo", "我要开发票", "还没有账单"),
    ],
)
def test_what_cannot_be_invoiced_is_refused_with_the_reason_and_a_person(chat, session, customer, text, why):
    talk = chat(customer)
    turn = talk.say(text, START)
    assert turn.trace.acts == ("abandons:request_invoice",)
    assert why in turn.replies[0].text
    assert opened_tickets(session) == []
    assert "handoff" in talk.say("好").trace.acts


def test_an_open_bill_in_usd_can_be_invoiced(chat):
    turn = chat("trio").say("invoice for INV-2026042", START)
    assert turn.trace.acts == ("confirms",)


def test_a_bill_that_is_not_the_customers_is_not_found(chat):
    turn = chat("qinglan").say("给 INV-202603 开发票", START)
    assert turn.trace.acts == ("not_found", "asks_slot:invoice_id")


@pytest.mark.parametrize("answers", [[], ["INV-202603"], ["INV-202603", "专票"]])
@pytest.mark.parametrize("out", ["算了", "不开了", "先不开了"])
def test_there_is_a_way_out_at_each_step(chat, session, answers, out):
    talk = chat("bamboo")
    for text in ["我要开发票", *answers]:
        talk.say(text, START if text == "我要开发票" else "?")
    turn = talk.say(out)
    assert turn.trace.acts == ("abandons:request_invoice",)
    assert turn.trace.flow is None
    assert opened_tickets(session) == []


@pytest.mark.parametrize(
    ("text", "intent", "act"),
    [
        ("how do I export data?", "data_export", "answers_from_kb"),
        ("what's the status of LY20260505021?", "order_status", "lookup:order_status"),
    ],
)
def test_a_digression_is_dealt_with_and_the_invoice_comes_back(chat, text, intent, act):
    talk = chat("trio")
    before = talk.say("invoice for INV-2026031", START).trace
    turn = talk.say(text, intent)
    assert turn.trace.acts == (act, "confirms")
    assert turn.trace.slots == before.slots
    assert talk.say("yes").trace.acts == ("ticket:request_invoice", "done:request_invoice")


def test_the_ticket_carries_the_wish_and_a_second_one_joins_it(chat, session):
    talk = chat("trio")
    for invoice in ("INV-2026031", "INV-2026042"):
        talk.say(f"invoice for {invoice}", START)
        turn = talk.say("yes")
    ((intent, texts),) = opened_tickets(session)
    assert intent == "request_invoice"
    assert "invoice_id: INV-2026031" in texts[0]
    assert "invoice_id: INV-2026042" in texts[1]
    assert turn.trace.ticket.joined


@pytest.mark.parametrize(("text", "language"), [("我要开发票", "zh"), ("I need an invoice", "en")])
def test_a_visitor_is_asked_to_sign_in(chat, text, language):
    turn = chat(None).say(text, START)
    assert turn.trace.acts == ("asks_sign_in",)
    assert turn.language == language
