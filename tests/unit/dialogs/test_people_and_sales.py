"""A person at any moment; leads for sales."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from escalation.crm.models import Lead, RefundRequest
from escalation.ticketing.models import Ticket
from nlu.types import Decision, Entity, IntentScore, Language, ParseResult, RoleReason

NOWHERE, IN_REFUND, AT_CONFIRMATION, AFTER_ANSWER, CLARIFYING = (
    [],
    [("refund", "request_refund")],
    [("refund LY20260506022, by mistake", "request_refund")],
    [("how to export", "data_export")],
    [("orders", "order_status", "cancel_order")],
)


@pytest.mark.parametrize("before", [NOWHERE, IN_REFUND, AT_CONFIRMATION, AFTER_ANSWER, CLARIFYING])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("转人工", "?"),
        ("Talk to a person", "?"),
        ("算了算了 还是给我人工吧", "deny"),
        ("human please", "greet"),
        ("u r useless, human pls", "complaint"),
        ("pls a real person", "greet"),
        ("不要机器人", "deny"),
        ("我不想跟你这个机器人说了", "deny"),
        ("你真没用，人工！", "complaint"),
        ("can one of your engineers ring me", "talk_to_human"),
        ("I don't want to chat with a bot, get me a real person", "bot_challenge"),
    ],
)
def test_a_person_can_be_had_in_any_state_and_any_words(chat, before, text, intent):
    talk = chat("trio")
    for said, meant, *second in before:
        talk.say(said, meant, second=second[0] if second else None)
    turn = talk.say(text, intent)
    assert turn.trace.acts == ("handoff", "ticket:talk_to_human")
    assert (turn.trace.flow, turn.trace.state) == (None, None)
    assert turn.handoff.ticket == turn.trace.ticket
    assert turn.trace.ticket.intent == "talk_to_human"


@pytest.mark.parametrize(
    "text",
    [
        "不用转人工", "I don't need a human, thanks", "别给我转人工", "能不能节省人工", "投诉你们的人工客服",
        "no human pls", "human error on our side", "we need a person to be removed", "我不要机器人功能",
    ],
)  # fmt: skip
def test_who_wants_no_person_gets_none(chat, text):
    talk = chat("qinglan")
    assert talk.say(text, "deny").handoff is None


def test_outside_business_hours_a_time_is_promised_in_the_tenants_zone(chat):
    turn = chat("qinglan", now=datetime.fromisoformat("2026-05-15T14:30:00+00:00")).say(
        "转人工", "talk_to_human"
    )
    assert turn.handoff.promised_at is not None
    assert "周一（5 月 18 日）10:00" in turn.replies[0].text
    assert turn.trace.ticket.ticket_id in turn.replies[0].text


def test_with_someone_online_nothing_is_promised_but_that_they_come(chat):
    turn = chat("northfold", agents_online=True).say("agent", "talk_to_human")
    assert turn.handoff.promised_at is None
    assert "colleague" in turn.replies[0].text


def test_asking_again_joins_the_same_ticket(chat, session):
    talk = chat("qinglan")
    first = talk.say("转人工", "talk_to_human")
    second = talk.say("人呢", "talk_to_human")
    assert second.trace.ticket.joined
    assert second.trace.ticket.ticket_id == first.trace.ticket.ticket_id
    assert second.replies[0].text != first.replies[0].text


def test_the_ticket_says_what_it_was_about(chat, session):
    talk = chat("northfold")
    talk.say("the price of everything puzzles me", "pricing_question")
    talk.say("human please", "talk_to_human")
    subject = session.scalars(select(Ticket.subject).where(Ticket.intent == "talk_to_human")).one()
    assert "price of everything" in subject


def test_a_customer_can_go_on_with_the_bot_while_waiting(chat):
    talk = chat("qinglan")
    talk.say("转人工", "talk_to_human")
    assert talk.say("怎么导出数据", "data_export").trace.acts == ("answers_from_kb",)


@pytest.mark.parametrize("text", ["blub", "呃啊嗯"])
def test_a_person_who_was_asked_for_is_not_brought_or_offered_again(chat, text):
    talk = chat("qinglan")
    talk.say("转人工", "talk_to_human")
    for _ in range(4):
        turn = talk.say(text, "?")
        assert (turn.handoff, talk.tracker.misses) == (None, 0)


def test_after_a_person_three_misses_bring_the_next(chat):
    talk = chat("qinglan")
    for _ in range(2):
        talk.say("blub", "?")
    assert talk.say("blub", "?").handoff
    talk.return_to_bot()
    assert [talk.say("blub", "?").handoff is not None for _ in range(3)] == [False, False, True]


def test_a_yes_meant_for_the_person_carries_out_nothing_of_before(chat, session):
    talk = chat("trio")
    talk.say("refund LY20260506022, by mistake", "request_refund")
    assert talk.turns[-1].trace.acts == ("confirms",)
    talk.return_to_bot()
    assert "done:request_refund" not in talk.say("yes", "affirm").trace.acts
    assert session.scalars(select(RefundRequest)).all() == []


@pytest.mark.parametrize("online", [False, True])
def test_a_promise_stands_until_its_time_has_come(chat, online):
    talk = chat("northfold", now=datetime.fromisoformat("2026-05-12T22:00:00+08:00"))
    first = talk.say("agent please", "talk_to_human").handoff
    talk.now, talk.agents_online = datetime.fromisoformat("2026-05-13T09:30:00+08:00"), online
    again = talk.say("agent please", "talk_to_human")
    assert again.handoff.promised_at == first.promised_at
    assert "today at 10:00" in again.replies[0].text
    talk.now = datetime.fromisoformat("2026-05-13T10:30:00+08:00")
    assert "today at 11:30" in talk.say("agent please", "talk_to_human").replies[0].text


def test_sales_hears_of_a_signed_in_customer(chat, session):
    turn = chat("northfold").say("we want Enterprise for 80 seats, call us", "contact_sales")
    assert turn.trace.acts == ("lead",)
    assert (turn.trace.lead.plan, turn.trace.lead.seats) == ("enterprise", 80)
    lead = session.scalars(select(Lead)).one()
    assert (lead.contact, lead.contact_key) == ("northfold@x.example", "northfold")


def test_sales_hears_of_the_new_value_not_the_old(chat, parse):
    message = parse("quote us: from Business to Enterprise, 80 seats", "contact_sales")
    roles = {"business": "from", "enterprise": "to"}
    told = tuple(
        replace(one, role=roles[one.value], role_reason=RoleReason.change) if one.value in roles else one
        for one in message.entities
    )
    turn = chat("northfold").send(replace(message, entities=told))
    assert (turn.trace.lead.plan, turn.trace.lead.seats) == ("enterprise", 80)


def test_the_old_address_is_not_kept(chat):
    old = Entity("email", 0, 11, "a@x.example", "a@x.example", "from", RoleReason.change)
    new = Entity("email", 15, 26, "b@y.example", "b@y.example", "to", RoleReason.change)
    message = ParseResult(
        "a@x.example to b@y.example",
        Language.en,
        IntentScore("change_account_details", 0.9),
        (IntentScore("change_account_details", 0.9), IntentScore("how_to", 0.1)),
        (new, old),
        Decision.accepted,
        (),
    )
    talk = chat(None)
    talk.send(message)
    assert talk.tracker.told["email"] == "b@y.example"


def test_a_visitor_is_asked_once_for_an_address_and_the_lead_grows(chat, session):
    talk = chat(None)
    assert talk.say("我想联系销售", "contact_sales").trace.acts == ("lead", "asks_slot:contact")
    turn = talk.say("lin@haibo.example", "?")
    assert turn.trace.acts == ("lead",)
    assert turn.trace.slots["contact"] == "lin@haibo.example"
    assert session.scalars(select(Lead)).one().contact == "lin@haibo.example"


def test_a_visitor_who_leaves_no_address_is_not_asked_again(chat):
    talk = chat(None)
    talk.say("我想联系销售", "contact_sales")
    assert talk.say("怎么导出数据", "data_export").trace.acts == ("answers_from_kb",)


@pytest.mark.parametrize(
    "text", ["企业版20个账号多少钱", "how much is Business for us?", "price for 30 seats"]
)
def test_a_price_question_with_something_to_go_on_is_answered_and_noted(chat, text):
    turn = chat("northfold").say(text, "pricing_question")
    assert set(turn.trace.acts) == {"lead", "answers_from_kb"}


def test_a_visitor_asking_a_price_may_leave_an_address_then_or_later(chat, session):
    talk = chat(None)
    turn = talk.say("price for 30 seats", "pricing_question")
    assert turn.trace.acts == ("lead", "answers_from_kb", "asks_slot:contact")
    talk.say("你好", "greet")
    assert talk.say("怎么导出数据", "data_export").trace.acts == ("answers_from_kb",)
    assert talk.say("a@b.example").trace.acts == ("lead",)
    assert session.scalars(select(Lead)).one().contact == "a@b.example"


def test_more_about_the_need_joins_the_lead(chat, session):
    talk = chat("qinglan")
    talk.say("企业版怎么收费", "pricing_question")
    turn = talk.say("我们大概60个账号", "talk_to_human", confidence=0.45)
    assert "lead" in turn.trace.acts
    assert session.scalars(select(Lead)).one().seats == 60


def test_a_price_question_without_is_only_answered(chat):
    turn = chat(None).say("多少钱", "pricing_question")
    assert turn.trace.acts == ("answers_from_kb",)
    assert turn.trace.lead is None


def test_a_noted_price_question_without_an_article_still_goes_to_sales(chat):
    turn = chat("northfold").say("quote for 30 seats", "pricing_question")
    assert turn.trace.acts == ("lead",)


@pytest.mark.parametrize("text", ["13812345678，叫我周姐就行", "it's Dana, +1 555 0137"])
def test_a_number_left_for_sales_is_no_wish_for_another_person(chat, text):
    talk = chat("northfold")
    talk.say("I'd like to talk to sales", "contact_sales")
    assert talk.say(text, "talk_to_human", confidence=0.96).trace.acts == ("lead",)


def test_who_is_to_be_connected_to_sales_becomes_a_lead(chat):
    turn = chat("northfold").say("connect me to your sales team, we want 300 seats", "contact_sales")
    assert turn.trace.acts == ("lead",)
