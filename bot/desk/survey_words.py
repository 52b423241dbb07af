"""What surveys say, in both languages."""

_QUESTIONS = {
    "csat": {
        "zh": "工单 {ticket} 已经解决。您对这次服务满意吗？（1 很不满意，5 非常满意）",
        "en": "Ticket {ticket} is solved. How satisfied are you with how it went? (1 not at all, 5 very)",
    },
    "nps": {
        "zh": "您有多大可能把我们推荐给同事或朋友？（0 完全不可能，10 一定会）",
        "en": "How likely are you to recommend us to a colleague or a friend? (0 not at all, 10 certainly)",
    },
}
_PAGE = {
    "title": {"zh": "您的反馈", "en": "Your feedback"},
    "comment": {"zh": "想补充什么吗？（可不填）", "en": "Anything to add? (optional)"},
    "send": {"zh": "提交", "en": "Send"},
    "thanks": {"zh": "谢谢，已经记下了。", "en": "Thank you, it is noted."},
    "gone": {"zh": "这个链接没有对应的问卷。", "en": "There is no survey at this address."},
}


def question(kind: str, language: str, *, ticket: str = "") -> str:
    texts = _QUESTIONS[kind]
    return texts.get(language, texts["en"]).format(ticket=ticket)


def page_word(key: str, language: str) -> str:
    texts = _PAGE[key]
    return texts.get(language, texts["en"])
