"""What we say in mails and about them, in both languages."""

from typing import Literal

from escalation.routing.words import Words

Word = Literal[
    "no_words", "refused", "refused_line", "answer_with", "person", "survey", "source", "no_subject", "or",
]  # fmt: skip

_WORDS: dict[Word, Words] = {
    "no_words": Words("（邮件里没有文字）", "(the mail has no words)"),
    "refused": Words("这封邮件里有附件没能收下：", "These files of your mail could not be taken:"),
    "refused_line": Words("· {problem}。{hint}。", "- {problem}: {hint}."),
    "answer_with": Words("可以直接回复：{offers}", "You can answer with: {offers}"),
    "or": Words("、", " / "),
    "person": Words(
        "这封信由机器人回复。想找人工客服，回信写“转人工”就行。",
        "This was answered by our bot. To reach a person, write “talk to a person” in your reply.",
    ),
    "survey": Words("请在这里打分：{link}", "Say it here: {link}"),
    "source": Words("详见《{title}》：{link}", "Read on in “{title}”: {link}"),
    "no_subject": Words("您的来信", "your mail"),
}


def word(key: Word, language: str, **values: str) -> str:
    return _WORDS[key].fill(**values).in_language(language)
