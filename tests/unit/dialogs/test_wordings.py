"""Short answers in both languages, references to orders, months, reasons: pure functions over text."""

import time
from dataclasses import replace
from datetime import date

import pytest

from dialogs import lexicon
from dialogs.flow.reasons import find_reason, find_stated_reason
from dialogs.reading import Reading, choose_language
from dialogs.references import BILL, ORDER, TICKET, Candidate, named_periods, resolve
from nlu.types import Entity, RoleReason

NOT_OVER = [
    "还是不行",
    "没好",
    "還是不行",
    "看板还是报 500",
    "依旧白屏",
    "又报错了",
    "没解决",
    "问题又出现了",
    "同样的错误",
    "不行，还是老样子",
    "It still does not work",
    "no, still broken",
    "I still can't save",
    "still getting error 500",
    "it happens again",
    "it's not fixed",
    "the problem is back",
    "It didn't help",
]
OVER_OR_ELSE = [
    "谢谢，好了",
    "没有再出现",
    "没有又报错",
    "还是不用了",
    "还是算了",
    "我还有一个问题",
    "还没用过自动化",
    "有没有解决办法",
    "还是用微信支付吧",
    "thanks, it is fixed",
    "it works again",
    "it hasn't happened again",
    "it has not happened again, thanks",
    "how do I do it again",
    "I still don't know which plan to take",
    "are you still there",
    "still thinking",
    "same plan please",
]
YES = [
    "嗯",
    "对的",
    "yep",
    "是的，退吧",
    "就这个",
    "OK",
    "可以的",
    "没错，就是这个",
    "没错",
    "沒錯",
    "不错",
    "確認",
    "yes please",
    "that's right",
    "go ahead",
    "👍",
    "确认退款",
    "行吧",
    "好的谢谢",
    "Yes, that helped",
    "要",
    "确认要退款",
    "I'm sure",
    "no problem",
    "是这单",
]
NO = [
    "不",
    "不用了",
    "no no",
    "nope",
    "not now",
    "没有",
    "不对",
    "👎",
    "I'm good",
    "not really",
    "no thanks",
    "不用，谢谢",
    "沒有",
]
NEITHER = [
    "可以退吗",
    "要不要",
    "yes but how",
    "不知道怎么用",
    "no idea what to do",
    "退款",
    "okay computer is an album",
    "好难用",
    "对不起",
    "行不行",
]


@pytest.mark.parametrize("text", YES)
def test_yes(text):
    assert lexicon.is_all("yes", text)
    assert not lexicon.is_all("no", text)


@pytest.mark.parametrize("text", NO)
def test_no(text):
    assert lexicon.is_all("no", text)
    assert not lexicon.is_all("yes", text)


@pytest.mark.parametrize("text", NEITHER)
def test_neither_yes_nor_no(text):
    assert not lexicon.is_all("yes", text)
    assert not lexicon.is_all("no", text)


@pytest.mark.parametrize(
    ("text", "concept", "holds"),
    [
        ("算了", "leave", True),
        ("算了一下账，多买了", "leave", False),
        ("cancel", "leave", True),
        ("cancel my subscription", "leave", False),
        ("我不退了", "leave", True),
        ("不开了", "leave", True),
        ("看板打不开了，一直转圈", "leave", False),
        ("附件点不开了", "leave", False),
        ("转个不停了", "leave", False),
        ("取消订单", "leave", False),
        ("转人工", "human", True),
        ("我要投诉你们的人工客服", "human", False),
        ("how do I transfer a board to another person", "human", False),
        ("can two people share a login", "human", False),
        ("representative", "human", True),
        ("不知道怎么用", "question", False),
        ("怎么用", "question", True),
        ("怎么都连不上", "question", False),
        ("how long does it take", "question", True),
        ("it is what it is", "question", False),
        ("不是这个", "wrong", True),
        ("买错了", "wrong", False),
        ("幫我轉人工", "human", True),
        ("我不退費了", "leave", True),
    ],
)
def test_concepts(text, concept, holds):
    assert lexicon.says(concept, lexicon.plain(text)) is holds


HOSTILE = [
    "a",
    "嗯",
    "是的",
    "好的谢谢",
    "no ",
    "ok thanks ",
    "yes please ",
    "LY",
    "LY1-",
    "，",
    "有个",
    "i have a bug ",
    "谢",
    "1,",
    "先",
    "#",
    "\u0301",
    "怎么",
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("length", [39, 2_000, 100_000])
def test_no_message_makes_the_patterns_explode(parse, unit, length):
    text = (unit * length)[: length - 1] + "x"
    message = parse("x")
    message = replace(message, text=text)
    start = time.thread_time()
    reading = Reading(message)
    for signal in vars(Reading):
        getattr(reading, signal)
    choose_language(message, before=None, default=None)
    resolve(text, (), ORDERS, ORDER, asked=True, today=date(2026, 5, 12))
    resolve(text, (), ORDERS, TICKET, asked=True, today=date(2026, 5, 12))
    named_periods(text, (), date(2026, 5, 12))
    find_reason(text)
    assert time.thread_time() - start < 0.5


ORDERS = [
    Candidate(
        "LY20260510019",
        ("data warehouse", "warehouse", "数据仓库"),
        "6000 CNY",
        None,
        False,
        date(2026, 5, 10),
    ),
    Candidate("LY20260428006", ("seat", "席位", "账号"), "2400 CNY", 8, True, date(2026, 4, 28)),
]
DW, SEATS = "LY20260510019", "LY20260428006"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("LY20260428006", (SEATS,)),
        ("ly-2026-0428-006", (SEATS,)),
        ("那个2400的", (SEATS,)),
        ("¥6,000的", (DW,)),
        ("the Data Warehouse one", (DW,)),
        ("8个席位那单", (SEATS,)),
        ("最近那单", (DW,)),
        ("最早的", (SEATS,)),
        ("没付款的", (DW,)),
        ("第二个", (SEATS,)),
        ("the first one", (DW,)),
        ("尾号006", (SEATS,)),
        ("019的那个", (DW,)),
        ("另一单", (SEATS,)),
        ("不是这个", (SEATS,)),
        ("not LY20260510019, LY20260428006", (SEATS,)),
        ("这单", (DW,)),
        ("refund it", (DW,)),
        ("我要退款", ()),
        ("20个账号", ()),
    ],
)
def test_an_order_by_any_name(parse, text, ids):
    message = parse(text)
    found = resolve(text, message.entities, ORDERS, ORDER, listed=[DW, SEATS], current=DW, asked=True)
    assert found.ids == ids


