"""The words of opening a ticket by hand, and of whose a ticket is."""

from escalation.routing.words import Words

OPENING: dict[str, Words] = {
    "desk_new": Words("新建工单", "New ticket"),
    "desk_key_new": Words("新建工单", "New ticket"),
    "desk_new_customer": Words("客户", "Customer"),
    "desk_new_find": Words("姓名、邮箱或公司", "Name, e-mail or company"),
    "desk_new_find_lead": Words(
        "从结果中选择。没有登记的客户，输入完整邮箱即可；留空则不关联客户。",
        "Choose from what is found. For somebody new enter the whole e-mail address; empty is nobody.",
    ),
    "desk_new_search": Words("查找", "Find"),
    "desk_new_found": Words("找到的客户", "Customers found"),
    "desk_new_found_none": Words("没有找到这样的客户", "No customer matches"),
    "desk_new_somebody": Words("新客户：{address}", "Somebody new: {address}"),
    "desk_new_name": Words("新客户的姓名（可不填）", "Their name, if you know it"),
    "desk_new_no_address": Words("没有邮箱", "no e-mail address"),
    "desk_new_subject": Words("主题", "Subject"),
    "desk_new_audience": Words("内容给谁看", "Who reads the text"),
    "desk_new_internal": Words("内部备注：客户看不到", "Internal note: the customer does not see it"),
    "desk_new_message": Words("发给客户的第一封邮件", "First message: mailed to the customer"),
    "desk_new_text": Words("内容", "Text"),
    "desk_new_came": Words("怎么来的", "How it came"),
    "desk_new_came_else": Words("其他方式", "Another way"),
    "desk_new_decide": Words("由系统判断", "Let the desk decide"),
    "desk_new_tags": Words("标签（用逗号分开）", "Tags, by commas"),
    "desk_new_module": Words("模块", "Module"),
    "desk_new_keys": Words("Ctrl+Enter 建立", "Ctrl+Enter opens it"),
    "desk_new_open": Words("建立工单", "Open the ticket"),
    "desk_new_cancel": Words("取消", "Cancel"),
    "desk_new_wrong": Words("还没有建立，请看标出的地方。", "Not opened yet: see what is marked."),
    "desk_new_bad_customer": Words(
        "请从结果中选一位客户，或输入完整的邮箱",
        "choose a customer from what is found, or enter a whole e-mail address",
    ),
    "desk_new_bad_email": Words(
        "这不是客户的邮箱，请换一个", "that is no customer's e-mail address; enter another"
    ),
    "desk_new_bad_subject": Words("主题要有 1 到 300 个字符", "a subject has 1 to 300 characters"),
    "desk_new_bad_text": Words("内容要有 1 到 {limit} 个字符", "the text has 1 to {limit} characters"),
    "desk_new_bad_channel": Words("请重新选择怎么来的", "choose again how it came"),
    "desk_new_bad_priority": Words("请重新选择优先级", "choose the priority again"),
    "desk_new_no_mail_customer": Words(
        "这位客户没有邮箱，发不出去；请改为内部备注",
        "the customer has no e-mail address; make it an internal note",
    ),
    "desk_new_no_mail_desk": Words(
        "还没有设置支持邮箱，发不出去；请改为内部备注，或让管理员在“设置 › 工作时间和调查 › 邮件”里添加",
        "there is no support address to write from: make it an internal note, or have one added under "
        "Settings › Hours and surveys › E-mail",
    ),
    "desk_new_key_used": Words(
        "这一页已经建过工单，请回到列表重新新建",
        "this page has opened a ticket already; begin anew from the list",
    ),
    # Whose it is
    "desk_whose": Words("关联客户", "Attach a customer"),
    "desk_whose_other": Words("换一位客户", "Another customer"),
    "desk_whose_lead": Words(
        "工单会归到这位客户：套餐、时限和重复工单都按他的来。邮件地址不能证明身份，所以机器人不会因此说出客户的资料。",
        "The ticket becomes theirs, with their plan, its deadlines and their other tickets. An e-mail "
        "address is no proof, so the bot tells nothing of theirs because of this.",
    ),
    "desk_whose_attach": Words("关联", "Attach"),
    "desk_whose_detach": Words("取消关联", "Detach"),
    "desk_whose_by_desk": Words("由客服关联，客户没有登录", "Attached by the desk; they have not signed in"),
    "desk_whose_from": Words("来信地址：{address}", "Writes from {address}"),
    "desk_whose_known": Words(
        "这个地址登记为 {name}（{company}）。地址可以伪造，请确认后再关联。",
        "That address is known as {name} ({company}). Addresses can be forged: make sure, then attach.",
    ),
    "desk_whose_none": Words("请先选一位客户", "choose a customer first"),
    "desk_did_customer": Words("把客户设为 {customer}", "attached it to {customer}"),
    "desk_did_no_customer": Words("取消了与 {customer} 的关联", "detached it from {customer}"),
    "desk_did_module": Words("把模块设为“{to}”", "set the module to “{to}”"),
    "desk_did_no_module": Words("清除了模块", "cleared the module"),
    "desk_by_api": Words("接口“{name}”", "API key “{name}”"),
}
