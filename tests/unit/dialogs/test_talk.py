"""Small talk, what is out of scope or not understood, two meanings, empty messages, languages."""

import itertools

import pytest


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
    assert turn.trace.acts == ("refuses_out_of_scope",)
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
    assert first.trace.acts == second.trace.acts == ("refuses_out_of_scope",)
    assert second.handoff is None
    assert "colleague" in second.replies[0].text or "person" in second.replies[0].text
    assert third.trace.acts == ("refuses_out_of_scope", "handoff", "ticket:talk_to_human")
    assert talk.say("blub").trace.acts == ("refuses_out_of_scope",)


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


def test_no_sentence_comes_twice_in_a_row(chat):
    talk = chat("trio")
    for text, intent in (
        [("hi", "greet")] * 3 + [("thanks", "thank")] * 3 + [("order status", "order_status")] * 3
    ):
        before = talk.turns[-1].replies[-1].text if talk.turns else ""
        assert talk.say(text, intent).replies[-1].text != before


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
