"""The facets' words as readers see them. A word that is not here is shown as it is, without underscores."""

from collections.abc import Mapping

from bot.web.console.labels import PLANS
from bot.web.console.strings import Text

MODULES: Mapping[str, Text] = {
    "account": Text("账号与成员", "Accounts and members"),
    "api": Text("API", "API"),
    "automation": Text("自动化", "Automation"),
    "billing": Text("账单与套餐", "Billing and plans"),
    "board": Text("看板", "Boards"),
    "calendar": Text("日历", "Calendar"),
    "crm": Text("CRM", "CRM"),
    "dashboard": Text("仪表盘", "Dashboards"),
    "data_warehouse": Text("数据仓库", "Data Warehouse"),
    "docs": Text("文档", "Docs"),
    "forms": Text("表单", "Forms"),
    "mobile": Text("手机应用", "Mobile app"),
    "notifications": Text("通知", "Notifications"),
    "orders": Text("订单", "Orders"),
    "platform": Text("工作区与通用功能", "Workspace and basics"),
    "reports": Text("报表", "Reports"),
    "security": Text("安全与隐私", "Security and privacy"),
    "service": Text("客服与服务", "Support and service"),
    "webhooks": Text("Webhook", "Webhooks"),
}
ERROR_TYPES: Mapping[str, Text] = {
    "how_to": Text("怎么用", "How-to"),
    "error": Text("出错", "Something fails"),
    "billing": Text("费用", "Billing"),
    "limit": Text("额度与限制", "Limits"),
    "outage": Text("服务中断", "Outage"),
    "policy": Text("政策", "Policy"),
}
SOLUTIONS: Mapping[str, Text] = {
    "steps": Text("操作步骤", "Steps"),
    "reference": Text("参考资料", "Reference"),
    "explanation": Text("说明", "Explanation"),
    "policy": Text("规则", "Rules"),
    "workaround": Text("临时办法", "Workaround"),
}
PLATFORMS: Mapping[str, Text] = {
    "web": Text("网页版", "Web"),
    "mobile": Text("手机端", "Mobile"),
    "desktop": Text("桌面端", "Desktop"),
    "ios": Text("iOS", "iOS"),
    "android": Text("安卓", "Android"),
    "windows": Text("Windows", "Windows"),
    "mac": Text("Mac", "Mac"),
    "linux": Text("Linux", "Linux"),
}
TABLES: Mapping[str, Mapping[str, Text]] = {
    "module": MODULES,
    "error_type": ERROR_TYPES,
    "solution": SOLUTIONS,
    "plan": PLANS,
    "platform": PLATFORMS,
}


def label(language: str, facet: str, word: str) -> str:
    found = TABLES[facet].get(word)
    return found.in_language(language) if found else word.replace("_", " ")
