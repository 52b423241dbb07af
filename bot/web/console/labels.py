"""The field's words as people read them: intents, entities, acts, flows, states, slots, plans and the rest.

A word that is not here is shown as it is, so that a new intent or flow needs no change in the console.
"""

from bot.web.console.strings import Text

INTENTS: dict[str, Text] = {
    "login_problem": Text("登录不了", "Cannot sign in"),
    "reset_password": Text("重置密码", "Reset password"),
    "two_factor_issue": Text("两步验证", "Two-factor trouble"),
    "change_account_details": Text("修改账户资料", "Change account details"),
    "add_member": Text("添加成员", "Add a member"),
    "remove_member": Text("移除成员", "Remove a member"),
    "permission_denied": Text("没有权限", "Permission denied"),
    "delete_account": Text("注销账户", "Delete account"),
    "check_bill": Text("查账单", "Check a bill"),
    "request_invoice": Text("开发票", "Request an invoice"),
    "payment_failed": Text("付款失败", "Payment failed"),
    "request_refund": Text("申请退款", "Request a refund"),
    "pricing_question": Text("问价格", "Pricing question"),
    "upgrade_plan": Text("升级套餐", "Upgrade plan"),
    "downgrade_plan": Text("降级套餐", "Downgrade plan"),
    "cancel_subscription": Text("取消订阅", "Cancel subscription"),
    "renewal_question": Text("问续费", "Renewal question"),
    "discount_request": Text("要折扣", "Ask for a discount"),
    "order_status": Text("查订单", "Order status"),
    "cancel_order": Text("取消订单", "Cancel an order"),
    "change_order": Text("修改订单", "Change an order"),
    "how_to": Text("怎么用", "How to"),
    "report_bug": Text("报告问题", "Report a bug"),
    "outage": Text("服务中断", "Outage"),
    "slow_performance": Text("速度慢", "Slow performance"),
    "data_export": Text("导出数据", "Data export"),
    "data_import": Text("导入数据", "Data import"),
    "api_integration": Text("API 对接", "API integration"),
    "mobile_app_issue": Text("手机应用问题", "Mobile app trouble"),
    "notification_issue": Text("通知问题", "Notification trouble"),
    "feature_request": Text("功能建议", "Feature request"),
    "security_question": Text("安全问题", "Security question"),
    "privacy_request": Text("隐私请求", "Privacy request"),
    "ticket_status": Text("查工单", "Ticket status"),
    "book_training": Text("预约培训", "Book training"),
    "contact_sales": Text("联系销售", "Contact sales"),
    "talk_to_human": Text("找人工", "Talk to a person"),
    "complaint": Text("投诉", "Complaint"),
    "greet": Text("打招呼", "Greeting"),
    "goodbye": Text("再见", "Goodbye"),
    "thank": Text("道谢", "Thanks"),
    "affirm": Text("是", "Yes"),
    "deny": Text("否", "No"),
    "bot_challenge": Text("问是不是机器人", "Asks whether it is a bot"),
    "out_of_scope": Text("不在服务范围", "Out of scope"),
}

ENTITIES: dict[str, Text] = {
    "order_id": Text("订单号", "order"),
    "ticket_id": Text("工单号", "ticket"),
    "invoice_id": Text("发票号", "invoice"),
    "time": Text("时间", "time"),
    "money": Text("金额", "money"),
    "plan": Text("套餐", "plan"),
    "addon": Text("附加功能", "add-on"),
    "product_module": Text("模块", "module"),
    "platform": Text("平台", "platform"),
    "product_version": Text("版本", "version"),
    "error_code": Text("错误码", "error code"),
    "email": Text("邮箱", "e-mail"),
    "phone": Text("电话", "phone"),
    "url": Text("网址", "URL"),
    "person": Text("人名", "person"),
    "company": Text("公司", "company"),
    "seats": Text("席位", "seats"),
}

SLOTS: dict[str, Text] = {
    **ENTITIES,
    "reason": Text("原因", "reason"),
    "amount": Text("金额", "amount"),
    "method": Text("方式", "method"),
    "invoice_type": Text("发票类型", "invoice type"),
    "title": Text("抬头", "title"),
    "tax_id": Text("税号", "tax id"),
    "period": Text("账期", "period"),
    "role": Text("角色", "role"),
    "billing_period": Text("付费周期", "billing period"),
    "effective": Text("生效", "effective"),
    "topic": Text("主题", "topic"),
    "format": Text("形式", "format"),
    "contact": Text("联系方式", "contact"),
    "name": Text("姓名", "name"),
    "module": Text("模块", "module"),
    "steps": Text("步骤", "steps"),
    "description": Text("描述", "description"),
    "severity": Text("严重程度", "severity"),
}

