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
    ("invoice_id", "INV 2026 03 12 is wrong", "INV 2026 03 12", "INV-20260312"),
    ("email", "写到Zhou.Ruoxi@QingLan.example。", "Zhou.Ruoxi@QingLan.example", "zhou.ruoxi@qinglan.example"),
    ("email", "mail j-o'neil@castle.example.", "j-o'neil@castle.example", "j-o'neil@castle.example"),
    ("url", "地址是 https://api.haitang.example/ly，填这里", "https://api.haitang.example/ly", "https://api.haitang.example/ly"),
    ("url", "see app.lanyun.example/board/3.", "app.lanyun.example/board/3", "app.lanyun.example/board/3"),
    ("error_code", "提示E1042", "E1042", "E1042"),
    ("error_code", "e3309 again", "e3309", "E3309"),
    ("error_code", "页面报502", "502", "502"),
    ("error_code", "getting 500s all day", "500", "500"),
    ("error_code", "全员 504，怎么回事", "504", "504"),
    ("error_code", "error:502", "502", "502"),
    ("error_code", "返回码：401", "401", "401"),
    ("error_code", "HTTP/1.1 502 Bad Gateway", "502", "502"),
    ("error_code", "【502】", "502", "502"),
    ("error_code", "404页面", "404", "404"),
    ("error_code", "api gives me 500", "500", "500"),
    ("error_code", "API 500", "500", "500"),
    ("product_version", "安卓App 5.1闪退", "5.1", "5.1"),
    ("url", "http://localhost:3000/ is refused", "http://localhost:3000/", "http://localhost:3000/"),
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
    ("seats", "席位：30", "30", "30"),
    ("seats", "席位数30", "30", "30"),
    ("seats", "席位改成30谢谢", "30", "30"),
    ("seats", "set seats to 30 please", "30", "30"),
    ("seats", "cut the licences to thirty", "thirty", "30"),
    ("seats", "三五个人", "三五个人", "5"),
    ("seats", "七八个同事", "七八个同事", "8"),
    ("seats", "十七八个人", "十七八个人", "18"),
    ("seats", "三四十个席位", "三四十个席位", "40"),
    ("seats", "50-100 users", "50-100 users", "100"),
    ("seats", "50~60个账号", "50~60个账号", "60"),
    ("seats", "50+ users", "50+ users", "50"),
    ("seats", "50+人", "50+人", "50"),
    ("money", "refund 1.5 million dollars", "1.5 million dollars", "1500000 USD"),
    ("money", "1.5 million yuan", "1.5 million yuan", "1500000 CNY"),
    ("money", "1.2 thousand dollars", "1.2 thousand dollars", "1200 USD"),
    ("money", "5 hundred dollars", "5 hundred dollars", "500 USD"),
    ("money", "20 users and a hundred dollars", "a hundred dollars", "100 USD"),
    ("money", "€1.200,50", "€1.200,50", "1200.50 EUR"),
    ("money", "1.200,50 欧元", "1.200,50 欧元", "1200.50 EUR"),
    ("money", "EUR 1.200,50", "EUR 1.200,50", "1200.50 EUR"),
    ("money", "€1.200", "€1.200", "1200 EUR"),
    ("money", "€49,90", "€49,90", "49.90 EUR"),
    ("money", "1 500 EUR", "1 500 EUR", "1500 EUR"),
    ("money", "$1 200", "$1 200", "1200 USD"),
    ("money", "₹1,20,000", "₹1,20,000", "120000 INR"),
    ("money", "$1,200.50", "$1,200.50", "1200.50 USD"),
    ("money", "$20,30 users", "$20", "20 USD"),
    ("money", "$20 300 users", "$20", "20 USD"),
    ("money", "退¥300，50个席位不要了", "¥300", "300 CNY"),
    ("money", "40 €", "40 €", "40 EUR"),
    ("money", "1,500 €", "1,500 €", "1500 EUR"),
    ("money", "49.90 £", "49.90 £", "49.90 GBP"),
    ("money", "99 cents", "99 cents", "0.99 USD"),
    ("money", "5 dollars and 50 cents", "5 dollars and 50 cents", "5.50 USD"),
    ("money", "港币300", "港币300", "300 HKD"),
    ("money", "日元3000", "日元3000", "3000 JPY"),
    ("money", "20美元300个席位", "20美元", "20 USD"),
    ("money", "三块半", "三块半", "3.50 CNY"),
    ("money", "三五百块", "三五百块", "500 CNY"),
    ("phone", "our contact number is 4155550137", "4155550137", "+14155550137"),
    ("phone", "a big contract +61 2 5550 1199", "+61 2 5550 1199", "+61255501199"),
    ("phone", "call 4155550137 about contract 2026031500", "4155550137", "+14155550137"),
    ("phone", "打客户13812345678", "13812345678", "+8613812345678"),
]  # fmt: skip
NOT_FOUND = [
    ("order_id", "LY1234567 is too short"),
    ("order_id", "fly20260315001"),
    ("ticket_id", "C# 1 course"),
    ("error_code", "给我500个席位"),
    ("error_code", "$500 was charged"),
    ("error_code", "404 contacts imported"),
    ("error_code", "the 500 limit is too low"),
    ("error_code", "API 500 calls per minute"),
    ("error_code", "at 10:500"),
    ("error_code", "import 500/page"),
    ("error_code", "prices 400/500/600 per year"),
    ("error_code", "一共500页"),
    ("product_version", "iOS 17.2 and Chrome 120.0.1"),
    ("product_version", "a rating of 4.5 stars"),
    ("phone", "订单20260315001"),
    ("phone", "验证码 123456"),
    ("phone", "my customer number is 1234567890"),
    ("phone", "contract 2026031500"),
    ("phone", "tracking number: 9876543210"),
    ("phone", "合同号2026031500"),
    ("phone", "客户编号：2026031500"),
    ("product_version", "价格从4.8涨到5.2元"),
    ("money", "几百块"),
    ("money", "好几千元"),
    ("money", "a few hundred dollars"),
    ("money", "one and a half million dollars"),
    ("money", "one point five million dollars"),
    ("money", "$1,2000"),
    ("money", "my two cents"),
    ("seats", "席位十分紧张"),
    ("seats", "席位3月到期"),
    ("seats", "席位100元一个"),
    ("seats", "用户账号12345打不开"),
    ("seats", "users from 9 to 5 cannot log in"),
    ("seats", "our licences are 49 dollars each"),
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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10 to 20 dollars", ["10 USD", "20 USD"]),
        ("10-20元", ["10 CNY", "20 CNY"]),
        ("1-2万元", ["10000 CNY", "20000 CNY"]),
        ("10 to 20 thousand dollars", ["10000 USD", "20000 USD"]),
        ("退¥300，400元的不退", ["300 CNY", "400 CNY"]),
        ("at 10:30 to 20 dollars", ["20 USD"]),
    ],
)
def test_the_first_of_two_sums_has_the_currency_of_the_second(text, values, said):
    assert [value for _, value in said(text, "money")] == values


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("error_code", "we get 502, 503 and 504", ["502", "503", "504"]),
        ("error_code", "500 or 502 all day", ["500", "502"]),
        ("error_code", "报502/504", ["502", "504"]),
        ("error_code", "不是502就是503和504报错", ["502", "503", "504"]),
        ("error_code", "error 404, 500 rows gone", ["404"]),
        ("ticket_id", "#1024/#1025", ["#1024", "#1025"]),
    ],
)
def test_each_of_a_list_is_found(kind, text, values, said):
    assert [value for _, value in said(text, kind)] == values


