"""The same again, curses, half sentences: what people in a hurry write, and would not like to hear twice."""

import pytest


@pytest.mark.parametrize("question", ["怎么导出数据", "how do I export my data?"])
def test_who_asks_the_same_again_does_not_read_the_same_again(chat, question):
    talk = chat("qinglan")
    first = talk.say(question, "data_export")
    again = talk.say(question, "data_export")
    third = talk.say(question, "data_export")
    assert first.trace.acts == ("answers_from_kb",)
    assert (again.trace.acts, third.trace.acts) == (("clarifies",), ("clarifies",))
    assert len({turn.replies[0].text for turn in (first, again, third)}) == 3


@pytest.mark.parametrize(
    ("trouble", "still"), [("密码不对", "密码还是不对"), ("password wrong", "password still wrong")]
)
def test_a_trouble_that_goes_on_was_not_helped(chat, trouble, still):
    talk = chat("northfold")
    talk.say(trouble, "reset_password")
    turn = talk.say(still, "reset_password")
    assert turn.trace.acts == ("clarifies",)
    assert turn.feedback.helpful is False


@pytest.mark.parametrize("said", ["没用", "that didn't work"])
def test_what_did_not_help_is_no_no_to_the_person_offered(chat, said):
    talk = chat("northfold")
    talk.say(said + "?", "how_to")
    assert talk.say(said, "deny").trace.acts == ("clarifies",)
    assert "handoff" in talk.say(said, "deny").trace.acts


@pytest.mark.parametrize("said", ["算了", "never mind"])
def test_who_leaves_an_answer_at_that_has_not_said_that_it_helped(chat, said):
    talk = chat("northfold")
    talk.say("how do I export?", "data_export")
    turn = talk.say(said, "deny")
    assert (turn.trace.acts, turn.feedback, turn.trace.flow) == (("smalltalk",), None, None)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("垃圾软件，导出按钮点了没反应", "data_export"),
        ("this is garbage, the export button does nothing", "data_export"),
        ("the calendar keeps freezing", "slow_performance"),
        ("有bug", "affirm"),
    ],
)
def test_what_does_not_work_is_a_problem_report(chat, text, understood):
    turn = chat("northfold").say(text, understood)
    assert turn.trace.acts in (("ticket:report_bug",), ("asks_slot:description",))


def test_a_question_how_to_do_it_is_none(chat):
    assert chat("northfold").say("how do I export?", "data_export").trace.acts == ("answers_from_kb",)


@pytest.mark.parametrize(("curse", "sorry"), [("垃圾软件", "抱歉"), ("fuck this", "orry")])
def test_a_curse_alone_is_met_with_an_apology_and_a_person_is_offered(chat, curse, sorry):
    turn = chat("northfold").say(curse)
    assert sorry in turn.replies[0].text
    assert turn.trace.ticket is None
    assert turn.replies[0].quick_replies


@pytest.mark.parametrize(
    "more", ["iOS", "on the dashboard", "快点修", "hurry up", "about the export", "又崩了"]
)
def test_more_about_a_trouble_goes_into_its_ticket(chat, more):
    talk = chat("northfold")
    first = talk.say("the export does nothing", "data_export")
    turn = talk.say(more, "affirm", confidence=0.5)
    assert turn.trace.acts == ("ticket:report_bug",)
    assert turn.trace.ticket.ticket_id == first.trace.ticket.ticket_id


@pytest.mark.parametrize("name", ["看板", "Board", "sorry, Business", "Android", "CRM"])
def test_a_bare_name_is_asked_about(chat, name):
    turn = chat("northfold").say(name, "report_bug")
    assert turn.trace.acts == ("clarifies",)
    assert turn.trace.ticket is None


def test_a_bare_name_while_something_else_is_asked_opens_no_ticket(chat):
    talk = chat("qinglan")
    talk.say("想约个培训", "book_training")
    assert talk.say("看板", "report_bug").trace.acts == ("asks_slot:format",)


def test_small_talk_is_never_offered_as_a_meaning(chat):
    turn = chat("northfold").say("with it", "affirm", second="thank")
    assert "Say yes" not in turn.replies[0].text + "".join(turn.replies[0].quick_replies)


