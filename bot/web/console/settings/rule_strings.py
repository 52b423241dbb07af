"""What the pages of rules, macros and templates say."""

from escalation.routing.words import Words

RULES: dict[str, Words] = {
    # The list
    "set_new_rule": Words("新建规则", "New rule"),
    "set_no_rules": Words(
        "还没有规则。新工单会留在默认队列。", "There are no rules yet. New tickets wait in the default queue."
    ),
    "set_file": Words("文件", "File"),
    "set_export": Words("导出 YAML", "Export as YAML"),
    "set_off": Words("已停用", "off"),
    "set_enabled": Words("启用", "Switched on"),
    "set_switch_on": Words("启用", "Switch on"),
    "set_switch_off": Words("停用", "Switch off"),
    "set_acted": Words("近 7 天执行 {count} 次", "ran {count} times in 7 days"),
    "set_rule_gone": Words(
        "规则里提到的某些内容已不存在，其余部分照常执行。打开规则可以看到是哪里。",
        "Something it names is gone; the rest of it still runs. Open it to see what.",
    ),
    "set_copy_of": Words("{name}（副本）", "{name} (copy)"),
    "set_delete_rule": Words(
        "删除“{name}”？执行记录会保留。", "Delete “{name}”? What it did stays on record."
    ),
    # The form
    "set_rule_name_hint": Words("同事在工单的经过里会看到它。", "Colleagues see it in a ticket's story."),
    "set_step_when": Words("什么时候", "When"),
    "set_step_if": Words("满足什么条件", "If"),
    "set_step_then": Words("做什么", "Then"),
    "set_events": Words("事件", "Events"),
    "set_events_hint": Words(
        "任何一个发生时检查这条规则。“停留超过一段时间”只能单独使用。",
        "It is looked at when any of them happens. “Time passes in a status” stands by itself.",
    ),
    "set_after": Words("停留", "After"),
    "set_amount": Words("多久", "How long"),
    "set_unit": Words("单位", "Unit"),
    "set_minutes": Words("分钟", "minutes"),
    "set_hours": Words("小时", "hours"),
    "set_days": Words("天", "days"),
    "set_channels": Words("渠道", "Channels"),
    "set_channels_hint": Words("不选即全部渠道。", "None chosen: all of them."),
    "set_mode": Words("如何组合", "How they combine"),
    "set_mode_all": Words("全部满足", "all of these hold"),
    "set_mode_any": Words("任一满足", "any of these holds"),
    "set_always": Words("没有条件：每次都执行。", "No conditions: it always runs."),
    "set_add_condition": Words("+ 条件", "+ Condition"),
    "set_add_group": Words("+ 一组条件", "+ Group of conditions"),
    "set_remove": Words("移除", "Remove"),
    "set_remove_group": Words("移除这一组", "Remove the group"),
    "set_field": Words("字段", "Field"),
    "set_operator": Words("比较", "Comparison"),
    "set_value": Words("值", "Value"),
    "set_values": Words("值", "Values"),
    "set_values_hint": Words("每行一个，满足任一即可", "One a line; any of them is enough"),
    "set_custom_field": Words("自定义字段…", "Custom field…"),
    "set_custom_name": Words("字段名", "Field's name"),
    "set_custom_name_hint": Words("小写字母、数字、_ 或 -", "Small letters, digits, _ or -"),
    "set_action": Words("动作", "Action"),
    "set_choose_action": Words("选择一个动作…", "Choose an action…"),
    "set_add_action": Words("+ 动作", "+ Action"),
    "set_choose": Words("请选择", "Choose"),
    "set_as_is": Words("保持不变", "as it is"),
    "set_by_team": Words("由团队决定", "whom the team gives it to"),
    "set_tags_add": Words("添加标签", "Tags to add"),
    "set_tags_remove": Words("去掉标签", "Tags to remove"),
    "set_one_a_line": Words("每行一个", "One a line"),
    "set_field_empty_hint": Words("留空即清除这个字段", "Left empty, the field is taken away"),
    "set_note_text": Words("备注内容", "The note"),
    "set_places_hint": Words(
        "可以用占位符，如 {{{{ticket}}}}、{{{{customer}}}}、{{{{subject}}}}",
        "Places are filled: {{{{ticket}}}}, {{{{customer}}}}, {{{{subject}}}} and others",
    ),
    "set_way": Words("方式", "How"),
    "set_template": Words("模板", "Template"),
    "set_to": Words("发给", "To"),
    "set_address": Words("地址", "Address"),
    "set_address_hint": Words(
        "邮箱、国际格式的手机号，或 Webhook 的 https 网址",
        "An e-mail address, a phone number with its country, or a webhook's https URL",
    ),
    "set_who": Words("谁", "Who"),
    "set_macro": Words("宏", "Macro"),
    "set_incident_hint": Words(
        "同一问题的其他工单会归到它下面，可以一次答复所有人。",
        "Others' tickets of the same trouble are gathered under it and answered at once.",
    ),
    "set_stop": Words("到此为止：不再看后面的规则", "Stop here: later rules are not looked at"),
    "set_stop_hint": Words("规则从上到下依次执行。", "Rules run from the top down."),
    "set_place": Words("顺序", "Place in the order"),
    "set_place_hint": Words(
        "排在前面的先执行，也可以在列表里上移、下移。",
        "Earlier ones run first. The list has buttons to move it up and down too.",
    ),
    "set_place_first": Words("排在最前", "First of all"),
    "set_place_behind": Words("排在第 {place} 条“{name}”之后", "After {place}. {name}"),
    "set_place_of": Words("（第 {place} 条，共 {count} 条）", " ({place} of {count})"),
    "set_move_up": Words("上移", "Move up"),
    "set_move_down": Words("下移", "Move down"),
    # A rule in a sentence
    "set_say_when": Words("{events}时", "When {events}"),
    "set_say_channels": Words("（来自{channels}）", " (by {channels})"),
    "set_say_wait_minutes": Words(
        "处于“{status}”满 {count} 分钟时", "When it has been “{status}” for {count} minutes"
    ),
    "set_say_wait_hours": Words(
        "处于“{status}”满 {count} 小时时", "When it has been “{status}” for {count} hours"
    ),
    "set_say_wait_days": Words(
        "处于“{status}”满 {count} 天时", "When it has been “{status}” for {count} days"
    ),
    "set_say_if": Words("如果{conditions}", "if {conditions}"),
    "set_say_all": Words("，且", " and "),
    "set_say_any": Words("，或", " or "),
    "set_say_or": Words("或", " or "),
    "set_say_hours_open": Words("在营业时间内", "it is within business hours"),
    "set_say_hours_closed": Words("在营业时间外", "it is outside business hours"),
    "set_say_incident_yes": Words("是故障工单", "it is an incident"),
    "set_say_incident_no": Words("不是故障工单", "it is no incident"),
    "set_say_stop": Words("到此为止", "stop there"),
    "set_say_priority": Words("把优先级设为 {value}", "set the priority to {value}"),
    "set_say_assign": Words("分派给{who}", "assign to {who}"),
    "set_say_override": Words(
        "{said}，人工交给他人的也改派", "{said}, even from whoever was given it by hand"
    ),
    "set_override": Words("人工交给他人的也改派", "Even from whoever was given it by hand"),
    "set_override_hint": Words(
        "不勾选时，人工指派的负责人还在就不改。",
        "Otherwise somebody to whom a person gave it keeps it while they are with us.",
    ),
    "set_say_assign_queue": Words("分派给{who}（{queue}队列）", "assign to {who} (queue {queue})"),
    "set_say_queue": Words("放入{queue}队列", "put into the queue {queue}"),
    "set_say_tag": Words("加标签 {tags}", "tag {tags}"),
    "set_say_untag": Words("去掉标签 {tags}", "remove the tags {tags}"),
    "set_say_status": Words("改为“{value}”", "set to “{value}”"),
    "set_say_field": Words("把字段 {field} 设为“{value}”", "set the field {field} to “{value}”"),
    "set_say_no_field": Words("清除字段 {field}", "clear the field {field}"),
    "set_say_note": Words("写内部备注“{text}”", "note “{text}”"),
    "set_say_watch": Words("让{who}关注", "let {who} watch"),
    "set_say_incident": Words("标记为故障", "mark as an incident"),
    "set_say_macro": Words("执行宏“{name}”", "apply the macro “{name}”"),
    "set_say_by_email": Words("发邮件“{template}”给{to}", "e-mail “{template}” to {to}"),
    "set_say_by_sms": Words("发短信“{template}”给{to}", "SMS “{template}” to {to}"),
    "set_say_by_webhook": Words("调用 {to}（“{template}”）", "call {to} (“{template}”)"),
    "set_say_by_console": Words("在工作台提醒{to}“{template}”", "notify {to} in the console: “{template}”"),
    "set_say_by_customer": Words("在客户的渠道发“{template}”", "send the customer “{template}”"),
    "set_hours_open": Words("营业中", "open"),
    "set_hours_closed": Words("休息", "closed"),
    "set_incident_yes": Words("是", "yes"),
    "set_incident_no": Words("否", "no"),
    "set_by_customer": Words("客户", "the customer"),
    "set_by_agent": Words("客服", "an agent"),
    "set_by_bot": Words("机器人", "the bot"),
    "set_by_api": Words("接口", "the API"),
    "set_by_rule": Words("规则", "a rule"),
    "set_by_system": Words("系统", "the system"),
    # The dry run
    "set_trial": Words("试运行", "Dry run"),
    "set_trial_lead": Words(
        "用现在启用的规则重放过去的工单，看它们会去哪里。不会改变任何东西，也不会通知任何人。",
        "Plays past tickets through the rules as they are. Nothing is changed, nobody is told.",
    ),
    "set_trial_days": Words("试多少天的工单", "Tickets of how many days"),
    "set_trial_of": Words("试运行：最近 {days} 天的工单", "Dry run over tickets of the last {days} days"),
    "set_trial_counts": Words(
        "看了 {looked} 张工单，{differ} 张与实际不同。",
        "{looked} tickets, of which {differ} would differ from what happened.",
    ),
    "set_trial_mine": Words("这条规则会处理其中 {count} 张。", "This rule would act on {count} of them."),
    "set_trial_cut": Words(
        "只看了最近的 {looked} 张（共 {found} 张）：试运行有时间和数量上限。选更短的时间可以看全。",
        "The newest {looked} of {found} only: a dry run has its limits. Choose fewer days to see all.",
    ),
    "set_trial_how": Words(
        "客户和同事做过的事照旧，规则做过的事换成现在的规则重算。团队里由谁负责取决于当时谁在线，不比较。",
        "What customers and colleagues did stays; what rules did is worked out anew. Which person of a "
        "team got it depends on who was there, and is not compared.",
    ),
    "set_trial_acts": Words("会执行", "Would act"),
    "set_trial_none": Words("没有", "none"),
    "set_trial_stands": Words("会处于", "Would stand"),
    "set_trial_differs": Words("与实际不同", "Differs from what happened"),
    "set_trial_same": Words("相同", "same"),
    "set_trial_lacks": Words("不再执行", "no longer"),
    "set_trial_besides": Words("多执行", "in addition"),
    "set_trial_nothing": Words("这段时间没有工单。", "There were no tickets in this time."),
    "set_why": Words("为什么", "Why"),
    "set_stands_priority": Words("优先级", "Priority"),
    "set_stands_status": Words("状态", "Status"),
    "set_stands_team": Words("团队", "Team"),
    "set_stands_queue": Words("队列", "Queue"),
    "set_stands_tags": Words("标签", "Tags"),
    "set_stands_incident": Words("故障", "Incident"),
    "set_yes": Words("是", "yes"),
    "set_no": Words("否", "no"),
    "set_outcome_acted": Words("执行过的（含失败）", "acted, failures too"),
    "set_outcome_matched": Words("已执行", "acted"),
    "set_outcome_failed": Words("部分失败", "failed in part"),
    "set_outcome_unmatched": Words("条件不满足", "did not match"),
    "set_outcome_stopped": Words("被前面的规则截止", "stopped before it"),
    "set_outcome_repeat": Words("不重复执行", "not again"),
    "set_outcome_loop": Words("循环，已拦下", "loop, held back"),
    # Import
    "set_import": Words("导入规则", "Import rules"),
    "set_import_lead": Words(
        "导入会替换全部规则：文件里没有的会被删除。下面是现在的规则，可以直接改，或选一个文件。",
        "All rules are replaced: those that are not in the file are deleted. Below are the rules as they "
        "are; edit them in place, or choose a file.",
    ),
    "set_import_file": Words("YAML 文件", "YAML file"),
    "set_import_text": Words("或直接编辑", "Or edit here"),
    "set_import_do": Words("替换全部规则", "Replace all rules"),
    "set_import_wrong": Words(
        "没有导入，现有规则没有变化：", "Nothing was imported; the rules are as they were:"
    ),
    "set_import_moved": Words(
        "打开这一页之后规则有改动，没有导入。再点一次会覆盖那些改动。",
        "Nothing was imported: the rules have changed meanwhile. Press again to replace those too.",
    ),
    # The log of runs
    "set_runs_lead": Words(
        "规则最近做了什么，没做又是为什么。", "What rules did lately, and why they did not."
    ),
    "set_rule": Words("规则", "Rule"),
    "set_all_rules": Words("全部规则", "all rules"),
    "set_event": Words("事件", "Event"),
    "set_outcome": Words("结果", "Outcome"),
    "set_when": Words("时间", "When"),
    "set_no_runs": Words("没有符合条件的记录", "Nothing on record matches"),
    "set_newer": Words("更新的", "Newer"),
    "set_older": Words("更早的", "Older"),
    # Macros and templates
    "set_macros_lead": Words(
        "常做的操作和常用的回复，一次完成。",
        "Changes and replies that are made often, in one go.",
    ),
    "set_new_macro": Words("新建宏", "New macro"),
    "set_no_macros": Words(
        "还没有宏。常用的回复和操作可以做成一个宏。",
        "There are no macros yet. A reply or a handful of changes you make often can be one.",
    ),
    "set_macro_acts": Words("操作", "actions"),
    "set_macro_reply": Words("快捷回复", "canned reply"),
    "set_macro_both": Words("操作和回复", "actions and reply"),
    "set_macro_does": Words("做什么", "What it does"),
    "set_macro_says": Words("回复什么", "What it says"),
    "set_reply": Words("给客户的回复", "Reply to the customer"),
    "set_reply_hint": Words(
        "按客户的语言发送；客服发送前可以修改。两种语言都留空即没有回复。",
        "Sent in the customer's language, after the agent has looked it over. Both left empty: no reply.",
    ),
    "set_templates_lead": Words(
        "规则发出的邮件、短信和提醒说什么。", "What mails, SMS and notices of rules say."
    ),
    "set_new_template": Words("新建模板", "New template"),
    "set_no_templates": Words("还没有模板", "There are no templates yet"),
    "set_subject": Words("主题", "Subject"),
    "set_subject_hint": Words(
        "邮件和工作台提醒用；短信只发正文。", "For mails and notices; an SMS is the text alone."
    ),
    "set_text": Words("正文", "Text"),
    "set_places": Words("占位符", "Places that are filled"),
    "set_preview": Words("预览", "Preview"),
    "set_preview_of": Words("用工单 #{ticket} 填写", "Filled from ticket #{ticket}"),
    "set_preview_made_up": Words(
        "还没有工单，用的是示例内容", "There is no ticket yet, so the values are made up"
    ),
}
