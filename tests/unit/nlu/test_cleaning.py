import pytest

from nlu.cleaning import MAX_CHARACTERS, MAX_ENTITY_CHARACTERS, clean_for_encoder, parts_for_entities


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "\x00\x01\x1b", "\u200b\u200e\ufeff", "。。。！？", "...?!", "—"]
)
def test_nothing_is_left_of_spaces_controls_and_punctuation(text: str) -> None:
    assert clean_for_encoder(text) == ""


@pytest.mark.parametrize("text", ["👍", "退", "a", "1", "¥", "；退"])
def test_a_letter_a_number_or_an_emoji_is_something(text: str) -> None:
    assert clean_for_encoder(text) == text


def test_controls_vanish_inside_of_words() -> None:
    assert clean_for_encoder(" re\u200bfund\x00 \n\n now ") == "refund now"


def test_a_long_message_keeps_its_beginning_and_its_end() -> None:
    text = "first " + "x" * 100_000 + " last"
    plain = clean_for_encoder(text)
    assert plain.startswith("first ")
    assert plain.endswith(" last")
    assert len(plain) <= MAX_CHARACTERS + 1


def test_of_a_long_message_entities_are_looked_for_in_its_beginning_and_its_end() -> None:
    text = "order LY20260315001 " * 1000
    (begins, head), (cut, tail) = parts_for_entities(text)
    assert begins == 0
    assert text.startswith(head)
    assert text[cut:] == tail
    assert len(head) + len(tail) <= MAX_ENTITY_CHARACTERS


@pytest.mark.parametrize("before", range(20))
def test_the_end_of_a_long_message_begins_with_a_whole_word(before: int) -> None:
    text = "x " * 3000 + "LY20260315001 " + "y" * (MAX_ENTITY_CHARACTERS // 2 - before)
    (_, (cut, _)) = parts_for_entities(text)
    assert not text[cut - 1].isalnum()


@pytest.mark.parametrize("text", ["", "\ud83d hi", "short", "字" * MAX_ENTITY_CHARACTERS])
def test_a_message_of_usual_length_is_one_part(text: str) -> None:
    ((begins, part),) = parts_for_entities(text)
    assert begins == 0
    assert len(part) == len(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<script>alert(1)</script><img src=x onerror=alert(2)>", ""),
        ("<p>怎么<b>导出</b></p>", "怎么 导出"),
        ("<!-- note --> where is my <br/>bill", "where is my bill"),
        ("if a<b and c>d", "if a<b and c>d"),
        ("i <3 it, x > y", "i <3 it, x > y"),
    ],
)
def test_markup_is_not_read(text: str, read: str) -> None:
    assert clean_for_encoder(text) == read
