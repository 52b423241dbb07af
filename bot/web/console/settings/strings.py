"""What the settings say."""

from bot.web.console.settings.person_strings import PEOPLE
from bot.web.console.settings.rule_strings import RULES
from escalation.routing.words import Words

SETTINGS: dict[str, Words] = {
    **PEOPLE,
    **RULES,
    "settings": Words("设置", "Settings"),
    "set_lead": Words(
        "你的客服台如何运转。只有所有者和管理员能看到这里。",
        "How your desk works. Only owners and admins see this.",
    ),
    # The parts, and a line about each
    "set_rules": Words("自动规则", "Rules"),
    "set_rules_lead": Words(
        "从上到下依次检查；一条规则可以让后面的不再执行。",
        "Looked at from the top down; a rule can end the chain.",
    ),
    "set_runs": Words("规则执行记录", "Rule runs"),
    "set_people": Words("团队与人员", "Teams and people"),
    "set_people_lead": Words("谁接什么工单，能接多少。", "Who gets which tickets, and how many."),
    "set_macros": Words("宏与快捷回复", "Macros and replies"),
    "set_templates": Words("通知模板", "Notice templates"),
    "set_sla": Words("服务时限", "Deadlines (SLA)"),
    "set_sla_lead": Words(
        "多久之内首次回复、再次回复、解决，按什么日历。",
        "By when tickets are answered and solved, and by which calendar.",
    ),
    "set_desk": Words("营业与调查", "Hours and surveys"),
    "set_desk_lead": Words(
        "营业时间、等待人工、满意度调查和周报。",
        "Business hours, waiting for a person, surveys and the weekly report.",
    ),
    "set_outside": Words("外部工单系统", "Outside ticket system"),
    "set_outside_lead": Words(
        "工单同时存放在别的系统时，同步是否正常。",
        "Whether tickets that are kept in another system too are in step.",
    ),
    "set_outbox": Words("未送达", "Undelivered"),
    "set_outbox_lead": Words(
        "发不出去的邮件、短信和调用，可以重试。",
        "Mails, SMS and calls that did not get through, to be tried again.",
    ),
    "set_fact_rules": Words("{on} 条启用，{off} 条停用", "{on} on, {off} off"),
    "set_fact_people": Words("{teams} 个团队，{people} 人接单", "{teams} teams, {people} people on tickets"),
    "set_gap_nobody": Words(
        "规则会把工单交给没有人的团队：{teams}。", "Rules give tickets to teams that nobody is in: {teams}."
    ),
    "set_gap_no_phone": Words(
        "规则会发短信，但没有人填手机号：{teams}。", "Rules send SMS, and no phone number is known: {teams}."
    ),
    "set_gap_deadlines": Words(
        "没有规则在 SLA 即将超时和已超时时通知人",
        "No rule tells anybody of deadlines that are near or missed",
    ),
    "set_fact_count": Words("{count} 个", "{count}"),
    "set_fact_sla": Words(
        "{policies} 条政策，{calendars} 个日历", "{policies} policies, {calendars} calendars"
    ),
    "set_fact_dead": Words("{count} 条等你处理", "{count} wait for you"),
    "set_fact_none_dead": Words("全部送达", "All delivered"),
    "set_fact_here_only": Words("只存放在这里", "Tickets are kept here only"),
    "set_fact_stopped": Words("{count} 张工单要核对", "{count} tickets to be checked"),
    # All forms
    "set_save": Words("保存", "Save"),
    "set_cancel": Words("取消", "Cancel"),
    "set_edit": Words("编辑", "Edit"),
    "set_duplicate": Words("复制", "Duplicate"),
    "set_delete": Words("删除", "Delete"),
    "set_delete_this": Words("删除“{name}”？", "Delete “{name}”?"),
    "set_name": Words("名称", "Name"),
    "set_changed": Words("{who} 修改于", "changed by {who}"),
    "set_done_saved": Words("已保存。", "Saved."),
    "set_done_deleted": Words("已删除。", "Deleted."),
    "set_done_moved": Words("已移动。", "Moved."),
    "set_done_on": Words("已启用。", "Switched on."),
    "set_done_off": Words("已停用。", "Switched off."),
    "set_done_imported": Words("规则已全部替换。", "All rules were replaced."),
    "set_done_retried": Words("正在重新发送。", "Being sent again."),
    "set_done_followed": Words("好的，未结工单也会用上它。", "Open tickets will follow it too."),
    "set_done_answered": Words("已记下，同步继续。", "Noted; it goes on from there."),
    "set_wrong_count": Words(
        "没有保存：有 {count} 处要改，已在旁边标出。",
        "Not saved: {count} to be corrected, marked where they are.",
    ),
    "set_in_use": Words(
        "还在使用中：{what}。先改掉那里，再删除。", "Still in use: {what}. Change that first, then delete."
    ),
    "set_taken": Words("这个名字已经有了。", "This one is there already."),
    "set_clash": Words(
        "没有保存：{who} 在你打开之后改过它", "Not saved: {who} has changed it since you opened it,"
    ),
    "set_clash_somebody": Words(
        "没有保存：有人在你打开之后改过它。", "Not saved: somebody has changed it since you opened it."
    ),
    "set_clash_gone": Words(
        "没有保存：有人在你打开之后把它删除了。", "Not saved: somebody has deleted it since you opened it."
    ),
    "set_clash_now": Words("现在是：", "It is now:"),
    "set_clash_lead": Words(
        "下面是你写的内容。再保存一次，就以你的为准。",
        "Below is what you wrote. Save again, and yours is what counts.",
    ),
    "set_somebody": Words("有人", "somebody"),
    # People
    "set_teams": Words("团队", "Teams"),
    "set_queues": Words("队列", "Queues"),
    "set_queues_lead": Words(
        "规则把工单放进队列；视图和报表按它分。",
        "Rules put tickets into queues; views and reports go by them.",
    ),
    "set_persons": Words("人员", "People"),
    "set_persons_lead": Words("没填的技能即什么都能接。", "Whoever has no skills listed takes anything."),
    "set_new_team": Words("新建团队", "New team"),
    "set_new_queue": Words("新建队列", "New queue"),
    "set_members": Words("{count} 人", "{count} people"),
    "set_no_members": Words("还没有成员", "nobody yet"),
    "set_team_members": Words("成员", "Members"),
    "set_auto": Words("自动分给成员", "Give tickets to members by itself"),
    "set_auto_hint": Words("按技能、空闲和是否在线挑选。", "By skill, load and presence."),
    "set_key": Words("代号", "Key"),
    "set_key_hint": Words(
        "规则文件里用，之后不能改：小写字母、数字、_ 或 -",
        "Rule files name it so; it stays: small letters, digits, _ or -",
    ),
    "set_disabled": Words("已停用", "disabled"),
    "set_no_desk": Words("不接工单的角色", "a role without tickets"),
    "set_load": Words("手上 {count} / {capacity} 张", "{count} of {capacity} tickets"),
    "set_capacity": Words("最多同时处理几张", "Open tickets at most"),
    "set_capacity_hint": Words(
        "所有团队合计；0 即不再自动分派", "Of all their teams together; 0 for none by itself"
    ),
    "set_phone_hint": Words(
        "国际格式，短信提醒用，如 +8613800000000", "With its country, for SMS alerts: +8613800000000"
    ),
    "set_languages": Words("语言", "Languages"),
    "set_any_hint": Words("不选即都可以。", "None chosen: any."),
    "set_modules": Words("模块", "Modules"),
    "set_products": Words("产品", "Products"),
    "set_skills_hint": Words("用逗号分开；留空即都可以", "Between commas; empty for any"),
    # Deadlines
    "set_sla_page_lead": Words(
        "第一条符合的政策适用。改动是否也用于未结工单，在保存时选择。",
        "The first that fits a ticket applies. As you save a change you choose whether open tickets follow.",
    ),
    "set_sla_ask": Words("现在新开一张工单，会在什么时候到期？", "A ticket opened now would be due …"),
    "set_sla_fits": Words("适用第 {place} 条“{name}”：", "“{name}”, number {place}, applies:"),
    "set_sla_none_fits": Words(
        "没有政策符合：这样的工单没有时限。", "No policy fits: such a ticket has no deadline."
    ),
    "set_policies": Words("政策", "Policies"),
    "set_new_policy": Words("新建政策", "New policy"),
    "set_any_ticket": Words("所有工单", "any ticket"),
    "set_no_tier": Words("没有套餐", "no plan"),
    "set_warn_at": Words("用去 {share}% 时提醒", "warns at {share}%"),
    "set_around_the_clock": Words("全天候（24×7）", "Around the clock (24×7)"),
    "set_hours_business": Words("工作时间", "business hours"),
    "set_hours_around_the_clock": Words("全天候", "around the clock"),
    "set_policy_for": Words("适用于哪些工单", "For which tickets"),
    "set_policy_for_hint": Words("不选即不限。", "What has none chosen does not matter."),
    "set_targets": Words("时限", "Targets"),
    "set_targets_hint": Words(
        "以分钟计；留空即没有这个时限。等客户回复时暂停。",
        "In minutes; left empty there is none. They pause while waiting for the customer.",
    ),
    "set_within_minutes": Words("分钟数", "Minutes"),
    "set_counted": Words("按什么计时", "Counted by"),
    "set_calendar": Words("日历", "Calendar"),
    "set_warn": Words("用去百分之几时提醒", "Warn at (per cent)"),
    "set_warn_hint": Words("1 到 99；规则可以对提醒做出反应", "1 to 99; rules can act on the warning"),
    "set_due_now": Words(
        "现在新开一张这样的工单，到期时间是", "By this policy a ticket opened now would be due"
    ),
    "set_due_not_yet": Words("填好时限后显示。", "Shown once the targets are filled in."),
    "set_for_open": Words("也用于现在未结的工单", "Also for tickets that are open now"),
    "set_for_open_hint": Words(
        "时限按新设定从各自的起点重新计算：这样算来已经过期的，保存后即为超时；已经提醒过、超时过的不会重复。"
        "不勾选，则只用于新工单和优先级改变的工单。",
        "Deadlines are counted anew from where each began; one that would be past by now is missed as you "
        "save. Nobody is warned of the same one twice. Without it only new tickets go by this, and those "
        "whose priority changes.",
    ),
    "set_to_follow": Words(
        "正在用于未结工单，还要核对：{count}",
        "Being applied to open tickets; still to be gone through: {count}",
    ),
    "set_open_keep": Words(
        "最近的改动只用于新工单；未结工单保留原来的承诺。",
        "The last change is for new tickets; those that were open keep what they were promised.",
    ),
    "set_let_follow": Words("也用于未结工单", "Apply it to open tickets too"),
    "set_calendars": Words("工作日历", "Business calendars"),
    "set_new_calendar": Words("新建日历", "New calendar"),
    "set_closed": Words("休息", "closed"),
    "set_holidays_count": Words(
        "{holidays} 个节假日，{extra} 个调休上班日", "{holidays} holidays, {extra} extra working days"
    ),
    "set_zone": Words("时区", "Time zone"),
    "set_zone_hint": Words(
        "如 Asia/Shanghai；夏令时会自动处理", "Such as Europe/Berlin; summer time is taken care of"
    ),
    "set_week": Words("每周", "The week"),
    "set_week_hint": Words(
        "一天可以有几段：09:00-12:00, 13:30-18:00。跨夜写 22:00-06:00，全天写 00:00-24:00。",
        "Several a day: 09:00-12:00, 13:30-18:00. Over midnight: 22:00-06:00; all day: 00:00-24:00.",
    ),
    "set_holidays": Words("节假日", "Holidays"),
    "set_holidays_hint": Words("每行一天：2026-10-01 国庆节", "One a line: 2026-12-25 Christmas"),
    "set_extra_days": Words("调休上班日", "Extra working days"),
    "set_extra_days_hint": Words(
        "每行一天和时段：2026-10-10 09:00-18:00", "One a line, with its periods: 2026-10-10 09:00-18:00"
    ),
    "set_day_mon": Words("周一", "Mon"),
    "set_day_tue": Words("周二", "Tue"),
    "set_day_wed": Words("周三", "Wed"),
    "set_day_thu": Words("周四", "Thu"),
    "set_day_fri": Words("周五", "Fri"),
    "set_day_sat": Words("周六", "Sat"),
    "set_day_sun": Words("周日", "Sun"),
    # The desk
    "set_hours_apart": Words(
        "时限按日历 office 计算，它与这里的营业时间不同。",
        "Deadlines go by the calendar “office”, which is not the same as these hours.",
    ),
    "set_hours_take": Words("让 office 也用这些时间", "Give “office” these hours"),
    "set_business_hours": Words("营业时间", "Business hours"),
    "set_business_hours_hint": Words(
        "没有保存过服务时限时，时限、规则和机器人告诉客户的答复时间都按营业时间；保存过之后，都改按时限的日历"
        "（含节假日）：",
        "Until somebody has set deadlines, these, the rules and the times that the bot tells customers go by "
        "them; from then on all go by a calendar of the deadlines, holidays included:",
    ),
    "set_work_days": Words("工作日", "Days"),
    "set_opens": Words("开始", "Opens"),
    "set_closes": Words("结束", "Closes"),
    "set_waiting": Words("等待与重开", "Waiting and reopening"),
    "set_patience": Words("客户等人工多少分钟", "Minutes a customer waits for a person"),
    "set_patience_hint": Words(
        "营业时间内；过后告诉客户何时会有人答复",
        "Of business hours; then they are told by when somebody answers",
    ),
    "set_back_to_bot": Words("之后交还机器人", "Then the bot takes the conversation back"),
    "set_back_to_bot_hint": Words("不选则继续等人工。", "Else it goes on waiting for a person."),
    "set_merge_unasked": Words("自动合并同一客户的重复工单", "Merge one customer's duplicates unasked"),
    "set_merge_unasked_hint": Words(
        "看起来是同一件事时；难免认错，可以随时撤销。",
        "Where two look like one trouble. It can be wrong, and can be undone at any time.",
    ),
    "set_reopen": Words("解决后多少天内来信算重开", "Days in which a reply reopens a solved ticket"),
    "set_reopen_hint": Words("过后另开一张后续工单", "Later it is a new one that follows up"),
    "set_mail": Words("邮件", "E-mail"),
    "set_support_addresses": Words("客服邮箱", "Support addresses"),
    "set_support_addresses_hint": Words(
        "每行一个；客户写到这些地址的邮件由机器人先回复。先让邮件服务器把它们转到这里。",
        "One a line; the bot answers first what customers write to them. Your mail server forwards it here.",
    ),
    "set_after_solving": Words("解决之后", "After solving"),
    "set_surveys": Words("调查", "Surveys"),
    "set_surveys_hint": Words("在客户自己的渠道里问。", "Asked in the customer's own channel."),
    "set_survey_csat": Words("满意度（解决后）", "CSAT, after solving"),
    "set_survey_nps": Words("净推荐值（每季度）", "NPS, each quarter"),
    "set_report_to": Words("周报收件人", "Weekly report to"),
    "set_report_to_hint": Words("每行一个邮箱；每周一早上发送", "An address a line; sent on Monday mornings"),
    "set_report_language": Words("周报语言", "The report's language"),
    # The outside system
    "set_outside_page_lead": Words(
        "工单同时存放在外部系统时，这里显示同步状态。",
        "How tickets stand that are kept in another system too.",
    ),
    "set_outside_none": Words("工单只存放在这里。", "Tickets are kept here only."),
    "set_outside_connect": Words("接入外部系统", "Connect a system"),
    "set_outside_change": Words("修改接入", "Change it"),
    "set_outside_connect_lead": Words(
        "保存前会先问对方是否具备所需的条件；不具备就什么也不改。之后新开的工单也会存放在那边。",
        "Before anything is kept the other system is asked whether it has what is needed. Tickets opened "
        "from then on are kept there too.",
    ),
    "set_outside_url_hint": Words(
        "系统的根地址；webhook 填完整地址。主机须列在服务器的 HUIYI_ACTION_HOSTS 里。",
        "Its root; of a webhook the whole address. The server's HUIYI_ACTION_HOSTS must list the host.",
    ),
    "set_outside_option_queue": Words("队列", "Queue"),
    "set_outside_option_user": Words("用户", "User"),
    "set_outside_option_auth": Words("登录方式（token 或 basic）", "Sign-in (token or basic)"),
    "set_outside_option_group": Words("组", "Group"),
    "set_outside_option_customer": Words("代表访客的邮箱", "Address that stands for visitors"),
    "set_outside_secret_hint": Words(
        "密钥只在服务器上，不在这里填写，也不会显示：由管理服务器的人放进环境变量",
        "The secret is on the server only, never typed or shown here. Whoever runs it puts it into the "
        "variable",
    ),
    "set_outside_check": Words("检查连接", "Check connection"),
    "set_outside_reached": Words(
        "连接正常，对方具备所需的条件。还没有保存。",
        "It answers and has what is needed. Nothing is saved yet.",
    ),
    "set_outside_remove": Words("断开", "Disconnect"),
    "set_outside_remove_sure": Words(
        "确定断开吗？已在那边的工单留在那边，两边不再同步。",
        "Disconnect it? What is there stays there; the two sides are no longer kept in step.",
    ),
    "set_outside_system": Words("系统", "System"),
    "set_outside_since": Words("起始", "Since"),
    "set_outside_secret": Words("密钥所在的环境变量", "Variable with the secret"),
    "set_outside_pulled": Words("最近读取", "Last read"),
    "set_outside_well": Words("正常", "Well"),
    "set_stopped": Words("停下的工单", "Tickets that stopped"),
    "set_stopped_lead": Words(
        "发送后没有得到答复的，请到外部系统里核对，再告诉我们结果。",
        "Where no answer came back, look whether it is in the other system, and say so.",
    ),
    "set_stopped_unknown": Words("结果不明，请核对", "unknown, please check"),
    "set_stopped_failed": Words("失败", "failed"),
    "set_stopped_gone": Words("#{ticket} 已经有人处理了。", "Somebody has settled #{ticket} already."),
    "set_none_stopped": Words("没有停下的工单。", "None has stopped."),
    "set_outside_id": Words("外部系统里的编号", "Its id in the other system"),
    "set_outside_id_missing": Words(
        "工单已在那边建立的话，请填写那边的编号。",
        "Where the ticket itself is there, its id there is needed.",
    ),
    "set_answer_there": Words("那边有", "It is there"),
    "set_answer_again": Words("没有，再发一次", "It is not, send it again"),
    "set_answer_leave": Words("不再同步这张", "Leave this ticket out"),
    # What was not delivered
    "set_outbox_page_lead": Words(
        "修好原因后重试；同一条带同一个标识，对方不会收到两次。",
        "Mend the cause, then try again: each keeps its key, so that nobody gets it twice.",
    ),
    "set_none_dead": Words("全部送达，没有要处理的。", "All was delivered."),
    "set_retry": Words("重试", "Try again"),
    "set_retry_all": Words("全部重试（{count}）", "Try all again ({count})"),
    "set_tries": Words("试了 {count} 次", "{count} tries"),
    "set_shown_of": Words("显示最近 {shown} 条，共 {count} 条", "The newest {shown} of {count} are shown"),
    "set_effect_notify.mail": Words("邮件", "E-mail"),
    "set_effect_mail.reply": Words("回复客户的邮件", "Reply by e-mail"),
    "set_effect_notify.sms": Words("短信", "SMS"),
    "set_effect_notify.webhook": Words("Webhook", "Webhook"),
    "set_effect_notify.console": Words("工作台提醒", "Console notice"),
    "set_effect_notify.customer": Words("给客户的消息", "Message to the customer"),
    "set_effect_backend.push": Words("同步到外部工单系统", "To the outside ticket system"),
    "set_effect_handoff.requested": Words("转人工提醒", "Notice of a handoff"),
    # What is known of a customer
    "set_goes": Words("会删除", "What goes"),
    "set_stays": Words("会保留", "What stays"),
    "set_back": Words("返回", "Back"),
    "set_forget": Words("忘记客户说过的", "Forget what they told us"),
    "set_forget_goes": Words(
        "平台、版本，以及机器人从会话中记住的电话、邮箱、公司等（{count} 项）",
        "Platform, version, and what the bot keeps in mind from conversations, such as phone or company "
        "({count})",
    ),
    "set_forget_stays": Words(
        "姓名、联系方式、语言、订单、账单、工单和会话本身；会话里写着的仍能看到",
        "Name, address, language, orders, bills, tickets, and the conversations, with every word in them",
    ),
    "set_forget_done": Words(
        "已忘记：平台、版本和说过的 {count} 项。",
        "Forgotten: platform, version and what they told ({count}).",
    ),
    "set_erase": Words("删除这位客户", "Erase this customer"),
    "set_erase_person": Words(
        "姓名、邮箱、公司、电话、版本和平台", "Name, address, company, phone, version and platform"
    ),
    "set_erase_talks": Words(
        "会话（{conversations} 个）中的全部消息（{messages} 条），以及机器人的理解和记忆",
        "All messages ({messages}) of their conversations ({conversations}), and what the bot understood "
        "and keeps in mind",
    ),
    "set_erase_tickets": Words(
        "工单（{tickets} 张）的标题、内容、备注和字段，以及所有文件（{files} 个）",
        "Subject, entries, notes and fields of their tickets ({tickets}), and all files ({files})",
    ),
    "set_erase_made": Words(
        "由此产生的：解决案例、未答出的问题、训练提议，评价、线索和退款里的文字，以及还没发出的通知",
        "What was made of it: solved cases, unanswered questions, proposals for training, the words of "
        "ratings, leads and refunds, and what is still to be sent",
    ),
    "set_erase_books": Words(
        "客户代号、角色、语言、套餐、订单和账单", "The key, role, language, plan, orders and bills"
    ),
    "set_erase_counts": Words(
        "何时有过会话和工单，工单的编号、状态和时限，以及评分：不含文字",
        "When somebody wrote, tickets with number, state and deadlines, and scores: without words",
    ),
    "set_erase_beyond": Words(
        "备份、已发出的邮件，以及已采用的训练例句：这里删不到",
        "Backups, mails that were sent, and training examples that were accepted: out of reach",
    ),
    "set_erase_mails": Words(
        "没有登录、从邮箱写来的：请到那个会话里删除",
        "What they wrote by mail without signing in: erase it from that conversation",
    ),
    "set_erase_outside": Words(
        "外部工单系统里的要在那边删除：{ids}", "To be erased in the outside ticket system too: {ids}"
    ),
    "set_erase_sure": Words("删除后无法恢复。", "Nothing brings it back."),
    "set_erase_done": Words(
        "已删除：{conversations} 个会话、{messages} 条消息、{tickets} 张工单和 {files} 个文件的内容。",
        "Erased. Conversations: {conversations}, messages: {messages}, tickets: {tickets}, files: {files}.",
    ),
}
