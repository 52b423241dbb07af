"""What is said of an action that is slow or could not be done, in both languages."""

from typing import Literal

Word = Literal["slow", "passed_on", "answer_soon", "answer_by", "result", "left_to", "ticket", "note"]

_WORDS: dict[Word, dict[str, str]] = {
    "slow": {
        "zh": "这件事比平时慢一些，还在办理，有了结果会在这里告诉您。",
        "en": "This is taking longer than usual. It is still being worked on, "
        "and you will hear the result here.",
    },
    "passed_on": {
        "zh": "抱歉，刚才的事我没能确认办成。已连同全部内容转给同事核实处理（工单 {ticket}），{answer}",
        "en": "Sorry, I could not confirm that your request went through. My colleagues have it now with "
        "everything so far, and will check and finish it (ticket {ticket}). {answer}",
    },
    "answer_soon": {
        "zh": "会尽快在这里回复您。",
        "en": "They will answer here as soon as possible.",
    },
    "answer_by": {
        "zh": "最晚{when}会在这里回复您。",
        "en": "You will have an answer here {when} at the latest.",
    },
    "result": {"zh": "办理结果：{text}", "en": "Result of the request: {text}"},
    "left_to": {
        "zh": "刚才的事系统没能确认办成，请 {name} 核实处理。",
        "en": "The system could not confirm that the request went through; {name} will check it.",
    },
    "ticket": {"zh": "自动办理未能确认：{name}", "en": "Not confirmed as carried out: {name}"},
    "note": {
        "zh": "动作 {name} 试了 {attempts} 次，没有得到成功的答复：{why}\n已知信息：{slots}\n"
        "请求编号（Idempotency-Key）：{key}。先到对方系统里查这个编号是否已经办了。",
        "en": "The action {name} was tried {attempts} times without a good answer: {why}\n"
        "What is known: {slots}\n"
        "Idempotency-Key: {key}. First look in the other system whether that key was carried out after all.",
    },
}


def word(which: Word, language: str, /, **values: str) -> str:
    texts = _WORDS[which]
    return texts.get(language, texts["en"]).format(**values)
