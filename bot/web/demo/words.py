"""What Lanyun's page says, the two languages side by side. Facts: training_data/articles/FACTS.md."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    name: str
    about: str
    monthly: str
    yearly: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """One language's page; `modules` are (icon, name, text), `addons` and `facts` (name, text)."""

    texts: Mapping[str, str]
    modules: tuple[tuple[str, str, str], ...]
    plans: tuple[Plan, ...]
    addons: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]
    board: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


ZH = Words(
    texts={
        "title": "蓝云：团队的工作，放在一处",
        "about": "看板、日历、文档、表单和报表连在一起的团队工作空间，附带 CRM。",
        "demo": "演示",
        "you_are": "你现在是",
        "visitor": "访客",
        "console": "客服工作台",
        "console_hint": "在另一个窗口登录，接听人工请求",
        "product": "产品",
        "pricing": "价格",
        "trust": "安全",
        "language": "English",
        "start": "免费开始",
        "headline": "团队的工作，放在一处",
        "lead": "看板、日历、文档、表单和报表彼此相连，客户也在里面。少切几个窗口，多做一点正事。",
        "trial": "试用商业版 14 天",
        "see_prices": "看价格",
        "trial_note": "20 个席位，不用绑卡，随时停。",
        "modules_title": "一件事，从提出到做完，都在这里",
        "pricing_title": "按席位付费，用多少付多少",
        "pricing_lead": "年付只收十个月的钱。价格含 6% 增值税，可开电子发票。",
        "monthly": "月付",
        "yearly": "年付",
        "per_month": "每席位 / 月",
        "per_year": "每席位 / 年",
        "popular": "多数团队的选择",
        "choose": "开始试用",
        "begin": "免费使用",
        "talk": "联系我们",
        "addons_title": "附加模块",
        "facts_title": "放心交给我们",
        "ask_title": "还有问题？直接问",
        "ask_lead": "右下角的助手会查资料回答；已登录的客户还能查订单、账单，申请退款。",
        "ask": "打开对话",
        "footer": "蓝云是为演示虚构的公司。",
        "board_name": "新品发布",
    },
    modules=(
        ("board", "看板", "卡片拖着走，谁在做、卡在哪，一眼看清。"),
        ("calendar", "日历", "截止日期和排期自动汇到一张日历，可订阅到手机。"),
        ("docs", "文档", "方案和会议记录写在任务旁边，改动都有版本。"),
        ("forms", "表单", "收来的每一条，直接变成看板上的卡片。"),
        ("reports", "报表", "按周自动发到邮箱，不用再手工抄数。"),
        ("webhooks", "开放接口", "API 和 Webhook，接到你已经在用的系统。"),
    ),
    plans=(
        Plan("免费版", "小团队先用起来", "¥0", "¥0", ("5 位成员，2 位访客", "2 GB 空间", "1 个仪表盘")),
        Plan(
            "团队版",
            "一个部门的日常",
            "¥49",
            "¥490",
            ("100 位成员，10 位访客", "100 GB 空间", "定时报表", "工作时间 1 天内回复"),
        ),
        Plan(
            "商业版",
            "多个部门一起用",
            "¥90",
            "¥900",
            (
                "500 位成员，50 位访客",
                "1 TB 空间",
                "单点登录（SSO）",
                "99.9% 可用性承诺",
                "工作时间 4 小时内回复",
            ),
        ),
        Plan(
            "企业版",
            "50 席位起，按年签约",
            "报价",
            "报价",
            ("成员不限", "5 TB 空间", "自带密钥，SCIM", "99.95% 可用性承诺", "1 小时内回复"),
        ),
    ),
    addons=(
        ("CRM", "¥30 每席位 / 月", "线索、客户和商机，团队版起"),
        ("自动化", "¥200 每工作区 / 月", "规则不限，每月再加 50,000 次"),
        ("数据仓库", "¥6,000 每工作区 / 年", "每小时同步，只读 SQL，商业版起"),
    ),
    facts=(
        ("4 个区域", "上海、新加坡、法兰克福、俄勒冈"),
        ("ISO 27001", "以及 ISO 27701、SOC 2 Type II、等保三级"),
        ("15 分钟", "恢复点目标；每天备份，留 35 天"),
    ),
    board=(
        ("待办", (("定价页文案", "文档"), ("发布日程确认", "日历"))),
        ("进行中", (("落地页设计", "设计"), ("邀请 20 家内测客户", "CRM"))),
        ("完成", (("收集首批反馈", "表单"),)),
    ),
)

