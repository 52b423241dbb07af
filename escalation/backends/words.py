"""What our pushes say there of themselves, in the ticket's language."""

from escalation.backends.types import Opening, Person
from escalation.routing.words import Words

_WORDS = {
    "customer": Words("客户", "Customer"),
    "company": Words("公司", "Company"),
    "priority": Words("优先级", "Priority"),
    "ticket": Words("会意工单", "Huiyi ticket"),
    "visitor": Words("访客（未登录）", "a visitor who is not signed in"),
    "bot": Words("机器人", "Bot"),
    "status": Words("状态改为 {value}", "Status set to {value}"),
    "priority_set": Words("优先级改为 {value}", "Priority set to {value}"),
    "merged": Words("已并入 #{number}，后续在那里处理。", "Merged into #{number}; it goes on there."),
    "left_out": Words("（文件“{name}”没有传过来：{why}）", "(The file {name} did not come along: {why}.)"),
    "too_many_bytes": Words("超过一次可传的 {limit} MB", "more than the {limit} MB that go along at once"),
    "not_taken": Words("这里没有接收，{told}", "it was not taken here, {told}"),
    "not_answered": Words("传了几次都没有收到答复", "it was sent several times without an answer"),
    "gone": Words("原来的文件已不在", "it is gone where it was kept"),
    "separated": Words("已从 #{number} 拆出，单独处理。", "Taken out of #{number} again; it goes on here."),
}


def word(name: str, language: str, /, **values: str) -> str:
    return in_both(name, **values).in_language(language)


def in_both(name: str, /, **values: str) -> Words:
    return _WORDS[name].fill(**values)


def introduced(opening: Opening) -> str:
    """The opening's text under a head that says whose it is."""
    language = opening.language
    mark = "：" if language == "zh" else ": "
    lines = [
        f"{word('customer', language)}{mark}{_who(opening.customer, language)}",
        f"{word('priority', language)}{mark}{opening.priority}",
        f"{word('ticket', language)}{mark}#{opening.number}",
    ]
    if opening.customer and opening.customer.company:
        lines.insert(1, f"{word('company', language)}{mark}{opening.customer.company}")
    return "\n".join(lines) + (f"\n\n{opening.text}" if opening.text else "")


def said_by(author: str, customer: Person | None, language: str, text: str) -> str:
    """`author` as a thread has it: customer, bot or a person's name."""
    name = word(author, language) if author in ("customer", "bot") else author
    if author == "customer" and customer is not None:
        name = f"{name} {customer.name}"
    return f"{name}{'：' if language == 'zh' else ':'}\n{text}"


def _who(customer: Person | None, language: str) -> str:
    if customer is None:
        return word("visitor", language)
    return f"{customer.name} <{customer.email}>" if customer.email else customer.name