# The part before the colon of an act; what comes after it is an intent, a flow or a slot.
ACTS: dict[str, Text] = {
    "asks_slot": Text("追问", "asks for"),
    "answers_from_kb": Text("用知识库回答", "answers from the knowledge base"),
    "confirms": Text("请客户确认", "asks to confirm"),
    "done": Text("办好", "done"),
    "ticket": Text("开工单", "ticket"),
    "handoff": Text("转人工", "passes to a person"),
    "lead": Text("记销售线索", "lead"),
    "clarifies": Text("请客户说清楚", "asks what is meant"),
    "refuses_out_of_scope": Text("婉拒（不在范围）", "declines, out of scope"),
    "lookup": Text("查询", "looks up"),
    "smalltalk": Text("寒暄", "small talk"),
    "abandons": Text("中止", "drops"),
    "asks_sign_in": Text("请客户登录", "asks to sign in"),
    "not_found": Text("没找到", "not found"),
}

FLOWS: dict[str, Text] = {
    **INTENTS,
    "knowledge_answer": Text("知识问答", "Knowledge answer"),
}

STATES: dict[str, Text] = {
    **{f"asking_{slot}": Text(f"追问{text.zh}", f"asking for {text.en}") for slot, text in SLOTS.items()},
    "open": Text("进行中", "under way"),
    "confirming": Text("等确认", "waiting for yes or no"),
    "aside": Text("先放一边", "put aside"),
    "done": Text("办好", "done"),
    "refused": Text("不能办", "refused"),
    "abandoned": Text("已中止", "dropped"),
    "handed_over": Text("已转人工", "passed to a person"),
    "did_that_help": Text("问是否有帮助", "asking whether it helped"),
    "offering": Text("问要不要转人工", "offering a person"),
    "closed": Text("已结束", "closed"),
}

PLANS: dict[str, Text] = {
    "free": Text("免费版", "Free"),
    "team": Text("团队版", "Team"),
    "business": Text("商业版", "Business"),
    "enterprise": Text("企业版", "Enterprise"),
}

ADDONS: dict[str, Text] = {
    "crm": Text("CRM", "CRM"),
    "automation": Text("自动化", "Automation"),
    "data_warehouse": Text("数据仓库", "Data Warehouse"),
}

PERIODS: dict[str, Text] = {"monthly": Text("按月", "monthly"), "yearly": Text("按年", "yearly")}

# Of orders and bills: their words do not clash.
STATUSES: dict[str, Text] = {
    "active": Text("生效中", "active"),
    "pending_payment": Text("待付款", "to be paid"),
    "processing": Text("处理中", "processing"),
    "cancelled": Text("已取消", "cancelled"),
    "refunded": Text("已退款", "refunded"),
    "refund_requested": Text("退款申请中", "refund requested"),
    "paid": Text("已付", "paid"),
    "open": Text("未结", "open"),
    "overdue": Text("逾期", "overdue"),
}

TICKET_STATUSES: dict[str, Text] = {
    "new": Text("新建", "New"),
    "open": Text("处理中", "Open"),
    "pending": Text("等待客户", "Pending"),
    "on_hold": Text("挂起", "On hold"),
    "resolved": Text("已解决", "Resolved"),
    "closed": Text("已关闭", "Closed"),
    "reopened": Text("重新打开", "Reopened"),
}

CHANNELS: dict[str, Text] = {
    "widget": Text("网页对话", "Web chat"),
    "api": Text("接口", "API"),
    "email": Text("邮件", "E-mail"),
    "phone": Text("电话", "Phone"),
}

ROLES: dict[str, Text] = {
    "owner": Text("所有者", "Owner"),
    "admin": Text("管理员", "Admin"),
    "agent": Text("客服", "Agent"),
    "sales": Text("销售", "Sales"),
    "success": Text("客户成功", "Customer success"),
    "viewer": Text("只读", "Viewer"),
    "member": Text("成员", "Member"),
    "guest": Text("访客", "Guest"),
}

TABLES: dict[str, dict[str, Text]] = {
    "intent": INTENTS,
    "entity": ENTITIES,
    "slot": SLOTS,
    "flow": FLOWS,
    "state": STATES,
    "plan": PLANS,
    "addon": ADDONS,
    "period": PERIODS,
    "status": STATUSES,
    "ticket_status": TICKET_STATUSES,
    "channel": CHANNELS,
    "role": ROLES,
}


def label(language: str, table: str, word: str | None) -> str:
    """The word as people read it; itself where the table has none; "" for None."""
    if word is None:
        return ""
    found = TABLES[table].get(word)
    return found.in_language(language) if found else word


def act_label(language: str, act: str) -> str:
    """ "asks_slot:order_id" as "asks for order"."""
    kind, _, what = act.partition(":")
    verb = ACTS[kind].in_language(language) if kind in ACTS else kind
    if not what:
        return verb
    table = "slot" if kind == "asks_slot" else "intent"
    named = label(language, table, what)
    return f"{verb}：{named}" if language == "zh" else f"{verb} {named[:1].lower()}{named[1:]}"
