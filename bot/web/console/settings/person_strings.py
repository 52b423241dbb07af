"""The words of the people's pages in the settings, and of the door by which somebody new comes in."""

from escalation.routing.words import Words

PEOPLE: dict[str, Words] = {
    # The list
    "person_add": Words("添加人员", "Add a person"),
    "person_here": Words("在线", "at the console"),
    "person_seen": Words("上次在线：", "last seen"),
    "person_never": Words("还没有来过", "never seen"),
    "person_no_team": Words("不在任何团队", "in no team"),
    "person_no_password": Words("还没有设置密码", "has not chosen a password yet"),
    "person_takes_any": Words("什么都能接", "takes anything"),
    "person_skills": Words("技能：", "skills:"),
    # A page each
    "person_new": Words("添加人员", "Add a person"),
    "person_new_lead": Words(
        "保存后会得到一个链接，请发给对方，由对方自己设置密码。",
        "You then get a link to pass on, by which they choose their own password.",
    ),
    "person_name": Words("姓名", "Name"),
    "person_name_hint": Words("客户会看到。", "Customers see it."),
    "person_email_hint": Words("登录用，之后不能改。", "They sign in with it; it stays."),
    "person_role": Words("角色", "Role"),
    "person_role_hint": Words(
        "所有者、管理员：全部；客服：工单与知识库；其余只能查看工单。",
        "Owner and admin: everything. Agent: tickets and knowledge. The others only look at tickets.",
    ),
    "person_role_self": Words(
        "自己的角色由别的管理员来改。", "Your own role is for another admin to change."
    ),
    "person_role_owner": Words("所有者由所有者来改。", "Only an owner changes an owner."),
    "person_language": Words("工作台语言", "Language of their console"),
    "person_may": Words("身份", "Who they are"),
    "person_takes": Words("接什么工单", "What they take"),
    "person_access": Words("登录", "Signing in"),
    "person_in_hand": Words("手上的工单", "Tickets in hand"),
    "person_presence": Words("在线情况", "Presence"),
    "person_link_until": Words("链接有效到 {time}", "their link is good until {time}"),
    "person_link_over": Words("链接已过期", "their link has run out"),
    "person_invite": Words("生成新链接", "Make a new link"),
    "person_invite_lead": Words(
        "给忘了密码或丢了链接的人。以前的链接作废；原密码在设置新密码之前仍然有效。",
        "For somebody who forgot their password or lost their link. Earlier links are void; "
        "the password works until they choose another.",
    ),
    "person_leave": Words("停用", "Disable"),
    "person_leave_lead": Words(
        "对方立即退出所有浏览器；手上的工单和对话转给别人，日志里写明原因。名字和历史保留。",
        "They are out of every browser at once; their tickets and conversations go to others, "
        "and each log says why. Name and history stay.",
    ),
    "person_leave_sure": Words(
        "停用 {name}？手上的工单（{count} 张）会转给别人。",
        "Disable {name}? Their tickets in hand ({count}) go to others.",
    ),
    "person_return": Words("重新启用", "Enable again"),
    "person_return_lead": Words(
        "已于 {time} 停用。启用后用原来的密码登录，团队和技能不变。",
        "Disabled {time}. Enabled again, they sign in with the password that they had; "
        "teams and skills are as before.",
    ),
    "person_self": Words(
        "这是你自己：要停用，请找别的管理员。", "This is you: only another admin can disable you."
    ),
    "person_added": Words("已添加 {name}。", "{name} was added."),
    "person_invited": Words("已为 {name} 生成新链接。", "A new link for {name}."),
    "person_link": Words("设置密码的链接", "Link to choose a password"),
    "person_link_lead": Words(
        "请通过可靠的途径发给 {name}。只能用一次，三天内有效；离开这一页就看不到了。",
        "Pass it on to {name} by a way that you trust. "
        "It works once, within three days, and is not shown again.",
    ),
    "person_copy": Words("复制", "Copy"),
    "person_copied": Words("已复制", "Copied"),
    "set_done_left": Words(
        "已停用，手上的工作正在转给别人。", "Disabled; what they had in hand is going to others."
    ),
    # The door of who was invited
    "welcome": Words("设置密码", "Choose your password"),
    "welcome_lead": Words(
        "至少 8 个字符。之后用你的工作邮箱和它登录。",
        "At least 8 characters. You sign in with it and your work address.",
    ),
    "welcome_password": Words("新密码", "New password"),
    "welcome_again": Words("再输入一次", "Once more"),
    "welcome_set": Words("设置并登录", "Set it and sign in"),
    "welcome_differs": Words("两次输入的不一样。", "The two are not the same."),
    "welcome_short": Words("密码要有 8 到 512 个字符。", "The password needs 8 to 512 characters."),
    "welcome_over": Words(
        "这个链接不能用了：用过了、过期了，或者不完整。请向管理员要一个新的。",
        "This link does not work: it was used, has run out, or is not whole. Ask an admin for a new one.",
    ),
}
