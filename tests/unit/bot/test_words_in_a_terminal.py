"""Customers' words in a terminal neither steer it nor fill it."""

import pytest

from bot.cli.printable import in_brief


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("账单\n没收到 ", "账单 没收到"),
        ("no bill \x1b[31myet", "no bill �[31myet"),
        ("账" * 200, "账" * 200),
        ("long " * 2_000, "long " * 39 + "long…"),
    ],
)
def test_a_message_is_one_line_that_ends(text: str, shown: str) -> None:
    assert in_brief(text) == shown
