"""Short messages go on about what was spoken of: a question, a plan, an order, what was left half way."""

from dataclasses import replace

import pytest

from escalation.crm.models import Order, RefundRequest


@pytest.mark.parametrize(
    ("first", "second"),
    [("how do I export data?", "and on the phone?"), ("怎么导出数据？", "那手机上呢？")],
)
def test_a_short_question_is_searched_with_the_one_before_it(chat, first, second):
    talk = chat("trio")
    assert talk.say(first, "data_export").trace.article.article == "export-data-5x"
    assert talk.say(second, "how_to").trace.article.article == "export-data-5x"


@pytest.mark.parametrize(
    ("first", "second"), [("导出数据", "那密码呢？"), ("export data", "and my password?")]
)
def test_a_short_question_that_has_its_own_answer_gets_that(chat, first, second):
    talk = chat("trio")
    talk.say(first, "data_export")
    turn = talk.say(f"{second} {'怎么重置' if '密码' in second else 'how do I reset it'}", "reset_password")
    assert turn.trace.article.article == "reset-password"


@pytest.mark.parametrize(
    ("first", "second", "meant"),
    [
        ("how do I export data?", "how long are refunds?", "refund-times"),
        ("怎么导出数据", "退款多久到账", "refund-times"),
        ("how do I export data?", "how long does it take?", "export-data-5x"),
        ("怎么导出数据", "它要多久", "export-data-5x"),
    ],
)
def test_how_long_is_a_question_of_its_own_where_that_finds_better(chat, first, second, meant):
    talk = chat("trio")
    find = talk.knowledge.search

    def search(query, **options):
        """Two questions in one are found worse than each of them."""
        result = find(query, **options)
        less = 5 if "refunds" in query or "退款" in query else 0
        hits = [replace(hit, score=hit.score - less * (query != second)) for hit in result.hits]
        return replace(result, hits=tuple(hits))

    talk.knowledge.search = search
    talk.say(first, "data_export")
    assert talk.say(second, "how_to").trace.article.article == meant


def test_how_long_an_old_version_goes_on_is_a_question_of_its_own(chat):
    talk = chat("trio")
    talk.say("怎么导出数据", "data_export")
    assert talk.say("旧版本4.8还能用多久", "how_to").trace.article.article == "refund-times"


def test_a_short_question_with_nothing_before_it_is_not_known(chat):
    turn = chat("trio").say("and on the phone?", "how_to")
    assert turn.trace.acts == ("clarifies",)
    assert turn.trace.article is None


def test_a_long_question_stands_by_itself(chat):
    talk = chat("trio")
    talk.say("how do I export data?", "data_export")
    text = "and what would you say are the colours that it can be painted in by all of us?"
    assert talk.say(text, "how_to").trace.article is None


@pytest.mark.parametrize(
    ("customer", "asked", "wish", "slots"),
    [
        ("northfold", "how much is Business?", "upgrade me to that one", {"plan": "business"}),
        ("northfold", "what does the CRM add-on cost?", "I'll take that, add it", {"addon": "crm"}),
        ("solo", "团队版多少钱？", "那就升级到这个", {"plan": "team"}),
    ],
)
def test_that_one_is_the_plan_or_add_on_spoken_of(chat, customer, asked, wish, slots):
    talk = chat(customer)
    talk.say(asked, "pricing_question")
    turn = talk.say(wish, "upgrade_plan")
    assert turn.trace.flow == "upgrade_plan"
    assert turn.trace.slots == slots


def test_the_plan_spoken_of_last_is_the_one_meant(chat):
    talk = chat("solo")
    talk.say("how much is Business?", "pricing_question")
    talk.say("and Team?", "pricing_question")
    assert talk.say("upgrade to that one", "upgrade_plan").trace.slots["plan"] == "team"


@pytest.mark.parametrize(
    ("customer", "asked", "wish", "order_id"),
    [
        ("bamboo", "LY20260511031 到哪了", "取消它", "LY20260511031"),
        ("harbor", "where is LY20260507033?", "then cancel it", "LY20260507033"),
        ("harbor", "where is LY20260508034?", "ok cancel that one", "LY20260508034"),
    ],
)
def test_cancel_it_means_the_order_looked_up(chat, session, customer, asked, wish, order_id):
    talk = chat(customer)
    talk.say(asked, "order_status")
    turn = talk.say(wish)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {"order_id": order_id}
    assert session.get(Order, ("lanyun", order_id)).status == "pending_payment"
    talk.say("yes")
    assert session.get(Order, ("lanyun", order_id)).status == "cancelled"