EN = Words(
    texts={
        "title": "Lanyun: your team's work in one place",
        "about": "A team workspace where boards, calendar, docs, forms and reports join up, with a CRM.",
        "demo": "Demo",
        "you_are": "You are",
        "visitor": "a visitor",
        "console": "Agents' console",
        "console_hint": "Sign in from a second window to answer as a person",
        "product": "Product",
        "pricing": "Pricing",
        "trust": "Trust",
        "language": "中文",
        "start": "Start for free",
        "headline": "Your team's work, in one place",
        "lead": "Boards, calendar, docs, forms and reports that know of each other, "
        "and your customers among them. Fewer windows, more done.",
        "trial": "Try Business for 14 days",
        "see_prices": "See prices",
        "trial_note": "20 seats, no card, stop at any time.",
        "modules_title": "From the first ask to done, without leaving",
        "pricing_title": "Pay by seat, for what you use",
        "pricing_lead": "Paying yearly costs ten months. Prices exclude tax; each bill brings its invoice.",
        "monthly": "Monthly",
        "yearly": "Yearly",
        "per_month": "per seat / month",
        "per_year": "per seat / year",
        "popular": "Most teams choose this",
        "choose": "Start a trial",
        "begin": "Use it for free",
        "talk": "Talk to us",
        "addons_title": "Add-ons",
        "facts_title": "In good hands",
        "ask_title": "Questions? Just ask",
        "ask_lead": "The assistant at the bottom right answers from our help pages; signed-in customers "
        "can also look up orders and bills, and ask for refunds.",
        "ask": "Open the chat",
        "footer": "Lanyun is a company made up for this demo.",
        "board_name": "Product launch",
    },
    modules=(
        ("board", "Board", "Drag cards along and see who does what, and where it is stuck."),
        ("calendar", "Calendar", "Deadlines and plans gather in one calendar that your phone can follow."),
        ("docs", "Docs", "Plans and minutes next to the tasks, with every version kept."),
        ("forms", "Forms", "Each entry that comes in is a card on your board."),
        ("reports", "Reports", "In your inbox every week; nobody copies numbers by hand."),
        ("webhooks", "Open interfaces", "API and webhooks to the systems that you have already."),
    ),
    plans=(
        Plan(
            "Free",
            "For small teams",
            "$0",
            "$0",
            ("5 members, 2 guests", "2 GB of storage", "1 dashboard"),
        ),
        Plan(
            "Team",
            "For a whole department",
            "$19",
            "$190",
            (
                "100 members, 10 guests",
                "100 GB of storage",
                "Scheduled reports",
                "Answers within 1 business day",
            ),
        ),
        Plan(
            "Business",
            "For several departments",
            "$29",
            "$290",
            (
                "500 members, 50 guests",
                "1 TB of storage",
                "Single sign-on (SSO)",
                "99.9% availability",
                "Answers within 4 business hours",
            ),
        ),
        Plan(
            "Enterprise",
            "From 50 seats, by the year",
            "Quote",
            "Quote",
            (
                "Any number of members",
                "5 TB of storage",
                "Your own keys, SCIM",
                "99.95% availability",
                "Answers within 1 hour",
            ),
        ),
    ),
    addons=(
        ("CRM", "$9 per seat / month", "Leads, customers and deals; from Team"),
        ("Automation", "$39 per workspace / month", "No rule limit, 50,000 more runs a month"),
        ("Data Warehouse", "$990 per workspace / year", "Synced hourly, read-only SQL; from Business"),
    ),
    facts=(
        ("4 regions", "Shanghai, Singapore, Frankfurt, Oregon"),
        ("ISO 27001", "and ISO 27701, SOC 2 Type II, MLPS level 3"),
        ("15 minutes", "recovery point; daily backups kept 35 days"),
    ),
    board=(
        ("To do", (("Pricing page copy", "Docs"), ("Confirm launch dates", "Calendar"))),
        ("In progress", (("Landing page design", "Design"), ("Invite 20 beta customers", "CRM"))),
        ("Done", (("First round of feedback", "Forms"),)),
    ),
)

WORDS: Mapping[str, Words] = {"zh": ZH, "en": EN}
