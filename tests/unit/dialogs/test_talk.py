"""Small talk, what is out of scope or not understood, two meanings, empty messages, languages."""

import itertools
from dataclasses import replace

import pytest

from nlu.types import IntentScore, Language


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("你好", "greet"),
        ("bye", "goodbye"),
        ("谢谢", "thank"),
        ("are you a robot", "bot_challenge"),
        ("yes", "affirm"),
        ("嗯", "?"),
        ("no no", "?"),
        ("算了", "?"),
        ("多谢啦", "?"),
    ],
)
def test_small_talk_is_answered_as_such(chat, text, intent):
    turn = chat("qinglan").say(text, intent)
    assert turn.trace.acts == ("smalltalk",)
    assert turn.trace.flow is None


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "???", "。。。", "！", "\u200b", "…"])
@pytest.mark.parametrize("before", [None, "refund"])
def test_a_message_without_words_gets_a_kind_prompt(chat, text, before):
    talk = chat("trio")
    if before:
        talk.say(before, "request_refund")
    turn = talk.say(text)
    assert "smalltalk" in turn.trace.acts
    assert ("asks_slot:order_id" in turn.trace.acts) == bool(before)


@pytest.mark.parametrize(
    "text",
    [
        "今天天气怎么样",
        "write me a poem",
        "<script>alert(1)</script>",
        "'; DROP TABLE orders;--",
        "a" * 100_000,
        "{tenant} {0} %s",
    ],
)
def test_what_is_out_of_scope_is_refused_kindly_without_a_handoff(chat, text):
    turn = chat("qinglan").say(text, "out_of_scope")
    assert "refuses_out_of_scope" in turn.trace.acts
    assert turn.handoff is None
    assert turn.replies[0].quick_replies
    assert turn.trace.article is None


def test_whoever_asks_for_poems_is_refused_each_time_in_other_words_and_gets_no_person_unasked(chat):
    talk = chat("northfold")
    turns = [talk.say("a poem please", "out_of_scope") for _ in range(4)]
    assert all(turn.trace.acts == ("refuses_out_of_scope",) for turn in turns)
    assert all(one.replies[0].text != two.replies[0].text for one, two in itertools.pairwise(turns))
    assert "handoff" in talk.say("yes please").trace.acts


def test_not_understood_twice_offers_a_person_plainly_and_a_third_time_brings_one(chat):
    talk = chat("northfold")
    first, second, third = talk.say("blub"), talk.say("blab"), talk.say("blib")
    assert first.trace.acts == second.trace.acts == ("refuses_out_of_scope", "clarifies")
    assert second.handoff is None
    assert "colleague" in second.replies[0].text or "person" in second.replies[0].text
    assert third.trace.acts == ("refuses_out_of_scope", "handoff", "ticket:talk_to_human")
    assert talk.say("blub").trace.acts == ("refuses_out_of_scope", "clarifies")


def test_something_understood_in_between_starts_the_count_again(chat):
    talk = chat("northfold")
    talk.say("blub")
    talk.say("blab")
    talk.say("hello", "greet")
    assert talk.say("blib").handoff is None


@pytest.mark.parametrize(
    ("choice", "act"),
    [
        ("查账单", "lookup:check_bill"),
        ("Check a bill", "lookup:check_bill"),
        ("第一个", "lookup:check_bill"),
        ("1", "lookup:check_bill"),
        ("第二个", "answers_from_kb"),
    ],
)
def test_two_close_meanings_are_named_and_the_choice_is_carried_out(chat, choice, act):
    talk = chat("qinglan")
    turn = talk.say("账单价格", "check_bill", second="pricing_question")
    assert turn.trace.acts == ("clarifies",)
    assert turn.replies[0].quick_replies[:2] == ("查账单", "问价格")
    assert talk.say(choice).trace.acts == (act,)


@pytest.mark.parametrize("neither", ["都不是", "Neither", "no"])
def test_neither_meaning_asks_to_say_it_again(chat, neither):
    talk = chat("qinglan")
    talk.say("账单", "check_bill", second="request_invoice")
    turn = talk.say(neither)
    assert turn.trace.acts == ("clarifies",)


@pytest.mark.parametrize("yes", ["对", "yes", "好的"])
def test_a_yes_to_a_choice_of_two_is_asked_which(chat, yes):
    talk = chat("qinglan")
    answered = talk.say("怎么导出数据", "data_export")
    assert answered.trace.acts == ("answers_from_kb",)
    asked = talk.say("账单价格", "check_bill", second="pricing_question")
    again = talk.say(yes)
    assert again.trace.acts == ("clarifies",)
    assert again.feedback is None
    assert again.replies[-1].quick_replies == asked.replies[-1].quick_replies
    assert talk.say("查账单").trace.acts == ("lookup:check_bill",)


@pytest.mark.parametrize("day", ["5月1日", "1 May"])
@pytest.mark.parametrize("intent", ["goodbye", "greet", "affirm"])
def test_a_day_alone_is_no_small_talk(chat, day, intent):
    turn = chat("qinglan").say(day, intent)
    assert "smalltalk" not in turn.trace.acts
    assert "clarifies" in turn.trace.acts


