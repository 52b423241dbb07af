"""People and companies that are found without a trained model."""

import pytest

FOUND = [
    ("person", "我叫李慕白，想约演示", "李慕白"),
    ("person", "联系人：欧阳倩", "欧阳倩"),
    ("person", "My name is Ingrid Solheim and I run IT", "Ingrid Solheim"),
    ("person", "ask Dr. Patel", "Dr. Patel"),
    ("person", "让 Peter Zhang 联系我", "Peter Zhang"),
    ("company", "我们是墨鱼科技，要开票", "墨鱼科技"),
    ("company", "抬头：星野互动", "星野互动"),
    ("company", "杭州云栈科技有限公司的发票", "杭州云栈科技有限公司"),
    ("company", "We at Fernwood Robotics GmbH need it", "Fernwood Robotics GmbH"),
    ("company", "quote for Calder & Sons", "Calder & Sons"),
    ("company", "Our Alder Labs invoice", "Alder Labs"),
]
NOT_FOUND = [
    ("company", "我们公司的数据"),
    ("company", "蓝云科技怎么样"),
    ("company", "Lanyun and Slack and Jira"),
    ("company", "我们是一家外贸公司"),
    ("person", "谢谢老师"),
    ("person", "Excel 文件导不进去"),
    ("person", "thank you, have a nice day"),
]


@pytest.mark.parametrize(("kind", "text", "raw"), FOUND)
def test_a_cue_tells_a_name(kind, text, raw, said):
    assert [one for one, _ in said(text, kind)] == [raw]


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_no_name_is_made_up(kind, text, said):
    assert said(text, kind) == []
