"""The words of what is suggested beside a conversation."""

from escalation.routing.words import Words

SUGGESTIONS: dict[str, Words] = {
    "suggest_title": Words("建议", "Suggestions"),
    "suggest_for": Words("针对：{wanted}", "For: {wanted}"),
    "suggest_count": Words(
        "建议了 {articles} 篇文章、{cases} 个案例", "{articles} articles and {cases} cases suggested"
    ),
    "suggest_loading": Words("正在找合适的文章…", "Looking for what fits…"),
    "suggest_failed": Words("现在给不出建议。", "No suggestions right now."),
    "suggest_silent": Words("客户还没有说话。", "The customer has not said anything yet."),
    "suggest_unsearched": Words(
        "文章现在搜不了，请告诉管理员。", "Articles cannot be searched right now: tell an administrator."
    ),
    "suggest_none": Words(
        "没有合适的文章，也没有类似的案例。", "No article fits, and nothing like it was solved before."
    ),
    "suggest_articles": Words("文章", "Articles"),
    "suggest_cases": Words("类似的已解决工单", "Similar solved tickets"),
    "suggest_insert": Words("插入", "Insert"),
    "suggest_insert_named": Words("把“{what}”插入回复", "Insert “{what}” into the reply"),
    "suggest_why_not": Words("“{what}”哪里不好", "What is wrong with “{what}”"),
    "suggest_why_none": Words("为什么？（选填）", "Why? (optional)"),
    "suggest_inserted": Words(
        "已插入，发送前可以修改。", "Inserted. You can still change it before sending."
    ),
    "suggest_take_over": Words("先接手这个会话，再插入。", "Take over the conversation first, then insert."),
    "suggest_internal": Words("内部", "Internal"),
    "suggest_internal_lead": Words("仅供内部参考，不能插入。", "For your eyes only; it is not inserted."),
    "suggest_before": Words("你用过", "You used it"),
    "suggest_past": Words("旧版本", "Past version"),
    "suggest_customer_has": Words("客户用的是 {version}", "The customer has {version}"),
    "suggest_only_for": Words("仅限 {what}", "Only for {what}"),
    "suggest_why": Words("依据", "Why"),
    "suggest_helpful": Words("有用：{what}", "Helpful: {what}"),
    "suggest_unhelpful": Words("没用：{what}", "Not helpful: {what}"),
    "suggest_answer": Words("当时的回答", "What was answered"),
    "suggest_used": Words("用过 {count} 次", "used {count} times"),
    "shortcut_insert_article": Words("插入建议的文章", "Insert a suggested article"),
    "shortcut_insert_case": Words("插入案例的回答", "Insert a case's answer"),
}
