"""Tuesday 12 May 2026, 15:00 at +08:00 is now: 5 March and 8 May are over, 15 May and 1 June are to come."""

import pytest

PAST = [
    ("I submitted it before March 5", "2026-03-05"),
    ("I reported it before March 5 and nobody answered", "2026-03-05"),
    ("two tickets filed before March 5 are open", "2026-03-05"),
    ("can you check the tickets submitted before March 5", "2026-03-05"),
    ("I want to know if you got what I submitted before March 5", "2026-03-05"),
    ("The invoice was issued before March 5", "2026-03-05"),
    ("I tried to cancel before March 5", "2026-03-05"),
    ("we have not been charged before March 5", "2026-03-05"),
    ("Before March 5, everything worked", "2026-03-05"),
    ("invoices from before March 5", "2026-03-05"),
    ("nobody replied before Friday so I called", "2026-05-08"),
    ("I was away until Friday", "2026-05-08"),
    ("by Friday it was gone", "2026-05-08"),
    ("我在3月5日之前就提交了", "2026-03-05"),
    ("3月5日之前就付过款了", "2026-03-05"),
    ("3月5日前提交的工单", "2026-03-05"),
    ("麻烦查一下3月5日前提交的工单", "2026-03-05"),
    ("3月5日以前的订单", "2026-03-05"),
    ("3月5日前客户就反馈过", "2026-03-05"),
    ("我们3月5日之前没收到发票", "2026-03-05"),
    ("截止到周五一共付了多少", "2026-05-08"),
    ("周五之前还好好的", "2026-05-08"),
    ("一直到周五都没好", "2026-05-08"),
]
AHEAD = [
    ("Please get it fixed before Friday", "2026-05-15"),
    ("have it repaired by Friday please", "2026-05-15"),
    ("it must be paid by Friday", "2026-05-15"),
    ("I need this done before June 1", "2026-06-01"),
    ("Could you have the seats removed before June 1", "2026-06-01"),
    ("Before Friday, I need the invoice", "2026-05-15"),
    ("If I haven't received it by Friday I will cancel", "2026-05-15"),
    ("they promised it by Friday", "2026-05-15"),
    ("I asked you to fix it by Friday", "2026-05-15"),
    ("We were told it would be ready by Friday", "2026-05-15"),
    ("until Friday we are closed", "2026-05-15"),
    ("are we paid up until December?", "2026-12-01/2026-12-31"),
    ("delay the start of what I ordered until August 1", "2026-08-01"),
    ("before Friday", "2026-05-15"),
    ("到周五为止都不在", "2026-05-15"),
    ("周五前能修好吗", "2026-05-15"),
    ("请在周五前处理", "2026-05-15"),
    ("希望周五前处理完我提的工单", "2026-05-15"),
    ("请在6月1日前把我提交的工单处理完", "2026-06-01"),
    ("请在6月1日之前把钱退了", "2026-06-01"),
    ("周五前修好了吗", "2026-05-15"),
    ("周五前付了就能用吗", "2026-05-15"),
    ("我周五前要交报告", "2026-05-15"),
    ("他们说周五前会修好", "2026-05-15"),
    ("截止到周五", "2026-05-15"),
]


@pytest.mark.parametrize(("text", "value"), PAST)
def test_what_was_done_before_a_day_puts_the_day_behind_us(text, value, said):
    assert [one for _, one in said(text, "time")] == [value]


@pytest.mark.parametrize(("text", "value"), AHEAD)
def test_what_shall_be_done_before_a_day_leaves_the_day_ahead(text, value, said):
    assert [one for _, one in said(text, "time")] == [value]