@pytest.mark.parametrize(
    "text",
    ["现在20个席位，要两边同步", "20 users need 30 days", "We have 20 users and need two things fixed"],
)
def test_a_number_that_counts_something_else_is_no_second_number_of_seats(text, said):
    assert [value for _, value in said(text, "seats")] == ["20"]


@pytest.mark.parametrize(("kind", "text"), NOT_FOUND)
def test_what_only_looks_like_it_is_left(kind, text, said):
    assert said(text, kind) == []


@pytest.mark.parametrize(
    ("text", "ids", "other"),
    [
        ("INV-202603 300 EUR", ["INV-202603"], ("money", "300 EUR")),
        ("INV202603 49.90 USD 那笔", ["INV-202603"], ("money", "49.90 USD")),
        ("INV-202603 300元", ["INV-202603"], ("money", "300 CNY")),
        ("INV-202603 1,200 欧元", ["INV-202603"], ("money", "1200 EUR")),
        ("LY20260315 120 USD", ["LY20260315"], ("money", "120 USD")),
        ("LY 2026 0315 001 300 GBP", ["LY20260315001"], ("money", "300 GBP")),
        ("LY20260315001 30 seats", ["LY20260315001"], ("seats", "30")),
        ("INV-202603 5月3日的", ["INV-202603"], ("time", "2026-05-03")),
        ("T-88 300 EUR", ["#88"], ("money", "300 EUR")),
        ("#88 300 dollars", ["#88"], ("money", "300 USD")),
    ],
)
def test_a_number_with_a_unit_behind_an_id_is_no_part_of_it(text, ids, other, extract):
    found = [(one.entity, one.value) for one in extract(text)]
    assert [value for kind, value in found if kind.endswith("_id")] == ids
    assert [one for one in found if not one[0].endswith("_id")] == [other]
