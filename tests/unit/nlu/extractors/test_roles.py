"""Which of two values is the old and which the new. Tuesday 12 May 2026, 15:00 is now."""

import pytest

from nlu.types import RoleReason

PAIRS = [
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
]


@pytest.mark.parametrize(("text", "kind", "values"), PAIRS)
def test_two_of_a_kind_have_the_roles_that_the_words_give_them(text, kind, values, extract):
    found = [one for one in extract(text) if one.entity == kind]
    assert [(one.value, one.role) for one in found] == values
    assert all(one.role_reason for one in found)


@pytest.mark.parametrize(("text", "kind"), NONE)
def test_without_such_words_there_is_no_role(text, kind, extract):
    found = [one for one in extract(text) if one.entity == kind]
    assert found and all(one.role is None and one.role_reason is None for one in found)


def test_the_reason_tells_a_change_from_a_correction(extract):
    assert extract("from Business to Team")[0].role_reason is RoleReason.change
    assert extract("not Team but Business")[0].role_reason is RoleReason.contrast