def test_a_month_alone_after_a_bill_asks_for_that_months(chat):
    talk = chat("qinglan")
    talk.say("账单", "check_bill")
    turn = talk.say("5月1日", "greet")  # there is no bill of May
    assert "not_found" in turn.trace.acts
    assert "asks_slot:invoice_id" in turn.trace.acts


def test_a_new_message_instead_of_a_choice_is_taken_for_itself(chat):
    talk = chat("qinglan")
    talk.say("账单", "check_bill", second="request_invoice")
    assert talk.say("怎么导出数据", "data_export").trace.acts == ("answers_from_kb",)


def test_two_meanings_with_the_same_article_need_no_choosing(chat):
    turn = chat("qinglan").say("密码登不上", "login_problem", second="reset_password")
    assert turn.trace.acts == ("answers_from_kb",)


@pytest.mark.parametrize(
    ("customer", "messages", "language"),
    [
        ("qinglan", [("LY20260428006", "order_status")], "zh"),
        ("northfold", [("LY20260503011", "order_status")], "en"),
        ("northfold", [("你好", "greet"), ("LY20260503011", "order_status")], "zh"),
        ("qinglan", [("where is my order", "order_status"), ("LY20260428006", "?")], "en"),
        ("qinglan", [("你好", "greet"), ("ok", "affirm")], "zh"),
        ("qinglan", [("你好", "greet"), ("how do I export?", "data_export")], "en"),
        ("northfold", [("hi", "greet"), ("怎么导出", "data_export")], "zh"),
        ("qinglan", [("😀", "?")], "zh"),
        (None, [("hello", "greet")], "en"),
    ],
)
def test_replies_keep_the_language_of_the_message_or_else_of_the_conversation(
    chat, customer, messages, language
):
    talk = chat(customer)
    for text, intent in messages:
        turn = talk.say(text, intent)
    assert turn.language == language
    has_han = any("\u3400" <= char <= "\u9fff" for char in turn.replies[0].text.replace("蓝云", ""))
    assert has_han == (language == "zh")


@pytest.mark.parametrize("page", ["en", "zh"])
@pytest.mark.parametrize("text", ["INV-202604", "+44 20 7946 0000", "🙂"])
def test_a_visitor_whose_first_words_have_no_language_is_answered_in_the_pages(chat, page, text):
    talk = chat(None)
    talk.language = Language(page)
    assert talk.say(text).language == page


def test_no_sentence_comes_twice_in_a_row(chat):
    talk = chat("trio")
    for text, intent in (
        [("hi", "greet")] * 3 + [("thanks", "thank")] * 3 + [("order status", "order_status")] * 3
    ):
        before = talk.turns[-1].replies[-1].text if talk.turns else ""
        assert talk.say(text, intent).replies[-1].text != before


@pytest.mark.parametrize(
    ("text", "guess", "confidence", "second", "act"),
    [
        ("我上个月买的席位想退了", "downgrade_plan", 0.48, None, "asks_slot:reason"),
        ("我想退掉LY20260428006这一单，买错了", "cancel_order", 0.8, None, "confirms"),
        ("最近那单生效了吗", "ticket_status", 0.4, "order_status", "lookup:order_status"),
        ("为什么我没有订单", "check_bill", 0.4, None, "asks_slot:order_id"),
        ("#3312 呢", "?", 0.9, None, "lookup:ticket_status"),
        ("LY20260428006", "?", 0.9, None, "lookup:order_status"),
        ("人少了", "talk_to_human", 0.45, None, "clarifies"),
        ("when is it due", "greet", 0.26, None, "refuses_out_of_scope"),
        ("还是进不去", "deny", 0.65, None, "refuses_out_of_scope"),
    ],
)
def test_a_wavering_guess_gives_way_to_what_is_named(chat, parse, text, guess, confidence, second, act):
    message = parse(text, guess, confidence, second)
    if guess in ("downgrade_plan", "cancel_order", "check_bill"):
        named = {"check_bill": "order_status"}.get(guess, "request_refund")
        message = replace(message, intent_ranking=(message.intent, IntentScore(named, 0.2)))
    assert act in chat("qinglan").send(message).trace.acts


def test_what_goes_on_is_the_trouble_told_before(chat):
    talk = chat("qinglan")
    talk.say("全公司都登不上", "outage")
    turn = talk.say("还是进不去", "deny", confidence=0.65)
    assert turn.trace.acts == ("ticket:outage",)
    assert turn.trace.ticket.joined


def test_who_has_no_order_number_at_hand_sees_the_list_again_and_is_not_counted(chat):
    talk = chat("trio")
    talk.say("refund", "request_refund")
    for text in ("I forgot the number", "单号忘了", "I don't know the order id"):
        assert talk.say(text, "delete_account", confidence=0.4).trace.acts == ("asks_slot:order_id",)
    assert talk.turns[-1].handoff is None


def test_every_turn_says_why(chat):
    talk = chat("trio")
    for text, intent in [
        ("refund", "request_refund"),
        ("the first one", "?"),
        ("by mistake", "?"),
        ("yes", "?"),
    ]:
        assert talk.say(text, intent).trace.reasons
    assert any("waits for a yes" in reason for reason in talk.turns[2].trace.reasons)
