"""Ids, addresses, codes, versions, phones, money and seats, with what only looks like them."""

import pytest

FOUND = [
    ("order_id", "订单 LY20260315001 到哪了", "LY20260315001", "LY20260315001"),
    ("order_id", "order ly-2026-0315-001 please", "ly-2026-0315-001", "LY20260315001"),
    ("order_id", "查ＬＹ２０２６０３１５００１", "ＬＹ２０２６０３１５００１", "LY20260315001"),
    ("order_id", "LY 20260505 011 was doubled", "LY 20260505 011", "LY20260505011"),
    ("ticket_id", "#1024有进展吗", "#1024", "#1024"),
    ("ticket_id", "what about t-88?", "t-88", "#88"),
    ("ticket_id", "工单＃３１", "＃３１", "#31"),
    ("invoice_id", "INV-202603 is wrong", "INV-202603", "INV-202603"),
    ("invoice_id", "发票inv 20260415重开", "inv 20260415", "INV-20260415"),
    ("email", "写到Zhou.Ruoxi@QingLan.example。", "Zhou.Ruoxi@QingLan.example", "zhou.ruoxi@qinglan.example"),
    ("email", "mail j-o'neil@castle.example.", "j-o'neil@castle.example", "j-o'neil@castle.example"),
    ("url", "地址是 https://api.haitang.example/ly，填这里", "https://api.haitang.example/ly", "https://api.haitang.example/ly"),
    ("url", "see app.lanyun.example/board/3.", "app.lanyun.example/board/3", "app.lanyun.example/board/3"),
    ("error_code", "提示E1042", "E1042", "E1042"),
    ("error_code", "e3309 again", "e3309", "E3309"),
    ("error_code", "页面报502", "502", "502"),
    ("error_code", "getting 500s all day", "500", "500"),
    ("error_code", "全员 504，怎么回事", "504", "504"),
    ("product_version", "升级到5.2后变慢", "5.2", "5.2"),
    ("product_version", "4.8 版本还支持吗", "4.8 版本", "4.8"),
    ("product_version", "crashes on v5.1.3", "v5.1.3", "5.1.3"),
    ("product_version", "is version 4.8 still supported", "version 4.8", "4.8"),
    ("product_version", "更新到5.1失败", "5.1", "5.1"),
    ("product_version", "升到 5.2 供应商下拉框就空了", "5.2", "5.2"),
    ("product_version", "upgraded everyone to 5.2 nobody asked", "5.2", "5.2"),
    ("phone", "打 138 1234 5678 找我", "138 1234 5678", "+8613812345678"),
    ("phone", "座机0755-82461190", "0755-82461190", "+8675582461190"),
    ("phone", "ring +44 20 7946 0958", "+44 20 7946 0958", "+442079460958"),
    ("phone", "call (415) 555-0137", "(415) 555-0137", "+14155550137"),
    ("money", "多扣了三百块", "三百块", "300 CNY"),
    ("money", "一千二百元退我", "一千二百元", "1200 CNY"),
    ("money", "预算1.2万元", "1.2万元", "12000 CNY"),
    ("money", "¥1,200那笔", "¥1,200", "1200 CNY"),
    ("money", "￥３００", "￥３００", "300 CNY"),
    ("money", "RMB 300 short", "RMB 300", "300 CNY"),
    ("money", "十九块九", "十九块九", "19.90 CNY"),
    ("money", "charged $49.90 twice", "$49.90", "49.90 USD"),
    ("money", "49 dollars?", "49 dollars", "49 USD"),
    ("money", "twenty bucks a head", "twenty bucks", "20 USD"),
    ("money", "€30 fee", "€30", "30 EUR"),
    ("money", "HK$880 paid", "HK$880", "880 HKD"),
    ("money", "about $3k", "$3k", "3000 USD"),
    ("seats", "再加20个账号", "20个账号", "20"),
    ("seats", "三十个席位", "三十个席位", "30"),
    ("seats", "我们5 人用", "5 人", "5"),
    ("seats", "加俩人", "俩人", "2"),
    ("seats", "两千多个账号", "两千多个账号", "2000"),
    ("seats", "thirty seats please", "thirty seats", "30"),
    ("seats", "add 3 more users", "3 more users", "3"),
    ("seats", "a dozen seats", "a dozen seats", "12"),
    ("seats", "一千两百个老师", "一千两百个老师", "1200"),
    ("seats", "帮开两个账号", "两个账号", "2"),
    ("seats", "3 seats 加到 Business", "3 seats", "3"),
]  # fmt: skip
NOT_FOUND = [
    ("order_id", "LY1234567 is too short"),
    ("order_id", "fly20260315001"),
    ("ticket_id", "C# 1 course"),
    ("error_code", "给我500个席位"),
    ("error_code", "$500 was charged"),
    ("error_code", "404 contacts imported"),
    ("product_version", "iOS 17.2 and Chrome 120.0.1"),
    ("product_version", "a rating of 4.5 stars"),
    ("phone", "订单20260315001"),
    ("phone", "验证码 123456"),
    ("money", "一千二"),
    ("money", "两块看板"),
    ("money", "一元二次方程"),
    ("seats", "一个人都没有"),
    ("seats", "换了四个人接待"),
    ("seats", "one person said so"),
    ("seats", "日期选31号"),
    ("seats", "我不小心注册了两个号，删一个"),
    ("seats", "I made two accounts by mistake"),
    ("url", "打开report.csv"),
]


@pytest.mark.parametrize(("kind", "text", "raw", "value"), FOUND)
def test_a_form_is_found_and_normalised(kind, text, raw, value, said):
    assert said(text, kind) == [(raw, value)]


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_what_only_looks_like_it_is_left(kind, text, said):
    assert said(text, kind) == []
