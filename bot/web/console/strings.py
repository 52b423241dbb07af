"""Every sentence of the console, Chinese and English side by side."""

from bot.web.console.authoring.strings import KNOWLEDGE
from bot.web.console.desk.strings import DESK, DESK_FOR_THE_BROWSER
from bot.web.console.reports.strings import REPORTS
from bot.web.console.settings.strings import SETTINGS
from bot.web.console.suggestion_strings import SUGGESTIONS
from bot.web.console.text import Text as Text

STRINGS: dict[str, Text] = {
    **KNOWLEDGE,
    **SUGGESTIONS,
    **DESK,
    **REPORTS,
    **SETTINGS,
    # The frame of every page
    "product": Text("会意", "Huiyi"),
    "console": Text("客服工作台", "Agent console"),
    "places": Text("工作台各处", "Parts of the console"),
    "skip": Text("跳到内容", "Skip to content"),
    "language_other": Text("English", "中文"),
    "language_switch": Text("切换到英文", "Switch to Chinese"),
    "help": Text("键盘快捷键", "Keyboard shortcuts"),
    "sign_out": Text("退出", "Sign out"),
    "back": Text("返回列表", "Back to the list"),
    "close": Text("关闭", "Close"),
    "notify_on": Text("桌面提醒", "Notify me"),
    "notify_title": Text("有客户在等人工", "A customer is waiting for a person"),
    "notify_allowed": Text("有人等待时会提醒你", "You will be told when someone waits"),
    "notify_refused": Text("浏览器不允许提醒", "The browser does not allow notifications"),
    "live": Text("实时", "Live"),
    "connecting": Text("连接中", "Connecting"),
    "offline": Text(
        "连接断开了，正在重连。你写的内容都在。",
        "The connection is lost; trying again. What you write is kept.",
    ),
    "signed_out": Text("你已退出登录。草稿还在。", "You are signed out. Your draft is kept."),
    "sign_in_again": Text("重新登录", "Sign in again"),
    # Signing in
    "sign_in": Text("登录", "Sign in"),
    "sign_in_lead": Text("用你的工作邮箱登录。", "Use your work address."),
    "email": Text("邮箱", "E-mail"),
    "password": Text("密码", "Password"),
    "workspace": Text("工作区", "Workspace"),
    "sign_in_wrong": Text(
        "邮箱或密码不对，或账号已停用。",
        "The address or the password is wrong, or the account is disabled.",
    ),
    "sign_in_slow": Text(
        "尝试次数太多，请 {minutes} 分钟后再试。",
        "Too many attempts. Try again in {minutes} min.",
    ),
    "sign_in_stale": Text(
        "这一页放得太久了，请再登录一次。", "This page was open too long. Please sign in again."
    ),
    "demo_hint": Text(
        "演示账号：{email}，密码 {password}（只在演示模式中有）。",
        "Demo account: {email}, password {password} (in demo mode only).",
    ),
    # The list
    "inbox": Text("会话", "Conversations"),
    "filters": Text("筛选会话", "Filter conversations"),
    "filter_all": Text("全部", "All"),
    "filter_waiting": Text("等待", "Waiting"),
    "filter_mine": Text("我的", "Mine"),
    "filter_bot": Text("机器人", "Bot"),
    "group_waiting": Text("等待人工", "Waiting for a person"),
    "group_mine": Text("我负责的", "Mine"),
    "group_colleagues": Text("同事负责的", "With colleagues"),
    "group_bot": Text("机器人接待中", "With the bot"),
    "waits": Text("等了", "waits"),
    "unread": Text("{count} 条未读", "{count} unread"),
    "visitor": Text("访客", "Visitor"),
    "nobody_here": Text("现在没有会话", "No conversations yet"),
    "nobody_here_lead": Text(
        "客户开口之后，会话会自动出现在这里。",
        "As soon as a customer writes, the conversation appears here by itself.",
    ),
    "nobody_matches": Text("这个筛选下没有会话", "Nothing matches this filter"),
    "show_all": Text("看全部", "Show all"),
    "more_below": Text("只列出最近的 {count} 个", "The latest {count} are listed"),
    "pick_one": Text("选一个会话", "Pick a conversation"),
    "pick_one_lead": Text(
        "用 j 和 k 上下移动，Enter 打开，? 看全部快捷键。",
        "Move with j and k, open with Enter, see all shortcuts with ?.",
    ),
    "list_failed": Text("列表没能更新", "The list could not be brought up to date"),
    "try_again": Text("再试一次", "Try again"),
    "loading": Text("加载中…", "Loading…"),
    "now": Text("不到 1 分钟", "under 1 min"),
    "minutes": Text("{count} 分钟", "{count} min"),
    "hours": Text("{count} 小时", "{count} h"),
    "days": Text("{count} 天", "{count} d"),
    # The conversation
    "thread": Text("消息", "Messages"),
    "earlier": Text("更早的消息", "Earlier messages"),
    "new_below": Text("有新消息", "New messages"),
    "nothing_said": Text("还没有消息", "Nothing was said yet"),
    "author_customer": Text("客户", "Customer"),
    "author_bot": Text("机器人", "Bot"),
    "author_agent": Text("客服", "Agent"),
    "author_system": Text("系统", "System"),
    "you": Text("你", "You"),
    "offers": Text("快捷回复", "Quick replies"),
    "source": Text("来源", "Source"),
    "version": Text("第 {version} 版", "version {version}"),
    "seen": Text("已读", "Seen"),
    "typing": Text("客户正在输入…", "The customer is typing…"),
    "bot_typing": Text("机器人正在回复…", "The bot is answering…"),
    "owner_bot": Text("机器人接待中", "With the bot"),
    "owner_me": Text("你在接待", "With you"),
    "owner_colleague": Text("{agent} 在接待", "With {agent}"),
    "waiting_for": Text("等待人工", "Waiting"),
    "take_over": Text("接手", "Take over"),
    "take_over_from": Text("从 {agent} 接手", "Take over from {agent}"),
    "hand_back": Text("交还机器人", "Hand back to the bot"),
    "taken_over": Text("你接手了，机器人不再回复。", "It is yours; the bot is silent now."),
    "handed_back": Text("已交还，机器人继续接待。", "Handed back; the bot answers again."),
    "lost_to": Text(
        "{agent} 接手了这个会话。你的草稿还在这里。",
        "{agent} took this conversation over. Your draft is still here.",
    ),
    "lost_to_bot": Text(
        "这个会话不再由你接待，机器人先接着。你的草稿还在这里。",
        "This conversation is not yours any more; the bot has it for now. Your draft is still here.",
    ),
    "customer_panel": Text("客户信息", "Customer"),
    "reply": Text("回复客户", "Reply to the customer"),
    "reply_hint": Text("Enter 发送，Shift+Enter 换行", "Enter sends, Shift+Enter starts a line"),
    "reply_bot": Text("先接手（t），再回复。", "Take over first (t), then reply."),
    "reply_colleague": Text(
        "{agent} 在接待。要回复，先接手。",
        "{agent} has this conversation. Take it over to reply.",
    ),
    "read_only": Text("你的角色只能查看。", "Your role can only look."),
    "send": Text("发送", "Send"),
    "sending": Text("发送中…", "Sending…"),
    "not_sent": Text("没有发出", "Not sent"),
    "too_long": Text("太长了：最多 {limit} 个字符", "Too long: at most {limit} characters"),
    "action_failed": Text("没有成功，请再试一次。", "That did not work. Please try again."),
    "too_fast": Text("太快了，请稍等。", "Too fast; wait a moment."),
    # The trace of a turn
    "trace": Text("机器人的判断", "What the bot made of it"),
    "understood": Text("理解为", "Understood as"),
    "ranking": Text("候选", "Ranking"),
    "entities": Text("实体", "Entities"),
    "no_entities": Text("没有", "None"),
    "means": Text("即", "means"),
    "did": Text("做了", "Did"),
    "flow": Text("流程", "Flow"),
    "slots": Text("已知信息", "Slots"),
    "why": Text("为什么", "Why"),
    "article": Text("依据的文章", "Article"),
    "ticket": Text("工单", "Ticket"),
    "lead": Text("销售线索", "Lead"),
    "took": Text("用时", "Took"),
    "took_parse": Text("理解 {ms} 毫秒", "understanding {ms} ms"),
    "took_decide": Text("决定 {ms} 毫秒", "deciding {ms} ms"),
    "took_total": Text("共 {ms} 毫秒", "{ms} ms in all"),
    "turn_failed": Text("这一轮出错了", "This turn failed"),
    "decision_accepted": Text("有把握", "sure"),
    "decision_ambiguous": Text("不太确定", "unsure between several"),
    "decision_rejected": Text("不在服务范围内", "not something we do"),
    # The customer
    "visitor_lead": Text("没有登录，我们不知道是谁。", "Not signed in, so we do not know who this is."),
    "contact": Text("联系方式", "Contact"),
    "phone": Text("电话", "Phone"),
    "company": Text("公司", "Company"),
    "role": Text("角色", "Role"),
    "language": Text("语言", "Language"),
    "plan": Text("套餐", "Plan"),
    "product_version": Text("版本", "Version"),
    "platform": Text("平台", "Platform"),
    "seats": Text("{count} 个席位", "{count} seats"),
    "addons": Text("附加功能", "Add-ons"),
    "renews": Text("{date} 续费", "renews {date}"),
    "no_renewal": Text("不续费", "no renewal"),
    "orders": Text("订单", "Orders"),
    "no_orders": Text("没有订单", "No orders"),
    "paid": Text("已付", "paid"),
    "unpaid": Text("未付", "unpaid"),
    "bills": Text("账单", "Bills"),
    "no_bills": Text("没有账单", "No bills"),
    "due": Text("{date} 到期", "due {date}"),
    "tickets": Text("工单", "Tickets"),
    "no_tickets": Text("没有工单", "No tickets"),
    "zh": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
    # The ticket
    "priority": Text("优先级", "Priority"),
    "status": Text("状态", "Status"),
    "opened": Text("建立于", "Opened"),
    "promised": Text("承诺回复", "Answer promised by"),
    "transcript": Text("会话记录", "Transcript"),
    "transcript_then": Text("转人工时的会话记录", "Transcript at the handoff"),
    "open_conversation": Text("打开会话", "Open the conversation"),
    "note": Text("内部备注", "Internal note"),
    "note_bad": Text("备注要有 1 到 4000 个字符。", "A note has 1 to 4,000 characters."),
    # The review
    "review": Text("训练审核", "Review"),
    "review_lead": Text(
        "机器人没把握的消息。确认或改正之后，它们就是训练数据。",
        "Messages the bot was unsure of. Once confirmed or relabelled they are training data.",
    ),
    "review_filter": Text("筛选提议", "Filter proposals"),
    "review_open": Text("待审", "To decide"),
    "review_decided": Text("已审", "Decided"),
    "review_message": Text("客户的消息", "The customer's message"),
    "review_learned": Text("学到的样子（个人信息已替换）", "As learned, without personal data"),
    "review_proposed": Text("提议", "Proposed"),
    "review_no_proposal": Text("还不知道是什么意思", "Nobody knows yet what it means"),
    "review_why_chosen": Text(
        "机器人问是哪个意思，客户选了这个。", "Asked which was meant, the customer chose this."
    ),
    "review_why_corrected": Text(
        "客户接着纠正了机器人。", "The customer corrected the bot in the next message."
    ),
    "review_why_not_helped": Text(
        "答案没帮上忙，会话马上转了人工。", "The answer did not help; the conversation went to a person."
    ),
    "review_why_person_answered": Text(
        "机器人没接住，后来由客服回答。", "The bot did not take it; a person answered."
    ),
    "review_why_person_solved": Text(
        "转人工前的最后一个诉求，由客服处理。", "The last wish before the handoff; a person dealt with it."
    ),
    "review_why_unsure": Text("机器人没有把握。", "The bot was not sure."),
    "review_confirm": Text("确认", "Confirm"),
    "review_confirm_as": Text("确认为“{intent}”", "Confirm as “{intent}”"),
    "review_choose": Text("换一个意图", "Another intent"),
    "review_likely": Text("候选", "Likely"),
    "review_all": Text("全部意图", "All intents"),
    "review_relabel": Text("改为此项", "Use this"),
    "review_reject": Text("不采用", "Reject"),
    "review_again": Text("重新决定", "Decide again"),
    "review_state_confirmed": Text("已确认：{intent}", "Confirmed: {intent}"),
    "review_state_relabelled": Text("已改为：{intent}", "Relabelled: {intent}"),
    "review_state_rejected": Text("不采用", "Rejected"),
    "review_by": Text("由 {who} 决定", "by {who}"),
    "review_late": Text(
        "在你决定之前，这一条变了。这是现在的样子，你的决定没有保存。",
        "This changed before you decided. Here is how it stands; your decision was not saved.",
    ),
    "review_incomplete": Text("请先选一个意图。", "Choose an intent first."),
    "review_read_only": Text(
        "管理员和所有者可以决定，你可以查看。", "Admins and owners decide; you can look."
    ),
    "review_nothing": Text("没有要审的消息", "Nothing to review"),
    "review_nothing_lead": Text(
        "机器人没把握的消息，会在会话安静下来之后出现在这里。",
        "What the bot was unsure of appears here once the conversation is quiet.",
    ),
    "review_none_decided": Text("还没有审过的消息", "Nothing was decided yet"),
    "review_more": Text(
        "先列出最近的 {count} 条，审完再看其余。", "The latest {count} are listed; the rest follow."
    ),
    # Help
    "shortcut_next": Text("下一个会话", "Next conversation"),
    "shortcut_previous": Text("上一个会话", "Previous conversation"),
    "shortcut_open": Text("打开选中的会话", "Open the selected conversation"),
    "shortcut_take": Text("接手", "Take over"),
    "shortcut_hand": Text("交还机器人", "Hand back to the bot"),
    "shortcut_reply": Text("写回复", "Write a reply"),
    "shortcut_trace": Text("展开或收起最近一轮的判断", "Show or hide the latest trace"),
    "shortcut_customer": Text("客户信息", "Customer panel"),
    "shortcut_confirm": Text("审核：确认", "Review: confirm"),
    "shortcut_relabel": Text("审核：换一个意图", "Review: another intent"),
    "shortcut_reject": Text("审核：不采用", "Review: reject"),
    "shortcut_leave": Text("离开输入框，关闭面板", "Leave the box, close the panel"),
    "shortcut_help": Text("这份说明", "This help"),
    "shortcuts_on": Text("使用单键快捷键", "Use single-key shortcuts"),
    # What went wrong
    "problem_404": Text("找不到这一页", "There is no such page"),
    "problem_404_lead": Text(
        "它可能不存在，或不属于你的工作区。",
        "It may not exist, or it belongs to another workspace.",
    ),
    "problem_403": Text("不能这样做", "That is not allowed"),
    "problem_403_lead": Text(
        "你的角色没有这个权限，或者页面已经过期。",
        "Your role does not permit it, or the page is out of date.",
    ),
    "problem_503": Text("服务暂时不可用", "The service is not available"),
    "problem_503_lead": Text("请过一会儿再试。", "Please try again in a moment."),
    "problem_422": Text("这个请求看不懂", "The request makes no sense"),
    "problem_422_lead": Text("请从列表重新开始。", "Please start again from the list."),
    "to_inbox": Text("回到会话列表", "Go to the conversations"),
}

# What the browser's modules say by themselves.
FOR_THE_BROWSER = (
    "product", "inbox", "live", "connecting", "offline", "signed_out", "notify_title", "notify_allowed",
    "notify_refused", "now", "minutes", "hours", "days", "taken_over", "handed_back", "lost_to",
    "lost_to_bot", "sending", "not_sent", "try_again", "too_long", "action_failed", "too_fast",
    "typing", "bot_typing", "seen", "list_failed", "you", "kb_kept",
    "suggest_inserted", "suggest_take_over", *DESK_FOR_THE_BROWSER,
)  # fmt: skip


def say(language: str, key: str, **values: object) -> str:
    """The string of that key; a key that is none is a bug and raises KeyError."""
    return STRINGS[key].in_language(language).format(**values)


def for_the_browser(language: str) -> dict[str, str]:
    return {key: STRINGS[key].in_language(language) for key in FOR_THE_BROWSER}
