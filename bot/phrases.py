"""What the service itself says in a conversation, in both languages."""

from typing import Literal

Phrase = Literal["person_button", "apology", "joined", "left", "talk_to_person"]

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
}


def phrase(key: Phrase, language: str, **values: str) -> str:
    texts = _PHRASES[key]
    return texts.get(language, texts["en"]).format(**values)
