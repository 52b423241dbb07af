"""What outside systems tell, read into words of ours."""

import json
from typing import Any

import pytest

from escalation.backends.errors import Refused
from escalation.backends.plain_text import plain_text
from escalation.backends.types import Author, OutsideMerge, OutsideMessage, OutsideValue
from escalation.backends.webhook import read_change


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Hello <b>you</b></p>", "Hello you"),
        ("请<br>清一下<div>缓存 &amp; 再试</div>", "请\n清一下\n缓存 & 再试"),
        ("<style>p {}</style><script>alert(1)</script>ok", "ok"),
        ("<p>a</p><p></p><p></p><p>b</p>", "a\n\nb"),
        ("no markup < at all", "no markup < at all"),
        ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
        ("", ""),
    ],
)
def test_a_message_in_html_is_its_words(markup: str, text: str) -> None:
    assert plain_text(markup) == text


def body(type: str, **data: Any) -> bytes:
    return json.dumps({"type": type, "data": data}).encode()


def test_a_webhook_tells_of_messages_and_values() -> None:
    said = read_change("m1", body("message.added", ticket="T-1", author="Alice", text="你好"))
    assert said == OutsideMessage("m1", "T-1", Author("Alice", False), "你好", True)
    set_ = read_change("m2", body("status.changed", ticket="T-1", author="Alice", value="resolved"))
    assert set_ == OutsideValue("m2", "T-1", Author("Alice", False), "status", "resolved")


def test_a_webhook_tells_of_merges() -> None:
    merged = read_change("m3", body("ticket.merged", ticket="T-1", author="Alice", into="T-2"))
    assert merged == OutsideMerge("m3", "T-1", Author("Alice", False), "T-2")


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b"nothing",
        body("ticket.exploded", ticket="T-1", author="A"),
        body("message.added", ticket="T-1"),
        body("ticket.merged", ticket="T-1", author="A"),
        body("ticket.merged", ticket="T-1", author="A", into="T-1"),
    ],
)
def test_a_webhook_that_is_none_of_these_is_refused_with_what_was_expected(wrong: bytes) -> None:
    with pytest.raises(Refused, match="expected"):
        read_change("m1", wrong)
