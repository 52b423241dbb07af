"""What the settings say."""

from bot.web.console.settings.rule_strings import RULES
from bot.web.console.text import Text

SETTINGS: dict[str, Text] = {
    **RULES,
    "settings": Text("设置", "Settings"),
    "set_lead": Text(
        "你的客服台如何运转。只有所有者和管理员能看到这里。",
        "How your desk works. Only owners and admins see this.",
    ),
    # The parts, and a line about each
    "set_rules": Text("自动规则", "Rules"),
    "set_rules_lead": Text(
        "从上到下依次检查；一条规则可以让后面的不再执行。",
        "Looked at from the top down; a rule can end the chain.",
    ),
    "set_runs": Text("规则执行记录", "Rule runs"),
    "set_people": Text("团队与人员", "Teams and people"),
    "set_people_lead": Text("谁接什么工单，能接多少。", "Who gets which tickets, and how many."),
    "set_macros": Text("宏与快捷回复", "Macros and replies"),
    "set_templates": Text("通知模板", "Notice templates"),
    "set_sla": Text("服务时限", "Deadlines (SLA)"),
    "set_sla_lead": Text(
        "多久之内首次回复、再次回复、解决，按什么日历。",
        "By when tickets are answered and solved, and by which calendar.",
    ),
    "set_desk": Text("营业与调查", "Hours and surveys"),
    "set_desk_lead": Text(
        "营业时间、等待人工、满意度调查和周报。",
        "Business hours, waiting for a person, surveys and the weekly report.",
    ),
    "set_outside": Text("外部工单系统", "Outside ticket system"),
    "set_outside_lead": Text(
        "工单同时存放在别的系统时，同步是否正常。",
        "Whether tickets that are kept in another system too are in step.",
    ),
    "set_outbox": Text("未送达", "Undelivered"),
    "set_outbox_lead": Text(
        "发不出去的邮件、短信和调用，可以重试。",
        "Mails, SMS and calls that did not get through, to be tried again.",
    ),
    "set_fact_rules": Text("{on} 条启用，{off} 条停用", "{on} on, {off} off"),
    "set_fact_people": Text("{teams} 个团队，{people} 人接单", "{teams} teams, {people} people on tickets"),
    "set_fact_count": Text("{count} 个", "{count}"),
    "set_fact_sla": Text(
        "{policies} 条政策，{calendars} 个日历", "{policies} policies, {calendars} calendars"
    ),
    "set_fact_dead": Text("{count} 条等你处理", "{count} wait for you"),
    "set_fact_none_dead": Text("全部送达", "All delivered"),
    "set_fact_here_only": Text("只存放在这里", "Tickets are kept here only"),
    "set_fact_stopped": Text("{count} 张工单要核对", "{count} tickets to be checked"),
    # All forms
    "set_save": Text("保存", "Save"),
    "set_cancel": Text("取消", "Cancel"),
    "set_edit": Text("编辑", "Edit"),
    "set_duplicate": Text("复制", "Duplicate"),
    "set_delete": Text("删除", "Delete"),
    "set_delete_this": Text("删除“{name}”？", "Delete “{name}”?"),
    "set_name": Text("名称", "Name"),
    "set_changed": Text("{who} 修改于", "changed by {who}"),
    "set_done_saved": Text("已保存。", "Saved."),
    "set_done_deleted": Text("已删除。", "Deleted."),
    "set_done_moved": Text("已移动。", "Moved."),
    "set_done_on": Text("已启用。", "Switched on."),
    "set_done_off": Text("已停用。", "Switched off."),
    "set_done_imported": Text("规则已全部替换。", "All rules were replaced."),
    "set_done_retried": Text("正在重新发送。", "Being sent again."),
    "set_done_answered": Text("已记下，同步继续。", "Noted; it goes on from there."),
    "set_wrong_count": Text(
        "没有保存：有 {count} 处要改，已在旁边标出。",
        "Not saved: {count} to be corrected, marked where they are.",
    ),
    "set_in_use": Text(
        "还在使用中：{what}。先改掉那里，再删除。", "Still in use: {what}. Change that first, then delete."
    ),
    "set_taken": Text("这个名字已经有了。", "This one is there already."),
    "set_name_missing": Text("请填写名称。", "A name is needed."),
    "set_clash": Text(
        "没有保存：{who} 在你打开之后改过它", "Not saved: {who} has changed it since you opened it,"
    ),
    "set_clash_somebody": Text(
        "没有保存：有人在你打开之后改过它。", "Not saved: somebody has changed it since you opened it."
    ),
    "set_clash_gone": Text(
        "没有保存：有人在你打开之后把它删除了。", "Not saved: somebody has deleted it since you opened it."
    ),
    "set_clash_now": Text("现在是：", "It is now:"),
    "set_clash_lead": Text(
        "下面是你写的内容。再保存一次，就以你的为准。",
        "Below is what you wrote. Save again, and yours is what counts.",
    ),
    "set_somebody": Text("有人", "somebody"),
    # People
    "set_teams": Text("团队", "Teams"),
    "set_queues": Text("队列", "Queues"),
    "set_queues_lead": Text(
        "规则把工单放进队列；视图和报表按它分。",
        "Rules put tickets into queues; views and reports go by them.",
    ),
    "set_persons": Text("人员", "People"),
    "set_persons_lead": Text("没填的技能即什么都能接。", "Whoever has no skills listed takes anything."),
    "set_new_team": Text("新建团队", "New team"),
    "set_new_queue": Text("新建队列", "New queue"),
    "set_members": Text("{count} 人", "{count} people"),
    "set_no_members": Text("还没有成员", "nobody yet"),
    "set_team_members": Text("成员", "Members"),
    "set_auto": Text("自动分给成员", "Give tickets to members by itself"),
    "set_auto_hint": Text("按技能、空闲和是否在线挑选。", "By skill, load and presence."),
    "set_key": Text("代号", "Key"),
    "set_key_hint": Text(
        "规则文件里用，之后不能改：小写字母、数字、_ 或 -",
        "Rule files name it so; it stays: small letters, digits, _ or -",
    ),
    "set_disabled": Text("已停用", "disabled"),
    "set_no_desk": Text("不接工单的角色", "a role without tickets"),
    "set_load": Text("手上 {count} / {capacity} 张", "{count} of {capacity} tickets"),
    "set_capacity": Text("最多同时处理几张", "Open tickets at most"),
    "set_capacity_hint": Text(
        "所有团队合计；0 即不再自动分派", "Of all their teams together; 0 for none by itself"
    ),
    "set_phone_hint": Text(
        "国际格式，短信提醒用，如 +8613800000000", "With its country, for SMS alerts: +8613800000000"
    ),
    "set_languages": Text("语言", "Languages"),
    "set_any_hint": Text("不选即都可以。", "None chosen: any."),
    "set_modules": Text("模块", "Modules"),
    "set_products": Text("产品", "Products"),
    "set_skills_hint": Text("用逗号分开；留空即都可以", "Between commas; empty for any"),
    # Deadlines
    "set_sla_page_lead": Text(
        "第一条符合的政策适用。工单保留当初的承诺，直到优先级改变。",
        "The first that fits a ticket applies. It keeps what it was promised until its priority changes.",
    ),
    "set_sla_ask": Text("现在新开一张工单，会在什么时候到期？", "A ticket opened now would be due …"),
    "set_sla_fits": Text("适用第 {place} 条“{name}”：", "“{name}”, number {place}, applies:"),
    "set_sla_none_fits": Text(
        "没有政策符合：这样的工单没有时限。", "No policy fits: such a ticket has no deadline."
    ),
    "set_policies": Text("政策", "Policies"),
    "set_new_policy": Text("新建政策", "New policy"),
    "set_any_ticket": Text("所有工单", "any ticket"),
    "set_no_tier": Text("没有套餐", "no plan"),
    "set_warn_at": Text("用去 {share}% 时提醒", "warns at {share}%"),
    "set_around_the_clock": Text("全天候（24×7）", "Around the clock (24×7)"),
    "set_hours_business": Text("工作时间", "business hours"),
    "set_hours_around_the_clock": Text("全天候", "around the clock"),
    "set_policy_for": Text("适用于哪些工单", "For which tickets"),
    "set_policy_for_hint": Text("不选即不限。", "What has none chosen does not matter."),
    "set_targets": Text("时限", "Targets"),
    "set_targets_hint": Text(
        "以分钟计；留空即没有这个时限。等客户回复时暂停。",
        "In minutes; left empty there is none. They pause while waiting for the customer.",
    ),
    "set_within_minutes": Text("分钟数", "Minutes"),
    "set_counted": Text("按什么计时", "Counted by"),
    "set_calendar": Text("日历", "Calendar"),
    "set_warn": Text("用去百分之几时提醒", "Warn at (per cent)"),
    "set_warn_hint": Text("1 到 99；规则可以对提醒做出反应", "1 to 99; rules can act on the warning"),
    "set_due_now": Text(
        "现在新开一张这样的工单，到期时间是", "By this policy a ticket opened now would be due"
    ),
    "set_due_not_yet": Text("填好时限后显示。", "Shown once the targets are filled in."),
    "set_sla_kept": Text(
        "保存后适用于新工单和优先级改变的工单。",
        "From then on it applies to new tickets, and to those whose priority changes.",
    ),
    "set_calendars": Text("工作日历", "Business calendars"),
    "set_new_calendar": Text("新建日历", "New calendar"),
    "set_closed": Text("休息", "closed"),
    "set_holidays_count": Text(
        "{holidays} 个节假日，{extra} 个调休上班日", "{holidays} holidays, {extra} extra working days"
    ),
    "set_zone": Text("时区", "Time zone"),
    "set_zone_hint": Text(
        "如 Asia/Shanghai；夏令时会自动处理", "Such as Europe/Berlin; summer time is taken care of"
    ),
    "set_week": Text("每周", "The week"),
    "set_week_hint": Text(
        "一天可以有几段：09:00-12:00, 13:30-18:00。跨夜写 22:00-06:00，全天写 00:00-24:00。",
        "Several a day: 09:00-12:00, 13:30-18:00. Over midnight: 22:00-06:00; all day: 00:00-24:00.",
    ),
    "set_holidays": Text("节假日", "Holidays"),
    "set_holidays_hint": Text("每行一天：2026-10-01 国庆节", "One a line: 2026-12-25 Christmas"),
    "set_extra_days": Text("调休上班日", "Extra working days"),
    "set_extra_days_hint": Text(
        "每行一天和时段：2026-10-10 09:00-18:00", "One a line, with its periods: 2026-10-10 09:00-18:00"
    ),
    "set_day_mon": Text("周一", "Mon"),
    "set_day_tue": Text("周二", "Tue"),
    "set_day_wed": Text("周三", "Wed"),
    "set_day_thu": Text("周四", "Thu"),
    "set_day_fri": Text("周五", "Fri"),
    "set_day_sat": Text("周六", "Sat"),
    "set_day_sun": Text("周日", "Sun"),
    # The desk
    "set_business_hours": Text("营业时间", "Business hours"),
    "set_business_hours_hint": Text(
        "机器人据此告诉客户何时有人答复，规则也看它。时限另有自己的日历：",
        "The bot tells customers, and rules go by them. Deadlines have calendars of their own:",
    ),
    "set_work_days": Text("工作日", "Days"),
    "set_opens": Text("开始", "Opens"),
    "set_closes": Text("结束", "Closes"),
    "set_waiting": Text("等待与重开", "Waiting and reopening"),
    "set_patience": Text("客户等人工多少分钟", "Minutes a customer waits for a person"),
    "set_patience_hint": Text(
        "营业时间内；过后告诉客户何时会有人答复",
        "Of business hours; then they are told by when somebody answers",
    ),
    "set_back_to_bot": Text("之后交还机器人", "Then the bot takes the conversation back"),
    "set_back_to_bot_hint": Text("不选则继续等人工。", "Else it goes on waiting for a person."),
    "set_merge_unasked": Text("自动合并同一客户的重复工单", "Merge one customer's duplicates unasked"),
    "set_merge_unasked_hint": Text(
        "只在几乎确定是同一件事时；可以随时撤销。",
        "Only what is surely one trouble; it can be undone at any time.",
    ),
    "set_reopen": Text("解决后多少天内来信算重开", "Days in which a reply reopens a solved ticket"),
    "set_reopen_hint": Text("过后另开一张后续工单", "Later it is a new one that follows up"),
    "set_after_solving": Text("解决之后", "After solving"),
    "set_surveys": Text("调查", "Surveys"),
    "set_surveys_hint": Text("在客户自己的渠道里问。", "Asked in the customer's own channel."),
    "set_survey_csat": Text("满意度（解决后）", "CSAT, after solving"),
    "set_survey_nps": Text("净推荐值（每季度）", "NPS, each quarter"),
    "set_report_to": Text("周报收件人", "Weekly report to"),
    "set_report_to_hint": Text("每行一个邮箱；每周一早上发送", "An address a line; sent on Monday mornings"),
    "set_report_language": Text("周报语言", "The report's language"),
    # The outside system
    "set_outside_page_lead": Text(
        "工单同时存放在外部系统时，这里显示同步状态。",
        "How tickets stand that are kept in another system too.",
    ),
    "set_outside_none": Text("工单只存放在这里。", "Tickets are kept here only."),
    "set_outside_cli": Text(
        "外部系统的密钥在服务器上，所以在服务器上接入：",
        "Its secret stays on the server, so that is where it is connected:",
    ),
    "set_outside_system": Text("系统", "System"),
    "set_outside_since": Text("起始", "Since"),
    "set_outside_secret": Text("密钥所在的环境变量", "Variable with the secret"),
    "set_outside_pulled": Text("最近读取", "Last read"),
    "set_outside_well": Text("正常", "Well"),
    "set_stopped": Text("停下的工单", "Tickets that stopped"),
    "set_stopped_lead": Text(
        "发送后没有得到答复的，请到外部系统里核对，再告诉我们结果。",
        "Where no answer came back, look whether it is in the other system, and say so.",
    ),
    "set_stopped_unknown": Text("结果不明，请核对", "unknown, please check"),
    "set_stopped_failed": Text("失败", "failed"),
    "set_stopped_gone": Text("#{ticket} 已经有人处理了。", "Somebody has settled #{ticket} already."),
    "set_none_stopped": Text("没有停下的工单。", "None has stopped."),
    "set_outside_id": Text("外部系统里的编号", "Its id in the other system"),
    "set_outside_id_missing": Text(
        "工单已在那边建立的话，请填写那边的编号。",
        "Where the ticket itself is there, its id there is needed.",
    ),
    "set_answer_there": Text("那边有", "It is there"),
    "set_answer_again": Text("没有，再发一次", "It is not, send it again"),
    "set_answer_leave": Text("不再同步这张", "Leave this ticket out"),
    # What was not delivered
    "set_outbox_page_lead": Text(
        "修好原因后重试；同一条带同一个标识，对方不会收到两次。",
        "Mend the cause, then try again: each keeps its key, so that nobody gets it twice.",
    ),
    "set_none_dead": Text("全部送达，没有要处理的。", "All was delivered."),
    "set_retry": Text("重试", "Try again"),
    "set_retry_all": Text("全部重试（{count}）", "Try all again ({count})"),
    "set_tries": Text("试了 {count} 次", "{count} tries"),
    "set_shown_of": Text("显示最近 {shown} 条，共 {count} 条", "The newest {shown} of {count} are shown"),
    "set_effect_notify.mail": Text("邮件", "E-mail"),
    "set_effect_notify.sms": Text("短信", "SMS"),
    "set_effect_notify.webhook": Text("Webhook", "Webhook"),
    "set_effect_notify.console": Text("工作台提醒", "Console notice"),
    "set_effect_notify.customer": Text("给客户的消息", "Message to the customer"),
    "set_effect_backend.push": Text("同步到外部工单系统", "To the outside ticket system"),
    "set_effect_handoff.requested": Text("转人工提醒", "Notice of a handoff"),
}
