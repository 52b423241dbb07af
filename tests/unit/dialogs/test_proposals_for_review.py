"""What real dialogues leave in their traces is what proposing goes by."""

from bot.review.proposing import Said, propose
from bot.traces import turn_trace
from tests.unit.dialogs.conftest import parse


def proposals(talk, *messages, agent_writes: bool = False) -> list[tuple[int, str, str | None]]:
    """`messages` are the arguments of `parse`; what is proposed of the thread that they make."""
    thread = []
    for seq, (text, intent, options) in enumerate(messages, start=1):
        message = parse(text, intent, **options)
        trace = turn_trace(message, talk.send(message), {})
        thread.append(Said(seq, "customer", text, trace))
    if agent_writes:
        thread.append(Said(len(thread) + 1, "agent", "我来看看"))
    return [(one.said.seq, str(one.why), one.intent) for one in propose(thread)]


def test_the_choice_in_a_clarifying_question_labels_the_message_it_was_about(chat) -> None:
    ambiguous = ("账单价格", "check_bill", {"second": "pricing_question"})
    assert proposals(chat(), ambiguous, ("问价格", "how_to", {})) == [(1, "chosen", "pricing_question")]


def test_neither_of_two_meanings_leaves_the_message_in_doubt(chat) -> None:
    ambiguous = ("账单", "check_bill", {"second": "request_invoice"})
    assert proposals(chat(), ambiguous, ("都不是", "deny", {})) == [(1, "unsure", "check_bill")]


def test_an_answer_that_did_not_help_and_then_a_person(chat) -> None:
    wish = ("怎么导出数据", "data_export", {})
    messages = [wish, ("没解决", "complaint", {"confidence": 0.3}), ("转人工", "talk_to_human", {})]
    assert proposals(chat(), *messages) == [(1, "not_helped", "data_export")]


def test_the_answers_to_a_flows_questions_are_not_proposed(chat) -> None:
    refund = ("我要退款", "request_refund", {})
    order = ("LY20260428006", "order_status", {"confidence": 0.2})
    reason = ("买多了", "?", {})
    assert proposals(chat(), refund, order, reason, ("对的", "?", {})) == []


def test_what_a_person_answered_after_the_bot_refused(chat) -> None:
    refused = ("那个东西老是不动", "?", {})
    messages = [refused, ("转人工", "talk_to_human", {})]
    assert proposals(chat(), *messages, agent_writes=True) == [(1, "person_answered", "how_to")]
