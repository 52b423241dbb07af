"""What we say in mails and about them, in both languages."""

from typing import Literal

Word = Literal[
    "no_words", "refused", "refused_line", "answer_with", "person", "survey", "source", "no_subject", "or",
]  # fmt: skip

_WORDS: dict[Word, dict[str, str]] = {
    "no_words": {"zh": "（邮件里没有文字）", "en": "(the mail has no words)"},
    "refused": {"zh": "这封邮件里有附件没能收下：", "en": "These files of your mail could not be taken:"},
    "refused_line": {"zh": "· {problem}。{hint}。", "en": "- {problem}: {hint}."},
    "answer_with": {"zh": "可以直接回复：{offers}", "en": "You can answer with: {offers}"},
    "or": {"zh": "、", "en": " / "},
    "person": {
        "zh": "这封信由机器人回复。想找人工客服，回信写“转人工”就行。",
        "en": "This was answered by our bot. To reach a person, write “talk to a person” in your reply.",
    },
    "survey": {"zh": "请在这里打分：{link}", "en": "Say it here: {link}"},
    "source": {"zh": "详见《{title}》：{link}", "en": "Read on in “{title}”: {link}"},
    "no_subject": {"zh": "您的来信", "en": "your mail"},
}


def word(key: Word, language: str, **values: str) -> str:
    texts = _WORDS[key]
    return texts.get(language, texts["en"]).format(**values)
