import pytest

from escalation.routing.priority import determine_priority
from escalation.routing.urgency import Reading

NEAREST = ("nobody can log in", "I cannot log in", "the icon is crooked", "how do I log in")


def reading(*scores):
    return Reading(scores, NEAREST)


@pytest.mark.parametrize(
    ("intent", "text", "plan", "entities", "level"),
    [
        ("outage", "nobody can log in", None, {}, "P0"),
        ("report_bug", "图标有点歪", None, {}, "P2"),
        ("report_bug", "我们的数据全没了，紧急", None, {}, "P0"),
        ("report_bug", "we are blocked, deadline today", "enterprise", {}, "P0"),
        ("report_bug", "export fails", None, {"error_code": "502"}, "P1"),
        ("report_bug", "export fails", None, {"error_code": "E1042"}, "P2"),
        ("report_bug", "the icon is crooked, not urgent", None, {}, "P2"),
        ("report_bug", "不紧急，图标歪了", None, {}, "P2"),
        ("talk_to_human", "人工", None, {}, "P2"),
        ("feature_request", "dark mode please", None, {}, "P3"),
        ("outage", "URGENT production down", "enterprise", {}, "P0"),
    ],
)
def test_the_level_follows_intent_wording_and_plan(intent, text, plan, entities, level):
    assert determine_priority(intent, text, plan=plan, entities=entities).level == level


@pytest.mark.parametrize(
    "text",
    [
        "hi, just to let you know none of our 200 people can log in",
        "你好，跟你们说一声，我们200个人没有一个登得上",
        "we've been hacked, someone is downloading our customer list",
        "有人正在批量导出我们的客户名单",
        "all of our boards have vanished",
        "看板里的数据全没了",
        "our customers can't pay, the checkout fails",
        "顾客付款全部失败，一笔都没成功",
        'all users report "service unavailable"',
    ],
)
def test_a_catastrophe_is_p0_whatever_the_intent_and_the_tone(text):
    priority = determine_priority("how_to", text)
    assert priority.level == "P0", priority.reason.en


@pytest.mark.parametrize(
    "text",
    [
        "do you have an SLA for outages?",
        "宕机的话你们有赔偿吗",
        "what should we do in case nobody can log in one day?",
        "万一哪天所有人都登不上，我们该怎么办？",
        "Good news, the problem from this morning is solved, everyone's back in",
        "已经恢复了，大家都能用了",
        "was there an outage last year?",
        "去年你们停过四个小时",
        "is slack down for the whole office?",
        "钉钉又崩了",
    ],
)
def test_an_outage_that_is_over_feared_asked_about_or_anothers_is_none(text):
    assert determine_priority("outage", text).level == "P3"


def test_words_in_quotation_marks_may_be_a_mere_name():
    assert determine_priority("report_bug", 'my report "everything is down" has no chart').level == "P2"


@pytest.mark.parametrize("text", ["worst support ever, you are thieves", "你们这客服真是烂透了"])
def test_fury_is_p1(text):
    priority = determine_priority("how_to", text)
    assert priority.level == "P1"
    assert "angry" in priority.reason.en


@pytest.mark.parametrize(
    ("text", "scores", "level"),
    [
        ("the till is silent", (0.9, -0.5, -0.8, -0.9), "P0"),
        ("the till is silent", (-0.8, 0.7, -0.5, -0.9), "P1"),
        ("the till is silent", (-0.9, -0.8, 0.9, -0.5), "P2"),
        ("how does the till work", (-0.9, -0.8, -0.4, 0.9), "P3"),
        ("it was our own router, never mind", (0.1, -0.9, -0.9, -0.1), "P3"),
        ("colleagues are fine, it's just me", (0.2, 0.1, -0.9, -0.9), "P1"),
        ("none of our shops can log in", (-0.4, 0.3, -0.5, -0.9), "P0"),
    ],
)
def test_what_the_text_reads_like_decides_and_its_words_move_it(text, scores, level):
    priority = determine_priority("how_to", text, confidence=0.5, reading=reading(*scores))
    assert priority.level == level
    assert f'reads like "{NEAREST[int(level[1])]}"' in priority.reasons[0].en


@pytest.mark.parametrize(
    ("text", "scores", "level"),
    [
        ("the filter is wrong", (-0.9, -0.8, 0.9, -0.8), "P1"),
        ("I am locked out", (-0.5, 0.9, -0.8, -0.9), "P0"),
        ("where is the filter", (-0.9, -0.8, -0.8, 0.9), "P2"),
        ("do you promise an answer by law", (-0.9, 0.5, -0.8, 0.2), "P1"),
    ],
)
def test_enterprise_raises_by_one_but_a_question_never_to_p0(text, scores, level):
    assert determine_priority("", text, plan="enterprise", reading=reading(*scores)).level == level


def test_an_intent_that_is_not_sure_says_nothing():
    assert determine_priority("outage", "a thing", confidence=0.3).level == "P3"


def test_the_reasons_name_what_raised_it():
    priority = determine_priority("report_bug", "this is urgent", plan="enterprise")
    assert [one.en for one in priority.reasons] == [
        "P2: report_bug, one thing behaves wrongly",
        'raised: says "urgent"',
        "raised: Enterprise plan",
    ]
    assert priority.reason.zh == "P2：意图 report_bug，有一处不正常；调高：说了“urgent”；调高：企业版套餐"


@pytest.mark.parametrize("intent", ["outage", "complaint", "privacy_request", "report_bug", "how_to"])
@pytest.mark.parametrize(
    "text",
    ["nobody can log in", "you thieves", "all our data is gone", "was there an outage last year?", "502"],
)
def test_every_reason_is_told_in_both_languages(intent, text):
    for read in (None, reading(0.9, -0.5, -0.5, -0.5), reading(-0.9, -0.5, -0.5, 0.9)):
        for one in determine_priority(intent, text, plan="enterprise", reading=read).reasons:
            assert any("\u4e00" <= character <= "\u9fff" for character in one.zh), one
            assert not any("\u4e00" <= character <= "\u9fff" for character in one.en), one


@pytest.mark.parametrize("text", ["", "   ", "?", "\u200b", '"', "。。。", "a, " * 100_000])
def test_any_text_gets_a_level(text):
    assert determine_priority("out_of_scope", text).level == "P3"
