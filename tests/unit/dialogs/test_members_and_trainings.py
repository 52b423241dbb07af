"""Invitations and trainings: people carry them out, so what was agreed to stands in a ticket."""

from dataclasses import replace

import pytest

from nlu.types import Entity
from tests.opened_tickets import opened_tickets

ADD, TRAIN = "add_member", "book_training"
NOON = "2026-05-20T14:00:00+08:00"


def test_address_and_role_are_asked_one_by_one(chat, session):
    talk = chat("bamboo")
    assert talk.say("加个同事", ADD).trace.acts == ("asks_slot:email",)
    turn = talk.say("王小明，wang@lvzhu.example")
    assert turn.trace.acts == ("asks_slot:role",)
    assert set(turn.replies[0].quick_replies) == {"管理员", "财务", "访客", "成员"}
    turn = talk.say("财务")
    assert turn.trace.acts == ("confirms",)
    assert all(fact in turn.replies[0].text for fact in ("王小明", "wang@lvzhu.example", "财务"))
    assert opened_tickets(session) == []
    assert talk.say("好").trace.acts == ("ticket:add_member", "done:add_member")
    assert opened_tickets(session) == [
        (ADD, ["邀请成员\nemail: wang@lvzhu.example\nname: 王小明\nrole: finance"])
    ]


@pytest.mark.parametrize(
    ("customer", "text", "slots"),
    [
        ("trio", "add Bob@X.example as admin", {"email": "bob@x.example", "role": "admin"}),
        (
            "trio",
            "invite ann@x.example, bob@x.example as guests",
            {"email": "ann@x.example, bob@x.example", "role": "guest"},
        ),
        (
            "bamboo",
            "请把李雷 li@x.example 加进来，普通成员",
            {"email": "li@x.example", "role": "member", "name": "李雷"},
        ),
    ],
)
def test_an_invitation_told_at_once_is_restated_at_once(chat, customer, text, slots):
    turn = chat(customer).say(text, ADD)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == slots


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("no, ann@x.example", "email", "ann@x.example"),
        ("not admin, finance", "role", "finance"),
        ("as a guest please", "role", "guest"),
    ],
)
def test_an_invitation_is_put_right_after_it_was_restated(chat, session, text, slot, value):
    talk = chat("trio")
    before = talk.say("add bob@x.example as admin", ADD).trace.slots
    turn = talk.say(text)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {**before, slot: value}
    assert opened_tickets(session) == []
    talk.say("yes")
    assert f"{slot}: {value}" in opened_tickets(session)[0][1][0]


def test_who_may_not_invite_is_told_so_and_offered_a_person(chat, session):
    talk = chat("harbor")
    turn = talk.say("add bob@x.example as admin", ADD)
    assert turn.trace.acts == ("abandons:add_member",)
    assert "your role is member" in turn.replies[0].text
    assert opened_tickets(session) == []
    assert "handoff" in talk.say("yes").trace.acts


def test_a_second_invitation_joins_the_open_ticket(chat, session):
    talk = chat("trio")
    for who in ("bob@x.example", "ann@x.example"):
        talk.say(f"invite {who} as finance", ADD)
        turn = talk.say("yes")
    assert "added ann@x.example" in turn.replies[0].text
    ((_, texts),) = opened_tickets(session)
    assert ["bob@x.example" in texts[0], "ann@x.example" in texts[1]] == [True, True]


def test_a_training_is_asked_for_one_by_one(chat, session):
    talk = chat("bamboo")
    turn = talk.say("约培训", TRAIN)
    assert turn.trace.acts == ("asks_slot:format",)
    assert turn.replies[0].quick_replies == ("公开课", "专场")
    assert talk.say("专场").trace.acts == ("asks_slot:topic",)
    assert talk.say("看板和自动化", "how_to").trace.acts == ("asks_slot:time",)
    turn = talk.say("5月20日下午2点")
    assert turn.trace.acts == ("confirms",)
    assert all(
        fact in turn.replies[0].text for fact in ("专场", "看板和自动化", "5 月 20 日", "bamboo@x.example")
    )
    assert opened_tickets(session) == []
    assert talk.say("对").trace.acts == ("ticket:book_training", "done:book_training")
    ((intent, (text,)),) = opened_tickets(session)
    assert intent == TRAIN
    assert {"format: private", "topic: 看板和自动化", f"time: {NOON}"} <= set(text.splitlines())


