"""Files of recorded conversations: what was written is read again, and a wrong line is named."""

import json

import pytest

from bot.errors import ReplayFileBroken
from bot.replay.conversation_file import check_writable, read_conversations, write_conversations

MESSAGE = {"author": "customer", "text": "where is my order"}
GOOD = {"id": "c1", "language": "en", "now": "2026-05-12T15:00:00+08:00", "messages": [MESSAGE]}


def read(path):
    return read_conversations(path, text_limit=50, is_customer=lambda key: key == "qinglan")


def write_lines(path, *lines):
    path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines))
    return path


def test_what_was_written_is_read_again(tmp_path):
    turn = {"intent": "order_status", "acts": ["lookup:order_status"], "slots": {"order_id": "LY1"}}
    messages = [
        {**MESSAGE, "turn": turn},
        {"author": "bot", "text": "…"},
        {**MESSAGE, "to": "agent", "facts": ["conversation.taken"]},
        {**MESSAGE, "to": "nobody"},
        {"author": "system", "text": "…", "facts": ["conversation.returned", "person.awaited"]},
        {**MESSAGE, "facts": ["wait.ended"]},
        {**MESSAGE, "kind": "handoff", "at": "2026-05-12T07:05:00Z", "turn": {**turn, "ticket": "#7"}},
    ]
    file = write_lines(
        tmp_path / "a", {**GOOD, "customer": "qinglan", "messages": messages}, "", GOOD | {"id": "2"}
    )
    conversations = read(file)
    assert [one.has_turn for one in conversations[0].messages] == [
        True,
        False,
        False,
        False,
        False,
        True,
        True,
    ]
    assert write_conversations(tmp_path / "b", conversations) == 2
    assert read(tmp_path / "b") == conversations


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "Invalid JSON"),
        ("[]", "the line"),
        ({}, "id: Field required"),
        (GOOD, "twice"),
        (GOOD | {"id": ""}, "id"),
        (GOOD | {"id": "2", "language": "fr"}, "'zh' or 'en'; got 'fr'"),
        (GOOD | {"id": "2", "now": "2026-05-12T15:00:00"}, "now: Input should have timezone info"),
        (GOOD | {"id": "2", "now": "9999-12-31T23:59:59-12:00"}, "now: Input should be less than 3000-01-01"),
        (
            GOOD | {"id": "2", "now": "0001-01-01T00:00:00+12:00"},
            "now: Input should be greater than or equal to",
        ),
        (
            GOOD | {"id": "2", "messages": [MESSAGE | {"at": "9999-12-31T23:59:59Z"}]},
            "messages.0.at: Input should be less than 3000-01-01",
        ),
        (GOOD | {"id": "2", "customer": "nobody"}, "customer 'nobody'"),
        (GOOD | {"id": "2", "mood": "good"}, "mood"),
        (GOOD | {"id": "2", "messages": [MESSAGE, MESSAGE | {"author": "robot"}]}, "messages.1.author"),
        (GOOD | {"id": "2", "messages": [MESSAGE, MESSAGE | {"text": " \u200b"}]}, "messages.1.text"),
        (GOOD | {"id": "2", "messages": [MESSAGE | {"text": "x" * 51}]}, "at most 50"),
        (
            GOOD | {"id": "2", "messages": [MESSAGE | {"turn": {"intent": "x", "acts": [], "ticket": "7"}}]},
            "messages.0.turn.ticket",
        ),
        (
            GOOD | {"id": "2", "messages": [MESSAGE | {"facts": ["conversation.lost"]}]},
            "messages.0.facts.0: Input should be 'conversation.taken', 'conversation.returned'",
        ),
        (
            GOOD
            | {"id": "2", "messages": [MESSAGE | {"to": "agent", "facts": ["conversation.taken"]}, MESSAGE]},
            'messages.1: it is to the bot while a person has the conversation; expected "to": "agent"',
        ),
    ],
)
def test_a_wrong_line_is_named_with_what_was_expected(tmp_path, line, says):
    file = write_lines(tmp_path / "wrong.jsonl", GOOD, line)
    with pytest.raises(ReplayFileBroken) as wrong:
        read(file)
    assert f"{file}:2:" in str(wrong.value)
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_file_that_is_not_there_or_empty_is_said_so(tmp_path):
    with pytest.raises(ReplayFileBroken, match="No such file"):
        read(tmp_path / "nowhere")
    with pytest.raises(ReplayFileBroken, match="has no conversations"):
        read(write_lines(tmp_path / "empty", ""))
    with pytest.raises(ReplayFileBroken, match="cannot be written"):
        write_conversations(tmp_path, [])


def test_a_place_is_looked_at_without_a_trace(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere" / "a"):
        with pytest.raises(ReplayFileBroken, match="cannot be written"):
            check_writable(place)
    kept = write_lines(tmp_path / "kept", GOOD)
    check_writable(kept)
    check_writable(tmp_path / "new")
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
    assert len(read(kept)) == 1