def test_the_only_meaning_that_can_be_looked_up_is(chat):
    assert (
        chat("northfold").say("my bill", "affirm", second="check_bill").trace.acts[-1].endswith("check_bill")
    )


@pytest.mark.parametrize("text", ["are you a real person?", "你是真人吗", "am I talking to a bot"])
def test_who_asks_who_answers_is_told_and_not_passed_on(chat, text):
    assert chat("northfold").say(text, "talk_to_human").trace.acts == ("smalltalk",)


@pytest.mark.parametrize("text", ["get me a real person", "你是机器人吧，给我转人工"])
def test_who_asks_for_one_gets_one(chat, text):
    assert "handoff" in chat("northfold").say(text, "bot_challenge").trace.acts


@pytest.mark.parametrize(
    ("text", "intent"), [("hello??", "greet"), ("要等多久呢", "renewal_question"), ("快点啊", "?")]
)
def test_who_waits_for_a_person_hears_of_them(chat, text, intent):
    talk = chat("northfold")
    talk.say("human please", "talk_to_human")
    turn = talk.say(text, intent)
    assert turn.trace.acts == ("smalltalk",)
    assert turn.replies[0].text in (
        "I'm here. My colleagues have your conversation and will answer as soon as they can.",
        "我在。同事已经收到你的对话，会尽快在这里回复。",
    )


@pytest.mark.parametrize(
    ("text", "customer", "told"),
    [
        ("我是什么套餐", "qinglan", "商业版"),
        ("how many seats do I have?", "northfold", "3 seat"),
        ("when does my plan renew", "harbor", "1 August"),
        ("我的套餐什么时候到期", "bamboo", "8 月 1 日"),
    ],
)
def test_what_a_customer_has_is_told(chat, text, customer, told):
    turn = chat(customer).say(text, "renewal_question")
    assert turn.trace.acts == ("lookup:renewal_question",)
    assert told in turn.replies[0].text


def test_a_visitor_has_nothing_to_be_told_of(chat):
    assert "lookup:renewal_question" not in chat(None).say("what's my plan", "renewal_question").trace.acts


@pytest.mark.parametrize("text", ["商业版吧", "算了，商业版", "actually never mind, Business"])
def test_one_thing_in_place_of_another_leaves_nothing(chat, text):
    talk = chat("solo")
    talk.say("升级到团队版，按月付", "upgrade_plan")
    turn = talk.say(text, "downgrade_plan", confidence=0.6)
    assert (turn.trace.acts, turn.trace.slots["plan"]) == (("confirms",), "business")


@pytest.mark.parametrize("text", ["算了，下周再约", "never mind, maybe later"])
def test_what_is_put_off_is_left(chat, text):
    talk = chat("solo")
    talk.say("升级到团队版，按月付", "upgrade_plan")
    assert talk.say(text, "deny").trace.acts == ("abandons:upgrade_plan",)


def test_a_yes_in_its_own_words_comes_back_to_what_was_left(chat):
    talk = chat("qinglan")
    talk.say("取消 LY20260510019", "cancel_order")
    talk.say("先别", "deny")
    turn = talk.say("还是取消吧", "deny")
    assert turn.trace.acts == ("confirms",)
    assert turn.trace.slots["order_id"] == "LY20260510019"


def test_an_invoice_is_asked_for_while_it_is_asked_which_bill_to_look_up(chat):
    talk = chat("qinglan")
    assert talk.say("查一下1999年3月的账单", "check_bill").trace.flow == "check_bill"
    assert talk.say("给我开发票", "request_invoice").trace.flow == "request_invoice"


@pytest.mark.parametrize(("text", "said"), [("do you speak Chinese?", "Chinese"), ("会说英文吗", "英文")])
def test_both_languages_are_spoken(chat, text, said):
    assert said in chat("northfold").say(text, "bot_challenge").replies[0].text


def test_the_language_stays_where_only_an_address_comes(chat):
    talk = chat("qinglan")
    talk.say("加个人", "add_member")
    assert talk.say("zhang.wei@qinglan").language == "zh"
