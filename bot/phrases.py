"""What the service itself says in a conversation, in both languages."""

from typing import Literal

Phrase = Literal[
    "person_button", "apology", "joined", "left", "talk_to_person", "nobody_came", "agent_silent", "awaited",
    "agent_gone", "file_kept", "file_passed_on",
]  # fmt: skip

_PHRASES: dict[Phrase, dict[str, str]] = {
    "person_button": {
        "zh": "我想找人工客服。",
        "en": "I would like to talk to a person.",
    },
    "apology": {
        "zh": "抱歉,我这边出了点问题,没能处理您刚才的消息。您的消息已经收到;需要的话,我可以帮您转人工客服。",
        "en": "Sorry, something went wrong on my side and I could not deal with your last message. "
        "It has been kept; I can pass you to a person if you like.",
    },
    "talk_to_person": {"zh": "转人工客服", "en": "Talk to a person"},
    "joined": {"zh": "{name} 加入了对话。", "en": "{name} joined the conversation."},
    "left": {
        "zh": "{name} 离开了对话,接下来由机器人继续为您服务。",
        "en": "{name} left the conversation. The bot is back to help you.",
    },
    "nobody_came": {
        "zh": "抱歉让您久等了，还没有同事能接手。您的问题已记在工单 {ticket} 里，最晚{when} 会有人回复您。"
        "在这之前，机器人可以继续帮您。",
        "en": "Sorry for the wait: nobody has been free to take over yet. Your request is ticket {ticket}, "
        "and a person will answer {when} at the latest. Until then the bot can help you.",
    },
    "agent_silent": {
        "zh": "抱歉，{name} 一时没能回复您。您的问题已记在工单 {ticket} 里，最晚{when} 会有人回复您。"
        "在这之前，机器人可以继续帮您。",
        "en": "Sorry, {name} has not been able to reply. Your request is ticket {ticket}, and a person will "
        "answer {when} at the latest. Until then the bot can help you.",
    },
    "agent_gone": {
        "zh": "{name} 不再负责这个对话了，我们正在为您找另一位同事。在这之前，机器人可以继续帮您。",
        "en": "{name} is no longer with this conversation. We are finding a colleague for you; until then "
        "the bot can help you.",
    },
    "file_kept": {
        "zh": "“{name}”已经收到。文件里的内容我看不了，但人工客服可以查看；"
        "您也可以直接用文字告诉我遇到了什么问题。",
        "en": "I have got {name}. I can't look inside files, but a person can. "
        "Or tell me in words what it is about.",
    },
    "file_passed_on": {
        "zh": "“{name}”已经收到，人工客服会看到它。",
        "en": "I have got {name}. The person who answers you will see it.",
    },
    "awaited": {"zh": "客户在等人工回复：{topic}", "en": "An answer from a person is awaited: {topic}"},
}


def phrase(key: Phrase, language: str, **values: str) -> str:
    texts = _PHRASES[key]
    return texts.get(language, texts["en"]).format(**values)