def test_of_two_numbers_the_one_that_is_there_now_points_at_the_order():
    change = (
        Entity("seats", 4, 11, "8 seats", "8", "from", RoleReason.change),
        Entity("seats", 15, 22, "6 seats", "6", "to", RoleReason.change),
    )
    orders = [replace(ORDERS[0], seats=6), ORDERS[1]]
    assert resolve("make 8 seats to 6 seats", change, orders, ORDER).ids == (SEATS,)


def test_what_is_not_meant_points_at_nothing():
    named = (
        Entity("order_id", 0, 13, DW, DW, "from", RoleReason.contrast),
        Entity("order_id", 18, 31, SEATS, SEATS, "to", RoleReason.contrast),
    )
    assert resolve(f"not {DW} but {SEATS}", named, ORDERS, ORDER).ids == (SEATS,)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("LY123", "LY123"),
        ("LY20260503011", "LY20260503011"),
        ("20260101001", "20260101001"),
        ("LY-abc1", "LYABC1"),
    ],
)
def test_what_is_no_order_of_theirs_is_unknown(parse, text, unknown):
    found = resolve(text, parse(text).entities, ORDERS, ORDER, asked=True)
    assert (found.ids, found.unknown) == ((), unknown)


@pytest.mark.parametrize(
    ("text", "unknown"), [("工单 9999 呢", "#9999"), ("ticket 12", "#12"), ("#7", "#7"), ("T-abc", "#ABC")]
)
def test_tickets_are_called_many_ways(text, unknown):
    assert resolve(text, (), [Candidate("#3312")], TICKET).unknown == unknown


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("4月的账单", ("2026-04",)),
        ("四月账单", ("2026-04",)),
        ("十二月", ("2025-12",)),
        ("2025年11月", ("2025-11",)),
        ("上个月", ("2026-04",)),
        ("this month's bill", ("2026-05",)),
        ("April", ("2026-04",)),
        ("the bill of Dec 2024", ("2024-12",)),
        ("2026-03", ("2026-03",)),
        ("我的账单", ()),
        ("may I see my bill", ()),
    ],
)
def test_months(text, months):
    assert named_periods(text, (), date(2026, 5, 12)) == months


def test_a_month_to_come_without_its_year_is_last_years():
    def month(raw):
        return named_periods(
            raw, (Entity("time", 0, len(raw), raw, "2027-04-01/2027-04-30"),), date(2026, 5, 12)
        )

    assert month("April") == ("2026-04",)
    assert month("April 2027") == ("2027-04",)


def test_a_month_names_a_bill():
    bills = [Candidate("INV-202604", period="2026-04"), Candidate("INV-202603", period="2026-03")]
    assert resolve("三月的", (), bills, BILL, today=date(2026, 5, 12)).ids == ("INV-202603",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("我要退LY20260428006，买错了", "买错了"),
        ("退款，因为团队缩编了", "团队缩编了"),
        ("想退款，席位买多了，用不上", "席位买多了"),
        ("refund LY20260428006 because it's too slow for us", "it's too slow for us"),
        ("I'd like my money back, we don't need it", "we don't need it"),
        ("refund my order, charged twice", "charged twice"),
        ("我要退款", None),
        ("I want a refund for LY20260428006", None),
    ],
)
def test_a_reason_is_found_where_one_is_given(text, reason):
    assert find_reason(text) == reason


def test_only_a_stated_reason_counts_as_a_correction():
    assert find_stated_reason("原因改成重复购买") == "重复购买"
    assert find_stated_reason("the reason is: we moved") == "we moved"
    assert find_stated_reason("不用了") is None


@pytest.mark.parametrize("text", NOT_OVER)
def test_a_trouble_that_is_not_over_is_told_in_many_words(text):
    assert lexicon.says("not_over", lexicon.plain(text))


@pytest.mark.parametrize("text", OVER_OR_ELSE)
def test_what_is_over_or_is_something_else_is_not_taken_for_it(text):
    assert not lexicon.says("not_over", lexicon.plain(text))


def test_still_is_no_choice_of_two():
    assert not lexicon.says("question", lexicon.plain("还是不行，看板还是报错"))
    assert lexicon.says("question", lexicon.plain("是按月还是按年"))
