"""Bigger and smaller plans, add-ons, seats and billing periods, and the end of a subscription."""

import pytest
from sqlalchemy import select

from escalation.crm.models import Lead
from tests.opened_tickets import opened_tickets

UP, DOWN, END = "upgrade_plan", "downgrade_plan", "cancel_subscription"


def test_from_free_the_plan_and_the_billing_period_are_asked_one_by_one(chat, session):
    talk = chat("solo")
    turn = talk.say("我要升级", UP)
    assert turn.trace.acts == ("asks_slot:plan",)
    assert turn.replies[0].quick_replies == ("团队版", "商业版", "企业版")
    assert talk.say("团队版").trace.acts == ("asks_slot:billing_period",)
    turn = talk.say("年付")
    assert turn.trace.acts == ("confirms",)
    assert "团队版" in turn.replies[0].text
    assert "按年付" in turn.replies[0].text
    assert opened_tickets(session) == []
    assert talk.say("好").trace.acts == ("ticket:upgrade_plan", "done:upgrade_plan")
    assert opened_tickets(session) == [(UP, ["升级\nplan: team\nbilling_period: yearly"])]


@pytest.mark.parametrize(
    ("customer", "text", "slots"),
    [
        (
            "solo",
            "升级到商业版，按年付，12个席位",
            {"plan": "business", "billing_period": "yearly", "seats": "12"},
        ),
        ("northfold", "upgrade to Business with 12 seats", {"plan": "business", "seats": "12"}),
        ("northfold", "add the CRM add-on please", {"addon": "crm"}),
        ("northfold", "we need 20 seats", {"seats": "20"}),
        ("northfold", "switch to yearly billing", {"billing_period": "yearly"}),
    ],
)
def test_an_upgrade_told_at_once_is_restated_at_once(chat, customer, text, slots):
    turn = chat(customer).say(text, UP)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == slots


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("no, 15 seats", {"plan": "business", "seats": "15"}),
        ("make it 15", {"plan": "business", "seats": "15"}),
        ("and the CRM add-on", {"plan": "business", "seats": "12", "addon": "crm"}),
        ("yearly please", {"plan": "business", "seats": "12", "billing_period": "yearly"}),
    ],
)
def test_an_upgrade_is_put_right_after_it_was_restated(chat, session, text, slots):
    talk = chat("northfold")
    talk.say("upgrade to Business with 12 seats", UP)
    turn = talk.say(text)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == slots
    assert opened_tickets(session) == []


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("不对，年付", "billing_period", "yearly"),
        ("另一种", "billing_period", "yearly"),
        ("商业版吧", "plan", "business"),
    ],
)
def test_plan_and_period_are_put_right_in_chinese(chat, text, slot, value):
    talk = chat("solo")
    before = talk.say("升级到团队版，按月付", UP).trace.slots
    turn = talk.say(text)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {**before, slot: value}


@pytest.mark.parametrize(
    ("customer", "intent", "text", "why"),
    [
        ("qinglan", UP, "升级到商业版", "现在就是商业版"),
        ("northfold", UP, "upgrade to Team", "on Team already"),
        ("bamboo", UP, "开通CRM", "已经开通"),
        ("solo", UP, "开通CRM", "免费版"),
        ("solo", DOWN, "降级", "最低一档"),
        ("northfold", DOWN, "downgrade to Team", "the plan you have now"),
        ("solo", END, "取消订阅", "免费版"),
        ("bamboo", END, "取消数据仓库", "没有开通数据仓库"),
        ("trio", END, "cancel the CRM add-on", "isn't part of your subscription"),
    ],
)
def test_what_would_change_nothing_is_refused_with_the_reason(chat, session, customer, intent, text, why):
    turn = chat(customer).say(text, intent)
    assert turn.trace.acts == (f"abandons:{intent}",)
    assert turn.trace.flow is None
    assert why in turn.replies[0].text
    assert opened_tickets(session) == []


@pytest.mark.parametrize(
    ("customer", "intent", "text", "yes", "other"),
    [
        ("qinglan", UP, "升级到团队版", "好的", DOWN),
        ("northfold", UP, "upgrade to Free", "yes please", DOWN),
        ("northfold", DOWN, "downgrade to Business", "yes", UP),
        ("solo", DOWN, "降级到商业版", "好", None),
    ],
)
def test_the_wrong_direction_is_refused_and_the_other_one_offered(chat, customer, intent, text, yes, other):
    talk = chat(customer)
    assert talk.say(text, intent).trace.acts == (f"abandons:{intent}",)
    assert talk.say(yes).trace.flow == other


@pytest.mark.parametrize(
    ("customer", "text"), [("qinglan", "升级到企业版"), ("northfold", "upgrade to Enterprise")]
)
def test_enterprise_is_for_sales_to_quote(chat, session, customer, text):
    turn = chat(customer).say(text, UP)
    assert turn.trace.acts == ("abandons:upgrade_plan", "lead")
    (lead,) = session.scalars(select(Lead)).all()
    assert (lead.contact_key, lead.plan) == (customer, "enterprise")
    assert opened_tickets(session) == []


def test_a_downgrade_names_the_day_it_takes_effect(chat, session):
    talk = chat("bamboo")
    turn = talk.say("我要降级", DOWN)
    assert turn.trace.acts == ("asks_slot:plan",)
    assert turn.replies[0].quick_replies == ("免费版", "团队版")
    turn = talk.say("团队版")
    assert turn.trace.acts == ("confirms",)
    assert "8 月 1 日" in turn.replies[0].text
    assert talk.say("不对，免费版").trace.slots == {"plan": "free"}
    assert opened_tickets(session) == []
    talk.say("好")
    assert opened_tickets(session) == [(DOWN, ["降级\nplan: free"])]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("reduce to 2 seats because we hired nobody", {"seats": "2", "reason": "we hired nobody"}),
        ("back to monthly billing", {"billing_period": "monthly"}),
        ("down to Free", {"plan": "free"}),
    ],
)
def test_a_downgrade_told_at_once_is_restated_at_once(chat, text, slots):
    turn = chat("harbor").say(text, DOWN)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == slots


