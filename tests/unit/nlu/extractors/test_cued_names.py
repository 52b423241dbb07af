"""People and companies that are found without a trained model."""

import pytest

from nlu.extractors.name_shape import shaped

FOUND = [
    ("person", "我叫李慕白，想约演示", "李慕白"),
    ("person", "联系人：欧阳倩", "欧阳倩"),
    ("person", "My name is Ingrid Solheim and I run IT", "Ingrid Solheim"),
    ("person", "ask Dr. Patel", "Dr. Patel"),
    ("person", "让 Peter Zhang 联系我", "Peter Zhang"),
    ("person", "Tom Baker's account is locked", "Tom Baker"),
    ("person", "please delete Sarah’s account", "Sarah"),
    ("person", "Will Smith's password", "Will Smith"),
    ("person", "Will can't log in", "Will"),
    ("person", "my name is tom baker", "tom baker"),
    ("company", "ALDER LABS LIMITED", "ALDER LABS LIMITED"),
    ("company", "Alder Labs Limited wants it", "Alder Labs Limited"),
    ("company", "Tom's Bakery Ltd", "Tom's Bakery Ltd"),
    ("company", "This is Tom Baker from Fjordline.", "Fjordline"),
    ("company", "I'm Lee at Kestrel Labs and we need SSO", "Kestrel Labs"),
    ("company", "We're from Fjordline, invoice please", "Fjordline"),
    ("company", "我们是墨鱼科技，要开票", "墨鱼科技"),
    ("company", "抬头：星野互动", "星野互动"),
    ("company", "公司：云岭网络", "云岭网络"),
    ("company", "杭州云栈科技有限公司的发票", "杭州云栈科技有限公司"),
    ("company", "把发票抬头改成上海恒通贸易有限公司", "上海恒通贸易有限公司"),
    ("company", "抬头换成星野互动", "星野互动"),
    ("company", "公司名称变更为星野互动", "星野互动"),
    ("company", "公司名更正为松溪医疗吧", "松溪医疗"),
    ("company", "抬头应为恒正律师事务所", "恒正律师事务所"),
    ("company", "抬头应该是星野互动", "星野互动"),
    ("company", "抬头要改成星野互动之后再开", "星野互动"),
    ("company", "We at Fernwood Robotics GmbH need it", "Fernwood Robotics GmbH"),
    ("company", "quote for Calder & Sons", "Calder & Sons"),
    ("company", "Our Alder Labs invoice", "Alder Labs"),
]
NOT_FOUND = [
    ("company", "This is Tom from Berlin"),
    ("company", "I'm Anna from Finance"),
    ("company", "we're at Enterprise and want more"),
    ("company", "我们公司的数据"),
    ("company", "蓝云科技怎么样"),
    ("company", "Lanyun and Slack and Jira"),
    ("company", "我们是一家外贸公司"),
    ("company", "发票抬头更正那单"),
    ("company", "抬头怎么改"),
    ("company", "抬头改成个人"),
    ("company", "抬头改成英文"),
    ("company", "抬头改成一下"),
    ("company", "抬头写错了"),
    ("company", "公司名称修改流程"),
    ("company", "公司改为双周发薪"),
    ("company", "把公司改成按年付"),
    ("company", "关于贵公司：希望退款"),
    ("person", "谢谢老师"),
    ("person", "what's wrong with today's invoice"),
    ("person", "Slack's integration and Monday's meeting"),
    ("person", "June's bill, May's invoice"),
    ("person", "Mark Slack's messages as read"),
    ("person", "Will you help"),
    ("person", "my shop is Rosa's Buttons"),
    ("person", "my name is not right"),
    ("person", "用高版本替换低版本"),
    ("person", "Excel 文件导不进去"),
    ("person", "thank you, have a nice day"),
]


@pytest.mark.parametrize(("kind", "text", "raw"), FOUND)
def test_a_cue_tells_a_name(kind, text, raw, said):
    assert [one for one, _ in said(text, kind)] == [raw]


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_no_name_is_made_up(kind, text, said):
    assert said(text, kind) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("公司名从青岚改为恒通", [("青岚", "from"), ("恒通", "to")]),
        ("公司名从青岚科技改为恒通贸易", [("青岚科技", "from"), ("恒通贸易", "to")]),
        ("抬头由云岭科技改为星野互动后重新开票", [("云岭科技", "from"), ("星野互动", "to")]),
        (
            "由北京青岚科技有限公司变更为上海恒通贸易有限公司",
            [("北京青岚科技有限公司", "from"), ("上海恒通贸易有限公司", "to")],
        ),
        ("原抬头是青岚科技，现改为恒通贸易", [("青岚科技", "from"), ("恒通贸易", "to")]),
    ],
)
def test_a_company_and_what_it_is_renamed_to_are_both_found(text, values, extract):
    assert [(one.value, one.role) for one in extract(text) if one.entity == "company"] == values


def test_who_takes_anothers_place_is_the_new_one(extract):
    assert [(one.value, one.role) for one in extract("用李娜替换张伟")] == [("李娜", "to"), ("张伟", "from")]


@pytest.mark.parametrize(("text", "name"), [("找赵总监批", "赵总监"), ("找赵总批", "赵总")])
def test_a_title_is_taken_whole(text, name):
    start = text.index("赵")
    assert shaped("person", start, start + 2, text, frozenset()) == (start, start + len(name))
