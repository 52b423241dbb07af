"""The facets' words as readers see them. A word that is not here is shown as it is, without underscores."""

from collections.abc import Mapping

from bot.web.console.labels import PLANS
from escalation.routing.words import Words

MODULES: Mapping[str, Words] = {
    "account": Words("账号与成员", "Accounts and members"),
    "api": Words("API", "API"),
    "automation": Words("自动化", "Automation"),
    "billing": Words("账单与套餐", "Billing and plans"),
    "board": Words("看板", "Boards"),
    "calendar": Words("日历", "Calendar"),
    "crm": Words("CRM", "CRM"),
    "dashboard": Words("仪表盘", "Dashboards"),
    "data_warehouse": Words("数据仓库", "Data Warehouse"),
    "docs": Words("文档", "Docs"),
    "forms": Words("表单", "Forms"),
    "general": Words("通用", "General"),
    "mobile": Words("手机应用", "Mobile app"),
    "notifications": Words("通知", "Notifications"),
    "orders": Words("订单", "Orders"),
    "platform": Words("工作区与通用功能", "Workspace and basics"),
    "reports": Words("报表", "Reports"),
    "security": Words("安全与隐私", "Security and privacy"),
    "service": Words("客服与服务", "Support and service"),
    "webhooks": Words("Webhook", "Webhooks"),
}
ERROR_TYPES: Mapping[str, Words] = {
    "how_to": Words("怎么用", "How-to"),
    "error": Words("出错", "Something fails"),
    "billing": Words("费用", "Billing"),
    "limit": Words("额度与限制", "Limits"),
    "outage": Words("服务中断", "Outage"),
    "policy": Words("政策", "Policy"),
}
SOLUTIONS: Mapping[str, Words] = {
    "steps": Words("操作步骤", "Steps"),
    "reference": Words("参考资料", "Reference"),
    "explanation": Words("说明", "Explanation"),
    "policy": Words("规则", "Rules"),
    "workaround": Words("临时办法", "Workaround"),
}
PLATFORMS: Mapping[str, Words] = {
    "web": Words("网页版", "Web"),
    "mobile": Words("手机端", "Mobile"),
    "desktop": Words("桌面端", "Desktop"),
    "ios": Words("iOS", "iOS"),
    "android": Words("安卓", "Android"),
    "windows": Words("Windows", "Windows"),
    "mac": Words("Mac", "Mac"),
    "linux": Words("Linux", "Linux"),
}
TABLES: Mapping[str, Mapping[str, Words]] = {
    "module": MODULES,
    "error_type": ERROR_TYPES,
    "solution": SOLUTIONS,
    "plan": PLANS,
    "platform": PLATFORMS,
}


def label(language: str, facet: str, word: str) -> str:
    found = TABLES[facet].get(word)
    return found.in_language(language) if found else word.replace("_", " ")
