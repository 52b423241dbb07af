"""What is left of a letter without its courtesies."""

import time

import pytest

from bot.mail.courtesies import without_courtesies


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dear team,\n\nhow do I export?\n\nBest regards,\nLi Wei", "how do I export?"),
        ("Hi Lanyun Support!\nIt fails.\nMany thanks in advance\nBob", "It fails."),
        ("您好，\n\n怎么导出？\n\n谢谢！\n周若溪", "怎么导出？"),
        ("尊敬的客服：\n请问怎么退款？\n此致\n敬礼", "请问怎么退款？"),
        ("怎么导出？\n\n发自我的 iPhone", "怎么导出？"),
        ("It fails.\nThanks\nLi Wei\n+86 139 0013 9000", "It fails.\n+86 139 0013 9000"),
        ("Hello, please cancel my order", "Hello, please cancel my order"),
        ("您好，请问怎么退款？", "您好，请问怎么退款？"),
        ("It fails.\nThanks\nBut could you tell me why?", "It fails.\nThanks\nBut could you tell me why?"),
        ("Hi\ncan you help", "can you help"),
        ("Thanks!\nBob", "Thanks!\nBob"),
        ("您好", "您好"),
        ("", ""),
    ],
)
def test_courtesies_go_and_what_is_wanted_stays(text, left):
    assert without_courtesies(text) == left


@pytest.mark.parametrize("line", ["Hi", "Thanks", "Hi" + "," * 200_000, "Dear " + "A " * 200_000, ""])
def test_a_letter_of_nothing_but_courtesies_is_read_soon(line):
    begun = time.process_time()
    without_courtesies(f"{line}\n" * min(200_000, 2_000_000 // (1 + len(line))) + "x")
    assert time.process_time() - begun < 3
