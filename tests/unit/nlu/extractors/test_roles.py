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
]
NONE = [
    ("the difference between Team and Business", "plan"),
    ("团队版和企业版差在哪", "plan"),
    ("20 users and 30 guests", "seats"),
    ("I'm away from Monday to Thursday", "time"),
    ("bills from March 1 to March 31", "time"),
    ("change the booking to Monday from 2pm to 4pm", "time"),
    ("upgrade to Business", "plan"),
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
