"""Which of two values is the old and which the new. Tuesday 12 May 2026, 15:00 is now."""

import pytest

from nlu.types import RoleReason

PAIRS = [
    ("旧版4.8，新版5.2", "product_version", [("4.8", "from"), ("5.2", "to")]),
    ("从企业版换到团队版", "plan", [("enterprise", "from"), ("team", "to")]),
    ("from Business to Team", "plan", [("business", "from"), ("team", "to")]),
    ("upgrade us to Business from Team", "plan", [("business", "to"), ("team", "from")]),
    ("升级到企业版，原来是团队版", "plan", [("enterprise", "to"), ("team", "from")]),
    ("Team -> Business", "plan", [("team", "from"), ("business", "to")]),
    ("not Team but Business please", "plan", [("team", "from"), ("business", "to")]),
    ("不是团队版，是企业版", "plan", [("team", "from"), ("enterprise", "to")]),
    ("把 25 席改成 30 席", "seats", [("25", "from"), ("30", "to")]),
    ("make it 25 seats rather than 20", "seats", [("25", "to"), ("20", "from")]),
    ("30 seats instead of 50.", "seats", [("30", "to"), ("50", "from")]),
    ("订单人数写错了，是18个不是81个", "seats", [("18", "to"), ("81", "from")]),
    ("席位要25个而不是20个", "seats", [("25", "to"), ("20", "from")]),
    ("move the training from Monday to Thursday", "time", [("2026-05-18", "from"), ("2026-05-21", "to")]),
    ("move our session from Friday to Wednesday", "time", [("2026-05-15", "from"), ("2026-05-13", "to")]),
    ("把周一的培训挪到周四", "time", [("2026-05-18", "from"), ("2026-05-21", "to")]),
    ("培训从5月18号改到5月20号", "time", [("2026-05-18", "from"), ("2026-05-20", "to")]),
    (
        "change the mail from a@x.example to b@y.example",
        "email",
        [("a@x.example", "from"), ("b@y.example", "to")],
    ),
    ("replace a@x.example with b@y.example", "email", [("a@x.example", "from"), ("b@y.example", "to")]),
    ("把邮箱 a@x.example 换成 b@y.example", "email", [("a@x.example", "from"), ("b@y.example", "to")]),
    ("change seats from 20 to 30", "seats", [("20", "from"), ("30", "to")]),
    ("change the seat count from 20 to 30 please", "seats", [("20", "from"), ("30", "to")]),
    ("reduce seats from 30 to 20", "seats", [("30", "from"), ("20", "to")]),
    ("increase our licences from twenty-five to forty", "seats", [("25", "from"), ("40", "to")]),
    ("that takes us from 40 to 65 seats", "seats", [("40", "from"), ("65", "to")]),
    ("change 20 seats to 30", "seats", [("20", "from"), ("30", "to")]),
    ("not 20, 30 seats", "seats", [("20", "from"), ("30", "to")]),
    ("we have 20 seats and need thirty more", "seats", [("20", "from"), ("30", "to")]),
    ("I ordered three seats but need four", "seats", [("3", "from"), ("4", "to")]),
    ("席位从20改成30", "seats", [("20", "from"), ("30", "to")]),
    ("席位由20变为30", "seats", [("20", "from"), ("30", "to")]),
    ("用户数从20调到30", "seats", [("20", "from"), ("30", "to")]),
    ("席位從二十改成三十", "seats", [("20", "from"), ("30", "to")]),
    ("从18到26个席位", "seats", [("18", "from"), ("26", "to")]),
    ("不是20个，是30个席位", "seats", [("20", "from"), ("30", "to")]),
    ("原来20个席位，现在要30个", "seats", [("20", "from"), ("30", "to")]),
    ("从5.1升级到5.2之后", "product_version", [("5.1", "from"), ("5.2", "to")]),
    ("版本从4.8升到5.2", "product_version", [("4.8", "from"), ("5.2", "to")]),
    ("从4.8升到v5.2", "product_version", [("4.8", "from"), ("5.2", "to")]),
    ("4.8升5.2", "product_version", [("4.8", "from"), ("5.2", "to")]),
    ("由5.1更新至5.2", "product_version", [("5.1", "from"), ("5.2", "to")]),
    (
        "Not order LY20260501001, I meant LY20260501002",
        "order_id",
        [("LY20260501001", "from"), ("LY20260501002", "to")],
    ),
    (
        "不是订单LY20260501001，是LY20260501002",
        "order_id",
        [("LY20260501001", "from"), ("LY20260501002", "to")],
    ),
    ("发票INV-202603应该是INV-202604", "invoice_id", [("INV-202603", "from"), ("INV-202604", "to")]),
    ("INV-202603 should be INV-202604", "invoice_id", [("INV-202603", "from"), ("INV-202604", "to")]),
    (
        "把所有者从a@x.example转给b@y.example",
        "email",
        [("a@x.example", "from"), ("b@y.example", "to")],
    ),
    (
        "switch from the Automation add-on to the CRM add-on",
        "addon",
        [("automation", "from"), ("crm", "to")],
    ),
    (
        "I meant the dashboard, not the calendar",
        "product_module",
        [("dashboard", "to"), ("calendar", "from")],
    ),
    ("我要的是看板，不是日历", "product_module", [("board", "to"), ("calendar", "from")]),
    ("300 instead of 200 dollars", "money", [("300 USD", "to"), ("200 USD", "from")]),
    ("退300元而不是200元", "money", [("300 CNY", "to"), ("200 CNY", "from")]),
    ("我们有9个席位，想要30个", "seats", [("9", "from"), ("30", "to")]),
    ("我们公司20个席位，准备加到30个", "seats", [("20", "from"), ("30", "to")]),
    ("现在有20个席位，想扩到30", "seats", [("20", "from"), ("30", "to")]),
    ("缩减席位，从三十个到二十个", "seats", [("30", "from"), ("20", "to")]),
    ("currently have 20 seats, want to go to 30", "seats", [("20", "from"), ("30", "to")]),
    ("we've got 20 seats, would like 30", "seats", [("20", "from"), ("30", "to")]),
    ("现在用团队版，想升企业版", "plan", [("team", "from"), ("enterprise", "to")]),
    ("目前是团队版，打算升级为企业版", "plan", [("team", "from"), ("enterprise", "to")]),
    ("我们用的是团队版。下个月想换成商业版", "plan", [("team", "from"), ("business", "to")]),
    ("想要企业版，现在是团队版", "plan", [("enterprise", "to"), ("team", "from")]),
    ("换Business，原来是Team", "plan", [("business", "to"), ("team", "from")]),
    ("we have Team and want to go to Business", "plan", [("team", "from"), ("business", "to")]),
    ("We're on Team. We'd like to upgrade to Business", "plan", [("team", "from"), ("business", "to")]),
    ("currently on Team, want Business", "plan", [("team", "from"), ("business", "to")]),
    ("we want Business, we're on Team", "plan", [("business", "to"), ("team", "from")]),
    ("Team to Enterprise", "plan", [("team", "from"), ("enterprise", "to")]),
    ("go from Enterprise back down to Team", "plan", [("enterprise", "from"), ("team", "to")]),
    ("旧邮箱a@x.example，新邮箱b@y.example", "email", [("a@x.example", "from"), ("b@y.example", "to")]),
    ("新邮箱：b@y.example\n旧邮箱：a@x.example", "email", [("b@y.example", "to"), ("a@x.example", "from")]),
    ("老邮箱是a@x.example，换成新的b@y.example", "email", [("a@x.example", "from"), ("b@y.example", "to")]),
    (
        "new email is b@y.example, old one a@x.example",
        "email",
        [("b@y.example", "to"), ("a@x.example", "from")],
    ),
    (
        "旧手机号13812345678，新手机号13987654321",
        "phone",
        [("+8613812345678", "from"), ("+8613987654321", "to")],
    ),
    (
        "old order LY20260501001, new order LY20260501002",
        "order_id",
        [("LY20260501001", "from"), ("LY20260501002", "to")],
    ),
    (
        "原订单号是LY20260501001，应该是LY20260501002",
        "order_id",
        [("LY20260501001", "from"), ("LY20260501002", "to")],
    ),
    ("原抬头是云岭科技，新抬头是星野互动", "company", [("云岭科技", "from"), ("星野互动", "to")]),
    ("金额300元写错了，应该是500元", "money", [("300 CNY", "from"), ("500 CNY", "to")]),
    ("it says $300 but should be $500", "money", [("300 USD", "from"), ("500 USD", "to")]),
    ("原来是5月18号，现在改5月20号", "time", [("2026-05-18", "from"), ("2026-05-20", "to")]),
]
ONLY_NEW = [
    ("增加10个席位到30个", [("10", None), ("30", "to")]),
    ("减少10个席位到20个", [("10", None), ("20", "to")]),
    ("原来20个席位，现在要再加10个", [("20", None), ("10", "to")]),
    ("we have 20 seats and need ten more", [("20", None), ("10", "to")]),
]
NONE = [
    ("the difference between Team and Business", "plan"),
    ("团队版和企业版差在哪", "plan"),
    ("20 users and 30 guests", "seats"),
    ("I'm away from Monday to Thursday", "time"),
    ("bills from March 1 to March 31", "time"),
    ("change the booking to Monday from 2pm to 4pm", "time"),
    ("upgrade to Business", "plan"),
    ("It works on Android, not on iOS", "platform"),
    ("the web version, not on iOS", "platform"),
    ("It's on Windows, not Mac", "platform"),
    ("是安卓不是iOS", "platform"),
    ("仪表盘不是日历", "product_module"),
    ("we're on 5.2, not 5.1", "product_version"),
    ("It shows Team instead of Business", "plan"),
    ("SSO works on Business, not Team", "plan"),
    ("I was charged $300 instead of $200", "money"),
    ("扣了300元而不是200元", "money"),
    ("是不是团队版要企业版的功能", "plan"),
    ("Not Monday, Tuesday or Wednesday", "time"),
    ("20 users, 30 seats", "seats"),
    ("现在有20个席位，30个人要用", "seats"),
    ("we have 20 seats and 5 people need access", "seats"),
    ("我们是团队版，企业版有什么功能", "plan"),
    ("你们有团队版，要企业版才有SSO吗", "plan"),
    ("如果是团队版，要企业版才能用吗", "plan"),
    ("we have Team, does Business have SSO", "plan"),
    ("is Team enough or do we need Business", "plan"),
    ("compare Team to Business", "plan"),
    ("目前有CRM，自动化没有", "addon"),
    ("现在是周一，周四再说", "time"),
    ("我的邮箱a@x.example，还有一个b@y.example", "email"),
    ("最新订单LY20260501001，旧订单LY20260501002", "order_id"),
]


@pytest.mark.parametrize(("text", "kind", "values"), PAIRS)
def test_two_of_a_kind_have_the_roles_that_the_words_give_them(text, kind, values, extract):
    found = [one for one in extract(text) if one.entity == kind]
    assert [(one.value, one.role) for one in found] == values
    assert all(one.role_reason for one in found)


@pytest.mark.parametrize(("text", "values"), ONLY_NEW)
def test_a_number_by_which_seats_change_is_no_number_they_had(text, values, extract):
    assert [(one.value, one.role) for one in extract(text)] == values


@pytest.mark.parametrize(("text", "kind"), NONE)
def test_without_such_words_there_is_no_role(text, kind, extract):
    found = [one for one in extract(text) if one.entity == kind]
    assert found and all(one.role is None and one.role_reason is None for one in found)


def test_the_reason_tells_a_change_from_a_correction_and_from_mere_names(extract):
    assert extract("from Business to Team")[0].role_reason is RoleReason.change
    assert extract("not Team but Business")[0].role_reason is RoleReason.contrast
    assert extract("旧订单LY20260501001，新订单LY20260501002")[0].role_reason is RoleReason.named