def test_cancel_it_with_nothing_spoken_of_starts_nothing(chat):
    assert chat("bamboo").say("取消它").trace.flow is None


@pytest.mark.parametrize(
    ("customer", "asked", "intent", "text", "found"),
    [
        ("harbor", "where is LY20260507033?", "order_status", "not that one, the other one", "LY20260508034"),
        ("bamboo", "LY20260511031 到哪了", "order_status", "不是这个，另一个", "LY20260509032"),
        ("trio", "bill INV-2026031", "check_bill", "the other one", "INV-2026042"),
        ("bamboo", "INV-202605 付了吗", "check_bill", "另一张", "INV-202603"),
        ("trio", "ticket #3310", "ticket_status", "no, the other one", "#3311"),
    ],
)
def test_the_other_one_after_a_look_up_is_looked_up(chat, customer, asked, intent, text, found):
    talk = chat(customer)
    talk.say(asked, intent)
    turn = talk.say(text)
    assert turn.trace.acts == (f"lookup:{intent}",)
    assert found in turn.trace.slots.values()


@pytest.mark.parametrize(
    ("customer", "asked", "wish", "intent", "flow"),
    [
        ("trio", "status of LY20260505021", "refund it please", "request_refund", "request_refund"),
        ("bamboo", "LY20260511031 到哪了", "改一下它", "change_order", "change_order"),
    ],
)
def test_the_order_looked_up_is_what_the_next_wish_is_about(chat, customer, asked, wish, intent, flow):
    talk = chat(customer)
    (order_id,) = talk.say(asked, "order_status").trace.slots.values()
    turn = talk.say(wish, intent)
    assert (turn.trace.flow, turn.trace.slots["order_id"]) == (flow, order_id)


@pytest.mark.parametrize("back", ["ok, back to the refund", "let's continue", "pick up where we left"])
@pytest.mark.parametrize("between", [None, ("how do I export data?", "data_export")])
def test_what_was_left_is_gone_on_with_where_it_was(chat, session, back, between):
    talk = chat("trio")
    talk.say("refund LY20260506022, by mistake", "request_refund")
    talk.say("never mind")
    if between:
        talk.say(*between)
    turn = talk.say(back)
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots == {"order_id": "LY20260506022", "reason": "by mistake"}
    talk.say("yes")
    assert session.get(RefundRequest, ("lanyun", "LY20260506022"))


@pytest.mark.parametrize("back", ["接着办", "还是接着办刚才那个", "继续吧", "回到刚才的订单"])
def test_what_was_left_is_gone_on_with_in_chinese(chat, back):
    talk = chat("bamboo")
    talk.say("改一下 LY20260511031", "change_order")
    talk.say("算了")
    turn = talk.say(back)
    assert turn.trace.acts == ("asks_slot:seats",)
    assert turn.trace.slots == {"order_id": "LY20260511031"}


def test_the_wish_said_again_as_a_return_keeps_what_was_filled_in(chat):
    talk = chat("trio")
    talk.say("refund LY20260506022, by mistake", "request_refund")
    talk.say("never mind")
    assert talk.say("I want the refund after all", "request_refund").trace.acts == ("confirms",)


def test_the_wish_said_anew_begins_anew(chat):
    talk = chat("trio")
    talk.say("refund LY20260506022, by mistake", "request_refund")
    talk.say("never mind")
    assert talk.say("I want a refund", "request_refund").trace.slots == {}


def test_of_two_left_the_last_is_gone_on_with(chat):
    talk = chat("bamboo")
    talk.say("取消 LY20260511031", "cancel_order")
    talk.say("算了")
    talk.say("邀请 li@x.example", "add_member")
    talk.say("算了")
    assert talk.say("接着办").trace.flow == "add_member"


def test_what_is_done_cannot_be_gone_on_with(chat):
    talk = chat("bamboo")
    talk.say("取消 LY20260511031", "cancel_order")
    talk.say("对")
    assert talk.say("接着办").trace.flow is None
