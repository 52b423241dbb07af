"""Every sentence of the console, Chinese and English side by side."""

from bot.web.console.authoring.strings import KNOWLEDGE
from bot.web.console.desk.opening_strings import OPENING
from bot.web.console.desk.strings import DESK, DESK_FOR_THE_BROWSER
from bot.web.console.reports.strings import REPORTS
from bot.web.console.settings.strings import SETTINGS
from bot.web.console.suggestion_strings import SUGGESTIONS
from escalation.routing.words import Words

STRINGS: dict[str, Words] = {
    **KNOWLEDGE,
    **SUGGESTIONS,
    **DESK,
    **OPENING,
    **REPORTS,
    **SETTINGS,
    # The frame of every page
    "product": Words("会意", "Huiyi"),
    "console": Words("客服工作台", "Agent console"),
    "places": Words("工作台各处", "Parts of the console"),
    "skip": Words("跳到内容", "Skip to content"),
    "language_other": Words("English", "中文"),
    "language_switch": Words("切换到英文", "Switch to Chinese"),
    "help": Words("键盘快捷键", "Keyboard shortcuts"),
    "sign_out": Words("退出", "Sign out"),
    "back": Words("返回列表", "Back to the list"),
    "erased": Words("（内容已删除）", "(erased)"),
    "close": Words("关闭", "Close"),
    "notify_on": Words("桌面提醒", "Notify me"),
    "notify_title": Words("有客户在等人工", "A customer is waiting for a person"),
    "notify_allowed": Words("有人等待时会提醒你", "You will be told when someone waits"),
    "notify_refused": Words("浏览器不允许提醒", "The browser does not allow notifications"),
    "live": Words("实时", "Live"),
    "connecting": Words("连接中", "Connecting"),
    "offline": Words(
        "连接断开了，正在重连。你写的内容都在。",
        "The connection is lost; trying again. What you write is kept.",
    ),
    "signed_out": Words("你已退出登录。草稿还在。", "You are signed out. Your draft is kept."),
    "unsent": Words("还没有发出：{count} 条", "Not sent yet: {count}"),
    "sign_in_again": Words("重新登录", "Sign in again"),
    # Signing in
    "sign_in": Words("登录", "Sign in"),
    "sign_in_lead": Words("用你的工作邮箱登录。", "Use your work address."),
    "email": Words("邮箱", "E-mail"),
    "password": Words("密码", "Password"),
    "workspace": Words("工作区", "Workspace"),
    "sign_in_wrong": Words(
        "邮箱或密码不对，或账号已停用。",
        "The address or the password is wrong, or the account is disabled.",
    ),
    "sign_in_slow": Words(
        "尝试次数太多，请 {minutes} 分钟后再试。",
        "Too many attempts. Try again in {minutes} min.",
    ),
    "sign_in_stale": Words(
        "这一页放得太久了，请再登录一次。", "This page was open too long. Please sign in again."
    ),
    "demo_hint": Words(
        "演示账号：{email}，密码 {password}（只在演示模式中有）。",
        "Demo account: {email}, password {password} (in demo mode only).",
    ),
    # The list
    "inbox": Words("会话", "Conversations"),
    "filters": Words("筛选会话", "Filter conversations"),
    "filter_all": Words("全部", "All"),
    "filter_waiting": Words("等待", "Waiting"),
    "filter_mine": Words("我的", "Mine"),
    "filter_unassigned": Words("未分配", "Unassigned"),
    "filter_colleagues": Words("同事", "Colleagues"),
    "filter_bot": Words("机器人", "Bot"),
    "filter_ended": Words("已结束", "Ended"),
    "group_waiting": Words("等待人工", "Waiting for a person"),
    "group_mine": Words("我负责的", "Mine"),
    "group_colleagues": Words("同事负责的", "With colleagues"),
    "group_bot": Words("机器人接待中", "With the bot"),
    "group_unassigned": Words("要人处理，还没有人负责", "For people, and nobody has it"),
    "group_ended": Words("已结束", "Ended"),
    "group_found": Words("找到的会话", "Found"),
    "inbox_search": Words("搜索客户、内容或 #工单号", "Search customer, words, #ticket"),
    "inbox_clear": Words("清除搜索", "Clear the search"),
    "inbox_everywhere": Words("在全部会话中找到 {n} 个", "Found in all conversations: {n}"),
    "inbox_none_found": Words("没有找到会话", "No conversation matches"),
    "inbox_none_found_lead": Words(
        "可以搜姓名、公司、邮箱、说过的话、#工单号或会话编号。",
        "Search by name, company, e-mail, what was said, #ticket or the conversation's id.",
    ),
    "inbox_empty_waiting": Words("没有客户在等人工。", "Nobody waits for a person."),
    "inbox_empty_mine": Words("你手上没有会话。", "You have no conversations."),
    "inbox_empty_unassigned": Words("要人处理的都有人负责。", "Whatever needs a person has one."),
    "inbox_empty_colleagues": Words("同事手上没有会话。", "Your colleagues have no conversations."),
    "inbox_empty_bot": Words("机器人现在没有在接待。", "The bot is talking to nobody."),
    "inbox_empty_ended": Words("还没有结束的会话。", "No conversation has ended."),
    "inbox_all_of": Words("看全部 {count} 个", "Show all {count}"),
    "inbox_older": Words("更早的", "Older"),
    "inbox_newest": Words("回到最新", "Newest"),
    "waits": Words("等了", "waits"),
    "unread": Words("{count} 条未读", "{count} unread"),
    "visitor": Words("访客", "Visitor"),
    "nobody_here": Words("现在没有会话", "No conversations yet"),
    "nobody_here_lead": Words(
        "客户开口之后，会话会自动出现在这里。",
        "As soon as a customer writes, the conversation appears here by itself.",
    ),
    "show_all": Words("看全部", "Show all"),
    "pick_one": Words("选一个会话", "Pick a conversation"),
    "pick_one_lead": Words(
        "用 j 和 k 上下移动，Enter 打开，? 看全部快捷键。",
        "Move with j and k, open with Enter, see all shortcuts with ?.",
    ),
    "list_failed": Words("列表没能更新", "The list could not be brought up to date"),
    "try_again": Words("再试一次", "Try again"),
    "loading": Words("加载中…", "Loading…"),
    "now": Words("不到 1 分钟", "under 1 min"),
    "minutes": Words("{count} 分钟", "{count} min"),
    "hours": Words("{count} 小时", "{count} h"),
    "days": Words("{count} 天", "{count} d"),
    # The conversation
    "thread": Words("消息", "Messages"),
    "earlier": Words("更早的消息", "Earlier messages"),
    "new_below": Words("有新消息", "New messages"),
    "nothing_said": Words("还没有消息", "Nothing was said yet"),
    "author_customer": Words("客户", "Customer"),
    "author_bot": Words("机器人", "Bot"),
    "author_agent": Words("客服", "Agent"),
    "author_system": Words("系统", "System"),
    "you": Words("你", "You"),
    "offers": Words("快捷回复", "Quick replies"),
    "source": Words("来源", "Source"),
    "version": Words("第 {version} 版", "version {version}"),
    "seen": Words("已读", "Seen"),
    "typing": Words("客户正在输入…", "The customer is typing…"),
    "bot_typing": Words("机器人正在回复…", "The bot is answering…"),
    "owner_bot": Words("机器人接待中", "With the bot"),
    "owner_me": Words("你在接待", "With you"),
    "owner_colleague": Words("{agent} 在接待", "With {agent}"),
    "waiting_for": Words("等待人工", "Waiting"),
    "take_over": Words("接手", "Take over"),
    "take_over_from": Words("从 {agent} 接手", "Take over from {agent}"),
    "hand_back": Words("交还机器人", "Hand back to the bot"),
    "taken_over": Words("你接手了，机器人不再回复。", "It is yours; the bot is silent now."),
    "handed_back": Words("已交还，机器人继续接待。", "Handed back; the bot answers again."),
    "lost_to": Words(
        "{agent} 接手了这个会话。你的草稿还在这里。",
        "{agent} took this conversation over. Your draft is still here.",
    ),
    "lost_to_bot": Words(
        "这个会话不再由你接待，机器人先接着。你的草稿还在这里。",
        "This conversation is not yours any more; the bot has it for now. Your draft is still here.",
    ),
    "customer_panel": Words("客户信息", "Customer"),
    "reply": Words("回复客户", "Reply to the customer"),
    "reply_hint": Words("Enter 发送，Shift+Enter 换行", "Enter sends, Shift+Enter starts a line"),
    "reply_bot": Words("先接手（t），再回复。", "Take over first (t), then reply."),
    "reply_colleague": Words(
        "{agent} 在接待。要回复，先接手。",
        "{agent} has this conversation. Take it over to reply.",
    ),
    "read_only": Words("你的角色只能查看。", "Your role can only look."),
    "send": Words("发送", "Send"),
    "sending": Words("发送中…", "Sending…"),
    "not_sent": Words("没有发出", "Not sent"),
    "too_long": Words("太长了：最多 {limit} 个字符", "Too long: at most {limit} characters"),
    "action_failed": Words("没有成功，请再试一次。", "That did not work. Please try again."),
    "too_fast": Words("太快了，请稍等。", "Too fast; wait a moment."),
    # The trace of a turn
    "trace": Words("机器人的判断", "What the bot made of it"),
    "understood": Words("理解为", "Understood as"),
    "ranking": Words("候选", "Ranking"),
    "entities": Words("实体", "Entities"),
    "no_entities": Words("没有", "None"),
    "means": Words("即", "means"),
    "did": Words("做了", "Did"),
    "flow": Words("流程", "Flow"),
    "slots": Words("已知信息", "Slots"),
    "why": Words("为什么", "Why"),
    "article": Words("依据的文章", "Article"),
    "ticket": Words("工单", "Ticket"),
    "lead": Words("销售线索", "Lead"),
    "took": Words("用时", "Took"),
    "took_parse": Words("理解 {ms} 毫秒", "understanding {ms} ms"),
    "took_decide": Words("决定 {ms} 毫秒", "deciding {ms} ms"),
    "took_total": Words("共 {ms} 毫秒", "{ms} ms in all"),
    "turn_failed": Words("这一轮出错了", "This turn failed"),
    "decision_accepted": Words("有把握", "sure"),
    "decision_ambiguous": Words("不太确定", "unsure between several"),
    "decision_rejected": Words("不在服务范围内", "not something we do"),
    # The customer
    "visitor_lead": Words("没有登录，我们不知道是谁。", "Not signed in, so we do not know who this is."),
    "contact": Words("联系方式", "Contact"),
    "phone": Words("电话", "Phone"),
    "company": Words("公司", "Company"),
    "role": Words("角色", "Role"),
    "language": Words("语言", "Language"),
    "plan": Words("套餐", "Plan"),
    "product_version": Words("版本", "Version"),
    "platform": Words("平台", "Platform"),
    "seats": Words("{count} 个席位", "{count} seats"),
    "addons": Words("附加功能", "Add-ons"),
    "renews": Words("{date} 续费", "renews {date}"),
    "no_renewal": Words("不续费", "no renewal"),
    "orders": Words("订单", "Orders"),
    "no_orders": Words("没有订单", "No orders"),
    "paid": Words("已付", "paid"),
    "unpaid": Words("未付", "unpaid"),
    "bills": Words("账单", "Bills"),
    "no_bills": Words("没有账单", "No bills"),
    "due": Words("{date} 到期", "due {date}"),
    "tickets": Words("工单", "Tickets"),
    "no_tickets": Words("没有工单", "No tickets"),
    "zh": Words("中文", "Chinese"),
    "en": Words("英文", "English"),
    # The ticket
    "priority": Words("优先级", "Priority"),
    "status": Words("状态", "Status"),
    "opened": Words("建立于", "Opened"),
    "promised": Words("承诺回复", "Answer promised by"),
    "transcript": Words("会话记录", "Transcript"),
    "transcript_then": Words("转人工时的会话记录", "Transcript at the handoff"),
    "open_conversation": Words("打开会话", "Open the conversation"),
    "note": Words("内部备注", "Internal note"),
    "note_bad": Words("备注要有 1 到 4000 个字符。", "A note has 1 to 4,000 characters."),
    # The review
    "review": Words("训练审核", "Review"),
    "review_lead": Words(
        "机器人没把握的消息。确认或改正之后，它们就是训练数据：下次运行 huiyi train --tenant {slug} 时学习。",
        "Messages the bot was unsure of. Once confirmed or relabelled they are training data: the next "
        "huiyi train --tenant {slug} learns them.",
    ),
    "review_filter": Words("筛选提议", "Filter proposals"),
    "review_open": Words("待审", "To decide"),
    "review_decided": Words("已审", "Decided"),
    "review_message": Words("客户的消息", "The customer's message"),
    "review_learned": Words("学到的样子（个人信息已替换）", "As learned, without personal data"),
    "review_proposed": Words("提议", "Proposed"),
    "review_no_proposal": Words("还不知道是什么意思", "Nobody knows yet what it means"),
    "review_why_chosen": Words(
        "机器人问是哪个意思，客户选了这个。", "Asked which was meant, the customer chose this."
    ),
    "review_why_corrected": Words(
        "客户接着纠正了机器人。", "The customer corrected the bot in the next message."
    ),
    "review_why_not_helped": Words(
        "答案没帮上忙，会话马上转了人工。", "The answer did not help; the conversation went to a person."
    ),
    "review_why_person_answered": Words(
        "机器人没接住，后来由客服回答。", "The bot did not take it; a person answered."
    ),
    "review_why_person_solved": Words(
        "转人工前的最后一个诉求，由客服处理。", "The last wish before the handoff; a person dealt with it."
    ),
    "review_why_unsure": Words("机器人没有把握。", "The bot was not sure."),
    "review_confirm": Words("确认", "Confirm"),
    "review_confirm_as": Words("确认为“{intent}”", "Confirm as “{intent}”"),
    "review_choose": Words("换一个意图", "Another intent"),
    "review_likely": Words("候选", "Likely"),
    "review_all": Words("全部意图", "All intents"),
    "review_relabel": Words("改为此项", "Use this"),
    "review_reject": Words("不采用", "Reject"),
    "review_again": Words("重新决定", "Decide again"),
    "review_state_confirmed": Words("已确认：{intent}", "Confirmed: {intent}"),
    "review_state_relabelled": Words("已改为：{intent}", "Relabelled: {intent}"),
    "review_state_rejected": Words("不采用", "Rejected"),
    "review_by": Words("由 {who} 决定", "by {who}"),
    "review_late": Words(
        "在你决定之前，这一条变了。这是现在的样子，你的决定没有保存。",
        "This changed before you decided. Here is how it stands; your decision was not saved.",
    ),
    "review_incomplete": Words("请先选一个意图。", "Choose an intent first."),
    "review_read_only": Words(
        "管理员和所有者可以决定，你可以查看。", "Admins and owners decide; you can look."
    ),
    "review_nothing": Words("没有要审的消息", "Nothing to review"),
    "review_nothing_lead": Words(
        "机器人没把握的消息，会在会话安静下来之后出现在这里。",
        "What the bot was unsure of appears here once the conversation is quiet.",
    ),
    "review_none_decided": Words("还没有审过的消息", "Nothing was decided yet"),
    "review_more": Words(
        "先列出最近的 {count} 条，审完再看其余。", "The latest {count} are listed; the rest follow."
    ),
    # Help
    "shortcut_next": Words("下一个会话", "Next conversation"),
    "shortcut_previous": Words("上一个会话", "Previous conversation"),
    "shortcut_open": Words("打开选中的会话", "Open the selected conversation"),
    "shortcut_search": Words("搜索会话", "Search conversations"),
    "shortcut_take": Words("接手", "Take over"),
    "shortcut_hand": Words("交还机器人", "Hand back to the bot"),
    "shortcut_reply": Words("写回复", "Write a reply"),
    "shortcut_trace": Words("展开或收起最近一轮的判断", "Show or hide the latest trace"),
    "shortcut_customer": Words("客户信息", "Customer panel"),
    "shortcut_confirm": Words("审核：确认", "Review: confirm"),
    "shortcut_relabel": Words("审核：换一个意图", "Review: another intent"),
    "shortcut_reject": Words("审核：不采用", "Review: reject"),
    "shortcut_leave": Words("离开输入框，关闭面板", "Leave the box, close the panel"),
    "shortcut_help": Words("这份说明", "This help"),
    "shortcuts_on": Words("使用单键快捷键", "Use single-key shortcuts"),
    # What went wrong
    "problem_404": Words("找不到这一页", "There is no such page"),
    "problem_404_lead": Words(
        "它可能不存在，或不属于你的工作区。",
        "It may not exist, or it belongs to another workspace.",
    ),
    "problem_403": Words("不能这样做", "That is not allowed"),
    "problem_403_lead": Words(
        "你的角色没有这个权限，或者页面已经过期。",
        "Your role does not permit it, or the page is out of date.",
    ),
    "problem_503": Words("服务暂时不可用", "The service is not available"),
    "problem_503_lead": Words("请过一会儿再试。", "Please try again in a moment."),
    "problem_413": Words("内容太多，没有收下", "This is too much at once"),
    "problem_413_lead": Words(
        "什么都没有保存。请返回上一页，缩短内容或分几次提交。",
        "Nothing was stored. Go back, and shorten it or send it in parts.",
    ),
    "problem_422": Words("这个请求看不懂", "The request makes no sense"),
    "problem_422_lead": Words("请从列表重新开始。", "Please start again from the list."),
    "to_inbox": Words("回到会话列表", "Go to the conversations"),
}

# What the browser's modules say by themselves.
FOR_THE_BROWSER = (
    "product", "inbox", "live", "connecting", "offline", "signed_out", "notify_title", "notify_allowed",
    "notify_refused", "now", "minutes", "hours", "days", "taken_over", "handed_back", "lost_to",
    "lost_to_bot", "sending", "unsent", "open_conversation", "not_sent", "try_again", "too_long",
    "action_failed", "too_fast",
    "typing", "bot_typing", "seen", "unread", "list_failed", "you", "kb_kept",
    "kb_picture_sending", "kb_picture_failed", "kb_refused_too_large",
    "suggest_inserted", "suggest_take_over", *DESK_FOR_THE_BROWSER,
)  # fmt: skip


def say(language: str, key: str, **values: object) -> str:
    """The string of that key; a key that is none is a bug and raises KeyError."""
    return STRINGS[key].in_language(language).format(**values)


def for_the_browser(language: str) -> dict[str, str]:
    return {key: STRINGS[key].in_language(language) for key in FOR_THE_BROWSER}