@pytest.mark.parametrize(
    ("customer", "text", "slots"),
    [
        (
            "bamboo",
            "约个公开课，讲讲报表，5月20日下午2点",
            {"format": "open", "topic": "报表", "time": NOON, "contact": "bamboo@x.example"},
        ),
        (
            "trio",
            "a private training for Ann Lee on 27 May, topic: reports",
            {
                "format": "private",
                "topic": "reports",
                "time": "2026-05-27",
                "name": "Ann Lee",
                "contact": "trio@x.example",
            },
        ),
        (
            "trio",
            "the Wednesday session, 20 May at 2pm, topic: boards, call +1 555 0100",
            {"format": "open", "topic": "boards", "time": NOON, "contact": "+15550100"},
        ),
    ],
)
def test_a_training_told_at_once_is_restated_at_once(chat, customer, text, slots):
    turn = chat(customer).say(text, TRAIN)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == slots


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("换一种", "format", "open"),
        ("不要专场，公开课吧", "format", "open"),
        ("改到5月27日", "time", "2026-05-27"),
        ("主题改成自动化", "topic", "自动化"),
        ("打我电话 13900139000", "contact", "13900139000"),
    ],
)
def test_a_training_is_put_right_after_it_was_restated(chat, session, text, slot, value):
    talk = chat("bamboo")
    before = talk.say("约专场，主题是报表，5月20日下午2点", TRAIN).trace
    assert before.acts == ("confirms",)
    turn = talk.say(text)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {**before.slots, slot: value}
    assert opened_tickets(session) == []


@pytest.mark.parametrize(
    ("customer", "say", "day", "why"),
    [
        ("bamboo", "约公开课，主题：报表", "5月1日", "已经过了"),
        ("trio", "open session, topic: reports", "1 May", "has passed"),
    ],
)
def test_a_day_that_has_passed_is_asked_again_with_the_reason(chat, customer, say, day, why):
    talk = chat(customer)
    assert talk.say(say, TRAIN).trace.acts == ("asks_slot:time",)
    turn = talk.say(day)
    assert turn.trace.acts == ("asks_slot:time",)
    assert why in turn.replies[0].text
    assert "time" not in turn.trace.slots


def test_free_has_no_trainings(chat, session):
    turn = chat("solo").say("约培训", TRAIN)
    assert turn.trace.acts == ("abandons:book_training",)
    assert "付费套餐" in turn.replies[0].text
    assert opened_tickets(session) == []


@pytest.mark.parametrize(
    ("customer", "intent", "says", "out"),
    [
        ("trio", ADD, ["add a colleague"], "never mind"),
        ("trio", ADD, ["add a colleague", "bob@x.example"], "forget it"),
        ("bamboo", ADD, ["邀请 li@x.example，管理员"], "先不邀请"),
        ("trio", TRAIN, ["book a training", "open"], "never mind"),
        ("bamboo", TRAIN, ["约公开课，主题：报表"], "算了"),
        ("bamboo", TRAIN, ["约公开课，主题：报表，5月27日"], "先不约"),
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
    ("intent", "text", "pending"),
    [
        (ADD, "加个同事", "asks_slot:email"),
        (ADD, "邀请 li@x.example，管理员", "confirms"),
        (TRAIN, "约培训", "asks_slot:format"),
        (TRAIN, "约公开课，主题：报表", "asks_slot:time"),
    ],
)
@pytest.mark.parametrize(
    ("aside", "meant", "act"),
    [
        ("怎么导出数据？", "data_export", "answers_from_kb"),
        ("上一单到哪了", "order_status", "lookup:order_status"),
    ],
)
def test_a_digression_is_dealt_with_and_the_question_comes_back(
    chat, intent, text, pending, aside, meant, act
):
    talk = chat("bamboo")
    before = talk.say(text, intent).trace
    turn = talk.say(aside, meant)
    assert turn.trace.acts == (act, pending)
    assert (turn.trace.flow, turn.trace.slots) == (before.flow, before.slots)


@pytest.mark.parametrize("intent", [ADD, TRAIN])
def test_a_visitor_is_asked_to_sign_in(chat, intent):
    assert chat(None).say("请帮我办", intent).trace.acts == ("asks_sign_in",)


@pytest.mark.parametrize(
    ("text", "value"), [("四点半吧", "2026-05-20T16:30:00+08:00"), ("27 May", "2026-05-27")]
)
def test_another_hour_is_one_of_the_day_that_was_told(chat, parse, text, value):
    talk = chat("bamboo")
    talk.say("约专场，主题是报表，5月20日下午2点", TRAIN)
    message = parse(text)
    if not message.entities:
        hour = Entity("time", 0, 3, "四点半", "2026-05-12T16:30:00+08:00")
        message = replace(message, entities=(hour,))
    assert talk.send(message).trace.slots["time"] == value
