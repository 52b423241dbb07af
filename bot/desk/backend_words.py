"""What people at the desk are told about an outside ticket system."""

from escalation.routing.words import Words

_WORDS = {
    "unknown": Words(
        "结果不明，请核对：{what}是否已在外部系统中（编号 {key}）。{why}。"
        "核对后请所有者或管理员在“设置 → 外部工单系统”（/console/settings/outside）填写结果，"
        "或用 `huiyi tickets backend settle`。",
        "Unknown, please check whether the other system has {key}: {what}. {why}. "
        "Then an owner or admin says so at Settings → Outside ticket system (/console/settings/outside), "
        "or with `huiyi tickets backend settle`.",
    ),
    "failed": Words(
        "未能同步到外部系统：{what}。{why}", "This did not get to the other system: {what}. {why}"
    ),
    "opening": Words("新建工单", "opening the ticket"),
    "saying": Words("一条消息", "a message"),
    "later": Words("后来的变更", "what happened since"),
    "setting": Words("状态或优先级的变更", "a change of status or priority"),
    "refused": Words(
        "{name} 在外部系统把{what}改为“{value}”，本工单无法照办。",
        "{name} set the {what} to “{value}” in the other system; this ticket cannot follow.",
    ),
    "unread": Words(
        "外部系统中有一项变更读不出来，已略过，请到那里查看。{why}",
        "Something done in the other system cannot be read and was passed over; please look there. {why}",
    ),
    "left_out": Words("（附件“{name}”没有收下：{why}）", "(The file {name} was left out: {why}.)"),
    "more_left_out": Words("另有 {count} 个附件", "{count} more files"),
    "too_many": Words("一条消息最多 {most} 个", "a message brings {most} at the most"),
    "not_fetched": Words("没能从外部系统取到，{told}", "the other system did not hand it over, {told}"),
    "follows": Words(
        "{name} 在外部系统把它并入了 {into}；那里的进展从此也显示在这里。",
        "{name} merged it into {into} in the other system; what happens there is shown here from now on.",
    ),
    "not_merged": Words(
        "{name} 在外部系统把它并入了 {into}，也就是 {ticket}；这里没有照办：{why}。"
        "那里的回复只发给 {ticket}。",
        "{name} merged it into {into} in the other system, which is {ticket}; not so here: {why}. Answers "
        "there reach {ticket} only.",
    ),
    "status": Words("状态", "status"),
    "priority": Words("优先级", "priority"),
    "changed_there": Words("{name} 在外部系统修改", "changed by {name} in the other system"),
}


def in_both(name: str, /, **values: str | Words) -> Words:
    return _WORDS[name].fill(**values)


def word(name: str, language: str, /, **values: str) -> str:
    return in_both(name, **values).in_language(language)
