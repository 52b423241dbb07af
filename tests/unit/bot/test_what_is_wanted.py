"""For which of a customer's latest messages suggestions are made."""

import pytest

from bot.suggestions import LONGEST, Said, Wanted, what_is_wanted


def said(*messages: tuple[str, str | None]) -> list[Said]:
    return [Said(seq, text, intent) for seq, (text, intent) in enumerate(messages, 1)]


def test_the_last_message_counts() -> None:
    messages = said(("怎么导出看板", "data_export"), ("发票在哪里开", "request_invoice"))
    assert what_is_wanted(messages) == Wanted(2, "发票在哪里开")


@pytest.mark.parametrize("intent", ["talk_to_human", "thank", "greet", "affirm"])
def test_a_message_that_wants_nothing_leaves_the_one_before(intent: str) -> None:
    messages = said(("How do I export a board?", "data_export"), ("so be it, as you wish", intent))
    assert what_is_wanted(messages) == Wanted(1, "How do I export a board?")


def test_where_nothing_is_wanted_yet_the_last_message_has_to_do() -> None:
    assert what_is_wanted(said(("hello", "greet"))) == Wanted(1, "hello")
    assert what_is_wanted([]) is None


@pytest.mark.parametrize("short", ["还不行", "still broken", "E5040", "😡"])
def test_a_very_short_message_is_read_with_the_one_before(short: str) -> None:
    messages = said(("webhook 一直不触发", "report_bug"), (short, None))
    assert what_is_wanted(messages) == Wanted(2, f"webhook 一直不触发\n{short}")


def test_of_a_page_of_log_its_end_is_searched_for() -> None:
    wanted = what_is_wanted(said(("x" * 5000 + " the end", None)))
    assert wanted is not None
    assert (len(wanted.text), wanted.text[-7:]) == (LONGEST, "the end")
