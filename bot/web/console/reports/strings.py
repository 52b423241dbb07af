"""What the reports say."""

from bot.web.console.text import Text

REPORTS: dict[str, Text] = {
    "reports": Text("报表", "Reports"),
    "report_by": Text("按", "By"),
    "report_by_team": Text("团队", "Team"),
    "report_by_agent": Text("客服", "Agent"),
    "report_by_intent": Text("意图", "Intent"),
    "report_by_tier": Text("套餐", "Plan"),
    "report_by_channel": Text("渠道", "Channel"),
    "report_by_priority": Text("优先级", "Priority"),
    "report_by_article": Text("文章", "Article"),
    "report_days": Text("最近 {n} 天", "Last {n} days"),
    "report_volume": Text("工单数", "Tickets"),
    "report_solved": Text("已解决", "Solved"),
    "report_first": Text("首次响应", "First response"),
    "report_resolution": Text("解决时间", "Resolution"),
    "report_median": Text("中位数", "median"),
    "report_p90": Text("九成在此之内", "90th percentile"),
    "report_attainment": Text("SLA 达成", "SLA kept"),
    "report_reopened": Text("重新打开", "Reopened"),
    "report_handoffs": Text("转人工", "Handoffs"),
    "report_csat": Text("满意度", "CSAT"),
    "report_answers": Text("{n} 份回答", "{n} answers"),
    "report_nps": Text("净推荐值", "NPS"),
    "report_given": Text("回答次数", "Answers given"),
    "report_helpful": Text("有帮助", "Helpful"),
    "report_unhelpful": Text("没帮助", "Not helpful"),
    "report_after": Text("一天内又开工单", "Ticket within a day"),
    "report_total": Text("合计", "Total"),
    "report_nothing_there": Text("（无）", "(none)"),
    "report_per_day": Text("每天新工单", "New tickets a day"),
    "report_backlog": Text("未解决工单的年龄", "Age of open tickets"),
    "report_age_1": Text("不到 1 天", "under 1 day"),
    "report_age_3": Text("1–3 天", "1–3 days"),
    "report_age_7": Text("3–7 天", "3–7 days"),
    "report_age_30": Text("7–30 天", "7–30 days"),
    "report_age_more": Text("30 天以上", "over 30 days"),
    "report_show": Text("查看", "Show"),
    "report_csv": Text("下载 CSV", "Download CSV"),
    "report_none": Text("这段时间没有工单。", "There were no tickets in this time."),
    "report_none_answers": Text(
        "这段时间没有给出过文章回答。", "No article was given as an answer in this time."
    ),
    "report_business": Text(
        "时间按各工单自己的工作时间计。", "Times are in business hours, by each ticket's own calendar."
    ),
}
