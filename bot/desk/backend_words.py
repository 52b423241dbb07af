"""What people at the desk are told about an outside ticket system."""

from escalation.routing.words import Words

_WORDS = {
    "unknown": {
        "zh": "结果不明，请核对：{what}是否已在外部系统中（编号 {key}）。{why}。"
        "核对后用 `huiyi tickets backend settle` 告知结果。",
        "en": "Unknown, please check whether the other system has {key}: {what}. {why}. "
        "Then say so with `huiyi tickets backend settle`.",
    },
    "failed": {
        "zh": "未能同步到外部系统：{what}。{why}",
        "en": "This did not get to the other system: {what}. {why}",
    },
    "opening": {"zh": "新建工单", "en": "opening the ticket"},
    "saying": {"zh": "一条消息", "en": "a message"},
    "setting": {"zh": "状态或优先级的变更", "en": "a change of status or priority"},
    "refused": {
        "zh": "{name} 在外部系统把{what}改为“{value}”，本工单无法照办。",
        "en": "{name} set the {what} to “{value}” in the other system; this ticket cannot follow.",
    },
    "status": {"zh": "状态", "en": "status"},
    "priority": {"zh": "优先级", "en": "priority"},
    "changed_there": {"zh": "{name} 在外部系统修改", "en": "changed by {name} in the other system"},
}


def in_both(name: str, /, **values: str) -> Words:
    return Words(word(name, "zh", **values), word(name, "en", **values))


def word(name: str, language: str, /, **values: str) -> str:
    return _WORDS[name]["zh" if language == "zh" else "en"].format(**values)
