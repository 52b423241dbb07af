"""The field's words as people read them: intents, entities, acts, flows, states, slots, plans and the rest.

A word that is not here is shown as it is, so that a new intent or flow needs no change in the console.
"""

from collections.abc import Mapping

from escalation.routing.view import STATUS_LABELS
from escalation.routing.words import Words

INTENTS: dict[str, Words] = {
    "login_problem": Words("登录不了", "Cannot sign in"),
    "reset_password": Words("重置密码", "Reset password"),
    "two_factor_issue": Words("两步验证", "Two-factor trouble"),
    "change_account_details": Words("修改账户资料", "Change account details"),
    "add_member": Words("添加成员", "Add a member"),
    "remove_member": Words("移除成员", "Remove a member"),
    "permission_denied": Words("没有权限", "Permission denied"),
    "delete_account": Words("注销账户", "Delete account"),
    "check_bill": Words("查账单", "Check a bill"),
    "request_invoice": Words("开发票", "Request an invoice"),
    "payment_failed": Words("付款失败", "Payment failed"),
    "request_refund": Words("申请退款", "Request a refund"),
    "pricing_question": Words("问价格", "Pricing question"),
    "upgrade_plan": Words("升级套餐", "Upgrade plan"),
    "downgrade_plan": Words("降级套餐", "Downgrade plan"),
    "cancel_subscription": Words("取消订阅", "Cancel subscription"),
    "renewal_question": Words("问续费", "Renewal question"),
    "discount_request": Words("要折扣", "Ask for a discount"),
    "order_status": Words("查订单", "Order status"),
    "cancel_order": Words("取消订单", "Cancel an order"),
    "change_order": Words("修改订单", "Change an order"),
    "how_to": Words("怎么用", "How to"),
    "report_bug": Words("报告问题", "Report a bug"),
    "outage": Words("服务中断", "Outage"),
    "slow_performance": Words("速度慢", "Slow performance"),
    "data_export": Words("导出数据", "Data export"),
    "data_import": Words("导入数据", "Data import"),
    "api_integration": Words("API 对接", "API integration"),
    "mobile_app_issue": Words("手机应用问题", "Mobile app trouble"),
    "notification_issue": Words("通知问题", "Notification trouble"),
    "feature_request": Words("功能建议", "Feature request"),
    "security_question": Words("安全问题", "Security question"),
    "privacy_request": Words("隐私请求", "Privacy request"),
    "ticket_status": Words("查工单", "Ticket status"),
    "book_training": Words("预约培训", "Book training"),
    "contact_sales": Words("联系销售", "Contact sales"),
    "talk_to_human": Words("找人工", "Talk to a person"),
    "complaint": Words("投诉", "Complaint"),
    "greet": Words("打招呼", "Greeting"),
    "goodbye": Words("再见", "Goodbye"),
    "thank": Words("道谢", "Thanks"),
    "affirm": Words("是", "Yes"),
    "deny": Words("否", "No"),
    "bot_challenge": Words("问是不是机器人", "Asks whether it is a bot"),
    "out_of_scope": Words("不在服务范围", "Out of scope"),
    "by_hand": Words("人工建单", "Opened by hand"),
}

ENTITIES: dict[str, Words] = {
    "order_id": Words("订单号", "order"),
    "ticket_id": Words("工单号", "ticket"),
    "invoice_id": Words("发票号", "invoice"),
    "time": Words("时间", "time"),
    "money": Words("金额", "money"),
    "plan": Words("套餐", "plan"),
    "addon": Words("附加功能", "add-on"),
    "product_module": Words("模块", "module"),
    "platform": Words("平台", "platform"),
    "product_version": Words("版本", "version"),
    "error_code": Words("错误码", "error code"),
    "email": Words("邮箱", "e-mail"),
    "phone": Words("电话", "phone"),
    "url": Words("网址", "URL"),
    "person": Words("人名", "person"),
    "company": Words("公司", "company"),
    "seats": Words("席位", "seats"),
}

SLOTS: dict[str, Words] = {
    **ENTITIES,
    "reason": Words("原因", "reason"),
    "amount": Words("金额", "amount"),
    "method": Words("方式", "method"),
    "invoice_type": Words("发票类型", "invoice type"),
    "title": Words("抬头", "title"),
    "tax_id": Words("税号", "tax id"),
    "period": Words("账期", "period"),
    "role": Words("角色", "role"),
    "billing_period": Words("付费周期", "billing period"),
    "effective": Words("生效", "effective"),
    "topic": Words("主题", "topic"),
    "format": Words("形式", "format"),
    "contact": Words("联系方式", "contact"),
    "name": Words("姓名", "name"),
    "module": Words("模块", "module"),
    "steps": Words("步骤", "steps"),
    "description": Words("描述", "description"),
    "severity": Words("严重程度", "severity"),
}

