"""What the reports say."""

from escalation.routing.words import Words

REPORTS: dict[str, Words] = {
    "reports": Words("报表", "Reports"),
    "report_by": Words("按", "By"),
    "report_by_team": Words("团队", "Team"),
    "report_by_queue": Words("队列", "Queue"),
    "report_by_agent": Words("客服", "Agent"),
    "report_by_intent": Words("意图", "Intent"),
    "report_by_tier": Words("套餐", "Plan"),
    "report_by_channel": Words("渠道", "Channel"),
    "report_by_priority": Words("优先级", "Priority"),
    "report_by_article": Words("文章", "Article"),
    "report_by_answer": Words("客户的回答", "Customers' answers"),
    "report_answer_at": Words("时间", "When"),
    "report_answer_question": Words("问题", "Question"),
    "report_answer_score": Words("评分", "Score"),
    "report_answer_comment": Words("评价", "Comment"),
    "report_answer_customer": Words("客户", "Customer"),
    "report_answer_ticket": Words("工单", "Ticket"),
    "report_answer_agent": Words("客服", "Agent"),
    "report_none_said": Words("这段时间没有客户回答。", "No customer answered in this time."),
    "report_newest": Words(
        "只列出最近的 {n} 份，全部在 CSV 里。", "The newest {n} are listed; the CSV has all."
    ),
    "report_span": Words("{since} 至 {last}", "{since} to {last}"),
    "report_now": Words("看最近的", "Show the latest"),
    "report_days": Words("最近 {n} 天", "Last {n} days"),
    "report_volume": Words("工单数", "Tickets"),
    "report_solved": Words("已解决", "Solved"),
    "report_first": Words("首次响应", "First response"),
    "report_resolution": Words("解决时间", "Resolution"),
    "report_median": Words("中位数", "median"),
    "report_p90": Words("九成在此之内", "90th percentile"),
    "report_attainment": Words("SLA 达成", "SLA kept"),
    "report_reopened": Words("重新打开", "Reopened"),
    "report_handoffs": Words("转人工", "Handoffs"),
    "report_csat": Words("满意度", "CSAT"),
    "report_answers": Words("{n} 份回答", "{n} answers"),
    "report_nps": Words("净推荐值", "NPS"),
    "report_given": Words("回答次数", "Answers given"),
    "report_helpful": Words("有帮助", "Helpful"),
    "report_unhelpful": Words("没帮助", "Not helpful"),
    "report_after": Words("一天内又开工单", "Ticket within a day"),
    "report_total": Words("合计", "Total"),
    "report_per_day": Words("每天新工单", "New tickets a day"),
    "report_backlog": Words("未解决工单的年龄", "Age of open tickets"),
    "report_open": Words("未解决", "Open now"),
    "report_backlog_lead": Words(
        "现在未解决的全部工单，不论何时建立。", "All tickets that are open now, whenever they were opened."
    ),
    "report_backlog_article": Words(
        "在这篇文章的回答之后一天内建立、现在还没有解决的工单。",
        "Tickets opened within a day after an answer from the article, and open now.",
    ),
    "report_age_1": Words("不到 1 天", "under 1 day"),
    "report_age_3": Words("1–3 天", "1–3 days"),
    "report_age_7": Words("3–7 天", "3–7 days"),
    "report_age_30": Words("7–30 天", "7–30 days"),
    "report_age_more": Words("30 天以上", "over 30 days"),
    "report_show": Words("查看", "Show"),
    "report_csv": Words("下载 CSV", "Download CSV"),
    "report_none": Words("这段时间没有工单。", "There were no tickets in this time."),
    "report_none_answers": Words(
        "这段时间没有给出过文章回答。", "No article was given as an answer in this time."
    ),
    "report_business": Words(
        "时间按各工单自己的工作时间计。", "Times are in business hours, by each ticket's own calendar."
    ),
}
