"""The words of what is suggested beside a conversation."""

from bot.web.console.text import Text

SUGGESTIONS: dict[str, Text] = {
    "suggest_title": Text("建议", "Suggestions"),
    "suggest_for": Text("针对：{wanted}", "For: {wanted}"),
    "suggest_count": Text(
        "建议了 {articles} 篇文章、{cases} 个案例", "{articles} articles and {cases} cases suggested"
    ),
    "suggest_loading": Text("正在找合适的文章…", "Looking for what fits…"),
    "suggest_failed": Text("现在给不出建议。", "No suggestions right now."),
    "suggest_silent": Text("客户还没有说话。", "The customer has not said anything yet."),
    "suggest_none": Text(
        "没有合适的文章，也没有类似的案例。", "No article fits, and nothing like it was solved before."
    ),
    "suggest_articles": Text("文章", "Articles"),
    "suggest_cases": Text("类似的已解决工单", "Similar solved tickets"),
    "suggest_insert": Text("插入", "Insert"),
    "suggest_insert_named": Text("把“{what}”插入回复", "Insert “{what}” into the reply"),
    "suggest_inserted": Text("已插入，发送前可以修改。", "Inserted. You can still change it before sending."),
    "suggest_take_over": Text("先接手这个会话，再插入。", "Take over the conversation first, then insert."),
    "suggest_internal": Text("内部", "Internal"),
    "suggest_internal_lead": Text("仅供内部参考，不能插入。", "For your eyes only; it is not inserted."),
    "suggest_before": Text("你用过", "You used it"),
    "suggest_past": Text("旧版本", "Past version"),
    "suggest_customer_has": Text("客户用的是 {version}", "The customer has {version}"),
    "suggest_only_for": Text("仅限 {what}", "Only for {what}"),
    "suggest_why": Text("依据", "Why"),
    "suggest_helpful": Text("有用：{what}", "Helpful: {what}"),
    "suggest_unhelpful": Text("没用：{what}", "Not helpful: {what}"),
    "suggest_answer": Text("当时的回答", "What was answered"),
    "suggest_used": Text("用过 {count} 次", "used {count} times"),
    "shortcut_insert_article": Text("插入建议的文章", "Insert a suggested article"),
    "shortcut_insert_case": Text("插入案例的回答", "Insert a case's answer"),
}