# The part before the colon of an act; what comes after it is an intent, a flow or a slot.
ACTS: dict[str, Words] = {
    "asks_slot": Words("追问", "asks for"),
    "answers_from_kb": Words("用知识库回答", "answers from the knowledge base"),
    "confirms": Words("请客户确认", "asks to confirm"),
    "done": Words("办好", "done"),
    "ticket": Words("开工单", "ticket"),
    "handoff": Words("转人工", "passes to a person"),
    "lead": Words("记销售线索", "lead"),
    "clarifies": Words("请客户说清楚", "asks what is meant"),
    "refuses_out_of_scope": Words("婉拒（不在范围）", "declines, out of scope"),
    "lookup": Words("查询", "looks up"),
    "smalltalk": Words("寒暄", "small talk"),
    "abandons": Words("中止", "drops"),
    "asks_sign_in": Words("请客户登录", "asks to sign in"),
    "not_found": Words("没找到", "not found"),
}

FLOWS: dict[str, Words] = {
    **INTENTS,
    "knowledge_answer": Words("知识问答", "Knowledge answer"),
}

STATES: dict[str, Words] = {
    **{f"asking_{slot}": Words(f"追问{text.zh}", f"asking for {text.en}") for slot, text in SLOTS.items()},
    "open": Words("进行中", "under way"),
    "confirming": Words("等确认", "waiting for yes or no"),
    "aside": Words("先放一边", "put aside"),
    "done": Words("办好", "done"),
    "refused": Words("不能办", "refused"),
    "abandoned": Words("已中止", "dropped"),
    "handed_over": Words("已转人工", "passed to a person"),
    "did_that_help": Words("问是否有帮助", "asking whether it helped"),
    "offering": Words("问要不要转人工", "offering a person"),
    "closed": Words("已结束", "closed"),
}

PLANS: dict[str, Words] = {
    "free": Words("免费版", "Free"),
    "team": Words("团队版", "Team"),
    "business": Words("商业版", "Business"),
    "enterprise": Words("企业版", "Enterprise"),
}

ADDONS: dict[str, Words] = {
    "crm": Words("CRM", "CRM"),
    "automation": Words("自动化", "Automation"),
    "data_warehouse": Words("数据仓库", "Data Warehouse"),
}

PERIODS: dict[str, Words] = {"monthly": Words("按月", "monthly"), "yearly": Words("按年", "yearly")}

# Of orders and bills: their words do not clash.
STATUSES: dict[str, Words] = {
    "active": Words("生效中", "active"),
    "pending_payment": Words("待付款", "to be paid"),
    "processing": Words("处理中", "processing"),
    "cancelled": Words("已取消", "cancelled"),
    "refunded": Words("已退款", "refunded"),
    "refund_requested": Words("退款申请中", "refund requested"),
    "paid": Words("已付", "paid"),
    "open": Words("未结", "open"),
    "overdue": Words("逾期", "overdue"),
}

STANDINGS: dict[str, Words] = {
    "good": Words("状况良好", "In good standing"),
    "watch": Words("需要关注", "Keep an eye on"),
    "risk": Words("有流失风险", "At risk"),
}

CHANNELS: dict[str, Words] = {
    "widget": Words("网页对话", "Web chat"),
    "api": Words("接口", "API"),
    "email": Words("邮件", "E-mail"),
    "phone": Words("电话", "Phone"),
    "in_person": Words("当面", "In person"),
    "console": Words("客服台", "Console"),
}

ROLES: dict[str, Words] = {
    "owner": Words("所有者", "Owner"),
    "admin": Words("管理员", "Admin"),
    "agent": Words("客服", "Agent"),
    "sales": Words("销售", "Sales"),
    "success": Words("客户成功", "Customer success"),
    "viewer": Words("只读", "Viewer"),
    "customer": Words("客户", "Customer"),
    "member": Words("成员", "Member"),
    "guest": Words("访客", "Guest"),
    "finance": Words("财务", "Finance"),
    "developer": Words("开发者", "Developer"),
}

TABLES: Mapping[str, Mapping[str, Words]] = {
    "intent": INTENTS,
    "entity": ENTITIES,
    "slot": SLOTS,
    "flow": FLOWS,
    "state": STATES,
    "plan": PLANS,
    "addon": ADDONS,
    "period": PERIODS,
    "standing": STANDINGS,
    "status": STATUSES,
    "ticket_status": STATUS_LABELS,
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