def test_a_subscription_is_cancelled_after_a_reason_and_a_yes(chat, session):
    talk = chat("bamboo")
    assert talk.say("取消订阅", END).trace.acts == ("asks_slot:reason",)
    turn = talk.say("太贵了", "complaint")
    assert turn.trace.acts == ("confirms",)
    assert "8 月 1 日" in turn.replies[0].text
    assert opened_tickets(session) == []
    assert talk.say("对").trace.acts == ("ticket:cancel_subscription", "done:cancel_subscription")
    assert opened_tickets(session) == [(END, ["取消订阅\nreason: 太贵了"])]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("cancel our subscription because we move away", {"reason": "we move away"}),
        (
            "cancel it at the end of the month, it's too expensive",
            {"reason": "it's too expensive", "effective": "end_of_term"},
        ),
    ],
)
def test_a_reason_told_at_once_is_not_asked_and_can_be_put_right(chat, session, text, slots):
    talk = chat("harbor")
    turn = talk.say(text, END)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == slots
    turn = talk.say("the reason is budget cuts")
    assert turn.trace.slots == {**slots, "reason": "budget cuts"}
    talk.say("yes, cancel it")
    assert "reason: budget cuts" in opened_tickets(session)[0][1][0]


def test_only_an_add_on_is_cancelled_and_said_to_be(chat):
    turn = chat("bamboo").say("只取消CRM，用不上了", END)
    assert turn.trace.slots == {"addon": "crm", "reason": "用不上了"}
    assert "不是整个套餐" in turn.replies[0].text


@pytest.mark.parametrize(
    ("customer", "intent", "says", "out"),
    [
        ("northfold", UP, ["I want to upgrade"], "never mind"),
        ("northfold", UP, ["I want to upgrade", "Business"], "no, leave it"),
        ("solo", UP, ["我要升级", "团队版"], "算了"),
        ("solo", UP, ["升级到团队版，月付"], "先不升了"),
        ("harbor", DOWN, ["downgrade please"], "forget it"),
        ("bamboo", DOWN, ["降级到团队版"], "不降了"),
        ("harbor", END, ["cancel my subscription"], "keep it"),
        ("bamboo", END, ["取消订阅", "太贵"], "先不取消"),
    ],
)
def test_there_is_a_way_out_at_each_step(chat, session, customer, intent, says, out):
    talk = chat(customer)
    for at, text in enumerate(says):
        talk.say(text, "?" if at else intent)
    turn = talk.say(out)
    assert turn.trace.acts == (f"abandons:{intent}",)
    assert turn.trace.flow is None
    assert opened_tickets(session) == []


@pytest.mark.parametrize(
    ("customer", "intent", "text", "pending"),
    [
        ("northfold", UP, "I want to upgrade", "asks_slot:plan"),
        ("bamboo", DOWN, "降级到团队版", "confirms"),
        ("harbor", END, "cancel my subscription", "asks_slot:reason"),
    ],
)
def test_a_question_meanwhile_is_answered_and_the_pending_one_comes_back(
    chat, customer, intent, text, pending
):
    talk = chat(customer)
    before = talk.say(text, intent).trace
    turn = talk.say("how do I export data?", "data_export")
    assert turn.trace.acts == ("answers_from_kb", pending)
    assert (turn.trace.flow, turn.trace.slots) == (before.flow, before.slots)


@pytest.mark.parametrize("intent", [UP, DOWN, END])
def test_a_visitor_is_asked_to_sign_in(chat, intent):
    assert chat(None).say("请帮我办", intent).trace.acts == ("asks_sign_in",)


@pytest.mark.parametrize(
    ("customer", "text", "intent", "seats"),
    [
        ("qinglan", "从30个减到20个", "downgrade_plan", "20"),
        ("qinglan", "帮我多买五个", "upgrade_plan", "5"),
        ("qinglan", "席位加到二十五个吧", "upgrade_plan", "25"),
    ],
)
def test_a_change_of_a_number_without_its_noun_is_one_of_seats(chat, customer, text, intent, seats):
    turn = chat(customer).say(text, intent)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["seats"] == seats


@pytest.mark.parametrize(
    ("customer", "first", "intent", "answers"),
    [
        ("qinglan", "加席位", "upgrade_plan", [("再加俩", "2"), ("不是，加五个", "5")]),
        ("northfold", "we want fewer seats", "downgrade_plan", [("five", "5"), ("make it six", "6")]),
        ("northfold", "more seats", "upgrade_plan", [("a dozen please", "12"), ("no, make that 15", "15")]),
    ],
)
def test_seats_may_be_told_in_place_of_the_plan_in_words_too(chat, customer, first, intent, answers):
    talk = chat(customer)
    assert talk.say(first, intent).trace.acts == ("asks_slot:plan",)
    for answer, seats in answers:
        turn = talk.say(answer, "change_order")
        assert turn.trace.acts == ("confirms",)
        assert turn.trace.slots["seats"] == seats


@pytest.mark.parametrize("answer", ["第二个", "换一个", "the second one", "过两天再说吧"])
def test_not_every_number_is_one_of_seats(chat, answer):
    talk = chat("qinglan")
    talk.say("升级", "upgrade_plan")
    assert "seats" not in talk.say(answer).trace.slots
