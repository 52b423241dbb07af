"""Plans, add-ons, modules and platforms: the names, and the everyday words they are made of."""

import pytest

FOUND = [
    ("plan", "企业版多少钱", ["enterprise"]),
    ("plan", "商务版和团队版差在哪", ["business", "team"]),
    ("plan", "move us from Team to Business", ["team", "business"]),
    ("plan", "is the enterprize plan worth it", ["enterprise"]),
    ("plan", "we're on the free tier", ["free"]),
    ("plan", "把Team升到business", ["team", "business"]),
    ("plan", "降到免费版", ["free"]),
    ("plan", "企业档比商务档贵多少", ["enterprise", "business"]),
    ("plan", "团体版和免费档", ["team", "free"]),
    ("plan", "does Enterprise include SSO", ["enterprise"]),
    ("plan", "upgrade 2 enterprise", ["enterprise"]),
    ("plan", "pls switch 2 business", ["business"]),
    ("plan", "downgrade 2 team", ["team"]),
    ("plan", "go back 2 free", ["free"]),
    ("addon", "CRM 和自动化一起买", ["crm", "automation"]),
    ("addon", "data warehouse and automations", ["data_warehouse", "automation"]),
    ("addon", "数仓怎么收费", ["data_warehouse"]),
    ("addon", "資料倉儲一個月怎麼收費", ["data_warehouse"]),
    ("product_module", "行事曆打不開", ["calendar"]),
    ("platform", "行動版閃退", ["mobile"]),
    ("product_module", "dashboard打不开", ["dashboard"]),
    ("product_module", "my dashbord is blank", ["dashboard"]),
    ("product_module", "看板、日历、表单、报表、文档都慢", ["board", "calendar", "forms", "reports", "docs"]),
    ("product_module", "儀表盤和文檔", ["dashboard", "docs"]),
    ("product_module", "the calendar and the webhooks", ["calendar", "webhooks"]),
    ("platform", "iPhone 和安卓都闪退", ["ios", "android"]),
    ("platform", "iOS18上打不开", ["ios"]),
    ("platform", "iPhone15打不开，android14正常", ["ios", "android"]),
    ("platform", "crashing on iOS18", ["ios"]),
    ("platform", "iPhone 15 Pro Max won't load", ["ios"]),
    ("platform", "only on Mac and Windows", ["mac", "windows"]),
    ("platform", "网页版可以，手机端不行", ["web", "mobile"]),
    ("platform", "the desktop app logs in, the web app doesn't", ["desktop", "web"]),
]
NOT_FOUND = [
    ("plan", "my team is growing"),
    ("plan", "Hi Team, any news?"),
    ("plan", "is there a free trial"),
    ("plan", "within business hours"),
    ("plan", "move it 2 business days later"),
    ("plan", "upgrade 2 team members"),
    ("plan", "我们团队有20个人"),
    ("plan", "业务上要交接"),
    ("plan", "上传企业档案"),
    ("plan", "商务档期排满了"),
    ("plan", "升级到标准版"),
    ("plan", "专业版多少钱"),
    ("plan", "how much is the Pro plan"),
    ("product_module", "I want to report a bug"),
    ("product_module", "our board of directors"),
    ("product_module", "the board asks for a breakdown"),
    ("product_module", "in the form of a file"),
    ("product_module", "the API docs say otherwise"),
    ("product_module", "帮助文档里写的"),
    ("product_module", "get everyone on board"),
    ("platform", "my mobile number"),
    ("platform", "Chrome and Safari"),
    ("addon", "自动化测试怎么做"),
]


@pytest.mark.parametrize(("kind", "text", "values"), FOUND)
def test_a_name_of_the_product_is_found(kind, text, values, said):
    assert [value for _, value in said(text, kind)] == values


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_an_everyday_word_is_no_name(kind, text, said):
    assert said(text, kind) == []
